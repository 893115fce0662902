"""Deadlines and tasks: one list out of every app, overdue first, no row lost between pages; done and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import Stale
from cases.actions.assignment import assign
from cases.actions.consultation import change_consultation
from cases.actions.next_step import finish_next_step
from referrals.models import Referral
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases, referrals
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def step(actor, days, **more):
    return cases.consultation(actor, next_on=TODAY() + timedelta(days=days), next_steps=["accompany"], **more)


def numbers(answer):
    return [row.number for _place, row in answer.context["page"].rows]


def test_every_app_stands_in_one_list_with_what_is_late_first(browser, world):
    actor = world.act(world.counselor)
    late, near, far = step(actor, -3), step(actor, 1), step(actor, 40)
    answer_late, answer_today = (referrals.offer(world.city_counselor, world.center) for _number in range(2))
    now = timezone.now()
    for one, due in ((answer_late, now - timedelta(days=1)), (answer_today, now + timedelta(minutes=1))):
        Referral.objects.everything("test").filter(pk=one.pk).update(answer_due_at=due)
    answer = browser(world.counselor).get("/tasks/")
    assert numbers(answer) == [one.number for one in (late, answer_late, answer_today, near, far)]
    page = words_of(answer)
    assert "3日すぎ" in page and "お名前は引き受けると" not in page
    here = browser(world.counselor)
    assert numbers(here.get("/tasks/?due=late")) == [late.number, answer_late.number]
    assert numbers(here.get("/tasks/?due=soon")) == [answer_today.number, near.number]
    assert numbers(here.get("/tasks/?kind=step&due=late")) == [late.number]
    assert numbers(browser(world.city_counselor).get("/tasks/?whose=agency")) == []


def test_mine_are_those_of_my_clients_and_what_i_recorded_of_nobody(browser, world):
    hers, mine = world.act(world.colleague), world.act(world.counselor)
    woman = cases.client(hers)
    of_woman, loose, foreign = step(hers, 1, of=woman), step(mine, 2), step(hers, 3)
    here = browser(world.counselor)
    assert numbers(here.get("/tasks/")) == [loose.number]
    assign(world.act(world.supervisor), woman, world.counselor)
    assert numbers(here.get("/tasks/")) == [of_woman.number, loose.number]
    assert numbers(here.get("/tasks/?whose=agency")) == [of_woman.number, loose.number, foreign.number]
    assert numbers(browser(world.colleague).get("/tasks/?whose=mine")) == [foreign.number]
    assert numbers(browser(world.supervisor).get("/tasks/?kind=step")) == numbers(
        here.get("/tasks/?whose=agency")
    )


def test_pages_lose_no_row_and_go_back_the_same_way(browser, world, django_assert_max_num_queries):
    actor = world.act(world.counselor)
    due = timezone.now() + timedelta(days=3)
    made = {step(actor, days % 4).number for days in range(31)}
    for number in range(14):
        one = referrals.offer(world.city_counselor, world.center)
        moment = due if number % 2 else timezone.make_aware(
            timezone.datetime.combine(TODAY() + timedelta(days=3), timezone.datetime.min.time())
        )  # fmt: skip
        Referral.objects.everything("test").filter(pk=one.pk).update(answer_due_at=moment)
        made.add(one.number)
    here, address, there = browser(world.counselor), "/tasks/", []
    here.get(address)  # the first line of an agency makes its stream
    while address:
        with django_assert_max_num_queries(15):
            answer = here.get(address)
        there.append(numbers(answer))
        last, address = address, answer.context["page"].next_url
    assert [len(page) for page in there] == [20, 20, 5]
    assert {number for page in there for number in page} == made
    back, address = [], last
    while address:
        answer = here.get(address)
        back.insert(0, numbers(answer))
        address = answer.context["page"].previous_url
    assert back == there
    assert here.get("/tasks/?kind=referral&" + last.partition("?")[2]).status_code == 200


def test_a_press_says_it_is_done_and_another_takes_it_back(browser, world):
    one = step(world.act(world.counselor), -2, caller_name="済印")
    here = browser(world.counselor)
    press = {"done": f"{one.number}:{one.next_on.isoformat()}", "state": "done", "once": new_token()}
    assert "次の一手を済みにしました" in words_of(here.post("/tasks/", press, follow=True))
    assert here.post("/tasks/", press).status_code == 302  # the same form again
    assert numbers(here.get("/tasks/")) == [] and "期限をすぎた" not in words_of(here.get("/"))
    done = cases.fresh(one)
    assert (done.next_done_by_id, done.version) == (world.counselor.pk, one.version)
    assert numbers(here.get("/tasks/?due=done")) == [one.number]
    here.post("/tasks/?due=done", {**press, "state": "open", "once": new_token()})
    assert numbers(here.get("/tasks/")) == [one.number]
    assert cases.fresh(one).next_done_at is None
    lines = AuditLine.objects.filter(object_number=one.number, event__startswith="consultation.step")
    assert list(lines.order_by("pk").values_list("event", flat=True)) == [
        "consultation.step_done", "consultation.step_open",
    ]  # fmt: skip
    assert "済印" not in str(list(lines.values_list("facts", flat=True)))


def test_a_step_that_was_moved_meanwhile_is_not_done_and_a_new_day_opens_it_again(world):
    actor = world.act(world.counselor)
    one = step(actor, -2)
    moved = change_consultation(actor, one, {"next_on": TODAY()}, one.version)
    with pytest.raises(Stale):
        finish_next_step(actor, one.number, one.next_on, is_done=True)
    finish_next_step(actor, one.number, TODAY(), is_done=True)
    assert change_consultation(actor, moved, {"minutes": 5}, moved.version).next_done_at is not None
    again = change_consultation(actor, moved, {"next_on": TODAY() + timedelta(days=9)}, moved.version + 1)
    assert (again.next_done_at, again.next_done_by_id) == (None, None)


@pytest.mark.parametrize("who", ["city_counselor", "liaison", "walled"])
def test_nobody_else_reads_or_ends_a_step(browser, world, who):
    actor = world.act(world.counselor)
    one = step(actor, 1, caller_name="歩印")
    cases.disclosure(actor, one, world.city)
    person = world.colleague if who == "walled" else getattr(world, who)
    if who == "walled":
        cases.wall(person, one)
    here = browser(person)
    answer = here.get("/tasks/?whose=agency")
    assert numbers(answer) == [] and "歩印" not in answer.content.decode()
    press = {"done": f"{one.number}:{one.next_on.isoformat()}"}
    assert here.post("/tasks/", press).status_code == 404
    assert here.post("/tasks/", {"done": "x"}).status_code == 302
    with pytest.raises(Absent):
        finish_next_step(world.act(person), one.number, one.next_on, is_done=True)
    assert cases.fresh(one).next_done_at is None


def test_a_liaison_sees_the_referrals_to_answer_and_no_filter_of_persons(browser, world):
    one = referrals.offer(world.counselor, world.police)
    due = timezone.now() + timedelta(hours=2)
    Referral.objects.everything("test").filter(pk=one.pk).update(answer_due_at=due)
    answer = browser(world.liaison).get("/tasks/")
    assert numbers(answer) == [one.number]
    assert "だれの" not in words_of(answer) and "次の一手" not in words_of(answer)
    line = AuditLine.objects.filter(event="task.list").latest("pk")
    assert one.number in line.facts
