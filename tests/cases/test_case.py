"""支援ケース: opened from a consultation, moved by one table, deadlines that come from moves, found by a name."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from cases import deadlines
from cases.actions import Stale
from cases.actions.case import CaseMoveRefused, OpenAlready, follow, move_case, open_case
from cases.actions.case_task import add_task, end_task, lay_task
from cases.case_picture import case_moves_svg
from cases.choices.case import (
    CASE_STATE_LABELS,
    MISSING_LABELS,
    MOVE_HINTS,
    MOVE_LABELS,
    STEP_LABELS,
    TASK_LABELS,
)
from cases.models import Case, CaseStep, CaseTask, RiskAssessment, SupportPlan, Wall
from cases.queries.case_facts import FACTS
from cases.states.case import CASE_MOVES, CASE_STATES, ENDED
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME = "支援春子"
TODAY = timezone.localdate
EVENT = {
    "assess": "case.assess", "support": "case.support", "look_after": "case.look_after", "resume": "case.resume",
    "close": "case.close", "transfer": "case.transfer", "reopen": "case.reopen",
}  # fmt: skip
READY = {
    "support": {"support_needs": ["consultation"]}, "look_after": {"next_contact_on": date(2099, 4, 1)},
    "resume": {"reason": "また相談があった"}, "close": {"outcome": "goals_met", "reason": "目標がすんだ"},
    "transfer": {"receiver": "隣の市", "reason": "転居した"}, "reopen": {"reason": "また始まった"},
}  # fmt: skip


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def boss(world, actor):
    return world.act(world.supervisor)


@pytest.fixture
def woman(actor):
    return cases.client(actor, family_name=NAME, given_name="")


@pytest.fixture
def case(actor, woman):
    return open_case(actor, woman, TODAY())


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def waiting(case):
    rows = CaseTask.objects.everything("test").filter(case=case, ended_at__isnull=True)
    return set(rows.values_list("kind", flat=True))


def judged(case):
    """A judgement of the risk, as the support asks for it."""
    RiskAssessment.objects.everything("test").get_or_create(
        case=case, version=1, defaults={
            "agency": case.agency, "account": case.assigned_to, "judged_at": timezone.now(), "judged": "low",
            "level": "low", "fear": "none", "questionnaire": "yui-1", "next_review_on": TODAY(),
        },
    )  # fmt: skip


def brought_to(case, state, *, has_plan=True):
    """The same case in this state, without a task, with somebody in charge, a judged risk and a plan that she agreed
    to."""
    judged(case)
    rows = Case.objects.everything("test").filter(pk=case.pk)
    rows.update(state=state, assigned_to=case.assigned_to, outcome="")
    CaseTask.objects.everything("test").filter(case=case).update(ended_at=timezone.now())
    if has_plan and not SupportPlan.objects.everything("test").filter(case=case).exists():
        SupportPlan(
            case=case, version=1, own_words="静かに眠りたい", agreed_on=TODAY(), review_on=TODAY() + timedelta(days=90),
            author_id=case.made_by_id, author_name="相談員", signed_at=timezone.now(),
        ).save()  # fmt: skip
    return fresh(case)


def test_everything_of_the_tables_has_words_and_an_answer():
    named = {move.name for move in CASE_MOVES if not move.follows}
    assert set(MOVE_LABELS) == set(MOVE_HINTS) == named
    assert set(STEP_LABELS) == {move.name for move in CASE_MOVES} | {"open"}
    assert set(CASE_STATE_LABELS) == set(CASE_STATES) and set(TASK_LABELS) == set(deadlines.TASKS)
    asked = {name for move in CASE_MOVES for name in move.requires}
    assert set(MISSING_LABELS) == set(FACTS) and asked <= set(FACTS)
    laid = {kind for move in CASE_MOVES for kind in (*move.starts, *move.ends)}
    assert laid <= set(deadlines.TASKS)


def test_a_case_begins_with_a_consultation_and_its_opener_is_in_charge(world, actor, woman, browser):
    talk, here = cases.consultation(actor, of=woman), browser(world.counselor)
    page = here.get(f"/cases/new/?consultation={talk.number}")
    assert NAME in words_of(page)
    form = {"opened_on": TODAY().isoformat(), "reason": "夜間の電話から", "once": new_token()}
    answer = here.post(f"/cases/new/?consultation={talk.number}", form)
    assert answer.status_code == 302
    assert here.post(f"/cases/new/?consultation={talk.number}", form).url == answer.url, "the same form twice"
    case = Case.objects.everything("test").get()
    assert (case.opened_from, case.assigned_to, case.state) == (talk, world.counselor, "received")
    assert waiting(case) == {"first_look"}
    shown = words_of(here.get(answer.url))
    for text in (NAME, "支援ケース", "最初の状況を確かめる", "夜間の電話から", "見立てを始める"):
        assert text in shown
    assert "支援ケースをひらきました" in words_of(here.get(f"/clients/{woman.number}/"))
    again = here.post(f"/cases/new/?client={woman.number}", {**form, "once": new_token()})
    assert again.url == answer.url and Case.objects.everything("test").count() == 1
    assert AuditLine.objects.filter(event="case.make").count() == 1
    assert AuditLine.objects.filter(event="case.open_to_make").exists()


def test_two_cases_of_one_woman_are_never_under_way(actor, woman, case):
    with pytest.raises(OpenAlready) as refused:
        open_case(actor, woman, TODAY())
    assert refused.value.case == case


def test_a_consultation_of_another_woman_opens_no_case(actor, woman):
    other = cases.consultation(actor, of=cases.client(actor, family_name="別人"))
    with pytest.raises(Absent):
        open_case(actor, woman, TODAY(), opened_from=other)


@pytest.mark.parametrize("move", [move.name for move in CASE_MOVES if not move.follows])
@pytest.mark.parametrize("state", CASE_STATES)
@pytest.mark.parametrize("who", ["counselor", "supervisor"])
def test_every_move_from_every_state_by_every_role(world, actor, boss, case, move, state, who):
    """Pairs of the table work once and refuse the second; the others leave nothing behind."""
    rule = next(one for one in CASE_MOVES if one.name == move)
    at, by = brought_to(case, state), boss if who == "supervisor" else actor
    before = CaseStep.objects.everything("test").count()
    allowed = state in rule.sources and (who in rule.roles or who == "supervisor")
    facts = READY.get(move, {})
    if not allowed:
        with pytest.raises(Absent):
            move_case(by, at, move, at.version, **facts)
        assert fresh(case).state == state and CaseStep.objects.everything("test").count() == before
        return
    moved = move_case(by, at, move, at.version, **facts)
    assert moved.state == rule.target == fresh(case).state
    assert set(rule.starts) <= waiting(case) and not set(rule.ends) & waiting(case)
    assert AuditLine.objects.filter(event=EVENT[move]).count() == 1
    with pytest.raises(Stale):
        move_case(by, at, move, at.version, **facts)
    assert CaseStep.objects.everything("test").count() == before + 1


@pytest.mark.parametrize(("move", "fact"), [(one.name, name) for one in CASE_MOVES for name in one.requires])
def test_a_missing_precondition_stops_the_move_and_says_so(world, boss, case, browser, move, fact):
    rule = next(one for one in CASE_MOVES if one.name == move)
    at = brought_to(case, rule.sources[0], has_plan=fact != "plan_agreed")
    if fact == "in_charge":
        Case.objects.everything("test").filter(pk=case.pk).update(assigned_to=None)
    elif fact == "risk_judged":
        RiskAssessment.objects.everything("test").filter(case=case).delete()
    elif fact == "no_open_task":
        lay_task(boss, at, "municipality_ack")
    at = fresh(at)
    with pytest.raises(CaseMoveRefused) as refused:
        move_case(boss, at, move, at.version, **READY.get(move, {}))
    assert refused.value.missing == (fact,) and fresh(case).state == rule.sources[0]
    page = words_of(browser(world.supervisor).get(f"/cases/{case.number}/move/{move}/"))
    assert str(MISSING_LABELS[fact]) in page


@pytest.mark.parametrize("move", [move.name for move in CASE_MOVES if move.needs])
def test_a_move_without_what_it_needs_is_refused_with_a_sentence(world, boss, case, browser, move):
    rule = next(one for one in CASE_MOVES if one.name == move)
    at = brought_to(case, rule.sources[0])
    with pytest.raises(Absent):
        move_case(boss, at, move, at.version)
    answer = browser(world.supervisor).post(
        f"/cases/{case.number}/move/{move}/",
        {"made_on": TODAY().isoformat(), "version": at.version, "once": new_token()},
    )
    assert answer.status_code == 422 and fresh(case).state == rule.sources[0]


def test_a_counselor_alone_closes_where_no_supervisor_is(world, case, actor):
    from partners.models import Posting

    at = brought_to(case, "supporting")
    with pytest.raises(Absent):
        move_case(actor, at, "close", at.version, **READY["close"])
    Posting.objects.filter(agency=at.agency, role="supervisor").update(
        until=timezone.now() - timedelta(hours=1)
    )
    assert move_case(actor, at, "close", at.version, **READY["close"]).state == "closed"


@pytest.mark.parametrize("move", ["close", "transfer"])
def test_what_is_about_the_support_itself_ends_with_the_case(boss, case, move):
    at = brought_to(case, "supporting")
    for kind in deadlines.WITH_CASE:
        lay_task(boss, at, kind, due_on=date(2099, 1, 5))
    move_case(boss, fresh(at), move, fresh(at).version, **READY[move])
    assert waiting(case) == set()
    dropped = CaseTask.objects.everything("test").filter(case=case, is_dropped=True)
    assert set(dropped.values_list("kind", flat=True)) == set(deadlines.WITH_CASE)


def test_acts_of_the_case_move_it_and_a_press_cannot(actor, case):
    at = fresh(case)
    with pytest.raises(Absent):
        move_case(actor, at, "protect", at.version)
    protected = follow(actor, at, "protect", TODAY())
    assert protected.state == "protected" and waiting(case) == {"protection_review"}
    assert follow(actor, fresh(case), "protect", TODAY()).state == "protected", (
        "already there: nothing happens"
    )
    assert follow(actor, fresh(case), "discharge", TODAY()).state == "supporting" and waiting(case) == set()
    assert {"case.protect", "case.discharge"} <= set(AuditLine.objects.values_list("event", flat=True))


def test_what_was_done_is_never_rewritten(case):
    from cases.models.case import MoveMade

    step = CaseStep.objects.everything("test").get(case=case)
    with pytest.raises(MoveMade):
        step.save()


def test_a_day_before_the_last_step_or_in_the_future_is_refused(world, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/move/assess/"
    for day in (TODAY() - timedelta(days=3), TODAY() + timedelta(days=1)):
        form = {"made_on": day.isoformat(), "version": fresh(case).version, "once": new_token()}
        assert here.post(url, form).status_code == 422
    assert fresh(case).state == "received"
    form = {"made_on": TODAY().isoformat(), "version": fresh(case).version, "once": new_token()}
    assert here.post(url, form).status_code == 302 and fresh(case).state == "assessing"
    answer = here.post(f"/cases/{case.number}/move/support/", {
        "made_on": TODAY().isoformat(), "support_needs": ["consultation"], "version": 1, "once": new_token(),
    })  # fmt: skip
    assert answer.status_code == 302 and fresh(case).state == "assessing", "somebody was quicker"
    assert AuditLine.objects.filter(event="case.open_to_move").exists()


def test_a_task_in_her_own_words_is_done_or_dropped_with_a_reason(world, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/"
    due = TODAY() + timedelta(days=3)
    form = {"words": "転校の届を確かめる", "due_on": due.isoformat(), "owner": "", "once": new_token()}
    assert here.post(url, form).status_code == 302
    task = CaseTask.objects.everything("test").get(kind="own")
    page = words_of(here.get(url))
    assert "転校の届を確かめる" in page and "あと3日" in page and "期限 2件" in page
    assert "転校の届を確かめる" in words_of(here.get("/tasks/?kind=case"))
    assert here.post(url, {"drop": task.number, "why": "", "once": new_token()}).status_code == 422
    assert here.post(url, {"drop": task.number, "why": "転校しない", "once": new_token()}).status_code == 302
    assert fresh(task).is_dropped and fresh(task).why_dropped == "転校しない"
    assert here.post(url, {**form, "due_on": "2001-01-01", "once": new_token()}).status_code == 422
    first = CaseTask.objects.everything("test").get(kind="first_look")
    assert here.post(url, {"done": first.number, "once": new_token()}).status_code == 302
    assert "待っているものはありません" in words_of(here.get(url))
    for code in ("case.task_lay", "case.task_drop", "case.task_done"):
        assert AuditLine.objects.filter(event=code).exists()


def test_a_task_that_waits_gets_the_new_day_instead_of_a_second_one(actor, case):
    lay_task(actor, case, "first_look", due_on=date(2099, 1, 5))
    one = CaseTask.objects.everything("test").get(kind="first_look")
    assert one.due_on == date(2099, 1, 5) and AuditLine.objects.filter(event="case.task_shift").count() == 1


def test_nobody_from_elsewhere_or_behind_a_wall_gets_a_task_or_gives_one(world, actor, case):
    stranger = world.act(world.city_counselor)
    with pytest.raises(Absent):
        add_task(stranger, case, "のぞく", TODAY())
    with pytest.raises(Absent):
        add_task(actor, case, "頼む", TODAY(), owner=world.city_counselor)
    Wall.objects.create(account=world.colleague, person_key=case.person_key, ground="kin", since=actor.now)
    with pytest.raises(Absent):
        add_task(actor, case, "頼む", TODAY(), owner=world.colleague)
    task = CaseTask.objects.everything("test").get(kind="first_look")
    for who in (world.colleague, world.city_counselor):
        with pytest.raises(Absent):
            end_task(world.act(who), task.number)


def test_a_case_is_found_by_her_name_and_by_its_lists(world, case, browser):
    here = browser(world.counselor)
    assert NAME in words_of(here.get("/cases/")) and NAME in words_of(here.get("/cases/?only=mine"))
    assert NAME not in words_of(here.get("/cases/?only=ended"))
    found = here.post("/cases/", {"q": NAME}, follow=True)
    assert NAME in words_of(found) and NAME not in found.redirect_chain[-1][0]
    assert AuditLine.objects.filter(event="case.list").exists()
    assert here.get(f"/cases/{case.number}/").status_code == 200
    assert AuditLine.objects.filter(event="case.read", object_number=case.number).count() == 1
    brought_to(case, "closed")
    assert NAME not in words_of(here.get("/cases/")) and NAME in words_of(here.get("/cases/?only=ended"))
    assert NAME in words_of(here.post("/cases/", {"q": NAME}, follow=True)), "a search finds ended ones too"
    assert NAME not in words_of(browser(world.city_counselor).get("/cases/"))
    assert browser(world.city_counselor).get(f"/cases/{case.number}/").status_code == 404


def test_somebody_else_is_put_in_charge(world, case, browser):
    here, url = browser(world.supervisor), f"/cases/{case.number}/charge/"
    assert here.get(url).status_code == 200
    form = {"account": world.colleague.number, "before": world.counselor.number, "once": new_token()}
    assert here.post(url, form).url == f"/cases/{case.number}/"
    assert fresh(case).assigned_to == world.colleague
    assert AuditLine.objects.filter(event="case.open_to_assign").exists()


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_case_is_opened_again(actor, case, state):
    at = brought_to(case, state)
    assert move_case(actor, at, "reopen", at.version, reason="また始まった").state == "supporting"
    assert waiting(case) == {"plan"}


def test_the_picture_of_the_moves_is_the_table_of_today():
    """Drawn by `manage.py draw_case_moves`; each move with its line, each state with its column."""
    from cases.management.commands.draw_case_moves import PLACE

    drawn = (Path(settings.BASE_DIR) / PLACE).read_text(encoding="utf-8")
    assert drawn == case_moves_svg(), "run manage.py draw_case_moves"
    assert all(f">{one}</text>" in drawn for one in (*CASE_STATES, *(move.name for move in CASE_MOVES)))
