"""Days of a stay by hand and by rule; the 90 minutes of a held bed; which moves a request has."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import protection_rule as rule
from cases.states.bed import ASKER, BED_MOVES, BED_STATES, RECEIVER, bed_moves, bed_state

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
NOON = datetime(2026, 4, 1, 12)


@pytest.mark.parametrize(
    ("start", "end", "nights", "days"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), 0, 1),
        (date(2026, 5, 1), date(2026, 5, 2), 1, 2),
        (date(2026, 3, 31), date(2026, 4, 1), 1, 2),
        (date(2028, 2, 28), date(2028, 3, 1), 2, 3),
    ],
)
def test_nights_and_person_days(start, end, nights, days):
    assert (rule.nights(start, end), rule.person_days(start, end)) == (nights, days)
    assert rule.day_of_stay(start, end) == days


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError):
        rule.nights(date(2026, 5, 2), date(2026, 5, 1))


def test_a_stay_over_the_end_of_the_year_counts_in_both():
    stay = [(date(2026, 3, 30), date(2026, 4, 2))]
    today = date(2026, 6, 1)
    assert rule.in_year(stay, 2025, today) == rule.YearCount(begun=1, carried=0, person_days=2)
    assert rule.in_year(stay, 2026, today) == rule.YearCount(begun=0, carried=1, person_days=2)
    assert rule.in_year(stay, 2027, today) == rule.YearCount(0, 0, 0)


def test_from_one_place_to_another_on_one_day_is_one_person_day():
    stays = [(date(2026, 5, 1), date(2026, 5, 3)), (date(2026, 5, 3), None)]
    assert rule.in_year(stays, 2026, date(2026, 5, 4)) == rule.YearCount(2, 0, 4)


def test_a_stay_that_goes_on_is_counted_up_to_today():
    assert rule.in_year([(date(2026, 3, 1), None)], 2026, date(2026, 4, 10)).person_days == 10


@given(DAYS, st.integers(0, 800))
def test_the_years_of_a_stay_add_up_to_its_person_days(start, length):
    end = start + timedelta(days=length)
    years = range(rule.fiscal_year_of(start), rule.fiscal_year_of(end) + 1)
    counts = [rule.in_year([(start, end)], year, end) for year in years]
    assert sum(one.person_days for one in counts) == rule.person_days(start, end)
    assert rule.person_days(start, end) == rule.nights(start, end) + 1
    assert [one.begun for one in counts] == [1, *[0] * (len(counts) - 1)]
    assert [one.carried for one in counts] == [0, *[1] * (len(counts) - 1)]


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=6))
def test_stays_of_one_woman_never_count_a_day_twice(lengths):
    stays = [(start, start + timedelta(days=days)) for start, days in lengths]
    last = date(2031, 3, 31)
    for year in range(2019, 2031):
        count = rule.in_year(stays, year, last)
        assert 0 <= count.person_days <= 366
        assert count.person_days <= sum(rule.person_days(*one) for one in stays)


def test_overlapping_stays_bar_an_admission_and_touching_ones_do_not():
    ended = (date(2026, 5, 1), date(2026, 5, 5))
    assert rule.bars_admission([ended], date(2026, 5, 4)) == ended
    assert rule.bars_admission([ended], date(2026, 5, 5)) is None
    assert rule.bars_admission([(date(2026, 5, 1), None)], date(2026, 6, 1)) is not None


def test_a_hold_ends_by_the_clock_after_90_minutes():
    until = rule.held_until(NOON)
    assert until - NOON == timedelta(minutes=90)
    assert bed_state("held", until, until - timedelta(seconds=1)) == "held"
    assert bed_state("held", until, until) == "lapsed"
    assert bed_state("used", until, until) == "used"


def test_every_move_leads_from_and_to_a_state_that_is_stored():
    for move in BED_MOVES:
        assert {*move.sources, move.target} <= set(BED_STATES)
    assert {one.name for one in bed_moves("asked", RECEIVER)} == {"hold", "decline"}
    assert {one.name for one in bed_moves("asked", ASKER)} == {"tell", "withdraw"}
    assert bed_moves("lapsed", RECEIVER) == bed_moves("lapsed", ASKER) == ()


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "1～9"), (9, "1～9"), (10, "10")])
def test_small_counts_are_a_span(count, words):
    assert rule.few_words(count) == words
