"""The page of a case: as many questions for 300 events as for few, small, quick, and within its width."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.case import open_case
from cases.actions.case_task import add_task
from cases.models import CaseStep, CaseTask, TimelineEntry
from safeguards.once import new_token
from tests.factories import cases

pytestmark = pytest.mark.django_db
MOST_QUERIES, MOST_BYTES, MOST_MS = 15, 60_000, 200
EVENTS = 300


@pytest.fixture
def case(world):
    for one in (world.counselor, world.supervisor):
        one.save()
    actor = world.act(world.counselor)
    woman = cases.client(actor, family_name="重井", given_name="")
    one = open_case(actor, woman, timezone.localdate(), opened_from=cases.consultation(actor, of=woman))
    add_task(actor, one, "届を確かめる", timezone.localdate() + timedelta(days=5))
    return one


def many(case):
    """300 events of her and of the case: moves, tasks that are done, lines of her column."""
    now = timezone.now()
    for number in range(EVENTS // 3):
        CaseStep(
            case=case, move="resume", source="aftercare", target="supporting", made_on=now.date(), made_at=now,
            made_by_name="相談員", reason=f"理由{number}" * 20,
        ).save()  # fmt: skip
    CaseTask.objects.bulk_create(
        CaseTask(case=case, agency_id=case.agency_id, kind="own", due_on=now.date(), words=f"すること{number}",
                 made_at=now, ended_at=now)
        for number in range(EVENTS // 3)
    )  # fmt: skip
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            client=case.client, agency_id=case.agency_id, at=now, event="client.changed", account_name="員"
        )
        for _number in range(EVENTS // 3)
    )


def asked_by(here, url):
    with CaptureQueriesContext(connection) as asked:
        answer = here.get(url)
    assert answer.status_code == 200
    own = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    return own, answer


def test_three_hundred_events_cost_no_question_more_and_stay_small_and_quick(world, browser, case):
    here, url = browser(world.counselor), f"/cases/{case.number}/"
    here.get(url)
    few, _answer = asked_by(here, url)
    many(case)
    asked, answer = asked_by(here, url)
    assert len(asked) == len(few), "\n".join(asked)
    assert len(asked) <= MOST_QUERIES, "\n".join(one[:160] for one in asked)
    assert len(answer.content) <= MOST_BYTES
    times = []
    for _round in range(5):
        begun = time.perf_counter()
        here.get(url)
        times.append((time.perf_counter() - begun) * 1000)
    assert min(times) <= MOST_MS, times


def test_a_press_in_a_case_that_somebody_moved_meanwhile_loses_nothing(world, browser, case):
    here, url = browser(world.counselor), f"/cases/{case.number}/"
    form = {"words": "長い文" * 80, "due_on": "2月30日", "once": new_token()}
    answer = here.post(url, form)
    assert answer.status_code == 422 and "長い文" * 80 in answer.content.decode()
    assert "2月30日" in answer.content.decode()
