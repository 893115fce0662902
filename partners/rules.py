"""Pure rules of who is who: how far an administrator reaches, which postings one person may hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from safeguards import matrix
from safeguards.calendar import fiscal_year

UNUSED_AFTER = timedelta(days=45)
REVIEW_WITHIN = timedelta(days=21)
LEAVES_WITHIN = timedelta(days=30)  # so long before a posting ends its administrator is asked what follows

# Kinds whose existence only those who place women there need to know; a name can tell the place.
KEPT_FROM_DIRECTORY = ("support_facility", "shelter")


class Proof(IntEnum):
    """How surely this session is the person, weakest first (R-21)."""

    NONE = 0
    PASSWORD = 1
    PRINTED = 2  # one of the ten printed codes
    CODE = 3  # of an authenticator app
    PASSKEY = 4


class Reach(StrEnum):
    """Whose accounts an administrator keeps (matrix.toml, [reach])."""

    OWN = "own"
    BELOW = "below"
    ALL = "all"


class Clash(StrEnum):
    """Why two postings cannot stand side by side."""

    TWICE = "twice"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Stay:
    """What matters of one posting: where, as what, and the half-open interval [since, until)."""

    agency_id: int
    role: str
    since: datetime
    until: datetime | None

    @property
    def is_empty(self) -> bool:
        """A posting that was called off before it began."""
        return self.until is not None and self.until <= self.since


def rest_seconds(steps: Iterable[Iterable[int]], failures: int) -> int:
    """How long a name or address rests after this many failures: the highest step [failures, seconds] reached."""
    return max((seconds for reached, seconds in steps if failures >= reached), default=0)


def proof_needed(role: str, *, is_demo: bool) -> Proof:
    """What a session must have shown before a posting in this role opens (matrix.toml, [second_factor]).

    Any second factor; administrators and those who approve need a passkey. In a demo nothing beyond being
    signed in.
    """
    if is_demo:
        return Proof.NONE
    return Proof.PASSKEY if matrix.needs_passkey(role) else Proof.PRINTED


def reach_of(tier: str, kind: str) -> Reach:
    """How far an administrator of an agency of this tier and kind reaches; her own agency by default."""
    by_kind = matrix.table()["reach"].get(tier, {})
    return Reach(by_kind.get(kind, by_kind.get("*", Reach.OWN)))


def with_those_below(root: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    """The agency and all below it, of a map from agency to parent. A circle in the map ends the walk."""
    children: dict[int, list[int]] = {}
    for agency, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(agency)
    found, open_ends = {root}, [root]
    while open_ends:
        for child in children.get(open_ends.pop(), []):
            if child not in found:
                found.add(child)
                open_ends.append(child)
    return frozenset(found)


def overlap(one: Stay, other: Stay) -> bool:
    """Do two half-open intervals share a moment? One that ends when the other begins does not."""
    if one.is_empty or other.is_empty:
        return False
    starts_before_end = other.until is None or one.since < other.until
    ends_after_start = one.until is None or other.since < one.until
    return starts_before_end and ends_after_start


def clash_of(new: Stay, held: Iterable[Stay]) -> Clash | None:
    """Why the new posting cannot stand beside those held; None when it can.

    The same role twice at one agency, or administration and reading at one agency (matrix.toml, [apart]).
    """
    for other in held:
        if other.agency_id != new.agency_id or not overlap(new, other):
            continue
        if other.role == new.role:
            return Clash.TWICE
        if not matrix.may_be_held_together(other.role, new.role):
            return Clash.APART
    return None


def quarter_start(day: date) -> date:
    """The first day of the quarter in which accounts are reviewed: 1 January, April, July, October (R-26)."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def is_review_late(day: date) -> bool:
    """Are reviews of this quarter that are still missing late, so that the stand-ins are told?"""
    return day >= quarter_start(day) + REVIEW_WITHIN


def next_april(day: date) -> date:
    """The first day of the fiscal year after that day: the day on which people move."""
    return date(fiscal_year(day) + 1, 4, 1)
