"""The door stays shut when the database would lose acknowledged work (R-50) or the clock is behind (R-54)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.utils import timezone

from safeguards import audit, start
from safeguards.access import Actor
from safeguards.models import AuditLine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("behind", "told"), [(-60, False), (0, False), (4, False), (6, True), (600, True)])
def test_a_clock_behind_the_last_line_by_more_than_five_minutes_is_told(behind, told):
    with transaction.atomic():
        audit.record(Actor.system("a test"), "demo.seed")
    faults = list(start.clock_behind(timezone.now() - timedelta(minutes=behind)))
    assert ["set the clock" in one for one in faults] == [True] * told


def test_an_empty_trail_says_nothing_of_the_clock():
    assert not AuditLine.objects.exists() or AuditLine.objects.order_by("-pk").first().at <= timezone.now()
    assert list(start.clock_behind(timezone.now())) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="settings of PostgreSQL")
def test_postgresql_without_its_promise_is_told():
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        told = " ".join(start.broken_promises(connection))
        assert "synchronous_commit=off" in told and "acknowledged work" in told
        cursor.execute("SET synchronous_commit = on")
        assert "synchronous_commit" not in " ".join(start.broken_promises(connection))


def test_sqlite_keeps_its_promise_by_the_settings_and_is_told_without_it(tmp_path):
    from config.settings import SQLITE_OPTIONS

    base = SQLite(
        {**connection.settings_dict, "NAME": str(tmp_path / "db.sqlite3"), "OPTIONS": dict(SQLITE_OPTIONS)},
        alias="promise",
    )
    assert list(start.broken_promises(base)) == []
    with base.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA journal_mode = DELETE")
    told = list(start.broken_promises(base))
    assert len(told) == 2 and "synchronous=FULL" in told[0] and "journal_mode=WAL" in told[1]
    base.close()
