"""Staff who may be somebody in a record: a supervisor is warned, never the staff member."""

from dataclasses import replace

import pytest
from django.utils import timezone

from cases.actions.tie import ReasonNeeded, compare_parties, move_tie
from cases.models import Client, Tie, Wall
from cases.queries.tie import answerable, watchers_of_tie
from partners.actions.own_trace import give_traces
from partners.models import Alert
from safeguards.access import Absent, Actor
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/clients/ties/"
HER = {"family_name": "照合", "given_name": "真央", "family_kana": "ショウゴウ", "given_kana": "マオ"}


def compare():
    return compare_parties(Actor.system("test"))


def act(account):
    from tests.factories.world import World

    return replace(World.act(account), now=timezone.now())


@pytest.fixture
def her(world):
    """A counselor of the center whose husband calls himself by her family name."""
    world.supervisor.save()
    return account_with_posting(world.center, "counselor", **HER)


@pytest.fixture
def tie(world, her):
    woman = cases.client(
        world.act(world.counselor), other_party_family_kana="しょうごう", other_party_given_kana="まお"
    )
    assert compare() == 1
    found = Tie.objects.get()
    assert (found.account, found.person_key, found.signs) == (her, woman.person_key, ["name"])
    return found


def test_a_supervisor_is_warned_and_lays_the_wall_by_one_press(browser, world, her, tie):
    woman = Client.objects.everything("test").get()
    chief = browser(world.supervisor)
    page = chief.get(URL)
    assert her.name in words_of(page) and f"/clients/{woman.number}/" in page.content.decode()
    assert woman.name not in words_of(page)
    assert [(one.account_id, one.kind, one.facts) for one in Alert.objects.all()] == [
        (world.supervisor.pk, "tie.found", {})
    ]
    hers = browser(her)
    assert hers.get(f"/clients/{woman.number}/").status_code == 200
    answer = chief.post(f"{URL}{tie.number}/", {"move": "wall", "once": new_token()}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert hers.get(f"/clients/{woman.number}/").status_code == 404
    assert Wall.objects.get().ground == "tie_found"
    assert her.name not in words_of(chief.get(URL)).replace("", "")
    assert compare() == 0
