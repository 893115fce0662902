"""Call-backs: the slot that is proposed, how late one is, when to try again. Pure: no Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from cases.contact_rule import ContactRule, Hours, Interval, first_from, phone_hours
from safeguards import calendar

OFFICE_DAY = Hours(time(9), time(17))  # the office's day, where she named no hours
NEAR = timedelta(minutes=30)  # so long before its slot a call-back turns amber
TRY_AGAIN = timedelta(minutes=60)
MISSES_ASK = 3  # the miss that asks what is to become of it
LATE, DUE, NEARING, LATER = "late", "due", "nearing", "later"
TONES = {LATE: "late", DUE: "near", NEARING: "near", LATER: ""}


@dataclass(frozen=True, slots=True)
class Light:
    """How urgent a call-back is: `late` (red), `due` (its slot runs) and `nearing` (amber), or `later`.

    `minutes` since its slot ended, until its slot ends, or until it begins. `days`: working days that have passed
    since the slot's day (late) or calendar days until it (nearing, later); 0 on the day itself.
    """

    code: str
    minutes: int
    days: int = 0

    @property
    def tone(self) -> str:
        """The dress of its badge."""
        return TONES[self.code]


def light(due_from: datetime, due_until: datetime, now: datetime) -> Light:
    """How urgent it is at this moment. The slot is half-open: at `due_until` it is late.

    A slot on a day on which the office is closed is amber from the last working day before it: somebody there has
    to say who calls.
    """
    slot_day, today = calendar.japanese_day(due_from), calendar.japanese_day(now)
    if now >= due_until:
        return Light(LATE, _minutes(now - due_until), working_days_between(slot_day, today))
    if now >= due_from:
        return Light(DUE, _minutes(due_until - now))
    is_near = due_from - now <= NEAR or today >= last_desk_day(slot_day)
    return Light(NEARING if is_near else LATER, _minutes(due_from - now), (slot_day - today).days)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def working_days_between(first: date, last: date) -> int:
    """Working days after `first`, up to and with `last`; 0 when `last` is not after it."""
    days, day = 0, first
    while day < last:
        day += timedelta(days=1)
        days += calendar.is_working_day(day)
    return days


def last_desk_day(slot_day: date) -> date:
    """The last working day before a slot on a day off; for a working day a day that never comes before it."""
    if calendar.is_working_day(slot_day):
        return slot_day + timedelta(days=1)
    day = slot_day - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def slot_on(rule: ContactRule, day: date) -> Interval:
    """The slot proposed for this day: her hours for the telephone from that day on, else the office's day.

    Where she named no hours the day stays as it was promised, a Sunday too; her own hours may lie on a later day.
    """
    hours = _her_hours(rule)
    return (first_from(hours, day) if hours else None) or _office_day(day)


def next_try(rule: ContactRule, now: datetime) -> Interval:
    """When to try again after a miss: in an hour while today's slot still lasts, else in her next hours or on the
    next working day."""
    today = calendar.japanese_day(now)
    hours = _her_hours(rule)
    slot = hours.on(today) if hours else _office_day(today) if calendar.is_working_day(today) else None
    if slot and (again := max(slot[0], now + TRY_AGAIN)) < slot[1]:
        return again, slot[1]
    return slot_on(rule, today + timedelta(days=1) if hours else calendar.next_working_day(today))


def _her_hours(rule: ContactRule) -> Hours | None:
    """The hours that she named for the telephone; days alone within the office's day; None where she named none."""
    hours = phone_hours(rule)
    if hours is None or hours.is_always:
        return None
    return hours if hours.since is not None else replace(OFFICE_DAY, days=hours.days)


def _office_day(day: date) -> Interval:
    interval = OFFICE_DAY.on(day)
    assert interval is not None
    return interval
