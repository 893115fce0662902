"""Writing and checking the audit trail.

Each agency has its own stream, a public SHA-256 chain; the head of the stream is locked last in a
transaction, so parallel writers wait only for the moment of their commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from safeguards import events, whence
from safeguards.access import Actor
from safeguards.checker import check_audit
from safeguards.checker.check_audit import Anchored, Fault
from safeguards.models import AuditHead, AuditLine

HOUSE_STREAM = "house"


def stream_of(actor: Actor) -> str:
    """The stream an actor writes to: her agency's, or the house's for jobs and sign-ins."""
    return actor.agency_code or HOUSE_STREAM


def canonical(facts: dict[str, Any]) -> str:
    """Facts as canonical JSON. Codes, numbers, dates only: the caller must not pass personal text."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def told(line: AuditLine) -> dict[str, Any]:
    """The chained columns of a line and its digest, as they are exported and checked."""
    columns = {name: getattr(line, name) for name in (*check_audit.CHAINED, "digest")}
    return {**columns, "at": line.at.astimezone(UTC).isoformat()}


def digest_of(line: AuditLine) -> str:
    """SHA-256 over the chained columns of a line, in a fixed order."""
    return check_audit.digest_of(told(line))


def record(actor: Actor, event: str, obj: models.Model | None = None, **facts: Any) -> AuditLine:
    """Write one line inside the caller's transaction; call it last, because it locks the stream's head.

    Raises TransactionManagementError outside a transaction: an act and its line stand or fall together; and
    UnknownEvent for a code that `safeguards.events` does not know. Which computer it came from stands among the
    facts (`from`), which the chain covers like every other.
    """
    events.require(event)
    return _record_all(actor, event, [(obj, facts)])[0]


def record_many(actor: Actor, event: str, objs: Iterable[models.Model], **facts: Any) -> list[AuditLine]:
    """One line for each of these objects, with the same facts, as `record` writes it: for what one act does to many.

    The head of the stream is locked once, so call it last as well; a few thousand lines take less than a second.
    """
    events.require(event)
    return _record_all(actor, event, [(obj, facts) for obj in objs])


def _record_all(
    actor: Actor, event: str, told: list[tuple[models.Model | None, dict[str, Any]]]
) -> list[AuditLine]:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit line belongs into the transaction of its act.")
    if not told:
        return []
    stream, circumstances = stream_of(actor), _circumstances(actor)
    sequence, digest = _locked_head(stream)
    lines = []
    for obj, facts in told:
        sequence += 1
        line = AuditLine(
            stream=stream,
            sequence=sequence,
            at=timezone.now(),
            account_id=actor.account_id,
            login=actor.login,
            posting_id=actor.posting_id,
            agency_code=actor.agency_code,
            role=actor.role or ("system" if actor.is_system else ""),
            event=event,
            object_type=obj._meta.label_lower if obj is not None else "",
            object_number=_number_of(obj),
            facts=canonical(facts | circumstances),
            previous=digest,
        )
        digest = line.digest = digest_of(line)
        lines.append(line)
    _append(lines)
    return lines


def _circumstances(actor: Actor) -> dict[str, str]:
    told = {"from": whence.address(), "why": actor.reason}
    return {name: value for name, value in told.items() if value}


# Written by hand: every act and every reading waits for these three statements, and putting them together anew each
# time took as long as the database needs for them.
_HEADS, _LINES = AuditHead._meta.db_table, AuditLine._meta.db_table
_COLUMNS = (*check_audit.CHAINED, "digest")
_READ = f'SELECT sequence, digest FROM "{_HEADS}" WHERE stream = %s'
_ADD, _MARKS = (
    f'INSERT INTO "{_LINES}" ({", ".join(_COLUMNS)}) VALUES ',
    f"({', '.join(['%s'] * len(_COLUMNS))})",
)
_AT_ONCE = 500  # lines in one statement
_MOVE = f'UPDATE "{_HEADS}" SET sequence = %s, digest = %s WHERE stream = %s'


def _locked_head(stream: str) -> tuple[int, str]:
    """Sequence and digest of the stream's newest line, held until the end of the transaction."""
    connection = transaction.get_connection()
    # SQLite has no lock of a row, and needs none: the whole transaction is IMMEDIATE.
    read = _READ + (" FOR UPDATE" if connection.features.has_select_for_update else "")
    with connection.cursor() as cursor:
        cursor.execute(read, [stream])
        head = cursor.fetchone()
        if head is None:
            AuditHead.objects.get_or_create(stream=stream)
            cursor.execute(read, [stream])
            head = cursor.fetchone()
    return head


def _append(lines: list[AuditLine]) -> None:
    connection = transaction.get_connection()
    fields: list[Any] = [AuditLine._meta.get_field(name) for name in _COLUMNS]
    with connection.cursor() as cursor:
        for begin in range(0, len(lines), _AT_ONCE):
            some = lines[begin : begin + _AT_ONCE]
            values = [
                field.get_db_prep_save(getattr(line, field.attname), connection)
                for line in some
                for field in fields
            ]
            cursor.execute(_ADD + ", ".join([_MARKS] * len(some)), values)
        cursor.execute(_MOVE, [lines[-1].sequence, lines[-1].digest, lines[-1].stream])


def _number_of(obj: models.Model | None) -> str:
    if obj is None:
        return ""
    return str(getattr(obj, "number", "") or getattr(obj, "code", "") or obj.pk)


def lines_of(stream: str) -> Iterator[dict[str, Any]]:
    """The lines of one stream in order, read in blocks: a trail of ten million lines does not fill the memory."""
    for line in AuditLine.objects.filter(stream=stream).order_by("sequence").iterator(2000):
        yield told(line)


def streams() -> list[str]:
    """Every stream that has a head or a line."""
    named = set(AuditHead.objects.values_list("stream", flat=True))
    return sorted(named | set(AuditLine.objects.order_by().values_list("stream", flat=True).distinct()))


def faults_of(stream: str, anchored: Anchored) -> Iterator[Fault]:
    """Each place of one stream where a line was changed, cut, added or moved.

    With anchors also where the chain was written anew, or an anchored tail is gone.
    """
    head = AuditHead.objects.filter(stream=stream).values_list("sequence", "digest").first()
    return check_audit.faults_of(stream, lines_of(stream), head, anchored)


def faults(anchored: Anchored | None = None) -> Iterator[Fault]:
    """The same for every stream, after the faults of the anchors themselves."""
    against = anchored or Anchored()
    yield from against.faults
    for stream in sorted({*streams(), *against.marks}):
        yield from faults_of(stream, against)
