"""A number is called back only when two accounts have registered it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.actions.registered_number import confirm_number, end_number, enter_number
from partners.models import RegisteredNumber
from partners.queries.registered_number import callable_numbers, waiting_numbers
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories.partners import account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
PHONE = "000-555-0123"
FACTS = {"phone": PHONE, "label": "main", "source": "職員録 令和8年版"}


def entered(world, by=None, agency=None):
    return enter_number(world.act(by or world.admin), agency or world.police, **FACTS)


def test_one_enters_another_confirms_and_everybody_may_call(world, browser):
    page = f"/partners/{world.police.code}/"
    hers, second, reader = (browser(one) for one in (world.admin, world.supervisor, world.counselor))
    sent = hers.post(
        f"{page}numbers/", {**FACTS, "phone": "０００－５５５－０１２３", "once": new_token()}, follow=True
    )
    assert PHONE in words_of(sent) and "確認待ち" in words_of(sent)
    one = RegisteredNumber.objects.get(agency=world.police)
    assert PHONE not in words_of(reader.get(page))
    assert callable_numbers(world.act(world.counselor), world.police) == []
    assert f"numbers/{one.number}/confirm/" not in sent.content.decode()
    assert hers.post(f"{page}numbers/{one.number}/confirm/").status_code == 404
    assert PHONE in words_of(second.get("/"))
    assert second.post(f"{page}numbers/{one.number}/confirm/", {"once": new_token()}).status_code == 302
    assert PHONE in words_of(reader.get(page)) and FACTS["source"] not in words_of(reader.get(page))
    assert world.supervisor.name not in words_of(reader.get(page))
    assert callable_numbers(world.act(world.counselor), world.police) == [one]
    assert hers.post(f"{page}numbers/{one.number}/end/", {"once": new_token()}).status_code == 302
    assert callable_numbers(world.act(world.counselor), world.police) == []
    for line in AuditLine.objects.filter(event__startswith="number."):
        assert PHONE not in line.facts
    lines = AuditLine.objects.filter(event__startswith="number.").order_by("pk")
    assert [line.event for line in lines] == [
        "number.enter", "number.confirm", "number.end",
    ]  # fmt: skip


# The contract: who keeps the numbers of which agency.
KEEPS = {
    "admin": {"police", "center", "city", "npo"}, "supervisor": {"police", "center", "city", "npo"},
    "center_admin": {"center"}, "police_admin": {"police"}, "city_supervisor": {"city"},
    "counselor": set(), "liaison": set(), "planner": set(), "auditor": set(),
}  # fmt: skip


@pytest.mark.parametrize("who", KEEPS)
@pytest.mark.parametrize("where", ["police", "center", "city", "npo"])
def test_who_enters_confirms_and_ends(world, browser, who, where):
    agency, there = getattr(world, where), browser(getattr(world, who))
    stranger = account_with_posting(agency_of("prefecture", "headquarters_division"), "account_admin")
    one = entered(world, stranger, agency)
    page, may = f"/partners/{agency.code}/", where in KEEPS[who]
    assert ('name="phone"' in there.get(page).content.decode()) is may
    for path, facts in (("", FACTS), (f"{one.number}/confirm/", {}), (f"{one.number}/end/", {})):
        does = may and ("supervisor" in who or "confirm" not in path)
        assert there.post(f"{page}numbers/{path}", facts).status_code == (302 if does else 404), path


def test_a_deputy_keeps_them_too(world):
    world.police.deputy = world.city
    world.police.save()
    confirm_number(world.act(world.city_supervisor), world.police, entered(world).number)


def test_nobody_confirms_her_own_also_in_another_posting(world):
    one = entered(world, world.supervisor)
    with pytest.raises(Absent):
        confirm_number(world.act(world.supervisor), world.police, one.number)
    assert list(waiting_numbers(world.act(world.supervisor))) == []
    another = world.act(account_with_posting(world.center, "supervisor"))
    assert list(waiting_numbers(another)) == [one]
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisteredNumber.objects.filter(pk=one.pk).update(
            confirmed_by_id=world.supervisor.pk, since=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisteredNumber.objects.filter(pk=one.pk).update(confirmed_by_id=world.admin.pk)


def test_two_administrators_do_not_make_a_number(world, browser):
    """One could have invited the other: the second person is a supervisor, whom others have confirmed."""
    one = entered(world, world.police_admin)
    puppet = account_with_posting(world.police, "account_admin")
    with pytest.raises(Absent):
        confirm_number(world.act(puppet), world.police, one.number)
    assert list(waiting_numbers(world.act(puppet))) == []
    assert "/confirm/" not in browser(puppet).get(f"/partners/{world.police.code}/").content.decode()
    assert callable_numbers(world.act(world.counselor), world.police) == []


def test_what_was_ended_is_not_confirmed_any_more_and_a_second_press_is_absent(world):
    one, second = entered(world), world.act(world.supervisor)
    end_number(second, world.police, one.number)
    for act in (confirm_number, end_number):
        with pytest.raises(Absent):
            act(second, world.police, one.number)


def test_a_number_of_another_agency_is_absent_under_this_address(world, browser):
    one = entered(world)
    there = browser(world.supervisor)
    assert there.post(f"/partners/{world.city.code}/numbers/{one.number}/confirm/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"phone": "山田さんに聞く"}, {"phone": "12"}, {"phone": "1" * 16}, {"label": "x"}, {"source": " "}],
)
def test_what_is_no_number_is_refused_and_kept_as_typed(world, browser, wrong):
    answer = browser(world.admin).post(f"/partners/{world.police.code}/numbers/", {**FACTS, **wrong})
    assert answer.status_code == 422 and not RegisteredNumber.objects.exists()
    assert "職員録" in answer.content.decode() or "source" in wrong


def test_a_place_of_refuge_is_kept_by_who_may_know_of_it(world, browser):
    refuge = agency_of("other", "support_facility", name="かくまう家")
    assert browser(world.admin).post(f"/partners/{refuge.code}/numbers/", FACTS).status_code == 404
    entered(world, world.supervisor, refuge)
    assert list(waiting_numbers(world.act(world.admin))) == []
    assert "かくまう" not in words_of(browser(world.admin).get("/"))
