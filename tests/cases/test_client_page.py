"""The card, the form and the linking, as a browser meets them."""

import re

import pytest

from cases.models import Client
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def form(**more):
    return {"family_name": "𠮷﨑", "given_name": "はな", "once": new_token(), **more}


def the_one():
    return Client.objects.everything("test").get()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("昭和63年4月9日", {"year": 1988, "month": 4, "day": 9}), ("S63.4.9", {"year": 1988, "month": 4, "day": 9}),
        ("1988-04-09", {"year": 1988, "month": 4, "day": 9}), ("昭和63年4月", {"year": 1988, "month": 4, "day": None}),
        ("昭和63年", {"year": 1988, "month": None, "day": None}),
        ("1988", {"year": 1988, "month": None, "day": None}), ("", {}),
    ],
)  # fmt: skip
def test_a_birth_is_kept_as_far_as_it_is_known_and_survives_a_change(here, typed, kept):
    here.post("/clients/new/", form(birth=typed))
    assert the_one().birth == kept
    page = here.get(f"/clients/{the_one().number}/edit/").content.decode()
    shown = re.search(r'name="birth"[^>]*?value="([^"]*)"', page)
    here.post(f"/clients/{the_one().number}/edit/", form(birth=shown[1] if shown else "", version="1"))
    assert the_one().birth == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("birth", "むかし"),
        ("birth", "昭和70年1月1日"),
        ("children_count", "ふたり"),
        ("children_count", "31"),
    ],
)
def test_a_fault_keeps_every_letter(here, name, typed):
    answer = here.post(
        "/clients/new/", form(**{name: typed, "safe_contact": "昼だけ👍", "current_place": "みどり荘"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and not Client.objects.everything("test").exists()
    assert list(answer.context["form"].errors) == [name]
    assert re.search(r"[ぁ-ん]", answer.context["form"].errors[name][0])
    for text in (typed, "𠮷﨑", "はな", "昼だけ👍", "みどり荘"):
        assert text in page


def test_masked_places_are_not_in_the_form_and_an_empty_one_keeps_them(here, actor):
    woman = cases.client(actor, current_place="みどり荘", registered_place="あお町", daily_places="")
    page = here.get(f"/clients/{woman.number}/edit/").content.decode()
    assert "みどり荘" not in page and "あお町" not in page
    here.post(f"/clients/{woman.number}/edit/", form(version="1", daily_places="きいろ校"))
    woman = the_one()
    assert (woman.current_place, woman.registered_place, woman.daily_places) == (
        "みどり荘",
        "あお町",
        "きいろ校",
    )


def test_who_was_slower_keeps_her_words_and_overwrites_nothing(world, here, actor, browser):
    woman = cases.client(actor)
    address = f"/clients/{woman.number}/edit/"
    browser(world.colleague).post(address, form(safe_contact="速い人の文", version="1"))
    answer = here.post(address, form(safe_contact="遅い人の文", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "遅い人の文" in page and "速い人の文" in page
    line = AuditLine.objects.get(event="client.open_to_change")
    assert (line.login, line.object_number) == (actor.login, woman.number), "she has read what stands there"
    assert the_one().safe_contact == "速い人の文"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert here.post(address, form(safe_contact="二人の文", version=version)).status_code == 302
    assert the_one().safe_contact == "二人の文"


def test_a_client_made_of_a_consultation_takes_its_words_and_is_linked(here, actor):
    call = cases.consultation(
        actor, caller_name="山田 はな", caller_kana="ヤマダ ハナ", caller_phone="090-1234-5678"
    )
    page = here.get(f"/clients/new/?consultation={call.number}").content.decode()
    for text in ("山田", "はな", "ヤマダ", "090-1234-5678"):
        assert f'value="{text}"' in page
    answer = here.post(f"/clients/new/?consultation={call.number}", form())
    assert answer["Location"] == f"/clients/{the_one().number}/"
    assert cases.fresh(call).client == the_one()
    assert here.get(f"/clients/new/?consultation={call.number}").status_code == 404, "it is linked already"


def test_another_agencys_consultation_makes_no_client(world, here):
    theirs = cases.consultation(world.act(world.city_counselor))
    cases.disclosure(world.act(world.city_counselor), theirs, world.center)
    assert here.get(f"/clients/new/?consultation={theirs.number}").status_code == 404
    assert here.post(f"/clients/new/?consultation={theirs.number}", form()).status_code == 404
    assert not Client.objects.everything("test").exists()


def test_the_caller_is_searched_and_linked_on_the_page(here, actor):
    call, woman = cases.consultation(actor), cases.client(actor)
    page = here.post(f"/consultations/{call.number}/link/", {"q": "さとう"}).content.decode()
    assert f'name="client" value="{woman.number}"' in page
    answer = here.post(f"/consultations/{call.number}/link/", {"client": woman.number, "once": new_token()})
    assert answer.status_code == 302 and cases.fresh(call).client == woman


@pytest.mark.parametrize("chosen", ["nobody", "\0", "A" * 22])
def test_linking_to_what_is_not_there_is_absent(here, actor, chosen):
    call = cases.consultation(actor)
    assert here.post(f"/consultations/{call.number}/link/", {"client": chosen}).status_code == 404


def test_linking_to_another_agencys_client_is_absent(world, here, actor):
    call, theirs = cases.consultation(actor), cases.client(world.act(world.city_counselor))
    assert here.post(f"/consultations/{call.number}/link/", {"client": theirs.number}).status_code == 404
    assert cases.fresh(call).client is None


def test_the_column_of_events_shows_only_what_she_may_see(world, here, actor, browser):
    woman = cases.client(actor)
    call = cases.consultation(actor, of=woman)
    cases.disclosure(actor, woman, world.city, ["identity"])
    mine = here.get(f"/clients/{woman.number}/").content.decode()
    theirs = browser(world.city_counselor).get(f"/clients/{woman.number}/").content.decode()
    assert call.number in mine
    assert woman.name in theirs and call.number not in theirs
