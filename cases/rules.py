"""Pure sums of the person and the work: intervals of sight, the number for the telephone, ages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from safeguards import calendar

Interval = tuple[datetime, datetime | None]

LONGEST_DISCLOSURE = timedelta(days=90)
LONGEST_PACK = timedelta(days=30)
EMERGENCY_LASTS = timedelta(minutes=60)
REVIEW_WORKING_DAYS = 3
EXPORT_WAITS = timedelta(days=7)  # for a second person
EXPORT_LIVES = timedelta(hours=24)  # from the approval to the file, and from the file to its end
PLACE_IS_OPEN = timedelta(minutes=3)  # so long a masked place stands open, for reading, speaking or writing
HELD_NUMBER_WEIGHTS = (3, 1, 3, 1, 3, 1, 3, 1)


def union_of(intervals: Iterable[Interval]) -> list[Interval]:
    """The union of half-open intervals [since, until) as unbroken, disjoint, sorted ones.

    `None` as end means no end. Empty intervals are dropped; touching ones are joined.
    """
    whole = sorted((one for one in intervals if one[1] is None or one[1] > one[0]), key=lambda one: one[0])
    joined: list[Interval] = []
    for since, until in whole:
        if joined and (joined[-1][1] is None or since <= joined[-1][1]):
            last_since, last_until = joined[-1]
            end = None if last_until is None or until is None else max(last_until, until)
            joined[-1] = (last_since, end)
        else:
            joined.append((since, until))
    return joined


def check_digit(eight_digits: str) -> str:
    """The check digit of a client-held number: weights 3 and 1 in turn, as in a bar code (modulus 10)."""
    total = sum(weight * int(digit) for weight, digit in zip(HELD_NUMBER_WEIGHTS, eight_digits, strict=True))
    return str(-total % 10)


def is_held_number(text: str) -> bool:
    """Nine digits whose last one is the check digit: a slip of one digit is noticed."""
    return len(text) == 9 and text.isascii() and text.isdigit() and check_digit(text[:8]) == text[8]


def spoken(held_number: str) -> str:
    """The number as it is read out: 4417-0926-3."""
    return f"{held_number[:4]}-{held_number[4:8]}-{held_number[8:]}"


def review_due(opened_on: date) -> date:
    """The last day on which an emergency access opened on that Japanese day is to be looked at: the third
    working day after it (R-12)."""
    day = opened_on
    for _working_day in range(REVIEW_WORKING_DAYS):
        day = calendar.next_working_day(day)
    return day


def needs_second_person(count: int, exported_in_a_day: int, alone: int) -> bool:
    """May one person export these records only with another's approval? What she exported within the last 24
    hours counts, too: many small files are one big one (R-37)."""
    return count + exported_in_a_day > alone


def danger_review_due(told_on: date) -> date:
    """The last day on which what was told alone in imminent danger is to be looked at: the next working day."""
    return calendar.next_working_day(told_on)


MUCH, USUAL, LITTLE = "much", "usual", "little"
MUCH_TIMES, LITTLE_TIMES = 1.5, 0.5  # of the agency's median
FEW = 2  # so near to the median nobody carries much or little


def load_word(number: int, usual: float) -> str:
    """Does somebody carry much, little or the usual beside her agency's median? A difference of two is none."""
    if abs(number - usual) <= FEW:
        return USUAL
    if number >= MUCH_TIMES * usual:
        return MUCH
    return LITTLE if number <= LITTLE_TIMES * usual else USUAL


def load_share(number: float, usual: float) -> int:
    """How far a number reaches in its bar, in percent: twice the agency's median fills it, and never less than four.

    Also where the median itself stands in the bars of that figure.
    """
    return min(100, round(100 * number / max(2 * usual, 2 * FEW)))
