"""The register of deadlines of a case: pure functions of days and calendar dates. No Django, no clock.

A period of months or years ends with the day before the one that answers to its first day; where the last month has
no such day, with its last day (Civil Code, art. 143). An `end` is the last day on which something still stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from safeguards import calendar

YEAR = 12


def same_day(day: date, months: int) -> date:
    """The day of that number so many months later (or earlier); the month's last one where it has none."""
    place = day.year * YEAR + day.month - 1 + months
    last = calendar.month_end(place // YEAR, place % YEAR + 1)
    return last.replace(day=min(day.day, last.day))


def term_end(first: date, months: int) -> date:
    """The last day of a period of so many months that begins with `first`: 19 December and a year: 18 December.

    29 February and a year: 28 February, because that month has no 29th day of which the day before could be taken.
    """
    answering = same_day(first, months)
    return answering if answering.day != first.day else answering - timedelta(days=1)


def renewal_opens(end: date) -> date:
    """From this day on a measure that stands until `end` may be renewed: one month before (records §4.2)."""
    return same_day(end, -1)


def is_renewable(end: date, on: date) -> bool:
    """May it be renewed on that day? From the day after its end only a new application can follow."""
    return renewal_opens(end) <= on <= end


def working_days_after(day: date, number: int) -> date:
    """The so-manieth working day after a day."""
    for _working_day in range(number):
        day = calendar.next_working_day(day)
    return day


def days_after(day: date, number: int) -> date:
    """So many days later; when nobody works on that day, the working day before it, so that it is not missed."""
    due = day + timedelta(days=number)
    while not calendar.is_working_day(due) and due > day:
        due -= timedelta(days=1)
    return due


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of task of a case: when it is due after the day that starts it; None where a person names the day.

    `page`: the name of the address at which it is done, with the case's number; the case itself where empty.
    `by_act`: it ends by the act that it asks for, so no press on it alone says that it is done.
    `with_case`: it is about the support itself and ends with it; every other one has to be done or dropped before a
    case may end.
    """

    due: Callable[[date], date] | None
    page: str = ""
    by_act: bool = False
    with_case: bool = False


# The days are this office's own aims, not of the law, except where the text says so.
TASKS = {
    "first_look": TaskKind(lambda day: working_days_after(day, 1), with_case=True),
    "assessment": TaskKind(lambda day: working_days_after(day, 5), with_case=True),
    "plan": TaskKind(lambda day: days_after(day, 14), page="support_plan", by_act=True, with_case=True),
    "protection_review": TaskKind(lambda day: days_after(day, 14), page="case_protection"),
    "aftercare": TaskKind(None, with_case=True),
    "risk_review": TaskKind(
        None, page="case_risk", by_act=True, with_case=True
    ),  # its day: `cases.risk_rule.next_review`
    "plan_review": TaskKind(
        lambda day: days_after(day, 90), page="support_plan", by_act=True, with_case=True
    ),
    "register_set": TaskKind(lambda day: working_days_after(day, 1), "case_register", by_act=True),
    "register_renew": TaskKind(renewal_opens, "case_register", by_act=True),
    "register_compare": TaskKind(None, "case_register", by_act=True),
    "municipality_ack": TaskKind(lambda day: working_days_after(day, 5), "case_register", by_act=True),
    "order_end": TaskKind(None, "case_orders", by_act=True),  # one month before the end: `renewal_opens`
    "court_answer": TaskKind(lambda day: working_days_after(day, 2), "case_orders", by_act=True),
    "own": TaskKind(None),
}
WITH_CASE = tuple(kind for kind, one in TASKS.items() if one.with_case)
TOLD_BEFORE = timedelta(days=7)  # so long before its day the owner of a task is told


def due_of(kind: str, start: date) -> date:
    """The day by which a task that begins on `start` is to be done. Raises KeyError and TypeError for what has none."""
    due = TASKS[kind].due
    if due is None:
        raise TypeError(kind)
    return due(start)
