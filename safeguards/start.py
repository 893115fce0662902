"""What must hold before the door opens: the right database, one that keeps its word, and a clock that is not behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from safeguards.installation import refuse_wrong_database
from safeguards.models import AuditLine

BEHIND = timedelta(minutes=5)  # so much may a clock be behind the last line of the audit trail
SQLITE_FULL = 2  # PRAGMA synchronous: FULL, or EXTRA above it
PROMISES = {  # of PostgreSQL: what each must not be, and what is lost with it
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


def refuse_start() -> None:
    """Raise ImproperlyConfigured with every sentence that speaks against opening. A demo is asked for its mark alone.

    A database that does not answer passes: it answers 503 until it is back.
    """
    refuse_wrong_database()
    if settings.YUI_DEMO:
        return
    try:
        faults = [*broken_promises(connections[DEFAULT_DB_ALIAS]), *clock_behind(timezone.now())]
    except DatabaseError:
        return
    if faults:
        raise ImproperlyConfigured(" ".join(faults))


def broken_promises(base: BaseDatabaseWrapper) -> Iterator[str]:
    """Settings of the database under which acknowledged work would not survive a power cut (R-50)."""
    with base.cursor() as cursor:
        if base.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < SQLITE_FULL:
                yield "SQLite runs without synchronous=FULL: a power cut would lose acknowledged work."
            cursor.execute("PRAGMA journal_mode")
            if cursor.fetchone()[0] != "wal":
                yield "SQLite runs without journal_mode=WAL: readers would wait for writers."
            return
        for name, wrong in PROMISES.items():
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == wrong:
                yield f"PostgreSQL runs with {name}={wrong}: a power cut would lose acknowledged work."


def clock_behind(now: datetime) -> Iterator[str]:
    """Is the clock of this machine more than five minutes behind the last line of the audit trail (R-54)?"""
    last = AuditLine.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is not None and now < last - BEHIND:
        yield (
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the last line of the audit trail is of "
            f"{last:%Y-%m-%d %H:%M} UTC. Ends of postings, disclosures and locks would be wrong: set the clock."
        )
