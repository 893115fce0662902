"""Saying who called: the consultation joins the client's person."""

import time

import pytest
from django.db import transaction

from cases.actions.client import record_client
from cases.actions.consultation import LinkRefused, link_to_client, make_client_of
from cases.actions.wall import declare_tie, hold_person
from cases.models import Client, Consultation, PersonGram
from cases.queries.sight import groups_of
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def test_the_consultation_takes_the_clients_person(actor):
    call, woman = cases.consultation(actor, caller_name="はな", caller_kana="ハナ"), cases.client(actor)
    old = call.person_key
    linked = link_to_client(actor, call, woman)
    assert (linked.client, linked.person_key, linked.version) == (woman, woman.person_key, 2)
    assert not PersonGram.objects.filter(person_key=old).exists()
    assert PersonGram.objects.filter(person_key=woman.person_key).exists()
    assert AuditLine.objects.order_by("pk").last().event == "consultation.link"


def test_a_client_made_of_a_consultation_keeps_its_person(actor):
    call = cases.consultation(actor, caller_name="はな")
    woman = make_client_of(actor, call, {"family_name": "はな"})
    assert woman.person_key == call.person_key == cases.fresh(call).person_key
    assert cases.fresh(call).client == woman


def test_what_was_disclosed_of_the_client_reaches_the_linked_consultation(world, actor):
    woman, call = cases.client(actor), cases.consultation(actor)
    cases.disclosure(actor, woman, world.city, ["identity", "risk"], covers_consultations=True)
    reader = world.act(world.city_counselor)
    assert not Consultation.objects.visible_to(reader).exists()
    link_to_client(actor, call, woman)
    assert groups_of(reader, Consultation.objects.visible_to(reader).get()) == {"identity", "risk"}


def test_what_was_told_of_the_consultation_is_not_told_of_the_client(world, actor):
    woman, call = cases.client(actor), cases.consultation(actor)
    cases.disclosure(actor, call, world.city, ["narrative"])
    link_to_client(actor, call, woman)
    reader = world.act(world.city_counselor)
    assert Consultation.objects.visible_to(reader).exists()
    assert not Client.objects.visible_to(reader).exists()


def test_a_second_link_is_refused_and_changes_nothing(actor):
    call, first, second = cases.consultation(actor), cases.client(actor), cases.client(actor)
    link_to_client(actor, call, first)
    for other in (second, first):
        with pytest.raises(LinkRefused):
            link_to_client(actor, call, other)
    with pytest.raises(LinkRefused):
        make_client_of(actor, call, {"family_name": "三人目"})
    assert cases.fresh(call).client == first
    assert Client.objects.everything("test").count() == 2


def test_only_two_records_of_her_own_agency_are_linked(world, actor):
    call, woman = cases.consultation(actor), cases.client(actor)
    theirs_call = cases.consultation(world.act(world.city_counselor))
    theirs_woman = record_client(world.act(world.city_counselor), {})
    cases.disclosure(world.act(world.city_counselor), theirs_call, world.center)
    cases.disclosure(world.act(world.city_counselor), theirs_woman, world.center)
    for one, other in [(theirs_call, woman), (call, theirs_woman), (theirs_call, theirs_woman)]:
        with pytest.raises(LinkRefused):
            link_to_client(actor, one, other)
    assert cases.fresh(call).client is None and cases.fresh(theirs_call).client is None


def test_a_walled_counselor_links_nothing(world, actor):
    call, woman = cases.consultation(actor), cases.client(actor)
    cases.wall(world.counselor, call)
    with pytest.raises(LinkRefused):
        link_to_client(actor, call, woman)


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_links_at_one_moment_make_one(world):
    actors = [world.act(world.counselor), world.act(world.colleague)]
    call, women = cases.consultation(actors[0]), [cases.client(actors[0]) for _ in range(2)]

    def link(number):
        try:
            return link_to_client(actors[number], call, women[number]).client_id
        except LinkRefused:
            return None

    linked = [pk for pk in in_parallel(link) if pk]
    assert len(linked) == 1 and cases.fresh(call).client_id == linked[0]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_wall_laid_while_it_is_said_who_called_stands_around_the_person(world):
    woman, call = cases.client(world.act(world.counselor)), cases.consultation(world.act(world.counselor))
    colleague = account_with_posting(world.center, "counselor")

    def act(number):
        with transaction.atomic():
            if number:
                link_to_client(world.act(world.counselor), call, woman)
                time.sleep(0.4)  # linked and not yet written for good: the other hand comes now
            else:
                time.sleep(0.2)
                declare_tie(world.act(colleague), hold_person(call))

    in_parallel(act)
    for model, one in ((Client, woman), (Consultation, call)):
        assert not model.objects.visible_to(world.act(colleague)).filter(pk=one.pk).exists()
