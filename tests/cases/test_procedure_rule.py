"""Which procedures are proposed by children's ages: pure, over every birth and every day."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices.procedure import CONDITION_LABELS, SHEET_FIELDS, SITUATION_CODES
from cases.procedure_rule import (
    OF_CHILDREN,
    UNKNOWN_AGE,
    Situation,
    conditions_met,
    reasons,
    school_year_age,
)
from safeguards.calendar import age_on, fiscal_year

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
DATA = Path(__file__).parents[2] / "data" / "procedures.csv"
ROWS = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))


@st.composite
def births(draw):
    """A day of work and a child born up to 25 years before it."""
    on = draw(DAYS)
    return on - timedelta(days=draw(st.integers(0, 25 * 366))), on


def birth_of(day, known="day"):
    return {
        "year": day.year,
        "month": None if known == "year" else day.month,
        "day": day.day if known == "day" else None,
    }


def met(birth, on):
    return conditions_met(Situation((school_year_age(birth, on),)))


@given(births())
def test_a_full_birth_gives_one_age_and_it_is_the_one_of_the_first_of_april(both):
    born, on = both
    low, high = school_year_age(birth_of(born), on)
    first = date(fiscal_year(on), 4, 1)
    assert low == high == (age_on(born, first) if born <= first else -1)


@given(births(), st.sampled_from(["year", "month"]))
def test_an_uncertain_birth_never_proposes_less_than_the_full_one(both, known):
    born, on = both
    assert met(birth_of(born), on) <= met(birth_of(born, known), on)


@given(births())
def test_a_child_is_before_school_at_school_or_past_it_and_grown_up_at_last(both):
    born, on = both
    found = met(birth_of(born), on)
    assert not {"preschool", "school_age"} <= found
    assert ("has_children" in found) == (school_year_age(birth_of(born), on)[0] <= 17)
    if {"preschool", "school_age"} & found:
        assert "has_children" in found


@given(
    st.lists(
        st.tuples(st.integers(-1, 40), st.integers(0, 3)).map(lambda two: (two[0], sum(two))), max_size=6
    )
)
def test_more_children_never_take_a_proposal_away(spans):
    found = [conditions_met(Situation(tuple(spans[:count]))) for count in range(len(spans) + 1)]
    assert all(before <= after for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("born", "on", "school"),
    [
        (date(2020, 4, 1), date(2026, 4, 1), True),  # six on 1 April: the last one of its year
        (date(2020, 4, 2), date(2026, 4, 1), False),
        (date(2020, 4, 2), date(2027, 3, 31), False),
        (date(2020, 4, 2), date(2027, 4, 1), True),
        (date(2011, 4, 2), date(2027, 3, 31), True),  # fourteen on 1 April: the last year of school
        (date(2011, 4, 1), date(2026, 4, 1), False),
    ],
)
def test_school_begins_and_ends_with_a_school_year(born, on, school):
    assert ("school_age" in met(birth_of(born), on)) is school


def test_a_child_counts_until_the_end_of_march_after_its_eighteenth_birthday():
    born = birth_of(date(2008, 4, 2))
    assert "has_children" in met(born, date(2027, 3, 31)) and "has_children" not in met(
        born, date(2027, 4, 1)
    )


def test_an_unknown_age_proposes_everything_and_nobody_proposes_nothing_of_children():
    assert school_year_age({}, date(2026, 12, 1)) == UNKNOWN_AGE
    assert set(OF_CHILDREN) <= met({}, date(2026, 12, 1))
    assert conditions_met(Situation()) == {"always"}
    assert reasons(["school_age", "always"], {"always", "moves"}) == ("always",)
    assert reasons(["school_age"], {"always"}) == ()


def test_the_checklist_holds_together():
    known = {"always", *OF_CHILDREN, *SITUATION_CODES}
    assert known == set(CONDITION_LABELS)
    assert 20 <= len(ROWS) <= 30 and len({row["code"] for row in ROWS}) == len(ROWS)
    assert [int(row["sort"]) for row in ROWS] == sorted({int(row["sort"]) for row in ROWS})
    for row in ROWS:
        assert row["conditions"] and set(row["conditions"].split("|")) <= known, row["code"]
        assert set(filter(None, row["sheet_fields"].split("|"))) <= set(SHEET_FIELDS), row["code"]
        assert row["needs_attendance"] in ("yes", "no") and row["status"] in ("official", "provisional")
        assert row["label_ja"] and row["label_en"] and row["office_ja"] and row["office_en"] and row["source"]
    used = {name for row in ROWS for name in row["conditions"].split("|")}
    assert used == known, "every condition proposes something"
