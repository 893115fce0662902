"""The four figures from the database."""

from datetime import date

import pytest

from indicators.definitions import (
    DEFINITIONS,
    dating_dv_lectures,
    municipal_counselors,
    municipal_dv_centers,
    municipal_plans,
)
from indicators.models import DvCenter
from indicators.rules import State
from partners.models import Municipality
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def test_all_four_are_registered():
    assert set(DEFINITIONS) == {
        "municipal-plans",
        "municipal-counselors",
        "municipal-dv-centers",
        "dating-dv-lectures",
    }


def test_plans_give_three_numbers():
    one, two, three, four, five = make.municipalities(5)
    make.plan(one, dv=True, women=True)
    make.plan(two, dv=True)
    make.plan(three, women=True, dv=False)
    make.plan(four, ends_on=date(2026, 4, 1))
    make.answer(five, "municipal-plans", date(2026, 4, 1))
    figure = municipal_plans.compute(DAY)
    total = Municipality.objects.count()
    assert {name: count.known for name, count in figure.counts.items()} == {"dv": 2, "women": 2, "both": 1}
    assert figure.at_most == 2 + total - 4
    assert figure.states[four.pk] is State.UNKNOWN
    assert figure.states[five.pk] is State.NONE
    assert municipal_plans.compute(date(2026, 3, 31)).known == 3


def test_a_withdrawn_plan_counts_nowhere(world):
    (one,) = make.municipalities(1)
    plan = make.plan(one)
    plan.withdrawn_at = world.act(world.planner).now
    plan.save()
    assert municipal_plans.compute(DAY).known == 0


def test_an_answer_lapses_in_april():
    (one,) = make.municipalities(1)
    make.answer(one, "municipal-plans", date(2025, 4, 1))
    assert municipal_plans.compute(date(2026, 3, 31)).states[one.pk] is State.NONE
    assert municipal_plans.compute(date(2026, 4, 1)).states[one.pk] is State.UNKNOWN


def test_an_answer_to_another_indicator_is_none_to_this():
    (one,) = make.municipalities(1)
    make.answer(one, "municipal-counselors", date(2026, 4, 1))
    assert municipal_plans.compute(DAY).states[one.pk] is State.UNKNOWN


def test_two_placements_of_a_city_count_once_and_offices_stand_beside(world):
    (city,) = make.municipalities(1)
    make.placement(city)
    make.placement(city, persons=1)
    make.placement(world.office)
    figure = municipal_counselors.compute(DAY)
    assert (figure.known, figure.offices) == (1, 1)


def test_centers(world):
    DvCenter.objects.all().delete()
    (city,) = make.municipalities(1)
    make.center(city)
    make.center(city, name="二つ目")
    make.center(world.center)
    figure = municipal_dv_centers.compute(DAY)
    assert (figure.known, figure.offices) == (1, 1)


def test_lectures_by_fiscal_year():
    one, two = make.municipalities(2)
    make.lecture(one, "一中", date(2025, 5, 1))
    make.lecture(one, "一中", date(2025, 9, 1))
    make.lecture(two, "二中", date(2026, 5, 1))
    figure = dating_dv_lectures.compute(DAY)
    assert (figure.known, figure.last_whole.schools) == (1, 1)
    assert figure.states[two.pk] is State.FIRST
    assert figure.states[one.pk] is State.UNKNOWN
    assert dating_dv_lectures.compute(date(2026, 3, 31)).last_whole.fiscal_year == 2025


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("slug", list(DEFINITIONS))
def test_a_figure_asks_three_times_whatever_the_rows(slug, rows, django_assert_num_queries):
    for one in make.municipalities(rows):
        make.plan(one)
        make.placement(one)
        make.center(one)
        make.lecture(one)
        make.answer(one, slug, date(2026, 4, 1))
    with django_assert_num_queries(3):  # municipalities, answers, records
        DEFINITIONS[slug].compute(DAY)
