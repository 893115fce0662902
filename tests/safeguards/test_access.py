"""Rows cannot be read before one says for whom, and what is not hers is not there."""

import asyncio

import pytest
from django.db import connection
from django.db.models import Count, prefetch_related_objects

from cases.models import Client, Consultation, TimelineEntry
from safeguards.access import Absent, Actor, Unscoped, get_or_absent
from safeguards.models import AuditLine
from tests.factories import cases

pytestmark = pytest.mark.django_db


async def _async_rows(query):
    return [row async for row in query]


async def _async_iterator(query):
    return [row async for row in query.aiterator()]


# Every way out of a query set that Django 5.2 knows. A way that is missing here fails the test below.
WAYS_OUT = {
    "iteration": list,
    "length": len,
    "truth": bool,
    "place": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "step": lambda rows: rows[0:4:2],
    "repr": repr,
    "get": lambda rows: rows.get(number="x"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("made_at"),
    "latest": lambda rows: rows.latest("made_at"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(rows.model()),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "update": lambda rows: rows.update(version=7),
    "delete": lambda rows: rows.delete(),
    "in_bulk": lambda rows: rows.in_bulk(),
    "in_bulk_of": lambda rows: rows.in_bulk([]) or rows.in_bulk(["x"], field_name="number"),
    "values": lambda rows: list(rows.values("number")),
    "values_list": lambda rows: list(rows.values_list("number", flat=True)),
    "dates": lambda rows: list(rows.dates("made_at", "year")),
    "datetimes": lambda rows: list(rows.datetimes("made_at", "year")),
    "iterator": lambda rows: list(rows.iterator()),
    "explain": lambda rows: rows.explain(),
    "filtered": lambda rows: list(rows.filter(version=1).exclude(version=2).order_by("pk")),
    "distinct": lambda rows: list(rows.distinct()),
    "annotated": lambda rows: list(rows.annotate(n=Count("grants"))),
    "deferred": lambda rows: list(rows.only("number")),
    "everywhere": lambda rows: list(rows.using("default")),
    "reversed": lambda rows: list(rows.order_by("pk").reverse()),
    "joined": lambda rows: list(rows.select_related("agency")),
    "locked": lambda rows: list(rows.select_for_update()),
    "raw": lambda rows: rows.raw("SELECT 1"),
    "union": lambda rows: list(rows.union(rows)),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "difference": lambda rows: list(rows.difference(rows)),
    "or": lambda rows: list(rows | rows),
    "and": lambda rows: list(rows & rows),
    "xor": lambda rows: list(rows ^ rows),
    "subquery": lambda rows: list(TimelineEntry.objects.everything("x").filter(client_id__in=rows)),
    "subquery of values": lambda rows: AuditLine.objects.filter(
        object_number__in=rows.values("number")
    ).exists(),
    "async iteration": lambda rows: asyncio.run(_async_rows(rows)),
    "aiterator": lambda rows: asyncio.run(_async_iterator(rows)),
    "bulk_update": lambda rows: rows.bulk_update([rows.model()], ["version"]),
    "get_or_create": lambda rows: rows.get_or_create(number="x"),
    "update_or_create": lambda rows: rows.update_or_create(number="x"),
}


@pytest.fixture
def record(world):
    return cases.consultation(world.act(world.counselor), of=cases.client(world.act(world.counselor)))


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("model", [Consultation, Client])
def test_no_row_comes_out_before_one_says_for_whom(record, model, way):
    with pytest.raises(Unscoped):
        WAYS_OUT[way](model.objects.all())


@pytest.mark.parametrize("way", ["iteration", "exists", "count", "update", "delete"])
def test_a_manager_is_guarded_like_its_query(record, way):
    actions = {
        "iteration": lambda: list(Client.objects.filter(number="x")),
        "exists": lambda: Client.objects.exists(),
        "count": lambda: Client.objects.count(),
        "update": lambda: Client.objects.update(version=3),
        "delete": lambda: Client.objects.all().delete(),
    }
    with pytest.raises(Unscoped):
        actions[way]()


def test_rows_behind_another_row_are_guarded_too(record, world):
    client = cases.fresh(record).client
    for way in (list, lambda rows: rows.count(), lambda rows: rows.first(), lambda rows: rows.exists()):
        with pytest.raises(Unscoped):
            way(client.consultations.all())
    with pytest.raises(Unscoped):
        prefetch_related_objects([client], "consultations")
    with pytest.raises(Unscoped):
        list(Client.objects.visible_to(world.act(world.counselor)).prefetch_related("timeline"))
    with pytest.raises(Unscoped):
        list(TimelineEntry.objects.filter(client=client))


def test_one_scoped_query_does_not_open_another(record, world):
    mine = Consultation.objects.visible_to(world.act(world.counselor))
    for way in (
        lambda: mine.union(Consultation.objects.all()),
        lambda: mine | Consultation.objects.all(),
        lambda: Consultation.objects.all() | mine,
        lambda: mine & Consultation.objects.all(),
        lambda: mine ^ Consultation.objects.all(),
        lambda: mine.intersection(Consultation.objects.all()),
        lambda: mine.difference(Consultation.objects.all()),
    ):
        with pytest.raises(Unscoped):
            list(way())


def test_every_way_out_works_once_it_is_said_for_whom(record, world):
    mine = Consultation.objects.visible_to(world.act(world.counselor))
    assert list(mine) == [record]
    assert mine.count() == len(mine) == 1
    assert mine.contains(record) and mine.exists()
    assert mine.get(number=record.number) == mine.first() == mine[0] == record
    assert list(mine | mine) == list(mine & mine) == list(mine.union(mine)) == [record]
    assert mine.aggregate(n=Count("pk")) == {"n": 1}
    assert [row.pk for row in mine.iterator()] == [record.pk]
    assert mine.explain()


def test_a_job_says_why_or_gets_nothing(record):
    assert list(Consultation.objects.everything("a test")) == [record]
    with pytest.raises(ValueError):
        Consultation.objects.everything("  ")
    with pytest.raises(ValueError):
        Actor.system("")
    job = Actor.system("a test")
    assert job.is_system and not job.has("counselor")
    assert list(Consultation.objects.visible_to(job)) == []


def test_what_is_not_hers_is_absent_like_what_does_not_exist(record, world):
    assert get_or_absent(Consultation, record.number, world.act(world.counselor)) == record
    for number, who in [
        (record.number, world.city_counselor),
        (record.number, world.planner),
        (record.number, world.liaison),
        ("A" * 22, world.counselor),
        ("", world.counselor),
        ("x" * 5000, world.counselor),
        ("日本\u0001", world.counselor),
        ("A" * 21 + "\0", world.counselor),
    ]:
        with pytest.raises(Absent) as absent:
            get_or_absent(Consultation, number, world.act(who))
        assert str(absent.value) == ""


def test_no_sight_without_a_posting(record, world):
    person = world.counselor
    lonely = Actor(account_id=person.pk, login=person.login, name=person.name)
    assert list(Consultation.objects.visible_to(lonely)) == []
    assert list(Consultation.objects.page(lonely)) == []
    assert list(Client.objects.visible_to(lonely)) == []


def test_a_supervisor_may_do_what_a_counselor_may_and_nobody_else(world):
    assert world.act(world.supervisor).has("counselor")
    assert not world.act(world.counselor).has("supervisor")
    for other in (world.planner, world.admin, world.auditor, world.liaison):
        assert not world.act(other).has("counselor", "supervisor")
    assert not Actor().has("")


def test_a_guarded_look_asks_the_database_nothing(record):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        for way in WAYS_OUT.values():
            with pytest.raises(Unscoped):
                way(Consultation.objects.all())
    assert [one["sql"] for one in asked if "cases_consultation" in one["sql"]] == []
