"""The register of deadlines: calendar dates over leap years, year ends, holidays and the change of the era in 2019."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import deadlines
from safeguards import calendar

DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2040, 12, 31))
# first day, months, last day of the period
TERMS = [
    (
        date(2025, 12, 19),
        12,
        date(2026, 12, 18),
    ),  # the picture of a measure: told on the 19th, over after the 18th
    (
        date(2024, 2, 29),
        12,
        date(2025, 2, 28),
    ),  # no 29th in the last month: its last day (Civil Code, art. 143)
    (date(2023, 2, 28), 12, date(2024, 2, 27)),
    (date(2023, 3, 1), 12, date(2024, 2, 29)),  # the day before 1 March of a leap year
    (date(2024, 3, 1), 12, date(2025, 2, 28)),
    (date(2026, 1, 1), 12, date(2026, 12, 31)),
    (date(2026, 12, 31), 2, date(2027, 2, 28)),  # two months: an order to leave
    (date(2027, 12, 31), 2, date(2028, 2, 29)),
    (date(2026, 8, 31), 6, date(2027, 2, 28)),  # six months: an order to leave a home of her own
    (date(2026, 11, 18), 2, date(2027, 1, 17)),
    (date(2019, 4, 30), 12, date(2020, 4, 29)),  # the last day of Heisei
    (date(2019, 5, 1), 12, date(2020, 4, 30)),  # the first day of Reiwa
]
# last day of a measure, first day on which it may be renewed
RENEWALS = [
    (date(2026, 12, 18), date(2026, 11, 18)),
    (date(2026, 3, 31), date(2026, 2, 28)),
    (date(2028, 3, 31), date(2028, 2, 29)),
    (date(2026, 1, 31), date(2025, 12, 31)),
    (date(2025, 2, 28), date(2025, 1, 28)),
    (date(2019, 5, 1), date(2019, 4, 1)),
]


@pytest.mark.parametrize(("first", "months", "last"), TERMS)
def test_a_period_ends_with_the_day_before_the_one_that_answers_to_its_first(first, months, last):
    assert deadlines.term_end(first, months) == last


@pytest.mark.parametrize(("end", "opens"), RENEWALS)
def test_renewal_is_open_from_one_month_before_until_the_end_and_not_after(end, opens):
    assert deadlines.renewal_opens(end) == opens
    day = timedelta(days=1)
    assert not deadlines.is_renewable(end, opens - day)
    assert deadlines.is_renewable(end, opens) and deadlines.is_renewable(end, end)
    assert not deadlines.is_renewable(end, end + day), "from the day after only a new application can follow"


@given(DAYS, st.integers(1, 36))
def test_no_day_is_lost_between_two_periods(first, months):
    """The day after a period begins the next one: on the same day of the month, or on the first after a short one."""
    last = deadlines.term_end(first, months)
    following = last + timedelta(days=1)
    assert first <= last
    assert following.day == first.day or (first.day > 28 and following.day == 1)
    assert (last.year - first.year) * 12 + last.month - first.month in (months - 1, months)


@given(DAYS)
def test_a_year_of_renewals_has_a_month_to_renew_in(first):
    end = deadlines.term_end(first, 12)
    assert 28 <= (end - deadlines.renewal_opens(end)).days <= 31


def test_working_days_step_over_weekends_holidays_and_the_turn_of_the_year():
    assert deadlines.working_days_after(date(2026, 4, 28), 2) == date(2026, 5, 1), "29 April is a holiday"
    assert deadlines.working_days_after(date(2026, 5, 1), 1) == date(2026, 5, 7), (
        "Golden Week with its substitute"
    )
    assert deadlines.working_days_after(date(2026, 12, 28), 1) == date(2027, 1, 4), (
        "offices rest until 3 January"
    )
    assert deadlines.working_days_after(date(2019, 4, 26), 1) == date(2019, 5, 7), (
        "ten days at the change of the era"
    )
    assert deadlines.working_days_after(date(2026, 9, 18), 1) == date(2026, 9, 24), (
        "a day between two holidays rests"
    )


@given(DAYS, st.integers(1, 120))
def test_a_day_on_which_nobody_works_is_brought_forward_never_back(day, number):
    due = deadlines.days_after(day, number)
    assert day <= due <= day + timedelta(days=number)
    assert calendar.is_working_day(due) or due == day


FROM_AN_END = {"register_renew", "order_end"}  # counted back from the last day on which something stands


@pytest.mark.parametrize(
    "kind", [kind for kind, one in deadlines.TASKS.items() if one.due and kind not in FROM_AN_END]
)
def test_every_kind_that_runs_by_itself_has_a_day_after_its_start(kind):
    for start in (date(2024, 2, 29), date(2026, 12, 28), date(2019, 4, 30), date(2026, 3, 31)):
        assert start < deadlines.due_of(kind, start) <= start + timedelta(days=400)


@pytest.mark.parametrize("kind", [kind for kind, one in deadlines.TASKS.items() if one.due is None])
def test_a_kind_whose_day_a_person_names_has_none_of_its_own(kind):
    with pytest.raises(TypeError):
        deadlines.due_of(kind, date(2026, 4, 1))
