"""支援計画: her own words, versions that stay, owed until she agrees, marks that run on over versions."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import deadlines
from cases.actions import Stale
from cases.actions.case import CaseMoveRefused, move_case, open_case
from cases.actions.case_task import end_task, lay_task
from cases.actions.support_plan import note_progress, sign_plan
from cases.models import Case, CaseTask, CodeBook, PlanGoal, PlanProgress, SupportPlan
from cases.models.support_plan import PlanSigned
from cases.queries.support_plan import line_of, plan_card, plan_panel, step_of
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
WORDS, GOAL, HEALTH = "静かに眠れる部屋がほしい", "県営住宅に申し込む", "週に一度の面接"
TODAY = timezone.localdate


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    return open_case(actor, cases.client(actor, family_name="計画春子"), TODAY())


def facts(**more):
    return {
        "own_words": WORDS, "wishes": "電話は昼に", "agreed_on": TODAY(), "review_on": TODAY() + timedelta(days=90),
    } | more  # fmt: skip


def goal(area="housing", words=GOAL):
    return {"life_area": area, "words": words, "who": "大友が同行", "due_on": None}


def sent(version=0, **more):
    return {
        "own_words": WORDS, "wishes": "", "agreed_on": TODAY().isoformat(), "version": version,
        "review_on": (TODAY() + timedelta(days=90)).isoformat(), "area_0": "housing", "words_0": GOAL,
        "who_0": "大友が同行", "due_0": "", "once": new_token(),
    } | more  # fmt: skip


def waiting(case):
    rows = CaseTask.objects.everything("test").filter(case=case, ended_at__isnull=True)
    return dict(rows.values_list("kind", "due_on"))


def test_a_plan_is_written_with_her_words_first_and_sent_twice_stands_once(world, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/plan/write/"
    assert here.get(url).status_code == 200
    form = sent()
    first, second = here.post(url, form), here.post(url, form)
    assert first.status_code == second.status_code == 302 and first.url == second.url
    assert SupportPlan.objects.everything("test").count() == 1
    page, front = words_of(here.get(first.url)), words_of(here.get(f"/cases/{case.number}/"))
    for text in (WORDS, GOAL, "住まい", "大友が同行"):
        assert text in page
    assert WORDS in front and GOAL in front and "次の見直し" in front
    assert page.index(WORDS) < page.index(GOAL)
    for event in ("support_plan.sign", "support_plan.open_to_write", "support_plan.read"):
        assert AuditLine.objects.filter(event=event).exists()


def test_the_plan_is_owed_until_she_agrees_and_then_its_review_is_laid(actor, case):
    task = lay_task(actor, case, "plan")
    with pytest.raises(Absent):
        end_task(actor, task.number)
    sign_plan(actor, case, facts(agreed_on=None), [goal()], 0)
    assert "plan" in waiting(case) and "plan_review" not in waiting(case)
    sign_plan(actor, case, facts(), [goal()], 1)
    assert "plan" not in waiting(case) and waiting(case)["plan_review"] == facts()["review_on"]
    later = facts()["review_on"] + timedelta(days=1)
    sign_plan(actor, case, facts(review_on=later), [goal()], 2)
    assert waiting(case)["plan_review"] == later, "one review waits, the newest"


def test_a_review_is_due_after_ninety_days_or_the_working_day_before():
    assert deadlines.due_of("plan_review", date(2026, 12, 1)) == date(2027, 3, 1)
    assert deadlines.due_of("plan_review", date(2026, 12, 5)) == date(2027, 3, 5)
    assert deadlines.due_of("plan_review", date(2026, 12, 6)) == date(2027, 3, 5), "the 6th is a Saturday"


def test_she_goes_over_to_aftercare_only_with_a_plan_that_she_agreed_to(actor, case):
    Case.objects.everything("test").filter(pk=case.pk).update(state="supporting")
    at = cases.fresh(case)
    with pytest.raises(CaseMoveRefused) as refused:
        move_case(actor, at, "look_after", at.version, next_contact_on=date(2099, 4, 1))
    assert refused.value.missing == ("plan_agreed",)
    sign_plan(actor, case, facts(agreed_on=None), [goal()], 0)
    with pytest.raises(CaseMoveRefused):
        move_case(actor, at, "look_after", at.version, next_contact_on=date(2099, 4, 1))
    sign_plan(actor, case, facts(), [goal()], 1)
    assert (
        move_case(actor, at, "look_after", at.version, next_contact_on=date(2099, 4, 1)).state == "aftercare"
    )


def test_what_is_signed_stays_and_a_change_is_a_new_version(actor, case):
    plan = sign_plan(actor, case, facts(), [goal()], 0)
    sign_plan(actor, case, facts(own_words="仕事にもどりたい"), [goal("work", "面接を受ける")], 1)
    plan.own_words = "ちがうことば"
    for change in (
        plan.save, plan.delete, SupportPlan.objects.everything("test").delete,
        PlanGoal.objects.everything("test").delete,
        lambda: SupportPlan.objects.everything("test").update(version=9),
    ):  # fmt: skip
        with pytest.raises(PlanSigned):
            change()
    card = plan_card(actor, case, frozenset({"narrative", "health", "children"}), CodeBook())
    assert [one.own_words for one in (card.current, *card.older)] == ["仕事にもどりたい", WORDS]
    assert card.older[0].goals[0][1].words == GOAL


def test_the_slower_of_two_keeps_her_words_and_sees_what_stands(world, actor, case, browser):
    sign_plan(actor, case, facts(), [goal()], 0)
    with pytest.raises(Stale):
        sign_plan(actor, case, facts(), [goal()], 0)
    here, url = browser(world.counselor), f"/cases/{case.number}/plan/write/"
    answer = here.post(url, sent(0, own_words="遅い人のことば"))
    assert answer.status_code == 409
    page = words_of(answer)
    assert "遅い人のことば" in page and WORDS in page
    assert answer.context["form"]["version"].value() == "1"
    assert here.post(url, sent(1, own_words="遅い人のことば")).status_code == 302


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"review_on": "令和9年2月30日"}, "2月30日"),
        ({"review_on": "2020-01-01"}, "これから"),
        ({"agreed_on": "2099-01-01"}, "まだ"),
        ({"due_0": "いつか"}, "いつか"),
        ({"area_0": ""}, "この目標の分野を選んでください"),
        ({"words_0": ""}, "目標を書くか"),
        ({"words_0": "", "area_0": "", "who_0": ""}, "目標を1つ以上"),
        ({"own_words": ""}, "そのまま書いてください"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, case, browser, more, sentence):
    answer = browser(world.counselor).post(
        f"/cases/{case.number}/plan/write/", sent(wishes="昼だけ電話", **more)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in words_of(answer)
    assert "昼だけ電話" in page
    assert all(value in page for value in more.values())
    assert not SupportPlan.objects.everything("test").exists()


def test_marks_run_on_over_versions_and_the_line_is_drawn_from_the_rows_of_the_table(
    world, actor, case, browser
):
    sign_plan(actor, case, facts(), [goal()], 0)
    note_progress(actor, case, {"housing": 1}, TODAY() - timedelta(days=20), with_her=False)
    sign_plan(actor, case, facts(), [goal()], 1)
    here, url = browser(world.counselor), f"/cases/{case.number}/plan/"
    day = TODAY().isoformat()
    form = {
        "noted_on": day,
        "with_her": "on",
        "words": "内見に行った",
        "step_housing": "3",
        "once": new_token(),
    }
    assert here.post(url, form).status_code == here.post(url, form).status_code == 302
    assert PlanProgress.objects.everything("test").count() == 2
    answer = here.get(url)
    (area,) = answer.context["card"].areas
    assert [mark.step.number for mark in area.marks] == [1, 3]
    page = answer.content.decode()
    assert all(f'cx="{mark.x}" cy="{mark.y}"' in page for mark in area.marks) and area.path in page
    for text in ("●●●○○", "半ば", "内見に行った", "ご本人と"):
        assert text in words_of(answer)
    assert "●●●○○" in words_of(here.get(f"/cases/{case.number}/"))
    line = AuditLine.objects.filter(event="support_plan.progress").order_by("sequence").last()
    assert "housing" in line.facts and "内見" not in line.facts


def test_marks_of_a_day_to_come_or_of_no_area_are_refused_with_what_was_typed(world, actor, case, browser):
    sign_plan(actor, case, facts(), [goal()], 0)
    here, url = browser(world.counselor), f"/cases/{case.number}/plan/"
    answer = here.post(url, {"noted_on": "2099-01-01", "step_housing": "2", "words": "消えないことば"})
    assert answer.status_code == 422 and "消えないことば" in words_of(answer)
    answer = here.post(url, {"noted_on": TODAY().isoformat(), "words": "消えないことば"})
    assert answer.status_code == 422 and "1つ以上の分野" in words_of(answer)
    assert not PlanProgress.objects.everything("test").exists()


def test_one_mark_alone_draws_no_line_and_the_signs_count_to_five():
    assert [step_of(number).signs.count("●") for number in range(6)] == [0, 1, 2, 3, 4, 5]
    assert line_of([]) == ()


def test_a_told_agency_reads_what_its_groups_hold_and_changes_nothing(world, actor, case, browser):
    sign_plan(actor, case, facts(), [goal(), goal("health", HEALTH)], 0)
    city = world.city_counselor.postings.get().agency
    cases.disclosure(actor, case, city, ("identity", "narrative"))
    here, url = browser(world.city_counselor), f"/cases/{case.number}/plan/"
    page = words_of(here.get(url))
    assert WORDS in page and GOAL in page and HEALTH not in page and world.counselor.name not in page
    assert here.post(url, {"noted_on": TODAY().isoformat(), "step_housing": "2"}).status_code == 404
    assert here.post(f"{url}write/", sent(1)).status_code == 404


def test_without_what_was_said_there_is_no_plan(world, actor, case, browser):
    sign_plan(actor, case, facts(), [goal()], 0)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, ("risk",))
    here = browser(world.city_counselor)
    assert here.get(f"/cases/{case.number}/plan/").status_code == 404
    assert WORDS not in words_of(here.get(f"/cases/{case.number}/"))


def test_who_is_walled_off_sees_nothing(world, actor, case, browser):
    sign_plan(actor, case, facts(), [goal()], 0)
    cases.wall(world.colleague, case)
    here = browser(world.colleague)
    for path in ("plan/", "plan/write/"):
        assert here.get(f"/cases/{case.number}/{path}").status_code == 404
    assert not SupportPlan.objects.visible_to(world.act(world.colleague)).exists()
    with pytest.raises(Absent):
        sign_plan(world.act(world.colleague), case, facts(), [goal()], 1)


def test_the_panel_on_the_case_costs_one_query(actor, case, django_assert_num_queries):
    sign_plan(actor, case, facts(), [goal(), goal("health", HEALTH)], 0)
    note_progress(actor, case, {"housing": 4, "health": 2}, TODAY(), with_her=True)
    book = CodeBook()
    with django_assert_num_queries(1):
        panel = plan_panel(actor, case, frozenset({"narrative", "health"}), book)
    assert [(one.label, one.step.number) for one in panel.areas] == [("住まい", 4), ("心身", 2)]
    assert panel.with_her and panel.noted_on == TODAY()
    assert [one.label for one in plan_panel(actor, case, frozenset({"narrative"}), book).areas] == ["住まい"]
