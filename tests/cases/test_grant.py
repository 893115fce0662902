"""Reasons and grants: intervals, one live grant at a time, field groups, withdrawal."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.grant import DisclosureRefused, rebuild, withdraw, withdraw_referral
from cases.models import AccessReason, Client, Consultation, ConsultationGrant
from cases.queries.sight import groups_of
from cases.rules import LONGEST_DISCLOSURE, union_of
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import actor_for
from tests.parallel import in_parallel, on_postgresql

START = datetime(2026, 4, 1, tzinfo=UTC)
moments = st.integers(0, 12).map(lambda hours: START + timedelta(hours=hours))
intervals = st.lists(st.tuples(moments, st.none() | moments), max_size=8)


def inside(one, moment):
    since, until = one
    return since <= moment and (until is None or moment < until)


@given(intervals)
def test_a_union_holds_exactly_the_moments_of_its_parts(parts):
    whole = union_of(parts)
    for half_hour in range(-1, 28):
        moment = START + timedelta(minutes=30 * half_hour)
        assert any(inside(one, moment) for one in whole) == any(inside(one, moment) for one in parts)


@given(intervals)
def test_a_union_is_sorted_unbroken_and_never_overlaps_or_touches(parts):
    whole = union_of(parts)
    assert all(until is None or since < until for since, until in whole)
    for (_since, until), (after, _until) in itertools.pairwise(whole):
        assert until is not None and until < after


@given(intervals, st.randoms())
def test_a_union_does_not_depend_on_order_or_repetition(parts, rng):
    mixed = parts + parts
    rng.shuffle(mixed)
    assert union_of(mixed) == union_of(parts) == union_of(union_of(parts))


@pytest.fixture
def record(world):
    return cases.consultation(world.act(world.counselor), narrative="印")


@pytest.mark.django_db
class TestGrants:
    def test_a_new_record_belongs_to_its_agency_without_end(self, world, record):
        (grant,) = record.grants.all()
        assert (grant.group_id, grant.until) == (world.center.group_id, None)
        assert grant.sort_key == record.sort_key and grant.since <= record.sort_key

    def test_a_disclosure_begins_now_and_ends_by_itself(self, world, record):
        actor = world.act(world.counselor)
        cases.disclosure(actor, record, world.city, ["narrative"], days=10)
        person = world.city_counselor
        for days, sees in [(0, True), (9.99, True), (10, False), (200, False), (-0.01, False)]:
            later = actor_for(person, actor.now + timedelta(days=days))
            assert Consultation.objects.visible_to(later).exists() is sees, days

    def test_withdrawal_is_seen_with_the_next_request_and_written_down(self, world, record):
        reason = cases.disclosure(world.act(world.counselor), record, world.city, ["narrative"])
        assert Consultation.objects.visible_to(world.act(world.city_counselor)).exists()
        withdraw(world.act(world.counselor), reason, "recalled")
        assert not Consultation.objects.visible_to(world.act(world.city_counselor)).exists()
        assert list(AuditLine.objects.order_by("pk").values_list("event", flat=True))[-2:] == [
            "disclosure.start",
            "disclosure.end",
        ]
        withdraw(world.act(world.counselor), reason, "again")
        assert AuditLine.objects.filter(event="disclosure.end").count() == 1

    def test_ownership_is_not_withdrawn(self, world, record):
        withdraw(world.act(world.counselor), record.reasons.get(), "by mistake")
        assert Consultation.objects.visible_to(world.act(world.counselor)).exists()

    def test_one_disclosure_of_two_ends_and_the_other_lives(self, world, record):
        actor = world.act(world.counselor)
        first = cases.disclosure(actor, record, world.city, ["narrative", "health"], referral_number="A")
        cases.disclosure(actor, record, world.city, ["narrative", "risk"], referral_number="B", days=5)
        assert record.grants.filter(group=world.city.group).count() == 1
        assert groups_of(world.act(world.city_counselor), record) == {"narrative", "health", "risk"}
        assert withdraw_referral(actor, "A", "recalled") == 1
        first.refresh_from_db()
        assert first.withdrawn_why == "recalled"
        assert groups_of(world.act(world.city_counselor), record) == {"narrative", "risk"}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"groups": []},
            {"groups": ["narrative", "shoe size"]},
            {"groups": ["admin"]},
            {"ground": ""},
            {"days": 0},
            {"days": -1},
            {"days": 91},
        ],
    )
    def test_what_has_no_ground_no_group_or_no_end_is_refused(self, world, record, wrong):
        from cases.actions.grant import disclose

        actor = world.act(world.counselor)
        asked = {"groups": ["narrative"], "ground": "consent", "days": 30, **wrong}
        with pytest.raises(DisclosureRefused):
            disclose(
                actor, record, to=world.city, field_groups=asked["groups"], purpose="x", ground=asked["ground"],
                until=actor.now + timedelta(days=asked["days"]),
            )  # fmt: skip
        assert record.grants.count() == record.reasons.count() == 1

    def test_the_longest_disclosure_is_ninety_days(self, world, record):
        actor = world.act(world.counselor)
        assert timedelta(days=90) == LONGEST_DISCLOSURE
        cases.disclosure(actor, record, world.city, until=actor.now + LONGEST_DISCLOSURE)

    @pytest.mark.parametrize(
        "reason",
        [
            {"kind": "disclosure", "until": None, "ground": "consent"},
            {"kind": "disclosure", "until": START + timedelta(days=1), "ground": ""},
            {"kind": "disclosure", "until": START, "ground": "consent"},
            {"kind": "owner", "until": None},
        ],
    )
    def test_the_database_refuses_a_reason_that_breaks_the_rules(self, world, record, reason):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessReason.objects.create(agency=world.city, consultation=record, since=START, **reason)

    def test_a_reason_has_exactly_one_record(self, world, record):
        woman = cases.client(world.act(world.counselor))
        for anchors in ({}, {"consultation": record, "client": woman}):
            with pytest.raises(IntegrityError), transaction.atomic():
                AccessReason.objects.create(
                    kind="disclosure", agency=world.city, since=START, until=START + timedelta(days=1),
                    ground="consent", **anchors,
                )  # fmt: skip

    def test_building_grants_again_changes_nothing(self, world, record):
        actor = world.act(world.counselor)
        cases.disclosure(actor, record, world.city, ["narrative"])
        cases.disclosure(actor, record, world.npo, ["narrative"], days=3)
        names = ("group_id", "permission_id", "since", "until", "sort_key")
        before = sorted(record.grants.values_list(*names))
        with transaction.atomic():
            rebuild(record)
        assert sorted(record.grants.values_list(*names)) == before

    def test_a_disclosed_client_brings_her_consultations_only_when_it_was_said(self, world):
        actor = world.act(world.counselor)
        woman = cases.client(actor)
        cases.consultation(actor, of=woman)
        cases.disclosure(actor, woman, world.city, ["identity"])
        assert not Consultation.objects.visible_to(world.act(world.city_counselor)).exists()
        reason = cases.disclosure(actor, woman, world.npo, ["identity"], covers_consultations=True)
        assert Consultation.objects.visible_to(world.act(world.npo_counselor)).count() == 1
        cases.consultation(actor, of=woman)
        assert Consultation.objects.visible_to(world.act(world.npo_counselor)).count() == 2
        withdraw(actor, reason, "recalled")
        assert not Consultation.objects.visible_to(world.act(world.npo_counselor)).exists()
        assert not Client.objects.visible_to(world.act(world.npo_counselor)).exists()

    @on_postgresql
    def test_the_database_refuses_two_grants_that_overlap(self, world, record):
        grant = record.grants.get()
        for since, until in [
            (grant.since + timedelta(1), None),
            (grant.since - timedelta(1), grant.since + timedelta(1)),
        ]:
            with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
                ConsultationGrant.objects.create(
                    group=world.center.group, permission=grant.permission, content_object=record,
                    since=since, until=until, sort_key=grant.sort_key,
                )  # fmt: skip

    def test_a_grant_that_ends_before_it_starts_is_refused(self, world, record):
        grant = record.grants.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsultationGrant.objects.create(
                group=world.city.group, permission=grant.permission, content_object=record,
                since=START, until=START, sort_key=START,
            )  # fmt: skip


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_parallel_disclosures_of_one_record_all_stand(world):
    actor = world.act(world.counselor)
    record = cases.consultation(actor)
    groups = ["narrative", "health", "risk", "children"]
    in_parallel(
        lambda number: cases.disclosure(actor, record, world.city, [groups[number]], days=9 - number), 4
    )
    assert connection.vendor == "postgresql"
    assert record.grants.filter(group=world.city.group).count() == 1
    assert groups_of(world.act(world.city_counselor), cases.fresh(record)) == set(groups)
