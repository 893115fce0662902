from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.rules import Clash, Reach, Stay, clash_of, next_april, overlap, reach_of, with_those_below
from safeguards import matrix

DAY_ZERO = datetime(2026, 4, 1, tzinfo=UTC)
days = st.integers(0, 60)
roles = st.sampled_from(matrix.all_roles())


@st.composite
def stays(draw):
    since, length = draw(days), draw(st.one_of(st.none(), st.integers(0, 30)))
    begin = DAY_ZERO + timedelta(days=since)
    end = None if length is None else begin + timedelta(days=length)
    return Stay(draw(st.integers(1, 2)), draw(roles), begin, end)


def is_live(stay, moment):
    return stay.since <= moment and (stay.until is None or moment < stay.until)


@given(stays(), stays())
def test_two_stays_overlap_exactly_when_some_moment_lies_in_both(one, other):
    moments = [DAY_ZERO + timedelta(days=day) for day in range(100)]
    assert overlap(one, other) == any(is_live(one, at) and is_live(other, at) for at in moments)
    assert overlap(one, other) == overlap(other, one)


@given(st.lists(stays(), max_size=12))
def test_whoever_asks_before_each_new_posting_never_holds_a_role_twice_nor_admin_and_reader_together(wished):
    held = []
    for stay in wished:
        if clash_of(stay, held) is None:
            held.append(stay)
    for moment in (DAY_ZERO + timedelta(days=day) for day in range(100)):
        for agency in (1, 2):
            now = [stay.role for stay in held if stay.agency_id == agency and is_live(stay, moment)]
            assert len(now) == len(set(now))
            assert all(matrix.may_be_held_together(one, other) for one in now for other in now)


def test_the_same_role_may_follow_at_the_very_moment_the_old_one_ends():
    april = DAY_ZERO + timedelta(days=10)
    old = Stay(1, "counselor", DAY_ZERO, april)
    assert clash_of(Stay(1, "counselor", april, None), [old]) is None
    assert clash_of(Stay(1, "counselor", april - timedelta(seconds=1), None), [old]) is Clash.TWICE


@pytest.mark.parametrize("watching", ["account_admin", "auditor"])
@pytest.mark.parametrize("reading", ["counselor", "supervisor", "liaison"])
def test_watching_and_reading_are_apart_at_one_agency_only(watching, reading):
    held = [Stay(1, watching, DAY_ZERO, None)]
    assert clash_of(Stay(1, reading, DAY_ZERO, None), held) is Clash.APART
    assert clash_of(Stay(2, reading, DAY_ZERO, None), held) is None


@pytest.mark.parametrize(
    ("tier", "kind", "reach"),
    [
        ("prefecture", "headquarters_division", Reach.ALL),
        ("prefecture", "womens_center", Reach.OWN),
        ("prefecture", "health_office", Reach.OWN),
        ("municipality", "municipal_desk", Reach.BELOW),
        ("municipality", "city_welfare_office", Reach.BELOW),
        ("municipality", "dv_center", Reach.BELOW),
        ("municipality", "child_guidance", Reach.OWN),
        ("police", "police_hq", Reach.OWN),
        ("npo", "npo", Reach.OWN),
        ("other", "hospital", Reach.OWN),
        ("no such tier", "", Reach.OWN),
    ],
)
def test_reach_is_read_from_the_matrix_and_is_the_own_agency_by_default(tier, kind, reach):
    assert reach_of(tier, kind) is reach


def test_those_below_are_found_at_every_depth_and_a_circle_ends():
    parents = {1: None, 2: 1, 3: 2, 4: None, 5: 6, 6: 5}
    assert with_those_below(1, parents) == {1, 2, 3}
    assert with_those_below(5, parents) == {5, 6}


@pytest.mark.parametrize(
    ("today", "april"),
    [
        (date(2027, 3, 31), date(2027, 4, 1)),
        (date(2027, 4, 1), date(2028, 4, 1)),
        (date(2026, 12, 1), date(2027, 4, 1)),
    ],
)
def test_the_next_april_is_the_first_day_of_the_next_fiscal_year(today, april):
    assert next_april(today) == april
