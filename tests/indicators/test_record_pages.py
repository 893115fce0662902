"""Writing, changing, ending, withdrawing records; answers; targets. Who may, who comes second, who presses twice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators.definitions import municipal_plans
from indicators.models import (
    Answer,
    CounselorPlacement,
    DvCenter,
    Indicator,
    Lecture,
    MunicipalPlan,
    School,
    Target,
)
from indicators.rules import State
from safeguards.models import AuditLine
from tests.factories import indicators as make
from tests.factories.partners import account_with_posting, agency_of

pytestmark = pytest.mark.django_db
NEW = "/indicators/municipal-plans/records/new/"


def plan_form(place, **changes):
    return {
        "municipality": place.code,
        "title": "第3次計画",
        "covers": ["dv", "women"],
        "starts_on": "令和8年4月1日",
        "last_day": "R13.3.31",
        "adopted_on": "2026/3/20",
        "source": "市の公報",
        "note": "髙﨑𠮷野 😀",
        **changes,
    }


def test_a_plan_is_written_and_counts_at_once(world, browser):
    (one,) = make.municipalities(1)
    answer = browser(world.planner).post(NEW, plan_form(one), follow=True)
    plan = MunicipalPlan.objects.get()
    assert (plan.starts_on, plan.ends_on, plan.adopted_on) == (
        date(2026, 4, 1),
        date(2031, 4, 1),
        date(2026, 3, 20),
    )
    assert (plan.covers_dv, plan.covers_women, plan.note) == (True, True, "髙﨑𠮷野 😀")
    assert "記録しました" in answer.content.decode()
    line = AuditLine.objects.get(event="indicator.record")
    assert one.code in line.facts and "第3次" not in line.facts


def test_a_double_press_makes_one_record(world, browser):
    (one,) = make.municipalities(1)
    signed_in = browser(world.planner)
    form = plan_form(one, once="the-same-form")
    assert signed_in.post(NEW, form)["Location"] == signed_in.post(NEW, form)["Location"]
    assert MunicipalPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "令和8年2月30日"}, "ありません"),
        ({"starts_on": "8.4.1"}, "何年か分かりません"),
        ({"starts_on": ""}, "日付"),
        ({"starts_on": "R80.4.1"}, "年が合わない"),
        ({"last_day": "R8.3.31"}, "はじめの日より前"),
        ({"title": ""}, "必須"),
        ({"covers": []}, "必須"),
        ({"municipality": "999999"}, ""),
        ({"municipality": ""}, ""),
        ({"title": "長" * 201}, ""),
        ({"covers": ["dv", "evil"]}, ""),
    ],
)
def test_a_wrong_form_keeps_every_letter_and_writes_nothing(world, browser, changes, words):
    (one,) = make.municipalities(1)
    answer = browser(world.planner).post(NEW, plan_form(one, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page or words in {"必須", "日付"}
    assert 'id="errors"' in page and "髙﨑𠮷野 😀" in page and "市の公報" in page
    assert all(
        text in page for name, text in changes.items() if isinstance(text, str) and name != "municipality"
    )
    assert not MunicipalPlan.objects.exists()


def test_a_municipal_planner_writes_for_her_own_municipality_only(world, browser):
    one, two = make.municipalities(2)
    assert world.city.municipality == one
    signed_in = browser(world.city_planner)
    assert two.name not in signed_in.get(NEW).content.decode()
    assert signed_in.post(NEW, plan_form(two)).status_code == 422
    assert signed_in.get(f"{NEW}?municipality={two.code}").status_code == 404
    assert not MunicipalPlan.objects.exists()
    assert signed_in.post(NEW, plan_form(one)).status_code == 302
    hers, theirs = MunicipalPlan.objects.get(), make.plan(two)
    for path in ("", "end/"):
        assert signed_in.get(f"/indicators/municipal-plans/records/{theirs.number}/{path}").status_code == 404
        assert (
            signed_in.post(f"/indicators/municipal-plans/records/{theirs.number}/{path}", {}).status_code
            == 404
        )
        assert signed_in.get(f"/indicators/municipal-plans/records/{hers.number}/{path}").status_code == 200
    moved = signed_in.post(
        f"/indicators/municipal-plans/records/{hers.number}/", plan_form(two, version=hers.version)
    )
    assert moved.status_code == 422
    hers.refresh_from_db()
    assert hers.municipality == one


def test_a_municipal_planner_cannot_write_for_offices_of_the_prefecture(world, browser):
    form = {"municipality": world.office.code, "persons": 2, "starts_on": "2026-04-01"}
    url = "/indicators/municipal-counselors/records/new/"
    assert browser(world.city_planner).post(url, form).status_code == 422
    placed = make.placement(world.office)
    assert (
        browser(world.city_planner)
        .get(f"/indicators/municipal-counselors/records/{placed.number}/")
        .status_code
        == 404
    )
    assert browser(world.planner).post(url, form).status_code == 302
    assert CounselorPlacement.objects.filter(agency=world.office).count() == 2


def test_a_planner_of_an_agency_without_a_municipality_writes_nothing(world, browser):
    desk = agency_of("municipality", "municipal_desk", municipality=None)
    planner = account_with_posting(desk, "planner")
    placed = make.placement(world.office)
    for path in ("records/new/", "import/", "import/template/", f"records/{placed.number}/"):
        assert browser(planner).get(f"/indicators/municipal-counselors/{path}").status_code == 404


@pytest.mark.parametrize(
    "person", ["counselor", "supervisor", "admin", "auditor", "city_counselor", "liaison", "npo_counselor"]
)
def test_only_planners_write(world, browser, person):
    (one,) = make.municipalities(1)
    plan = make.plan(one)
    signed_in = browser(getattr(world, person))
    base = "/indicators/municipal-plans/"
    for path in (
        "records/new/",
        f"records/{plan.number}/",
        f"records/{plan.number}/end/",
        "import/",
        "target/",
    ):
        assert signed_in.get(base + path).status_code == 404
        assert (
            signed_in.post(base + path, plan_form(one, version=1, act="withdraw", value=1)).status_code == 404
        )
    assert signed_in.get(base + "import/template/").status_code == 404
    plan.refresh_from_db()
    assert MunicipalPlan.objects.count() == 1 and plan.version == 1 and not Target.objects.exists()
    page = signed_in.get(base).content.decode()
    assert "records/" not in page.replace("?records", "")


def test_a_change_counts_at_once_and_is_noted_without_words(world, browser):
    one, two = make.municipalities(2)
    plan = make.plan(one)
    url = f"/indicators/municipal-plans/records/{plan.number}/"
    page = browser(world.planner).get(url).content.decode()
    assert "令和6年4月1日" in page and one.name in page
    assert browser(world.planner).post(url, plan_form(two, version=1)).status_code == 302
    plan.refresh_from_db()
    assert (plan.municipality, plan.version, plan.covers_women) == (two, 2, True)
    facts = AuditLine.objects.get(event="indicator.change").facts
    assert "covers_women" in facts and "公報" not in facts


def test_who_comes_second_sees_both_values_and_may_repeat(world, browser):
    (one,) = make.municipalities(1)
    plan = make.plan(one, title="はじめの名前")
    url = f"/indicators/municipal-plans/records/{plan.number}/"
    assert browser(world.planner).post(url, plan_form(one, version=1, title="先の名前")).status_code == 302
    late = browser(world.city_planner).post(url, plan_form(one, version=1, title="あとの名前"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "先の名前" in page and "あとの名前" in page and 'name="version" value="2"' in page
    plan.refresh_from_db()
    assert plan.title == "先の名前"
    assert (
        browser(world.city_planner).post(url, plan_form(one, version=2, title="あとの名前")).status_code
        == 302
    )
    plan.refresh_from_db()
    assert (plan.title, plan.version) == ("あとの名前", 3)


@pytest.mark.parametrize("version", ["", "0", "99", "x", "-1"])
def test_a_forged_version_changes_nothing(world, browser, version):
    (one,) = make.municipalities(1)
    plan = make.plan(one, title="もとの名前")
    url = f"/indicators/municipal-plans/records/{plan.number}/"
    assert browser(world.planner).post(url, plan_form(one, version=version)).status_code in {409, 422}
    plan.refresh_from_db()
    assert plan.title == "もとの名前"


def test_a_record_of_another_indicator_is_absent(world, browser):
    (one,) = make.municipalities(1)
    plan = make.plan(one)
    assert (
        browser(world.planner).get(f"/indicators/municipal-counselors/records/{plan.number}/").status_code
        == 404
    )


def test_a_record_ends_with_its_last_day_and_the_answer_is_noted(world, browser):
    (one,) = make.municipalities(1)
    plan = make.plan(one)
    url = f"/indicators/municipal-plans/records/{plan.number}/end/"
    assert browser(world.planner).get(url).status_code == 200
    form = {"version": 1, "act": "end", "last_day": "令和8年3月31日", "no_successor": "on"}
    assert browser(world.planner).post(url, form).status_code == 302
    plan.refresh_from_db()
    assert plan.ends_on == date(2026, 4, 1)
    assert municipal_plans.compute(date(2026, 3, 31)).states[one.pk] is State.FIRST
    assert municipal_plans.compute(date(2026, 4, 1)).states[one.pk] is State.NONE
    stale = browser(world.planner).post(url, {**form, "last_day": "R9.3.31"})
    assert stale.status_code == 409
    plan.refresh_from_db()
    assert plan.ends_on == date(2026, 4, 1)


@pytest.mark.parametrize("last_day", ["", "R6.3.31", "令和8年2月30日", "2200-01-01"])
def test_an_ending_needs_a_day_that_can_be(world, browser, last_day):
    (one,) = make.municipalities(1)
    plan = make.plan(one)
    url = f"/indicators/municipal-plans/records/{plan.number}/end/"
    answer = browser(world.planner).post(url, {"version": 1, "act": "end", "last_day": last_day})
    assert answer.status_code == 422 and last_day in answer.content.decode()
    plan.refresh_from_db()
    assert plan.ends_on is None


def test_a_record_written_by_mistake_counts_nowhere_and_stays(world, browser):
    (one,) = make.municipalities(1)
    lecture = make.lecture(one)
    url = f"/indicators/dating-dv-lectures/records/{lecture.number}/end/"
    assert browser(world.planner).post(url, {"version": 1, "act": "end"}).status_code == 422
    assert browser(world.planner).post(url, {"version": 1, "act": "withdraw"}).status_code == 302
    lecture.refresh_from_db()
    assert lecture.withdrawn_at is not None
    assert browser(world.planner).get(url).status_code == 404


def test_counselors_must_add_up(world, browser):
    (one,) = make.municipalities(1)
    url = "/indicators/municipal-counselors/records/new/"
    form = {"municipality": one.code, "persons": 3, "full_time": 1, "part_time": 1, "starts_on": "2026-04-01"}
    answer = browser(world.planner).post(url, form)
    assert answer.status_code == 422 and "足すと2人" in answer.content.decode()
    assert browser(world.planner).post(url, {**form, "persons": 2}).status_code == 302
    assert CounselorPlacement.objects.get().persons == 2


def test_a_center_is_written(world, browser):
    *_, one = make.municipalities(3)
    url = "/indicators/municipal-dv-centers/records/new/"
    form = {"municipality": one.code, "name": "配偶者暴力相談支援センター", "starts_on": "2026-04-01"}
    assert browser(world.planner).post(url, form).status_code == 302
    assert DvCenter.objects.filter(municipality=one).count() == 1


def test_a_lecture_at_a_known_or_a_new_school(world, browser):
    (one,) = make.municipalities(1)
    url = f"/indicators/dating-dv-lectures/records/new/?municipality={one.code}"
    signed_in = browser(world.planner)
    assert "学校のある市町村" in signed_in.get("/indicators/dating-dv-lectures/records/new/").content.decode()
    form = {"new_name": "髙崎中学校", "new_type": "junior_high", "held_on": "R8.6.1", "pupils": "40"}
    assert signed_in.post(url, form).status_code == 302
    again = {**form, "new_name": "高﨑 中学校", "held_on": "R8.6.2"}
    assert signed_in.post(url, again).status_code == 302
    assert (School.objects.count(), Lecture.objects.count()) == (1, 2)
    school = School.objects.get()
    assert signed_in.post(url, {"school": school.number, "held_on": "R8.6.3"}).status_code == 302
    ahead = timezone.localdate() + timedelta(days=1)
    for wrong in (
        {"held_on": "R8.6.3"},
        {"school": school.number, "new_name": "x", "new_type": "other", "held_on": "R8.6.3"},
        {"new_name": "x", "held_on": "R8.6.3"},
        {"school": school.number, "held_on": ahead.isoformat()},
        {"school": "forged", "held_on": "R8.6.3"},
    ):
        assert signed_in.post(url, wrong).status_code == 422
    assert (School.objects.count(), Lecture.objects.count()) == (1, 3)


def test_an_answer_ends_the_ignorance(world, browser):
    one, two = make.municipalities(2)
    url = f"{NEW}?what=answer&municipality={one.code}"
    today = timezone.localdate()
    form = {
        "municipality": one.code,
        "has": "no",
        "as_of": today.isoformat(),
        "answered_on": today.isoformat(),
        "comment": "来年つくる",
    }
    assert one.name in browser(world.planner).get(url).content.decode()
    assert browser(world.planner).post(url, form).status_code == 302
    assert municipal_plans.compute(today).states[one.pk] is State.NONE
    twice = browser(world.planner).post(url, form)
    assert twice.status_code == 422 and "もう書かれています" in twice.content.decode()
    ahead = browser(world.planner).post(url, {**form, "as_of": (today + timedelta(days=1)).isoformat()})
    assert ahead.status_code == 422
    answer = Answer.objects.get()
    edit = f"/indicators/municipal-plans/records/{answer.number}/"
    assert browser(world.planner).post(edit, {**form, "has": "yes", "version": 1}).status_code == 302
    assert municipal_plans.compute(today).states[one.pk] is State.STATED
    assert (
        browser(world.city_planner).post(f"{NEW}?what=answer", {**form, "municipality": two.code}).status_code
        == 422
    )


def test_a_target_is_set_changed_and_guarded(world, browser):
    url = "/indicators/municipal-plans/target/"
    year = timezone.localdate().year + 1
    signed_in = browser(world.planner)
    form = {"version": 0, "value": 30, "fiscal_year": year, "comment": "計画による"}
    assert signed_in.post(url, {**form, "value": 99_999}).status_code == 422
    assert signed_in.post(url, {**form, "value": "x"}).status_code == 422
    assert signed_in.post(url, {**form, "fiscal_year": 1900}).status_code == 422
    assert signed_in.post(url, form).status_code == 302
    assert signed_in.post(url, {**form, "value": 31}).status_code == 409
    assert signed_in.post(url, {**form, "value": 31, "version": 1}).status_code == 302
    late = signed_in.post(url, {**form, "value": 32, "version": 1})
    assert late.status_code == 409 and "31" in late.content.decode() and 'value="32"' in late.content.decode()
    assert Target.objects.get(indicator=Indicator.objects.get(slug="municipal-plans")).value == 31
    assert browser(world.city_planner).get(url).status_code == 404
    assert browser(world.city_planner).post(url, form).status_code == 404
