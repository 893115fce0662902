"""Days of temporary protection and the life of a held bed: pure functions. No Django, no clock.

A stay is counted as the yearly return counts it: whoever is in residence on one day at least of a fiscal year counts in
that year, who stayed over the 31st of March in both (records 1.2 and 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safeguards import calendar

HOLD_LASTS = timedelta(minutes=90)  # from the moment of the yes
PLANNED_DAYS = 14  # so long a stay is planned where nobody names a day; this office's own aim
FEW = 10  # below it a count is shown as a span only
Span = tuple[date, date | None]  # first and last day of a stay, both included; None: she is still there


def nights(started_on: date, ended_on: date) -> int:
    """How many nights she slept there; in and out on one day: none. Raises ValueError for an end before the start."""
    if ended_on < started_on:
        raise ValueError("A stay does not end before it starts.")
    return (ended_on - started_on).days


def person_days(started_on: date, ended_on: date) -> int:
    """Days on which she was there, the first and the last one included; in and out on one day: one."""
    return nights(started_on, ended_on) + 1


def day_of_stay(started_on: date, on: date) -> int:
    """Which day of the stay this is; the first day is 1."""
    return person_days(started_on, on)


def bars_admission(stays: Iterable[Span], started_on: date) -> Span | None:
    """The stay of the same case that a new one from this day on would overlap; None where none does.

    Out of one place and into another on the same day is no overlap.
    """
    return next((one for one in stays if one[1] is None or one[1] > started_on), None)


@dataclass(frozen=True, slots=True)
class YearCount:
    """Stays of one fiscal year: begun in it, carried over from the year before, and person-days in it."""

    begun: int
    carried: int
    person_days: int


def in_year(stays: Iterable[Span], fiscal_year: int, today: date) -> YearCount:
    """Count the stays of one woman in a fiscal year (April to March), up to today.

    A day on which she left one place and came to another is one person-day. A stay that begins after today is none.
    """
    first, last = date(fiscal_year, 4, 1), min(date(fiscal_year + 1, 3, 31), today)
    begun = carried = 0
    days: set[int] = set()
    for start, end in stays:
        here, there = max(start, first), min(end or today, last)
        if here > there:
            continue
        begun, carried = begun + (start >= first), carried + (start < first)
        days |= set(range(here.toordinal(), there.toordinal() + 1))
    return YearCount(begun, carried, len(days))


def fiscal_year_of(day: date) -> int:
    """The fiscal year of a day."""
    return calendar.fiscal_year(day)


def held_until(said_yes_at: datetime) -> datetime:
    """The first moment at which a held bed is free again."""
    return said_yes_at + HOLD_LASTS


def few_words(count: int) -> str:
    """A count as it may be shown: 0, a span for one to nine, the number from ten on."""
    return f"1～{FEW - 1}" if 0 < count < FEW else str(count)
