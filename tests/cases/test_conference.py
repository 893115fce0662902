"""What is shared in a support conference: who may, what is told to whom, and its end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.actions.assignment import assign
from cases.actions.grant import DisclosureRefused, end_conference, share_in_conference, withdraw
from cases.models import AccessReason, Client, Consultation
from cases.queries.person_search import search_clients
from cases.queries.sight import may, sights
from cases.rules import LONGEST_PACK
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import actor_for

pytestmark = pytest.mark.django_db
TOLD = ["identity", "risk", "whereabouts"]


@pytest.fixture
def woman(world):
    return cases.client(world.act(world.counselor), family_kana="カイギ")


def share(actor, record, to, groups=TOLD, **more):
    asked = {
        "pack_number": "P1",
        "purpose": "support",
        "ground": "consent",
        "until": actor.now + LONGEST_PACK,
    }
    return share_in_conference(actor, record, to=to, field_groups=groups, **{**asked, **more})


def test_a_supervisor_shares_and_a_member_sees_the_groups_of_the_pack_narrowed_by_her_line(world, woman):
    share(world.act(world.supervisor), woman, world.city)
    there = world.act(world.city_counselor)
    sight = sights(there, [Client.objects.visible_to(there).get()])[woman.pk]
    assert sight.ties == {"conference"}
    assert sight.groups == {"identity", "risk"}
    assert [row.pk for row in search_clients(there, "かいぎ").rows] == [woman.pk]
    assert may(there, woman, "know") and not may(there, woman, "reveal") and not may(there, woman, "edit")
    assert not Client.objects.visible_to(world.act(world.npo_counselor)).exists()


def test_a_counselor_shares_only_what_she_is_in_charge_of(world, woman):
    hers, chief = world.act(world.counselor), world.act(world.supervisor)
    with pytest.raises(Absent):
        share(hers, woman, world.city)
    assign(chief, woman, world.counselor)
    share(hers, cases.fresh(woman), world.city)
    with pytest.raises(Absent):
        share(world.act(world.colleague), cases.fresh(woman), world.city, pack_number="P2")
    assert AccessReason.objects.filter(kind="conference").count() == 1


@pytest.mark.parametrize("who", ["city_supervisor", "npo_counselor", "liaison", "planner", "auditor"])
def test_nobody_shares_the_record_of_another_agency(world, woman, who):
    cases.disclosure(world.act(world.counselor), woman, world.city)
    with pytest.raises(Absent):
        share(world.act(getattr(world, who)), woman, world.npo)
    assert not AccessReason.objects.filter(kind="conference").exists()


def test_a_wall_shuts_sharing_and_seeing(world, woman):
    cases.wall(world.supervisor, woman)
    with pytest.raises(Absent):
        share(world.act(world.supervisor), woman, world.city)
    cases.wall(world.city_counselor, woman)
    share(actor_for(world.counselor), assign_to(world, woman), world.city)
    assert not Client.objects.visible_to(world.act(world.city_counselor)).exists()


def assign_to(world, woman):
    assign(world.act(world.counselor), woman, world.counselor)
    return cases.fresh(woman)


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": []}, {"groups": ["admin"]}, {"groups": ["shoe size"]}, {"ground": ""}, {"pack_number": ""},
        {"until": timedelta(0)}, {"until": LONGEST_PACK + timedelta(seconds=1)}, {"to": "center"},
    ],
)  # fmt: skip
def test_without_ground_group_pack_or_a_near_end_nothing_is_shared(world, woman, wrong):
    actor = world.act(world.supervisor)
    to = getattr(world, wrong.pop("to", "city"))
    if "until" in wrong:
        wrong = {"until": actor.now + wrong["until"]}
    with pytest.raises(DisclosureRefused):
        share(actor, woman, to, **wrong)
    assert woman.reasons.count() == woman.grants.count() == 1


def test_the_pack_ends_for_every_member_at_once_and_what_was_disclosed_besides_lives_on(world, woman):
    chief = world.act(world.supervisor)
    for to in (world.city, world.npo):
        share(chief, woman, to)
    cases.disclosure(chief, woman, world.city, ["health", "whereabouts"])
    other = cases.client(chief)
    share(chief, other, world.city, pack_number="P2")
    there = world.act(world.city_counselor)
    sight = sights(there, [woman])[woman.pk]
    assert sight.ties == {"conference", "disclosed"}
    assert sight.groups == {"identity", "risk", "health", "whereabouts"}
    assert end_conference(chief, "P1", "ended") == 2
    assert end_conference(chief, "P1", "ended") == end_conference(chief, "", "ended") == 0
    after = world.act(world.city_counselor)
    assert sights(after, [woman])[woman.pk].groups == {"health", "whereabouts"}
    assert Client.objects.visible_to(after).filter(pk=other.pk).exists()
    assert not Client.objects.visible_to(world.act(world.npo_counselor)).exists()
    lines = AuditLine.objects.filter(event__startswith="conference.").order_by("pk")
    assert [one.event for one in lines] == ["conference.share"] * 3 + ["conference.end"] * 2
    assert world.npo.code in str(lines[1].facts) and "カイギ" not in str([one.facts for one in lines])


def test_it_ends_by_itself(world, woman):
    actor = world.act(world.supervisor)
    share(actor, woman, world.city, until=actor.now + timedelta(hours=2))
    for minutes, sees in [(0, True), (119, True), (120, False)]:
        later = actor_for(world.city_counselor, actor.now + timedelta(minutes=minutes))
        assert Client.objects.visible_to(later).exists() is sees


def test_twice_is_once_and_ended_can_be_shared_anew(world, woman):
    actor = world.act(world.supervisor)
    first = share(actor, woman, world.city)
    assert share(actor, woman, world.city).pk == first.pk
    withdraw(actor, first, "by mistake")
    assert share(world.act(world.supervisor), woman, world.city).pk != first.pk


def test_consultations_follow_only_when_covered_and_only_as_the_pack_says(world, woman):
    actor = world.act(world.supervisor)
    call = cases.consultation(actor, of=woman, narrative="話")
    share(actor, woman, world.city, ["narrative"])
    assert not Consultation.objects.visible_to(world.act(world.city_counselor)).exists()
    share(actor, woman, world.npo, ["narrative", "whereabouts"], covers_consultations=True)
    there = world.act(world.npo_counselor)
    assert sights(there, [Consultation.objects.visible_to(there).get()])[call.pk].groups == {"narrative"}
    later = cases.consultation(actor, of=woman)
    assert Consultation.objects.visible_to(world.act(world.npo_counselor)).filter(pk=later.pk).exists()


def test_the_database_knows_no_pack_without_a_conference_nor_a_conference_without_a_pack(world, woman):
    now = world.act(world.counselor).now
    facts = {"agency": world.city, "client": woman, "ground": "consent", "since": now}
    for kind, number in (("conference", ""), ("disclosure", "P1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessReason.objects.create(kind=kind, pack_number=number, until=now + timedelta(days=1), **facts)


def test_after_a_move_to_another_agency_she_is_in_charge_of_nothing(world, woman):
    assign(world.act(world.supervisor), woman, world.counselor)
    moved = replace(world.act(world.counselor), agency_id=world.city.pk, group_id=world.city.group_id)
    assert not cases.fresh(woman).is_in_charge(moved)
    assert cases.fresh(woman).is_in_charge(world.act(world.counselor))
