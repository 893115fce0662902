"""Reads `matrix.toml`: which role an agency may give, who may open a page, who may read a field group.

Code, tests and the administrators' page ask this one file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safeguards.access import Actor

MATRIX_FILE = Path(__file__).with_name("matrix.toml")


class NotInMatrix(LookupError):
    """A page, object or role that the matrix does not know: default is no."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """Who may open one page. `roles` may hold `*` (any live posting), `signed-in` or `anyone`."""

    name: str
    roles: frozenset[str]

    @property
    def is_public(self) -> bool:
        """Open without signing in."""
        return "anyone" in self.roles


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one account may do what leaves these lines in the audit trail, within so many minutes."""

    counts: tuple[str, ...]
    times: int
    minutes: int
    opens_in_calls: bool = False


@cache
def table() -> dict[str, Any]:
    """The parsed file."""
    return tomllib.loads(MATRIX_FILE.read_text(encoding="utf-8"))


def all_roles() -> tuple[str, ...]:
    """Every role of the product, in the order of the contract."""
    return tuple(table()["role_order"])


@cache
def roles_of(tier: str, kind: str) -> tuple[str, ...]:
    """The roles that an agency of this tier and kind may give."""
    tier_table = table()["roles"].get(tier, {})
    given = tier_table.get(kind, tier_table.get("*", []))
    return tuple(role for role in all_roles() if role in given)


@cache
def held_roles(role: str) -> frozenset[str]:
    """The role and those it includes."""
    return frozenset({role, *table()["includes"].get(role, [])}) - {""}


def needs_confirmation(role: str) -> bool:
    """Does a posting in this role sleep until a supervisor has confirmed the person?"""
    return role in table()["confirmation"]["roles"]


def needs_passkey(role: str) -> bool:
    """Is a passkey the only second factor that opens this role? So for administrators and approvers (R-21)."""
    return role in table()["second_factor"]["passkey"]


def sign_in_rest(kind: str) -> list[list[int]]:
    """Steps [failures, seconds] of the rest after wrong sign-ins, counted by `name`, `address`, `both`, `house`."""
    steps: list[list[int]] = table()["sign_in_rest"][kind]
    return steps


def reading_roles() -> tuple[str, ...]:
    """Roles that work with records of persons."""
    return tuple(table()["apart"]["reading"])


def may_be_held_together(one: str, other: str) -> bool:
    """May one person hold both roles in the same agency? Administration or audit and reading never meet."""
    apart = table()["apart"]
    crossing = (one in apart["watching"] and other in apart["reading"]) or (
        other in apart["watching"] and one in apart["reading"]
    )
    return not crossing


@cache
def page_rule(name: str) -> PageRule:
    """The rule of one page; raises NotInMatrix."""
    try:
        return PageRule(name, frozenset(table()["pages"][name]))
    except KeyError:
        raise NotInMatrix(f"The page {name!r} has no line in matrix.toml [pages].") from None


def may_open(actor: Actor | None, name: str) -> bool:
    """May this actor open the page at all? Rows are decided by `visible_to`, not here."""
    if page_rule(name).is_public:
        return True
    return actor is not None and role_opens(actor.role, name)


def role_opens(role: str, name: str) -> bool:
    """Does a signed-in person in this role (empty: without a live posting) open the page?"""
    rule = page_rule(name)
    if rule.is_public or "signed-in" in rule.roles:
        return True
    return bool(role) and ("*" in rule.roles or bool(held_roles(role) & rule.roles))


@cache
def limit_of(method: str, name: str) -> Limit | None:
    """The limit of a page for this method, None when it has none."""
    line = table()["limits"].get(f"{method} {name}")
    return None if line is None else Limit(**{**line, "counts": tuple(line["counts"])})


@cache
def groups_of_role(role: str, object_type: str, tie: str) -> frozenset[str]:
    """Field groups of this object that a role may read at this tie; raises NotInMatrix for an unknown object."""
    objects = table()["fields"]
    if object_type not in objects:
        raise NotInMatrix(f"{object_type!r} has no table in matrix.toml [fields].")
    by_tie = objects[object_type].get(tie, {})
    return frozenset(group for held in held_roles(role) for group in by_tie.get(held, []))


def groups_for(actor: Actor, object_type: str, tie: str) -> frozenset[str]:
    """Field groups of this object that the actor may read at this tie (`own`, `disclosed`, `none`)."""
    return groups_of_role(actor.role, object_type, tie)


@cache
def actions_of_role(role: str, object_type: str, tie: str) -> frozenset[str]:
    """What a role may do to this object at this tie; raises NotInMatrix for an unknown object."""
    objects = table()["actions"]
    if object_type not in objects:
        raise NotInMatrix(f"{object_type!r} has no table in matrix.toml [actions].")
    held = held_roles(role)
    return frozenset(action for action, roles in objects[object_type].get(tie, {}).items() if held & {*roles})


@cache
def known_actions(object_type: str) -> tuple[str, ...]:
    """Every action on this object that the file names, in its order; empty for one that nothing is done to."""
    by_tie = table()["actions"].get(object_type, {}).values()
    return tuple(dict.fromkeys(action for actions in by_tie for action in actions))


def may_act(actor: Actor, object_type: str, tie: str, action: str) -> bool:
    """May the actor do this to a record of this kind at this tie? Raises NotInMatrix for an unknown action."""
    if action not in known_actions(object_type):
        raise NotInMatrix(f"{action!r} on {object_type!r} is not in matrix.toml [actions].")
    return action in actions_of_role(actor.role, object_type, tie)


def has_emergency_right(actor: Actor) -> bool:
    """May this actor use emergency access at all (R-12)? Role, tier and kind decide; a held right is asked apart."""
    return actor.role in table()["emergency"].get(actor.tier, {}).get(actor.kind, [])


def never_released_to() -> tuple[str, ...]:
    """Kinds of agencies to which whereabouts are never released (R-15)."""
    return tuple(table()["release"]["never_to"])


def field_groups() -> tuple[str, ...]:
    """All field groups, in the order in which a sender is asked about them."""
    return tuple(table()["field_groups"])
