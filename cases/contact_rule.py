"""How a woman may be reached: her rule, and what it says of one way at one moment. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from safeguards import calendar
from safeguards.calendar import JAPAN

MOBILE, HOME_PHONE, WORK_PHONE, MAIL, CHAT, LETTER = "mobile", "home", "work", "mail", "chat", "letter"
CHANNELS = (MOBILE, HOME_PHONE, WORK_PHONE, MAIL, CHAT, LETTER)
PHONES = (MOBILE, HOME_PHONE, WORK_PHONE)
PHONE = "phone"  # a call of which nobody wrote down the line
# On which days hours begin: every day; days on which offices are open (平日); Saturdays, Sundays, holidays.
ANY_DAY, WORKING_DAYS, DAYS_OFF = "any", "working", "off"
DAYS = (ANY_DAY, WORKING_DAYS, DAYS_OFF)

ALLOWED, OUTSIDE, FORBIDDEN, NOT_KNOWN = "allowed", "outside", "forbidden", "not_known"
WITHIN = (ALLOWED, NOT_KNOWN)  # nothing that she said forbids it
BY_CHANNEL, BY_DAY, BY_CLOCK, NOT_ASKED = "channel", "day", "clock", "not_asked"
LONGEST_WAIT_DAYS = 15  # the year end and a long holiday lie within it

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """From (included) until (not included), by the clock in Japan; both or neither.

    An end before the beginning is the next day's: 22:00 to 2:00 belongs to the day on which it begins. Equal ends
    are never open: a slip of the pen must not open a whole night.
    """

    since: time | None = None
    until: time | None = None
    days: str = ANY_DAY

    @property
    def is_always(self) -> bool:
        """She named neither hours nor days."""
        return self.since is None and self.days == ANY_DAY

    def begin_on(self, day: date) -> bool:
        """Do they begin on this Japanese day?"""
        if self.days == ANY_DAY:
            return True
        return calendar.is_working_day(day) == (self.days == WORKING_DAYS)

    def on(self, day: date) -> Interval | None:
        """The interval that begins on this Japanese day, None where none does."""
        if not self.begin_on(day):
            return None
        since, until = self.since or time(0), self.until or time(0)
        begin = datetime.combine(day, since, JAPAN)
        end_day = day if self.until is not None and until > since else day + timedelta(days=1)
        end = datetime.combine(end_day, until, JAPAN)
        return None if self.since is not None and since == until else (begin, end)

    def around(self, moment: datetime) -> Interval | None:
        """The interval in which this moment lies: today's, or yesterday's that runs past midnight."""
        today = calendar.japanese_day(moment)
        for day in (today, today - timedelta(days=1)):
            interval = self.on(day)
            if interval and interval[0] <= moment < interval[1]:
                return interval
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach her: may it be used, when, and at which number or address (hers; empty where none is kept).

    `may` is None where she was not asked and only the number is kept.
    """

    may: bool | None
    hours: Hours = Hours()
    at: str = ""


@dataclass(frozen=True, slots=True)
class ContactRule:
    """What she said about being reached. A way that is not in `ways` was not asked about.

    `voicemail`: may words be left on a machine; None where it was not asked.
    """

    ways: Mapping[str, Way] = field(default_factory=dict)
    voicemail: bool | None = None
    code_word: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing of it was asked yet."""
        return not self.ways and self.voicemail is None and not self.code_word

    def at(self, channel: str) -> str:
        """The number or address of this way, as she gave it."""
        way = self.ways.get(channel)
        return way.at if way else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule says of one way at one moment, why, and when it opens next (None: not within two weeks)."""

    code: str
    reasons: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @property
    def is_within(self) -> bool:
        """May she be reached so, as far as anybody knows?"""
        return self.code in WITHIN


def verdict(rule: ContactRule, channel: str, moment: datetime) -> Verdict:
    """Is this way allowed at this moment, outside its hours, forbidden, or not known? Moments with a time zone."""
    way = rule.ways.get(channel)
    if way is None or way.may is None:
        return Verdict(NOT_KNOWN, (NOT_ASKED,))
    if not way.may:
        return Verdict(FORBIDDEN, (BY_CHANNEL,))
    interval = way.hours.around(moment)
    if interval is not None:
        return Verdict(ALLOWED, closes_at=None if way.hours.is_always else interval[1])
    begins_today = way.hours.begin_on(calendar.japanese_day(moment))
    following = next_interval(way.hours, moment)
    reason = BY_CLOCK if begins_today else BY_DAY
    return Verdict(OUTSIDE, (reason,), opens_at=following[0] if following else None)


def next_interval(hours: Hours, moment: datetime) -> Interval | None:
    """The interval that is open at this moment, cut to what is left of it, or the next one; None within two weeks."""
    now = hours.around(moment)
    if now:
        return max(now[0], moment), now[1]
    following = first_from(hours, calendar.japanese_day(moment))
    if following and following[0] < moment:
        return first_from(hours, calendar.japanese_day(moment) + timedelta(days=1))
    return following


def first_from(hours: Hours, day: date) -> Interval | None:
    """The first interval that begins on this Japanese day or after it; None within two weeks."""
    days = (day + timedelta(days=ahead) for ahead in range(LONGEST_WAIT_DAYS + 1))
    return next((interval for one in days if (interval := hours.on(one))), None)


def phone_hours(rule: ContactRule) -> Hours | None:
    """Hours of the first telephone that may be called; None where no telephone may be called or none was asked."""
    return next((rule.ways[one].hours for one in PHONES if one in rule.ways and rule.ways[one].may), None)


def as_data(rule: ContactRule) -> dict[str, Any]:
    """For the sealed column: short, and empty for an empty rule."""
    ways = {channel: _way_data(rule.ways[channel]) for channel in CHANNELS if channel in rule.ways}
    data: dict[str, Any] = {"ways": ways} if ways else {}
    if rule.voicemail is not None:
        data["voicemail"] = rule.voicemail
    return {**data, "code_word": rule.code_word} if rule.code_word else data


def _way_data(way: Way) -> dict[str, Any]:
    data: dict[str, Any] = {"may": way.may}
    hours = way.hours
    if hours.since is not None and hours.until is not None:
        data |= {"since": f"{hours.since:%H:%M}", "until": f"{hours.until:%H:%M}"}
    if hours.days != ANY_DAY:
        data["days"] = hours.days
    return {**data, "at": way.at} if way.at else data


def from_data(data: Mapping[str, Any]) -> ContactRule:
    """From the sealed column. A way of an unknown name is left out: it was written by another version."""
    ways = {name: _way_of(one) for name, one in data.get("ways", {}).items() if name in CHANNELS}
    return ContactRule(ways, data.get("voicemail"), data.get("code_word", ""))


def _way_of(one: Mapping[str, Any]) -> Way:
    since, until = (time.fromisoformat(one[name]) if one.get(name) else None for name in ("since", "until"))
    return Way(one["may"], Hours(since, until, one.get("days", ANY_DAY)), one.get("at", ""))
