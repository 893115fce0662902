"""Making and changing a client."""

import json

import pytest

from cases.actions import Stale
from cases.actions.client import FIELDS, change_client, new_held_number, note_event, record_client
from cases.models import Client, PersonGram, TimelineEntry
from cases.rules import check_digit, is_held_number, spoken
from safeguards.models import AuditLine
from tests.factories import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def test_nothing_is_compulsory(world, actor):
    woman = cases.fresh(record_client(actor, {}))
    assert (woman.agency, woman.name, woman.birth, woman.version) == (world.center, "", {}, 1)
    assert is_held_number(woman.held_number)
    assert not PersonGram.objects.exists()
    assert list(TimelineEntry.objects.everything("test").values_list("event", flat=True)) == ["client.made"]
    assert AuditLine.objects.get().event == "client.make"


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("000000000", True), ("123456782", True), ("123456785", False), ("12345678", False), ("1234567825", False),
        ("１２３４５６７８２", False), ("", False), ("12345678x", False),
    ],
)  # fmt: skip
def test_the_check_digit_of_a_bar_code(number, good):
    assert is_held_number(number) is good


def test_a_slip_of_one_digit_is_always_noticed():
    number = "44170926" + check_digit("44170926")
    for place in range(9):
        for digit in "0123456789":
            slipped = number[:place] + digit + number[place + 1 :]
            assert is_held_number(slipped) == (slipped == number)
    assert spoken(number) == f"4417-0926-{number[8]}"


def test_a_held_number_is_free_in_its_agency(world, actor, monkeypatch):
    taken = cases.client(actor).held_number
    drawn = iter([int(taken[:8]), 12345678])
    monkeypatch.setattr("cases.actions.client.secrets.randbelow", lambda _limit: next(drawn))
    assert new_held_number(world.center) == "123456782"


def test_facts_beyond_the_list_are_not_taken(world, actor):
    woman = cases.fresh(cases.client(actor, agency_id=world.city.pk, held_number="1", version=9, number="x"))
    assert (woman.agency, woman.version) == (world.center, 1)
    assert is_held_number(woman.held_number) and len(woman.number) == 22
    assert not {"agency", "number", "version", "person_key", "held_number"} & set(FIELDS)


def test_the_slower_hand_changes_nothing(world, actor):
    woman = cases.client(actor, safe_contact="初め")
    change_client(world.act(world.colleague), woman, {"safe_contact": "速い人"}, 1)
    with pytest.raises(Stale) as stale:
        change_client(actor, woman, {"safe_contact": "遅い人"}, 1)
    assert stale.value.current.safe_contact == cases.fresh(woman).safe_contact == "速い人"


def test_a_change_says_which_fields_not_what(actor):
    woman = cases.client(actor)
    change_client(actor, woman, {"current_place": "ひみつ町", "family_name": "佐藤"}, 1)
    line = AuditLine.objects.get(event="client.change")
    facts = json.loads(line.facts)
    assert facts["fields"] == ["current_place"] and set(facts) == {"fields", "words"}


def test_a_receiver_may_read_but_never_change(world, actor):
    woman = cases.client(actor)
    cases.disclosure(actor, woman, world.city)
    with pytest.raises(Client.DoesNotExist):
        change_client(world.act(world.city_counselor), woman, {"family_name": "他"}, 1)


def test_an_event_belongs_to_the_agencies_that_took_part(world, actor):
    woman = cases.client(actor)
    cases.disclosure(actor, woman, world.city)
    note_event(actor, woman, "referral.sent", "x", world.npo)
    rows = TimelineEntry.objects
    assert rows.visible_to(actor).filter(event="referral.sent").count() == 1
    assert not rows.visible_to(world.act(world.city_counselor)).filter(event="referral.sent").exists()
    assert not rows.visible_to(world.act(world.npo_counselor)).exists(), "without sight of the client"
