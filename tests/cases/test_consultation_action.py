"""Recording and changing a consultation: all or nothing, and the slower hand loses nothing of the quicker."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import Stale
from cases.actions.consultation import FIELDS, change_consultation, record_consultation
from cases.models import Consultation, PersonGram
from safeguards.models import AuditLine
from tests.factories import cases
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def test_three_facts_are_enough_and_belong_to_her_agency(world, actor):
    began = timezone.now() - timedelta(hours=2)
    one = record_consultation(actor, {"started_at": began, "method": "phone", "main_complaint": "other"})
    one = cases.fresh(one)
    assert (one.agency, one.counselor_id, one.counselor_name) == (world.center, actor.account_id, actor.name)
    assert (one.sort_key, one.version, one.client, one.is_unnamed) == (began, 1, None, True)
    assert not PersonGram.objects.exists()
    assert [line.event for line in AuditLine.objects.all()] == ["consultation.make"]


def test_each_consultation_is_another_person_until_linked(actor):
    keys = {cases.consultation(actor).person_key for _ in range(3)}
    assert len(keys) == 3
    woman = cases.client(actor)
    assert {cases.consultation(actor, of=woman).person_key for _ in range(2)} == {woman.person_key}


def test_facts_beyond_the_list_are_not_taken(world, actor):
    """Nobody writes owner, number or version through the facts of a form."""
    one = cases.consultation(
        actor, agency_id=world.city.pk, number="x", version=99, counselor_id=1, is_demo=True
    )
    one = cases.fresh(one)
    assert (one.agency, one.version, one.is_demo) == (world.center, 1, False)
    assert len(one.number) == 22 and one.counselor_id == actor.account_id
    assert not {"agency", "number", "version", "person_key", "client", "sort_key"} & set(FIELDS)


def test_a_change_counts_up_and_says_which_fields_not_what(actor):
    one = cases.consultation(actor, narrative="前の文")
    changed = change_consultation(actor, one, {"narrative": "後の文", "minutes": 25, "method": "phone"}, 1)
    assert (changed.version, cases.fresh(one).narrative) == (2, "後の文")
    line = AuditLine.objects.get(event="consultation.change")
    facts = json.loads(line.facts)
    assert facts["fields"] == ["minutes", "narrative"] and set(facts) == {"fields", "words"}


def test_the_slower_hand_changes_nothing_and_sees_what_stands(world, actor):
    one = cases.consultation(actor, narrative="初め")
    change_consultation(world.act(world.colleague), one, {"narrative": "速い人"}, 1)
    with pytest.raises(Stale) as stale:
        change_consultation(actor, one, {"narrative": "遅い人"}, 1)
    assert stale.value.current.narrative == "速い人"
    assert cases.fresh(one).narrative == "速い人" and cases.fresh(one).version == 2
    assert AuditLine.objects.filter(event="consultation.change").count() == 1


def test_a_corrected_day_keeps_its_place_in_the_list(actor):
    one = cases.consultation(actor)
    change_consultation(actor, one, {"started_at": one.started_at - timedelta(days=90)}, 1)
    assert cases.fresh(one).sort_key == one.sort_key == one.grants.get().sort_key


@pytest.mark.parametrize("other", ["city_counselor", "npo_counselor", "liaison", "planner"])
def test_another_agency_cannot_change_it_even_when_all_was_disclosed(world, actor, other):
    one = cases.consultation(actor, narrative="初め")
    person = getattr(world, other)
    reader = world.act(person)
    cases.disclosure(actor, one, person.postings.get().agency)
    with pytest.raises(Consultation.DoesNotExist):
        change_consultation(reader, one, {"narrative": "他機関"}, 1)
    assert cases.fresh(one).narrative == "初め"


def test_a_walled_counselor_cannot_change_it(world, actor):
    one = cases.consultation(actor, narrative="初め")
    cases.wall(world.counselor, one)
    with pytest.raises(Consultation.DoesNotExist):
        change_consultation(actor, one, {"narrative": "改"}, 1)


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_hands_at_one_moment_one_wins_and_one_is_told(world):
    actors = [world.act(world.counselor), world.act(world.colleague)]
    one = cases.consultation(actors[0], narrative="初め")

    def save(number):
        try:
            return change_consultation(actors[number], one, {"narrative": f"手{number}"}, 1).narrative
        except Stale as stale:
            return stale

    answers = in_parallel(save)
    (won,) = [answer for answer in answers if isinstance(answer, str)]
    (lost,) = [answer for answer in answers if isinstance(answer, Stale)]
    assert cases.fresh(one).narrative == won == lost.current.narrative
    assert cases.fresh(one).version == 2
