"""What the answers of the questionnaire propose, and what a level brings with it. Pure; no Django, no clock.

On trial and not validated (試行・未検証, decision 15): no score is made of the answers. Named red flags can only raise;
without one the person judges between the two lower levels. The numbers here are this office's own and provisional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cases import deadlines

LOW, MEDIUM, HIGH, IMMINENT = "low", "medium", "high", "imminent"
LEVELS = (LOW, MEDIUM, HIGH, IMMINENT)
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
TO_JUDGE = ""  # no proposal: low or medium, as the person judges
SEVERAL = 3  # so many red flags together propose the highest level
REVIEW_DAYS = {LOW: 90, MEDIUM: 30, HIGH: 14, IMMINENT: 3}  # the next review, in days after the judgement
WARNS = (HIGH, IMMINENT)  # at these an alert stands on her card


def rank(level: str) -> int:
    """How high a level is: 0 for none, then 1 to 4. Raises ValueError for a word that is no level."""
    return LEVELS.index(level) + 1 if level else 0


def highest(*levels: str) -> str:
    """The highest of these levels; empty ones do not count."""
    return max(levels, key=rank)


def raised(answers: Mapping[str, str], red_flags: Iterable[str]) -> tuple[str, ...]:
    """Which red flags were answered with yes, in their order."""
    return tuple(code for code in red_flags if answers.get(code) == YES)


def proposal(answers: Mapping[str, str], red_flags: Iterable[str]) -> str:
    """The level that the answers propose: one red flag high, several imminent, none `TO_JUDGE`.

    No answer lowers: what is not known and what is denied leave the proposal as it is.
    """
    number = len(raised(answers, red_flags))
    if number >= SEVERAL:
        return IMMINENT
    return HIGH if number else TO_JUDGE


def is_lower(judged: str, *others: str) -> bool:
    """Is a judged level below one of these (the proposal, the standing level)?"""
    return any(rank(judged) < rank(other) for other in others)


def departs(judged: str, proposed: str) -> int:
    """1 where the judgement goes above the proposal, -1 where it goes below, 0 where it follows it.

    Without a proposal low and medium are as good as each other, and anything higher goes above.
    """
    if proposed == TO_JUDGE:
        return 1 if rank(judged) > rank(MEDIUM) else 0
    return (rank(judged) > rank(proposed)) - (rank(judged) < rank(proposed))


def needs_reason(judged: str, proposed: str, before: str) -> bool:
    """Has a reason to be written? Away from the proposal either way, and below the standing level."""
    return bool(departs(judged, proposed)) or is_lower(judged, before)


def next_review(level: str, judged_on: date) -> date:
    """The day by which the level is looked at again; the working day before where nobody works on it."""
    return deadlines.days_after(judged_on, REVIEW_DAYS[level])
