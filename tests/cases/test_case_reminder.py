"""Deadlines of cases: on home by whose they are, told once to who is to act and once, when late, to who watches."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions.case import open_case
from cases.actions.case_reminder import tell_deadlines
from cases.models import Case, CaseTask, Wall
from partners.models import Alert
from safeguards.models import AuditLine
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME = "期限秋子"
NEAR, LATE = "担当する支援ケースの期限が近づいています", "所属の支援ケースに、期限をすぎたものがあります"


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    return open_case(actor, cases.client(actor, family_name=NAME, given_name=""), timezone.localdate())


def due(case, days):
    rows = CaseTask.objects.everything("test").filter(case=case)
    rows.update(due_on=timezone.localdate() + timedelta(days=days), told_on=None, raised_on=None)
    return rows.get()


def told(account):
    rows = Alert.objects.filter(account_id=account.pk, kind__startswith="case.").order_by("kind")
    return list(rows.values_list("kind", flat=True))


def test_a_week_before_its_owner_is_told_once_without_any_name(world, case):
    due(case, 8)
    assert tell_deadlines(timezone.now()) == 0 and told(world.counselor) == []
    due(case, 7)
    assert tell_deadlines(timezone.now()) == 1 and tell_deadlines(timezone.now()) == 0
    assert told(world.counselor) == ["case.deadline_near"] and told(world.supervisor) == []
    alert = Alert.objects.get(kind="case.deadline_near")
    assert NAME not in str(alert.facts) and alert.path == f"/cases/{case.number}/#tasks"
    assert AuditLine.objects.filter(event="case.task_remind").count() == 1


def test_a_late_one_goes_to_the_supervisor_too(world, case):
    due(case, -1)
    assert tell_deadlines(timezone.now()) == 1
    assert told(world.counselor) == ["case.deadline_near"] and told(world.supervisor) == [
        "case.deadline_late"
    ]
    assert tell_deadlines(timezone.now()) == 0, "each is told once"


def test_nobody_in_charge_or_a_wall_means_that_the_supervisor_is_told(world, actor, case):
    due(case, 1)
    Wall.objects.create(account=world.counselor, person_key=case.person_key, ground="kin", since=actor.now)
    assert tell_deadlines(timezone.now()) == 1
    assert told(world.counselor) == [] and told(world.supervisor) == ["case.deadline_near"]
    Case.objects.everything("test").filter(pk=case.pk).update(assigned_to=None)
    due(case, 1)
    assert tell_deadlines(timezone.now()) == 1 and len(told(world.supervisor)) == 2


def test_an_ended_task_is_never_told(world, case):
    due(case, -5)
    CaseTask.objects.everything("test").filter(case=case).update(ended_at=timezone.now())
    assert tell_deadlines(timezone.now()) == 0


def test_home_holds_what_is_near_and_what_is_late_and_leads_to_exactly_these(world, case, browser):
    here = browser(world.counselor)
    due(case, 3)
    page = words_of(here.get("/"))
    assert "2週間以内の支援ケースの期限" in page and NAME in page and "あと3日" in page
    assert NAME in words_of(here.get("/tasks/?kind=case&due=soon&whose=mine"))
    due(case, -2)
    page = words_of(here.get("/"))
    assert "すぎた支援ケースの期限" in page and "支援ケースの期限が1件すぎています" in page
    assert NAME in words_of(here.get("/tasks/?kind=case&due=late&whose=mine"))
    assert NAME not in words_of(browser(world.colleague).get("/")), "of another counselor"
    assert NAME in words_of(browser(world.supervisor).get("/"))
