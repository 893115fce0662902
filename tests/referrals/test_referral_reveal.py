"""Masked places: not in the page, opened for one purpose, each time written down."""

import pytest

from safeguards.models import AuditLine
from tests.factories import cases, referrals
from tests.factories.referrals import SHEET

pytestmark = pytest.mark.django_db

PLACE = "青葉の丘団地3号棟"
NOTED = "姉の家に逃げる約束"


@pytest.fixture
def one(world):
    client, _call = referrals.known_person(world.act(world.counselor))
    call = cases.consultation(world.act(world.counselor), of=client, whereabouts_note=NOTED)
    return referrals.offer(
        world.counselor, world.police, client=client, consultation=call, groups=["whereabouts"]
    )


def reveal(browser, account, one, record, field, purpose="contact"):
    key = f"{record.number}.{field}"
    return browser(account).post(f"/referrals/{one.number}/reveal/?field={key}", {"purpose": purpose})


def opened():
    return AuditLine.objects.filter(event="whereabouts.reveal").count()


@pytest.mark.parametrize(("anchor", "field", "value"), [
    ("client", "current_place", PLACE), ("consultation", "whereabouts_note", NOTED),
])  # fmt: skip
def test_a_place_opens_for_a_purpose_and_is_written_down(world, browser, one, anchor, field, value):
    record = getattr(one, anchor)
    assert reveal(browser, world.liaison, one, record, field).status_code == 404, "before acceptance"
    referrals.move(world.liaison, one, "accept")
    address = f"/referrals/{one.number}/"
    asked = browser(world.liaison).get(f"{address}?ask={record.number}.{field}").content.decode()
    assert value not in asked and "何のために" in asked
    answer = reveal(browser, world.liaison, one, record, field)
    assert answer.status_code == 200 and value in answer.content.decode()
    assert ({PLACE, NOTED} - {value}).pop() not in answer.content.decode(), "one place at a time"
    line = AuditLine.objects.get(event="whereabouts.reveal")
    assert line.object_number == record.number and value not in line.facts and "contact" in line.facts
    assert value not in browser(world.liaison).get(address).content.decode()


@pytest.mark.parametrize("purpose", ["", "nosiness", "contact'"])
def test_without_a_purpose_nothing_opens(world, browser, one, purpose):
    referrals.move(world.liaison, one, "accept")
    assert reveal(browser, world.liaison, one, one.client, "current_place", purpose).status_code == 404
    assert opened() == 0


@pytest.mark.parametrize("field", ["phone", "family_name", "office_note", "id", "registered_place", "pk", ""])
def test_only_places_with_a_value_open(world, browser, one, field):
    referrals.move(world.liaison, one, "accept")
    assert reveal(browser, world.liaison, one, one.client, field).status_code == 404
    assert opened() == 0


def test_not_told_not_opened(world, browser):
    client, call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(
        world.counselor, world.police, client=client, consultation=call, groups=["identity"]
    )
    referrals.move(world.liaison, one, "accept")
    assert reveal(browser, world.liaison, one, client, "current_place").status_code == 404


def test_another_record_does_not_open_through_it(world, browser, one):
    referrals.move(world.liaison, one, "accept")
    stranger = cases.client(world.act(world.counselor), current_place="よその場所")
    assert reveal(browser, world.liaison, one, stranger, "current_place").status_code == 404


@pytest.mark.parametrize("who", ["npo_liaison", "planner", "city_counselor"])
def test_a_third_one_opens_nothing(world, browser, one, who):
    referrals.move(world.liaison, one, "accept")
    assert reveal(browser, getattr(world, who), one, one.client, "current_place").status_code == 404


def test_after_recall_nothing_opens(world, browser, one):
    referrals.move(world.liaison, one, "accept")
    referrals.move(world.counselor, one, "recall", code="safety")
    assert reveal(browser, world.liaison, one, one.client, "current_place").status_code == 404


def test_a_sheets_place_opens_for_its_receiver_after_acceptance(world, browser):
    one = referrals.offer(world.liaison, world.npo, groups=["whereabouts"])
    assert reveal(browser, world.npo_liaison, one, one, "places").status_code == 404
    referrals.move(world.npo_liaison, one, "accept")
    answer = reveal(browser, world.npo_liaison, one, one, "places")
    assert SHEET["places"] in answer.content.decode()
    assert reveal(browser, world.npo_liaison, one, one, "name").status_code == 404
    assert opened() == 1
