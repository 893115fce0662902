"""What the answers propose: a yes to a red flag never lowers, nothing is added up, the days of review."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import risk_rule
from cases.choices.risk import (
    ANSWER_LABELS,
    LEVEL_LABELS,
    LEVEL_SIGNS,
    LEVEL_TONES,
    RISK_STATE_LABELS,
    RISK_STATE_TONES,
)
from cases.risk_rule import (
    HIGH,
    IMMINENT,
    LEVELS,
    LOW,
    MEDIUM,
    TO_JUDGE,
    departs,
    highest,
    is_lower,
    proposal,
    rank,
)
from cases.states.risk import RISK_MOVES, RISK_STATES
from safeguards import calendar

CODES = [f"q{number}" for number in range(12)]
answers = st.fixed_dictionaries({code: st.sampled_from(risk_rule.ANSWERS) for code in CODES})
flags = st.lists(st.sampled_from(CODES), unique=True)
levels = st.sampled_from(LEVELS)


def test_every_word_of_the_rule_has_its_label():
    for words in (LEVEL_LABELS, LEVEL_TONES, LEVEL_SIGNS):
        assert set(words) == set(LEVELS)
    assert set(ANSWER_LABELS) == set(risk_rule.ANSWERS)
    assert set(RISK_STATE_LABELS) == set(RISK_STATE_TONES) == set(RISK_STATES)
    assert {move.name for move in RISK_MOVES} == {"approve", "refuse"}


@pytest.mark.parametrize(
    ("number", "level"), [(0, TO_JUDGE), (1, HIGH), (2, HIGH), (3, IMMINENT), (5, IMMINENT)]
)
def test_one_red_flag_is_high_and_several_are_imminent(number, level):
    told = {code: "yes" if place < number else "no" for place, code in enumerate(CODES)}
    assert proposal(told, CODES) == level


@given(told=answers, red=flags, code=st.sampled_from(CODES))
def test_a_yes_never_lowers_the_proposal(told, red, code):
    assert rank(proposal({**told, code: "yes"}, red)) >= rank(proposal(told, red))


@given(told=answers, red=flags, more=flags)
def test_more_red_flags_never_lower_the_proposal(told, red, more):
    assert rank(proposal(told, [*red, *(code for code in more if code not in red)])) >= rank(
        proposal(told, red)
    )


@given(told=answers, red=flags, code=st.sampled_from(CODES), answer=st.sampled_from(risk_rule.ANSWERS))
def test_what_is_no_red_flag_changes_nothing(told, red, code, answer):
    assert proposal({**told, code: answer}, [one for one in red if one != code]) == proposal(
        told, [one for one in red if one != code]
    )


@given(
    judged=levels, proposed=st.sampled_from([TO_JUDGE, HIGH, IMMINENT]), before=st.sampled_from(["", *LEVELS])
)
def test_what_stands_is_never_below_what_was_proposed_or_stood_and_is_lower_says_when_it_waits(
    judged, proposed, before
):
    level = highest(judged, proposed, before)
    assert all(rank(level) >= rank(other) for other in (judged, proposed, before))
    assert is_lower(judged, proposed, before) == (level != judged)
    if is_lower(judged, proposed, before):
        assert risk_rule.needs_reason(judged, proposed, before)


@pytest.mark.parametrize(
    ("judged", "proposed", "way"),
    [(LOW, TO_JUDGE, 0), (MEDIUM, TO_JUDGE, 0), (HIGH, TO_JUDGE, 1), (IMMINENT, TO_JUDGE, 1), (HIGH, HIGH, 0),
     (IMMINENT, HIGH, 1), (MEDIUM, HIGH, -1), (HIGH, IMMINENT, -1)],
)  # fmt: skip
def test_both_ways_away_from_the_proposal_ask_for_a_reason(judged, proposed, way):
    assert departs(judged, proposed) == way
    assert risk_rule.needs_reason(judged, proposed, "") == bool(way)


def test_days_of_review():
    monday = date(2026, 6, 1)
    assert risk_rule.next_review(IMMINENT, monday) == date(2026, 6, 4)
    assert risk_rule.next_review(HIGH, monday) == date(2026, 6, 15)
    assert risk_rule.next_review(MEDIUM, monday) == date(2026, 7, 1)
    assert risk_rule.next_review(LOW, monday) == date(2026, 8, 28), "30 August is a Sunday: the Friday before"


@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), one=levels, other=levels)
def test_a_higher_level_is_never_looked_at_later(day, one, other):
    low, high = sorted((one, other), key=rank)
    assert day < risk_rule.next_review(LOW, day) <= day + timedelta(days=90)
    assert risk_rule.next_review(high, day) <= risk_rule.next_review(low, day)
    due = risk_rule.next_review(high, day)
    assert calendar.is_working_day(due) or due == day
