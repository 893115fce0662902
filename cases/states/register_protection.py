"""The protective measure of the resident register (支援措置): its moves, and what stands while one is open. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from cases import deadlines
from safeguards import calendar

# Applied for; the municipality has set it, written down by one; a second person has seen that it is set; its end
# waits for a second person; ended, or never set.
APPLIED, SET, CONFIRMED, END_ASKED, ENDED = "applied", "set", "confirmed", "end_asked", "ended"
REGISTER_STATES = (APPLIED, SET, CONFIRMED, END_ASKED, ENDED)
# The block stands in these, whatever still waits: nothing that protects a woman waits for an approval (decision 7).
BLOCKING = (SET, CONFIRMED, END_ASKED)
OPEN = (APPLIED, *BLOCKING)

BY_AGENCY, BY_SECOND = "agency", "second"
TERM_MONTHS = 12
UNLOCK_MINUTES = (15, 30, 60)  # nothing is unlocked for longer


@dataclass(frozen=True, slots=True)
class RegisterMove:
    """One move: from where to where, by the agency or by a second person, and what its form must bring."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str = BY_AGENCY
    needs: frozenset[str] = frozenset()


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


# Besides, not moves: unlock (time-boxed, restores itself), compare (the monthly look), tell and acknowledge.
REGISTER_MOVES = (
    RegisterMove("set", (APPLIED,), SET, needs=_needs("starts_on")),
    RegisterMove("drop", (APPLIED,), ENDED, needs=_needs("words")),
    RegisterMove("confirm", (SET,), CONFIRMED, by=BY_SECOND),
    RegisterMove("renew", (SET, CONFIRMED), SET, needs=_needs("renewed_on")),
    RegisterMove("ask_end", (SET, CONFIRMED), END_ASKED, needs=_needs("words")),
    RegisterMove("end", (END_ASKED,), ENDED, by=BY_SECOND),
    RegisterMove("keep", (END_ASKED,), SET, by=BY_SECOND),
)
REGISTER_MOVE_BY_NAME = {move.name: move for move in REGISTER_MOVES}


class Measure(Protocol):
    """What the sums need of one measure."""

    state: str
    ends_on: date | None
    unlocked_until: datetime | None


def is_unlocked(measure: Measure, now: datetime) -> bool:
    """Is it open for her own paper at this moment? Read from the clock: it closes again without anybody's doing."""
    return measure.unlocked_until is not None and now < measure.unlocked_until


def blocks(measure: Measure, now: datetime) -> bool:
    """Does this measure keep her address back now?

    Its last day alone lifts nothing: only an end with a reason and a second person does.
    """
    return measure.state in BLOCKING and not is_unlocked(measure, now)


def blocked(measures: Iterable[Measure], now: datetime) -> bool:
    """Is a woman's address kept back now? By any one of all her measures; the end of one lifts no other's."""
    return any(blocks(one, now) for one in measures)


def stands(measures: Iterable[Measure]) -> bool:
    """Does any of her measures stand, unlocked for a while or not? So long her alert stays."""
    return any(one.state in BLOCKING for one in measures)


def term(starts_on: date) -> date:
    """The last day of a measure that begins on this day: one year."""
    return deadlines.term_end(starts_on, TERM_MONTHS)


def renewed_term(ends_on: date) -> tuple[date, date]:
    """First and last day of the year that follows the one that ends on this day."""
    first = ends_on + timedelta(days=1)
    return first, term(first)


def may_renew(measure: Measure, on: date) -> bool:
    """From one month before its end to its last day; from the day after only a new application can follow."""
    return measure.ends_on is not None and deadlines.is_renewable(measure.ends_on, on)


def is_over(measure: Measure, on: date) -> bool:
    """Has its year passed without a renewal and without an end that a person has made?"""
    return measure.state in BLOCKING and measure.ends_on is not None and on > measure.ends_on


def open_moves(measure: Measure, on: date) -> list[str]:
    """What somebody of the agency can do with it on this day, by name."""
    names = [move.name for move in REGISTER_MOVES if move.by == BY_AGENCY and measure.state in move.sources]
    return [name for name in names if name != "renew" or may_renew(measure, on)]


def compare_on(day: date) -> date:
    """When the list of the municipality is compared again: the first working day of the next month."""
    first = deadlines.same_day(day.replace(day=1), 1)
    return first if calendar.is_working_day(first) else calendar.next_working_day(first)
