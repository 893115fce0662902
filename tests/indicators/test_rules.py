"""Pure sums: who has it, the band, fiscal years, days of a trend."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import (
    Held,
    Span,
    State,
    Statement,
    count_class,
    mark_days,
    previous_mark,
    school_year,
    standing,
    year_marks,
)

NAMES = ("dv", "women")
DAY = date(2026, 6, 1)


def span(place, *marks, start=date(2024, 4, 1), end=None):
    return Span(place, start, end, frozenset(marks))


@pytest.mark.parametrize(
    ("spans", "statements", "state", "known", "most"),
    [
        ([], [], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
        ([span(1, "dv")], [], State.FIRST, (1, 0, 0), (1, 0, 0)),
        ([span(1, "women")], [], State.SECOND, (0, 1, 0), (0, 1, 0)),
        ([span(1, "dv", "women")], [], State.BOTH, (1, 1, 1), (1, 1, 1)),
        ([span(1, "dv"), span(1, "women")], [], State.BOTH, (1, 1, 1), (1, 1, 1)),
        ([span(1, "dv"), span(1, "dv")], [], State.FIRST, (1, 0, 0), (1, 0, 0)),
        ([span(1, "dv", end=date(2026, 6, 1))], [], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
        ([span(1, "dv", end=date(2026, 6, 2))], [], State.FIRST, (1, 0, 0), (1, 0, 0)),
        ([span(1, "dv", start=date(2026, 6, 2))], [], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
        ([], [Statement(1, date(2026, 4, 1), False)], State.NONE, (0, 0, 0), (0, 0, 0)),
        ([], [Statement(1, date(2026, 4, 1), True)], State.STATED, (0, 0, 0), (1, 1, 1)),
        ([], [Statement(1, date(2026, 3, 31), False)], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
        ([], [Statement(1, date(2026, 6, 2), False)], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
        (
            [],
            [Statement(1, date(2026, 4, 1), False), Statement(1, date(2026, 5, 1), True)],
            State.STATED,
            (0, 0, 0),
            (1, 1, 1),
        ),
        ([span(1, "dv")], [Statement(1, date(2026, 5, 1), False)], State.FIRST, (1, 0, 0), (1, 0, 0)),
        ([span(99, "dv")], [], State.UNKNOWN, (0, 0, 0), (1, 1, 1)),
    ],
)
def test_one_municipality_on_one_day(spans, statements, state, known, most):
    figure = standing([1], spans, statements, DAY, names=NAMES)
    assert figure.states == {1: state}
    assert tuple(count.known for count in figure.counts.values()) == known
    assert tuple(count.at_most for count in figure.counts.values()) == most


def test_offices_of_the_prefecture_are_never_added():
    figure = standing(
        [1, 2], [span(1, "first")], [], DAY, offices=[span(7, "first"), span(7, "first"), span(8, "first")]
    )
    assert (figure.known, figure.offices) == (1, 2)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
spans_of = st.lists(
    st.builds(
        lambda place, start, length, marks: Span(
            place, start, None if length is None else start + timedelta(days=length), frozenset(marks)
        ),
        st.integers(1, 8),
        days,
        st.one_of(st.none(), st.integers(1, 2000)),
        st.sets(st.sampled_from(NAMES), min_size=1),
    ),
    max_size=20,
)
statements_of = st.lists(st.builds(Statement, st.integers(1, 8), days, st.booleans()), max_size=20)


@given(spans_of, statements_of, days)
def test_known_is_at_most_the_band_is_at_most_all(spans, statements, day):
    figure = standing(range(1, 7), spans, statements, day, names=NAMES)
    for count in figure.counts.values():
        assert 0 <= count.known <= count.at_most <= figure.total == 6
        assert count.at_most - count.known == len(figure.unanswered) + len(figure.stated)
    both = figure.counts["both"]
    assert both.places == figure.counts["dv"].places & figure.counts["women"].places
    assert sum(figure.number_of(state) for state in State) == 6
    assert figure.answered + len(figure.unanswered) == 6


@given(spans_of, statements_of, days, spans_of)
def test_one_more_record_never_lowers_what_is_known_nor_raises_the_ignorance(spans, statements, day, more):
    before = standing(range(1, 7), spans, statements, day, names=NAMES)
    after = standing(range(1, 7), spans + more, statements, day, names=NAMES)
    for name in before.counts:
        assert after.counts[name].known >= before.counts[name].known
    assert set(after.unanswered) <= set(before.unanswered)


@given(spans_of, statements_of, days)
def test_the_order_of_records_is_of_no_account(spans, statements, day):
    one = standing(range(1, 7), spans, [], day, names=NAMES)
    other = standing(range(1, 7), list(reversed(spans)), [], day, names=NAMES)
    assert one.states == other.states


def test_a_school_counts_once_in_a_fiscal_year():
    held = [
        Held(1, 10, date(2025, 4, 1), 30),
        Held(1, 10, date(2026, 3, 31), None),
        Held(2, 11, date(2025, 9, 1), 40),
        Held(3, 11, date(2026, 4, 1), 50),
        Held(4, 11, date(2025, 3, 31), 60),
    ]
    year = school_year(held, 2025, date(2026, 3, 31))
    assert (year.schools, year.lectures, year.pupils, year.is_whole) == (2, 3, 70, True)
    assert year.by_place == {10: 1, 11: 1}


def test_the_running_year_counts_up_to_the_day_and_says_so():
    held = [Held(1, 10, date(2026, 4, 10)), Held(2, 10, date(2026, 6, 2))]
    year = school_year(held, 2026, date(2026, 6, 1))
    assert (year.schools, year.is_whole) == (1, False)


def test_no_lecture_is_no_record_and_not_zero():
    assert school_year([], 2025, date(2026, 3, 31)).has_records is False


@given(st.lists(st.builds(Held, st.integers(1, 9), st.integers(1, 3), days), max_size=40), days)
def test_schools_of_municipalities_add_up(held, day):
    year = school_year(held, 2025, day)
    assert year.schools <= year.lectures
    assert len({one.school for one in held if one.held_on <= day}) >= year.schools
    assert sum(year.by_place.values()) == year.schools


def test_marks_of_a_trend():
    assert mark_days(date(2024, 4, 1), date(2026, 6, 1)) == (
        date(2024, 4, 1),
        date(2025, 4, 1),
        date(2026, 4, 1),
        date(2026, 6, 1),
    )
    assert mark_days(date(2026, 4, 1), date(2026, 4, 1)) == (date(2026, 4, 1),)
    assert mark_days(date(2027, 4, 1), date(2026, 4, 1)) == ()
    assert year_marks(2024, date(2026, 2, 1)) == (date(2025, 3, 31), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        (date(2026, 6, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2025, 4, 1)),
        (date(2026, 3, 31), date(2025, 4, 1)),
    ],
)
def test_a_day_is_compared_with_the_april_before(day, mark):
    assert previous_mark(day) == mark


@given(st.integers(1, 500), st.integers(1, 500))
def test_shades_grow_with_the_number(number, highest):
    if number <= highest:
        assert 1 <= count_class(number, highest) <= 4
        assert count_class(highest, highest) == (4 if highest >= 4 else count_class(highest, highest))
    with pytest.raises(ValueError):
        count_class(0, highest)
