"""Call-backs: amber and red by the clock and the calendar, the slot that is proposed, when to try again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.call_back_rule import last_desk_day, light, next_try, slot_on, working_days_between
from cases.contact_rule import ALLOWED, DAYS_OFF, WORKING_DAYS, ContactRule, Hours, Way, verdict
from safeguards import calendar
from safeguards.calendar import JAPAN


def at(day, clock):
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=JAPAN)


def phone(since=None, until=None, days="any"):
    hours = Hours(since and time.fromisoformat(since), until and time.fromisoformat(until), days)
    return ContactRule({"home": Way(False), "work": Way(True, hours)})


NOON_AT_WORK, NOON_AT_HOME = phone("12:00", "13:00", WORKING_DAYS), phone("12:00", "13:00", DAYS_OFF)
SLOT = at("2026-11-25", "09:30"), at("2026-11-25", "10:00")


@pytest.mark.parametrize(
    ("slot", "now", "code", "minutes", "days"),
    [
        (SLOT, at("2026-11-25", "08:59:59"), "later", 30, 0),
        (SLOT, at("2026-11-25", "09:00"), "nearing", 30, 0),
        (SLOT, at("2026-11-25", "09:29"), "nearing", 1, 0),
        (SLOT, at("2026-11-25", "09:30"), "due", 30, 0),
        (SLOT, at("2026-11-25", "09:59:59"), "due", 0, 0),
        (SLOT, at("2026-11-25", "10:00"), "late", 0, 0),
        (SLOT, at("2026-11-25", "10:35"), "late", 35, 0),
        (SLOT, at("2026-11-24", "10:00"), "later", 1410, 1),
        # late over a weekend and a holiday: working days are counted
        ((at("2026-11-20", "09:30"), at("2026-11-20", "10:00")), at("2026-11-23", "12:00"), "late", 4440, 0),
        ((at("2026-11-20", "09:30"), at("2026-11-20", "10:00")), at("2026-11-24", "12:00"), "late", 5880, 1),
        # a Saturday's slot is amber from Friday morning on; a holiday Monday's from Friday, too
        ((at("2026-11-28", "10:00"), at("2026-11-28", "11:00")), at("2026-11-26", "23:59"), "later", 2041, 2),
        (
            (at("2026-11-28", "10:00"), at("2026-11-28", "11:00")),
            at("2026-11-27", "00:00"),
            "nearing",
            2040,
            1,
        ),
        (
            (at("2026-11-23", "10:00"), at("2026-11-23", "11:00")),
            at("2026-11-20", "09:00"),
            "nearing",
            4380,
            3,
        ),
    ],
)
def test_a_light_at_its_border(slot, now, code, minutes, days):
    shown = light(*slot, now)
    assert (shown.code, shown.minutes, shown.days) == (code, minutes, days)
    assert light(*slot, now.astimezone(UTC)) == shown
    assert shown.tone == {"late": "late", "due": "near", "nearing": "near", "later": ""}[code]


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 1)).map(lambda one: one.replace(tzinfo=JAPAN))
ORDER = ["later", "nearing", "due", "late"]


@given(MOMENTS, st.integers(1, 600), MOMENTS, st.integers(0, 600))
def test_a_light_only_grows_with_time(begins, length, now, more):
    slot = begins, begins + timedelta(minutes=length)
    before, after = light(*slot, now), light(*slot, now + timedelta(minutes=more))
    assert ORDER.index(before.code) <= ORDER.index(after.code)
    assert before.minutes >= 0 and before.days >= 0
    assert (before.code == "late") == (now >= slot[1])


@pytest.mark.parametrize(
    ("rule", "day", "since", "until"),
    [
        (ContactRule(), date(2026, 11, 25), at("2026-11-25", "09:00"), at("2026-11-25", "17:00")),
        # promised for a Sunday: the day stays
        (ContactRule(), date(2026, 11, 29), at("2026-11-29", "09:00"), at("2026-11-29", "17:00")),
        (phone(), date(2026, 11, 29), at("2026-11-29", "09:00"), at("2026-11-29", "17:00")),
        (phone("12:00", "13:00"), date(2026, 11, 29), at("2026-11-29", "12:00"), at("2026-11-29", "13:00")),
        # her own days move it to the first that fits: over the holiday of 23 November
        (NOON_AT_WORK, date(2026, 11, 21), at("2026-11-24", "12:00"), at("2026-11-24", "13:00")),
        (phone(days=WORKING_DAYS), date(2026, 11, 21), at("2026-11-24", "09:00"), at("2026-11-24", "17:00")),
        (phone(days=DAYS_OFF), date(2026, 11, 25), at("2026-11-28", "09:00"), at("2026-11-28", "17:00")),
        # a night begins on its day, not with what is left of the night before
        (phone("22:00", "02:00"), date(2026, 11, 25), at("2026-11-25", "22:00"), at("2026-11-26", "02:00")),
        # no telephone may be called: the office's day stands, and the act will be stopped
        (ContactRule({"mobile": Way(False)}), date(2026, 11, 25), at("2026-11-25", "09:00"), at("2026-11-25", "17:00")),
    ],
)  # fmt: skip
def test_the_proposed_slot(rule, day, since, until):
    assert slot_on(rule, day) == (since, until)


@pytest.mark.parametrize(
    ("rule", "now", "since", "until"),
    [
        (ContactRule(), at("2026-11-25", "10:00"), at("2026-11-25", "11:00"), at("2026-11-25", "17:00")),
        (ContactRule(), at("2026-11-25", "16:00"), at("2026-11-26", "09:00"), at("2026-11-26", "17:00")),
        (ContactRule(), at("2026-11-20", "16:30"), at("2026-11-24", "09:00"), at("2026-11-24", "17:00")),
        (ContactRule(), at("2026-11-22", "10:00"), at("2026-11-24", "09:00"), at("2026-11-24", "17:00")),
        (phone("12:00", "13:00"), at("2026-11-25", "10:00"), at("2026-11-25", "12:00"), at("2026-11-25", "13:00")),
        (phone("12:00", "13:00"), at("2026-11-25", "12:10"), at("2026-11-26", "12:00"), at("2026-11-26", "13:00")),
        (NOON_AT_HOME, at("2026-11-27", "12:10"), at("2026-11-28", "12:00"), at("2026-11-28", "13:00")),
    ],
)  # fmt: skip
def test_the_next_try(rule, now, since, until):
    assert next_try(rule, now) == (since, until)


@given(MOMENTS, st.sampled_from(["any", WORKING_DAYS, DAYS_OFF]), st.integers(0, 23), st.integers(0, 23))
def test_the_next_try_is_later_and_within_her_hours(now, days, since, until):
    rule = phone(f"{since:02}:00", f"{until:02}:00", days)
    begins, ends = next_try(rule, now)
    assert now < begins < ends
    if since != until:
        assert verdict(rule, "work", begins).code == ALLOWED


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_the_last_desk_day_comes_before_a_day_off_alone(day):
    found = last_desk_day(day)
    assert (found > day) == calendar.is_working_day(day)
    if found < day:
        assert calendar.is_working_day(found)
        assert working_days_between(found, day) == 0
