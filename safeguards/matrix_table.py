"""The matrix as a person reads it: what one role may see, at which tie, and which addresses it opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguards import matrix, roles

OBJECT_LABELS = {
    "consultation": _("Consultation"),
    "client": _("Client"),
    "case": _("Case"),
    "child": _("Child"),
    "referral": _("Referral sheet"),
}
TIE_LABELS = {
    "own": _("Of her own agency"),
    "disclosed": _("Disclosed to her agency"),
    "emergency": _("Opened by emergency access"),
    "none": _("Of another agency"),
    "walled": _("Of a person she is walled off from"),
}
NO_WORK = _("This role does not work with such records.")
TIE_REASONS = {
    "own": _("Her agency keeps the record."),
    "disclosed": _("Only the groups ticked by the sender, and only while the disclosure lives."),
    "emergency": _("Only at the women's support center, for one account and 60 minutes, with a review."),
    "none": _("It does not exist for her: not in lists, search or counts."),
    "walled": _("A wall beats every other right."),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of record at one tie: for each field group (in order) whether it may be read."""

    tie: str
    reason: str
    groups: tuple[tuple[str, bool], ...]

    @property
    def is_open(self) -> bool:
        """Anything at all may be read."""
        return any(may for _label, may in self.groups)


@dataclass(frozen=True, slots=True)
class Sight:
    """One kind of record and its cells, one for each tie."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Giving:
    """Which roles agencies of one tier and kind may give; `kind` is `*` for every other kind."""

    tier: str
    kind: str
    rows: tuple[tuple[str, bool], ...]


def sights(role: str) -> list[Sight]:
    """What the role may read of each kind of record."""
    shown = [*matrix.field_groups(), "admin"]
    return [
        Sight(
            str(OBJECT_LABELS[name]),
            tuple(
                Cell(
                    str(TIE_LABELS[tie]),
                    str(_reason(role, name, tie)),
                    tuple(
                        (roles.group_label(group), group in matrix.groups_of_role(role, name, tie))
                        for group in shown
                    ),
                )
                for tie in TIE_LABELS
            ),
        )
        for name in matrix.table()["fields"]
    ]


def _reason(role: str, name: str, tie: str) -> Promise | str:
    works = tie not in ("own", "disclosed", "emergency") or matrix.groups_of_role(role, name, tie)
    return TIE_REASONS[tie] if works else NO_WORK


def addresses(role: str) -> list[tuple[str, bool]]:
    """Every address of the product and whether the role opens it, in order."""
    return sorted(
        (f"/{path}", matrix.role_opens(role, view.page_rule.name))
        for path, view in _views(get_resolver().url_patterns)
    )


def _views(patterns: list[Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield (lead + str(one.pattern)).replace("<str:", "<"), one.callback
        else:
            yield from _views(one.url_patterns, lead + str(one.pattern))


def givings() -> list[Giving]:
    """Which agency may give which role, in the order of the contract."""
    return [
        Giving(tier, kind, tuple((role, role in given) for role in matrix.all_roles()))
        for tier, kinds in matrix.table()["roles"].items()
        for kind, given in kinds.items()
    ]
