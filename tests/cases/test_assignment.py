"""Who is in charge: who may say so, of whom, and what the page shows."""

import pytest

from cases.actions import Stale
from cases.actions.assignment import assign
from cases.models import Case
from cases.queries.assignment import may_be_in_charge
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def woman(world):
    return cases.client(world.act(world.counselor), family_name="担印")


def asked(account, before="", **more):
    return {"account": account.number, "before": before, "once": new_token(), **more}


def test_a_counselor_takes_it_and_a_supervisor_hands_it_on(browser, world, woman):
    url = f"/clients/{woman.number}/assign/"
    page = words_of(browser(world.counselor).get(f"/clients/{woman.number}/"))
    assert "まだ決まっていません" in page
    assert browser(world.counselor).post(url, asked(world.counselor)).status_code == 302
    assert cases.fresh(woman).assigned_to == world.counselor
    page = words_of(browser(world.colleague).get(f"/clients/{woman.number}/"))
    assert world.counselor.name in page
    chief = browser(world.supervisor)
    assert world.colleague.name in words_of(chief.get(url))
    answer = chief.post(url, asked(world.colleague, before=world.counselor.number), follow=True)
    assert "担当を記録しました" in words_of(answer)
    now = cases.fresh(woman)
    assert (now.assigned_to, now.version) == (world.colleague, woman.version)
    assert now.assigned_since > woman.made_at
    lines = AuditLine.objects.filter(event="client.assign").order_by("pk")
    for line, person in zip(lines, [world.counselor, world.colleague], strict=True):
        assert person.number in str(line.facts)


def test_a_counselor_puts_nobody_else_in_charge(browser, world, woman):
    url = f"/clients/{woman.number}/assign/"
    hers = browser(world.counselor)
    assert world.colleague.name not in words_of(hers.get(url))
    assert hers.post(url, asked(world.colleague)).status_code == 422
    with pytest.raises(Absent):
        assign(world.act(world.counselor), woman, world.colleague)
    with pytest.raises(Absent):
        assign(world.act(world.counselor), woman, None)
    assert cases.fresh(woman).assigned_to is None


def test_only_readers_of_the_agency_who_are_not_walled_off_can_be_in_charge(world, woman):
    chief = world.act(world.supervisor)
    for who in (world.city_counselor, world.center_liaison, world.center_admin):
        with pytest.raises(Absent):
            assign(chief, woman, who)
    cases.wall(world.colleague, woman)
    assert set(may_be_in_charge(chief, woman)) == {world.counselor, world.supervisor}
    with pytest.raises(Absent):
        assign(chief, woman, world.colleague)


@pytest.mark.parametrize("who", ["city_counselor", "npo_counselor", "liaison", "planner", "auditor", "admin"])
def test_elsewhere_nobody_is_told_nor_asked(browser, world, woman, who):
    assign(world.act(world.supervisor), woman, world.counselor)
    cases.disclosure(world.act(world.counselor), woman, world.city)
    person = getattr(world, who)
    here = browser(person)
    for answer in (
        here.get(f"/clients/{woman.number}/assign/"),
        here.post(f"/clients/{woman.number}/assign/"),
    ):
        assert answer.status_code == 404
    assert world.counselor.name not in words_of(here.get(f"/clients/{woman.number}/"))
    with pytest.raises(Absent):
        assign(world.act(person), woman, person)


def test_the_slower_hand_changes_nothing(browser, world, woman):
    chief = browser(world.supervisor)
    assign(world.act(world.counselor), woman, world.counselor)
    answer = chief.post(f"/clients/{woman.number}/assign/", asked(world.colleague))
    assert answer.status_code == 409
    assert "何も変えていません" in words_of(answer)
    with pytest.raises(Stale):
        assign(world.act(world.supervisor), woman, world.colleague)
    assert cases.fresh(woman).assigned_to == world.counselor


def test_who_left_is_named_with_a_mark_and_a_supervisor_may_name_nobody(browser, world, woman):
    leaver = account_with_posting(world.center, "counselor")
    assign(world.act(world.supervisor), woman, leaver)
    assert "いまはこの機関にいません" not in words_of(
        browser(world.colleague).get(f"/clients/{woman.number}/")
    )
    leaver.postings.update(until=world.act(world.supervisor).now)
    assert "いまはこの機関にいません" in words_of(browser(world.colleague).get(f"/clients/{woman.number}/"))
    assign(world.act(world.supervisor), cases.fresh(woman), None)
    assert cases.fresh(woman).assigned_since is None


def test_a_case_has_one_in_charge_too(world, woman):
    case = cases.case(world.act(world.counselor), woman)
    assign(world.act(world.counselor), case, world.counselor)
    assert Case.objects.visible_to(world.act(world.colleague)).get().assigned_to == world.counselor
    assert AuditLine.objects.filter(event="case.assign").count() == 1
