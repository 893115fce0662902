"""Taking an old ledger in: by the worker, in one transaction, every row or none."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cases import states
from cases.actions.consultations import Newcomer, prepared, record_consultations
from cases.actions.record_import import EMPTY
from cases.models import ImportedRow, RecordImport
from cases.queries.record_import import BATCH, Look, findings_of, look_through
from cases.rules import IMPORT_LEASE
from partners.actions.alert import send
from partners.actors import actor_of, live_postings
from partners.models import Account
from partners.queries.alert import watchers_of
from safeguards import audit, matrix
from safeguards.access import Actor
from safeguards.inserting import insert_all

PAGE = "import.detail"


class Taken(Exception):
    """The import was given up, ended or taken over by another run: this one goes no further."""


def run_waiting(now: datetime) -> int:
    """Take in what waits, and what a killed run left; how many were taken in. Safe beside other runs."""
    taken = 0
    while (one := _claim(now)) is not None:
        try:
            taken += _run(one)
        except Taken:
            continue
        except Exception:
            _stop(one, "fault")
            raise
    return taken


def _claim(now: datetime) -> RecordImport | None:
    """The next one, marked with a name of this run; None when nothing waits."""
    lost = Q(state=states.IMPORT_RUNS, beat_at__lt=now - IMPORT_LEASE)
    waiting = RecordImport.objects.everything("imports that wait").filter(Q(state=states.IMPORT_WAITS) | lost)
    for one in waiting.filter(until__gt=now).order_by("uploaded_at").defer("lines", "plan", "findings"):
        runner, seen = secrets.token_hex(16), {"state": one.state, "runner": one.runner}
        rows = RecordImport.objects.everything("a run takes an import").filter(pk=one.pk, **seen)
        if rows.update(state=states.IMPORT_RUNS, runner=runner, beat_at=timezone.now(), done=0):
            return RecordImport.objects.everything("a run works on an import").get(pk=one.pk)
    return None


def _mine(one: RecordImport) -> QuerySet[RecordImport]:
    """The row of this run, as long as nobody took it away."""
    runs = {"pk": one.pk, "state": states.IMPORT_RUNS, "runner": one.runner}
    return RecordImport.objects.everything("the run of an import").filter(**runs)


def _beat(one: RecordImport, done: int) -> None:
    """A sign of life; raises Taken when the import is not this run's any more."""
    if not _mine(one).update(done=done, beat_at=timezone.now()):
        raise Taken


def _stop(one: RecordImport, why: str, look: Look | None = None) -> None:
    """Give it back to its uploader, with nothing taken in."""
    with transaction.atomic():
        if not _mine(one).update(state=states.IMPORT_OPEN, why_stopped=why, runner="", done=0):
            return
        if look is not None:
            fresh = RecordImport.objects.everything("the run of an import").get(pk=one.pk)
            fresh.findings, fresh.known = findings_of(look), len(look.known)
            fresh.save()
        audit.record(Actor.system("import of old records"), "import.stop", one, because=why)


def _run(one: RecordImport) -> int:
    """One import, from the look to the commit; 1 when it was taken in."""
    actor = _actor_of(one)
    if actor is None:
        _stop(one, "right")
        return 0
    look = look_through(actor, one, lambda done: _beat(one, done // 2))
    if not look.is_sound:
        _stop(one, "rows", look)
        return 0
    newcomers = _prepared(actor, one, look)
    try:
        _write(actor, one, look, newcomers)
    except (
        IntegrityError
    ):  # a row of it was taken in by another import a moment ago: looked at again, it is known
        _stop(one, "rows", look_through(actor, one))
        return 0
    return 1


def _actor_of(one: RecordImport) -> Actor | None:
    """Its uploader as she stands today; None when she may not take records in any more."""
    now = timezone.now()
    account = Account.objects.get(pk=one.account_id)
    postings = [posting for posting in live_postings(account, now) if posting.pk == one.posting_id]
    actor = actor_of(account, postings, one.posting_id, now)
    may = account.is_active and actor.agency_id == one.agency_id and matrix.may_open(actor, PAGE)
    return actor if may else None


def _prepared(actor: Actor, one: RecordImport, look: Look) -> list[Newcomer]:
    newcomers: list[Newcomer] = []
    for row in look.new:
        client = look.clients.get(row.held_number)
        newcomers.append(prepared(actor, row.facts, client, row.counselor_name))
        if len(newcomers) % BATCH == 0:
            _beat(one, (len(look.rows) + len(newcomers)) // 2)
    _beat(one, one.count)
    return newcomers


@transaction.atomic
def _write(actor: Actor, one: RecordImport, look: Look, newcomers: list[Newcomer]) -> None:
    """Everything or nothing: the end of the import is the first thing written, so that giving it up meanwhile, or a
    second run, finds either nothing or all of it."""
    counts = {"made": len(newcomers), "known": len(look.known)}
    if not _mine(one).update(
        state=states.IMPORT_DONE, ended_at=timezone.now(), why_stopped="", **counts, **EMPTY
    ):
        raise Taken
    record_consultations(actor, newcomers, imported=one.number)
    insert_all(
        [
            ImportedRow(
                record_import=one,
                consultation=newcomer.one,
                agency_id=one.agency_id,
                line=row.line,
                digest=row.digest,
            )
            for row, newcomer in zip(look.new, newcomers, strict=True)
        ]
    )
    told = watchers_of(one.agency_id, actor.now, but=[one.account_id])
    facts: dict[str, Any] = {"name": actor.name, "agency": actor.agency_name, "count": len(newcomers)}
    send(actor, "import.done", told, number=one.number, path=reverse("import_list"), **facts)
    audit.record(actor, "import.take_in", one, **counts)
