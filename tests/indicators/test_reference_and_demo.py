"""Loading the indicators of any prefecture, and inventing records for its demo."""

import random
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from indicators import demo, reference
from indicators.definitions import (
    dating_dv_lectures,
    municipal_counselors,
    municipal_dv_centers,
    municipal_plans,
)
from indicators.models import DvCenter, Indicator, Lecture, MunicipalPlan, PublishedFigure, School, Target
from partners.models import Municipality
from safeguards.calendar import fiscal_year, japanese_day

pytestmark = pytest.mark.django_db
FOLDER = settings.YUI_DATA_DIR / settings.YUI_PREFECTURE


def quiet(*_):
    """A progress line that draws nothing."""


def counts():
    return [model.objects.count() for model in (Indicator, PublishedFigure, DvCenter, MunicipalPlan, Lecture)]


def test_reference_is_safe_to_repeat():
    before = counts()
    assert before[0] == 4
    reference.load(FOLDER, quiet)
    assert counts() == before


def test_no_invented_figure_is_loaded_as_published():
    assert not PublishedFigure.objects.filter(is_demo=True).exists()
    for figure in PublishedFigure.objects.all():
        assert figure.source and "作り物" not in figure.source


def test_verified_centers_are_real_facts():
    for one in DvCenter.objects.all():
        assert (one.is_demo, bool(one.source)) == (False, True)


def test_a_prefecture_without_any_figure(tmp_path):
    (tmp_path / "indicators.csv").write_bytes((FOLDER.parent / "indicators.csv").read_bytes())
    folder = tmp_path / "empty"
    folder.mkdir()
    reference.load(folder, quiet)
    assert not PublishedFigure.objects.exists()
    assert Indicator.objects.count() == 4


def test_the_demo_is_plausible_marked_and_the_same_for_the_same_seed(world):
    reference.load(FOLDER, quiet)
    demo.seed(FOLDER, random.Random(7), quiet)
    today = japanese_day(world.act(world.planner).now)
    total = Municipality.objects.count()
    figure = municipal_plans.compute(today)
    assert 0.15 * total < len(figure.unanswered) < 0.3 * total
    assert 0.5 * total < figure.known < figure.at_most < total
    assert 0 < figure.counts["both"].known < figure.known
    trend = [municipal_plans.compute(date(fiscal_year(today) - ago, 4, 1)).known for ago in (2, 1, 0)]
    assert trend == sorted(trend) and trend[0] > 0
    assert 2 <= municipal_counselors.compute(today).known < figure.known
    assert 1 <= municipal_dv_centers.compute(today).known <= 5
    lectures = dating_dv_lectures.compute(today)
    assert lectures.last_whole.schools > 0 and lectures.is_demo and figure.is_demo
    assert all(school.name.startswith("【架空】") for school in School.objects.all())
    assert not MunicipalPlan.objects.filter(is_demo=False).exists()
    assert Lecture.objects.filter(held_on__gt=today).count() == 0
    first = list(MunicipalPlan.objects.order_by("pk").values_list("municipality__code", "starts_on"))
    before = counts()
    demo.seed(FOLDER, random.Random(7), quiet)
    assert counts() == before
    for model in (MunicipalPlan, Target):
        model.objects.all().delete()
    from indicators.models import Answer, CounselorPlacement

    for model in (Answer, CounselorPlacement, Lecture, School, DvCenter):
        model.objects.all().delete()
    reference.load(FOLDER, quiet)
    demo.seed(FOLDER, random.Random(7), quiet)
    assert list(MunicipalPlan.objects.order_by("pk").values_list("municipality__code", "starts_on")) == first


def test_no_migration_is_missing():
    call_command("makemigrations", "indicators", check=True, dry_run=True, verbosity=0)
