"""How she may be reached, at the borders: hours past midnight, half-open ends, holidays, the Japanese day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contact_rule import (
    ALLOWED,
    ANY_DAY,
    CHANNELS,
    DAYS,
    DAYS_OFF,
    FORBIDDEN,
    NOT_KNOWN,
    OUTSIDE,
    WORKING_DAYS,
    ContactRule,
    Hours,
    Way,
    as_data,
    first_from,
    from_data,
    next_interval,
    verdict,
)
from safeguards import calendar
from safeguards.calendar import JAPAN

CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(
    lambda one: one.replace(tzinfo=JAPAN)
)
HOURS = st.builds(
    lambda since, until, days, whole: Hours(days=days) if whole else Hours(since, until, days),
    CLOCKS, CLOCKS, st.sampled_from(DAYS), st.booleans(),
)  # fmt: skip
WAYS = st.builds(Way, st.sampled_from([True, False, None]), HOURS, st.sampled_from(["", "090-0555-0001"]))
RULES = st.builds(
    ContactRule, st.dictionaries(st.sampled_from(CHANNELS), WAYS), st.sampled_from([True, False, None]),
    st.sampled_from(["", "さくら"]),
)  # fmt: skip


def at(day, clock):
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=JAPAN)


def only(since, until, days=ANY_DAY):
    hours = Hours(time.fromisoformat(since), time.fromisoformat(until), days)
    return ContactRule({"mobile": Way(True, hours)})


@pytest.mark.parametrize(
    ("rule", "moment", "code", "reason"),
    [
        # half-open
        (only("10:00", "12:00"), at("2026-11-25", "09:59:59"), OUTSIDE, "clock"),
        (only("10:00", "12:00"), at("2026-11-25", "10:00"), ALLOWED, None),
        (only("10:00", "12:00"), at("2026-11-25", "11:59:59"), ALLOWED, None),
        (only("10:00", "12:00"), at("2026-11-25", "12:00"), OUTSIDE, "clock"),
        # past midnight: the night belongs to the day on which it begins
        (only("22:00", "02:00", WORKING_DAYS), at("2026-11-27", "23:30"), ALLOWED, None),
        (only("22:00", "02:00", WORKING_DAYS), at("2026-11-28", "01:59"), ALLOWED, None),
        (only("22:00", "02:00", WORKING_DAYS), at("2026-11-28", "02:00"), OUTSIDE, "day"),
        (only("22:00", "02:00", WORKING_DAYS), at("2026-11-28", "22:00"), OUTSIDE, "day"),
        (only("22:00", "02:00", WORKING_DAYS), at("2026-11-30", "01:00"), OUTSIDE, "clock"),
        # holidays and the year end are no working days
        (only("10:00", "12:00", WORKING_DAYS), at("2026-11-23", "11:00"), OUTSIDE, "day"),
        (only("10:00", "12:00", DAYS_OFF), at("2026-11-23", "11:00"), ALLOWED, None),
        (only("10:00", "12:00", WORKING_DAYS), at("2026-12-29", "11:00"), OUTSIDE, "day"),
        # equal ends are never open
        (only("10:00", "10:00"), at("2026-11-25", "10:00"), OUTSIDE, "clock"),
        # the day in Japan, whatever the zone of the moment
        (only("00:00", "09:00", DAYS_OFF), datetime(2026, 11, 27, 16, tzinfo=UTC), ALLOWED, None),
        (ContactRule({"mobile": Way(False)}), at("2026-11-25", "11:00"), FORBIDDEN, "channel"),
        (ContactRule({"home": Way(False)}), at("2026-11-25", "11:00"), NOT_KNOWN, "not_asked"),
        (ContactRule(), at("2026-11-25", "11:00"), NOT_KNOWN, "not_asked"),
    ],
)
def test_a_verdict_at_its_border(rule, moment, code, reason):
    said = verdict(rule, "mobile", moment)
    assert (said.code, said.reasons) == (code, (reason,) if reason else ())
    assert said.is_within == (code in (ALLOWED, NOT_KNOWN))


def test_it_says_when_it_opens_and_closes():
    rule = only("10:00", "12:00", WORKING_DAYS)
    assert verdict(rule, "mobile", at("2026-11-21", "11:00")).opens_at == at("2026-11-24", "10:00")
    assert verdict(rule, "mobile", at("2026-12-28", "12:00")).opens_at == at("2027-01-04", "10:00")
    assert verdict(rule, "mobile", at("2026-11-25", "11:00")).closes_at == at("2026-11-25", "12:00")
    assert verdict(only("10:00", "10:00"), "mobile", at("2026-11-25", "11:00")).opens_at is None


@given(RULES, st.sampled_from(CHANNELS), MOMENTS)
def test_what_is_forbidden_or_outside_is_never_allowed(rule, channel, moment):
    said, way = verdict(rule, channel, moment), rule.ways.get(channel)
    assert (said.code == NOT_KNOWN) == (way is None or way.may is None)
    assert (said.code == FORBIDDEN) == (way is not None and way.may is False)
    assert said == verdict(rule, channel, moment.astimezone(UTC))  # the zone of the clock changes nothing
    if said.code == ALLOWED and not way.hours.is_always:
        assert (
            moment < said.closes_at
            and verdict(rule, channel, said.closes_at - timedelta(seconds=1)).code == ALLOWED
        )
    if said.opens_at:
        assert said.code == OUTSIDE and said.opens_at > moment
        assert verdict(rule, channel, said.opens_at).code == ALLOWED
        assert verdict(rule, channel, said.opens_at - timedelta(seconds=1)).code == OUTSIDE


@given(HOURS, MOMENTS)
def test_an_interval_holds_its_beginning_and_not_its_end(hours, moment):
    interval = hours.around(moment)
    assert interval is None or (interval[0] <= moment < interval[1] <= interval[0] + timedelta(days=1))
    following = next_interval(hours, moment)
    assert (following is None) == (hours.since is not None and hours.since == hours.until)
    if following:
        assert following[0] >= moment and following[0] < following[1]


@given(HOURS, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_the_first_interval_begins_on_a_day_that_counts(hours, day):
    found = first_from(hours, day)
    if found:
        begins = calendar.japanese_day(found[0])
        assert begins >= day and hours.begin_on(begins)
        assert calendar.is_working_day(begins) == (hours.days == WORKING_DAYS) or hours.days == ANY_DAY


@given(RULES)
def test_a_rule_is_read_back_as_it_was_written(rule):
    assert from_data(as_data(rule)) == rule
    assert (as_data(rule) == {}) == rule.is_empty


def test_a_way_of_another_version_is_left_out():
    assert from_data({"ways": {"pigeon": {"may": True}, "mail": {"may": False}}}) == ContactRule(
        {"mail": Way(False)}
    )
