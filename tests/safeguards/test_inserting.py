"""Rows written in one trip stand as if each had been saved."""

import pytest
from django.db import connection, transaction

from cases.models import AccessReason, ConsultationGrant, PersonGram
from cases.models.person_index import GRAM_BITS
from safeguards.fields import Sealed
from safeguards.inserting import insert
from safeguards.models import SearchNote
from tests.factories import cases

pytestmark = pytest.mark.django_db


BEYOND = 1 << GRAM_BITS  # no real piece of a name has such a number


def grams(one, count):
    return [
        PersonGram(agency_id=one.agency_id, gram=BEYOND + number, person_key=one.person_key)
        for number in range(count)
    ]


def test_one_trip_on_postgresql_and_one_for_each_table_on_sqlite(world, django_assert_num_queries):
    one = cases.consultation(world.act(world.counselor))
    trips = 1 if connection.vendor == "postgresql" else 2
    with django_assert_num_queries(trips):
        insert(*grams(one, 9), SearchNote(account_id=1, page="x", asked={}))
    assert PersonGram.objects.filter(person_key=one.person_key, gram__gte=BEYOND).count() == 9


def test_values_are_made_as_by_save(world):
    note = SearchNote(account_id=1, session_digest="d", page="client.list", asked={"q": "印の名"})
    insert(note)
    kept = SearchNote.objects.get(number=note.number)
    assert kept.at is not None
    assert kept.asked == {"q": "印の名"}
    bare = SearchNote.objects.values_list("asked", flat=True).get(number=note.number)
    assert isinstance(bare, Sealed) and "印の名".encode() not in bare


def test_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert()


def test_all_or_none(world):
    one = cases.consultation(world.act(world.counselor))
    row = grams(one, 1)[0]
    before = PersonGram.objects.count()
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        insert(SearchNote(account_id=1, page="x", asked={}), row, row)
    assert PersonGram.objects.count() == before
    assert not SearchNote.objects.filter(page="x").exists()


def test_a_new_record_has_its_reason_and_its_grant(world):
    one = cases.consultation(world.act(world.counselor))
    reason = AccessReason.objects.get(consultation=one)
    grant = ConsultationGrant.objects.get(content_object=one)
    assert (reason.kind, reason.agency_id, reason.ends_at) == ("owner", one.agency_id, None)
    assert (grant.group_id, grant.until, grant.since) == (one.agency.group_id, None, reason.since)
    assert grant.permission.codename == "view_consultation"
