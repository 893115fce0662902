"""A form sent twice makes one record and leads to the same page."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from cases.models import Client, Consultation
from safeguards.models import AuditLine, Submit
from safeguards.once import new_token, with_once
from tests.factories import cases
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db
EVERY = Consultation.objects.everything("test")


def posted(actor, token):
    request = RequestFactory().post("/", {"once": token} if token is not None else {})
    request.actor = actor
    return request


def sheet(**more):
    return {
        "started_on": timezone.localdate().isoformat(), "method": "phone", "main_complaint": "spouse_violence",
        "once": new_token(), **more,
    }  # fmt: skip


def test_the_second_press_leads_where_the_first_did(world):
    actor, token, done = world.act(world.counselor), new_token(), []

    def act():
        done.append(1)
        return f"/result/{len(done)}/"

    assert with_once(posted(actor, token), act) == ("/result/1/", True)
    assert with_once(posted(actor, token), act) == ("/result/1/", False)
    assert with_once(posted(actor, new_token()), act) == ("/result/2/", True)
    assert len(done) == 2


def test_an_act_that_failed_may_be_sent_again_and_left_nothing(world):
    actor, token = world.act(world.counselor), new_token()

    def fail():
        cases.consultation(actor)
        raise ValueError

    with pytest.raises(ValueError):
        with_once(posted(actor, token), fail)
    assert not Submit.objects.exists() and not EVERY.all().exists()
    assert with_once(posted(actor, token), lambda: "/there/") == ("/there/", True)


def test_a_token_of_one_person_means_nothing_to_another(world):
    token = new_token()
    with_once(posted(world.act(world.counselor), token), lambda: "/hers/")
    assert with_once(posted(world.act(world.colleague), token), lambda: "/mine/") == ("/mine/", True)


def test_a_form_without_a_token_is_simply_run(world):
    actor = world.act(world.counselor)
    assert with_once(posted(actor, None), lambda: "/a/") == ("/a/", True)
    assert with_once(posted(actor, ""), lambda: "/b/") == ("/b/", True)
    assert not Submit.objects.exists()


def test_an_endless_token_is_cut_and_still_works(world):
    actor = world.act(world.counselor)
    assert with_once(posted(actor, "x" * 5000), lambda: "/a/") == ("/a/", True)
    assert with_once(posted(actor, "x" * 5000), lambda: "/b/") == ("/a/", False)


def test_a_sheet_pressed_three_times_is_one_consultation(world, browser):
    here, form = browser(world.counselor), sheet(narrative="一度だけ", caller_name="一回子")
    answers = [here.post("/consultations/new/", form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert EVERY.all().count() == 1
    assert AuditLine.objects.filter(event="consultation.make").count() == 1


def test_a_client_form_pressed_twice_is_one_client(world, browser):
    here, form = browser(world.counselor), {"family_name": "一回", "once": new_token()}
    assert len({here.post("/clients/new/", form)["Location"] for _ in range(2)}) == 1
    assert Client.objects.everything("test").count() == 1


def test_a_sheet_with_an_error_may_be_mended_and_sent_with_the_same_token(world, browser):
    here, form = browser(world.counselor), sheet(minutes="many")
    assert here.post("/consultations/new/", form).status_code == 422
    assert here.post("/consultations/new/", {**form, "minutes": "25"}).status_code == 302
    assert EVERY.all().count() == 1


def test_each_drawn_form_carries_another_token(world, browser):
    import re

    here = browser(world.counselor)
    tokens = [
        re.search(r'name="once" value="([^"]+)"', here.get("/consultations/new/").content.decode())[1]
        for _ in range(2)
    ]
    assert len(set(tokens)) == 2 and all(len(token) >= 20 for token in tokens)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_two_presses_at_one_moment_make_one_record(world, browser):
    person, form = world.counselor, sheet(narrative="同時")
    hands = [browser(person) for _ in range(4)]
    answers = in_parallel(lambda number: hands[number].post("/consultations/new/", form), 4)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert EVERY.all().count() == 1
