"""Joining two records and giving both back, as a browser meets it."""

import re

import pytest

from cases.models import Client, ClientMerge
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


@pytest.fixture
def pair(world):
    actor = world.act(world.counselor)
    kept = cases.client(actor, never_contact="夜はかけない", current_place="みどり荘")
    gone = cases.client(actor, family_name="加藤", never_contact="職場にかけない", current_place="あお荘")
    cases.consultation(actor, of=gone, narrative="もう一方の話")
    return kept, gone


def address(kept, gone):
    return f"/clients/{kept.number}/merge/?with={gone.number}"


def filled(page, **more):
    """What a browser sends of the page as it is drawn."""
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {**sent, "once": new_token(), "reason": "asked_her", **more}


def lines(code):
    return AuditLine.objects.filter(event=code)


def test_the_other_record_is_searched_compared_and_joined(here, pair):
    kept, gone = pair
    found = here.post(f"/clients/{kept.number}/merge/", {"q": "加藤"})
    assert f"/clients/{kept.number}/merge/?with={gone.number}" in found.content.decode()
    page = here.get(address(*pair))
    text = page.content.decode()
    for word in ("佐藤", "加藤", "夜はかけない", "職場にかけない"):
        assert word in text
    assert "みどり荘" not in text and "あお荘" not in text, "places stay masked while one is chosen"
    moving = dict(page.context["moving"])
    assert {str(label): number for label, number in moving.items()} == {"相談": 1, "これまでのことの行": 2}
    assert {one.object_number for one in lines("client.open_to_merge")} == {kept.number, gone.number}
    sent = filled(page)
    answer = here.post(address(*pair), sent, follow=True)
    assert "元に戻せます" in words_of(answer)
    assert here.post(address(*pair), sent)["Location"] == f"/clients/{kept.number}/", "pressed twice"
    now = cases.fresh(kept)
    assert now.never_contact == "夜はかけない\r\n職場にかけない"
    assert now.current_place == "みどり荘\r\nあお荘"
    assert now.family_name == "佐藤" and "加藤" in words_of(answer), "the other name stands beside"
    assert here.get(f"/clients/{gone.number}/")["Location"] == f"/clients/{kept.number}/"
    assert gone.number not in here.get("/clients/").content.decode()


def test_reason_and_agencies_are_asked_and_nothing_typed_is_lost(world, here, pair):
    cases.disclosure(world.act(world.counselor), pair[0], world.city, ["identity"])
    page = here.get(address(*pair))
    answer = here.post(address(*pair), filled(page, reason="", take_never_contact="gone"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reason", "agencies"}
    assert answer.context["form"]["take_never_contact"].value() == "gone"
    assert world.city.name in words_of(answer)
    answer = here.post(address(*pair), filled(page, agencies=[world.city.code], take_never_contact="gone"))
    assert answer.status_code == 302 and cases.fresh(pair[0]).never_contact == "職場にかけない"


def test_who_was_slower_compares_once_more(here, pair):
    page = here.get(address(*pair))
    sent = filled(page, take_family_name="gone")
    from cases.actions.client import change_client
    from tests.factories.partners import account_with_posting, actor_for

    other = actor_for(account_with_posting(pair[0].agency, "counselor"))
    change_client(other, pair[1], {"alias": "あとから"}, 1)
    answer = here.post(address(*pair), sent)
    assert answer.status_code == 409 and "あとから" in answer.content.decode()
    assert answer.context["form"]["take_family_name"].value() == "gone", "what she chose stays chosen"
    assert not ClientMerge.objects.everything("test").exists()
    assert here.post(address(*pair), filled(answer)).status_code == 302


def test_undoing_asks_whose_the_new_ones_are_and_shows_what_was_changed(world, here, pair):
    kept, gone = pair
    here.post(address(*pair), filled(here.get(address(*pair))))
    actor = world.act(world.counselor)
    call = cases.consultation(actor, of=cases.fresh(kept), narrative="あとの話")
    now = cases.fresh(kept)
    from cases.actions.client import change_client

    change_client(actor, now, {"current_place": "あたらしい荘", "alias": "はなちゃん"}, now.version)
    merge = ClientMerge.objects.everything("test").get()
    url = f"/clients/merges/{merge.number}/"
    assert url in here.get(f"/clients/{kept.number}/").content.decode()
    page = here.get(url)
    assert "あとの話" in page.content.decode() and f'name="to_{call.number}"' in page.content.decode()
    sent = {"once": new_token(), f"to_{call.number}": "gone"}
    undone = here.post(url, sent, follow=True)
    assert undone.status_code == 200 and here.post(url, sent).status_code == 302
    assert cases.fresh(call).client_id == gone.pk
    text = undone.content.decode()
    assert "はなちゃん" in text and "あたらしい荘" not in text, "a place stays masked here, too"
    opened = here.post(f"{url}?field=current_place", {"purpose": "contact"}).content.decode()
    assert "あたらしい荘" in opened and lines("whereabouts.reveal").get().object_number == kept.number
    assert here.post(f"{url}?field=alias", {"purpose": "contact"}).status_code == 404
    assert here.post(f"{url}?field=current_place", {"purpose": "no such"}).status_code == 404
    assert lines("merge.read").exists()
    assert here.get(f"/clients/{gone.number}/").status_code == 200


def test_a_form_that_was_open_while_the_two_were_joined_loses_no_word(here, pair):
    kept, gone = pair
    page = here.get(f"/clients/{gone.number}/edit/").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    here.post(address(*pair), filled(here.get(address(*pair))))
    sent = {"family_name": "加藤", "office_note": "打ちかけの文", "once": new_token(), "version": version}
    answer = here.post(f"/clients/{gone.number}/edit/", sent)
    text = answer.content.decode()
    assert answer.status_code == 409 and "打ちかけの文" in text and "佐藤" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    again = sent | {"version": version, "once": new_token()}
    assert here.post(f"/clients/{gone.number}/edit/", again).status_code == 302
    assert cases.fresh(kept).office_note == "打ちかけの文"
    call = {
        "started_on": "R8.4.1",
        "method": "phone",
        "main_complaint": "spouse_violence",
        "narrative": "話",
        "once": new_token(),
    }
    assert here.post(f"/consultations/new/?client={gone.number}", call).status_code == 302


def test_to_everybody_else_neither_page_is_there(world, browser, here, pair):
    here.post(address(*pair), filled(here.get(address(*pair))))
    url = f"/clients/merges/{ClientMerge.objects.everything('test').get().number}/"
    cases.wall(world.colleague, pair[0])
    cases.disclosure(world.act(world.counselor), pair[0], world.city)
    for person in (
        world.colleague,
        world.city_counselor,
        world.liaison,
        world.planner,
        world.admin,
        world.auditor,
    ):
        there = browser(person)
        assert there.get(url).status_code == 404 and there.post(url, {"once": new_token()}).status_code == 404
        assert there.get(f"/clients/{pair[0].number}/merge/").status_code == 404
    assert browser(world.colleague).get(f"/clients/{pair[1].number}/").status_code == 404
    led = browser(world.city_counselor).get(f"/clients/{pair[1].number}/")
    assert led["Location"] == f"/clients/{pair[0].number}/", "whoever sees her is led to her"
    assert Client.objects.everything("test").filter(merged_into__isnull=False).count() == 1
