"""Writing and checking the audit trail.

Each agency has its own stream, a public SHA-256 chain; the head of the stream is locked last in a
transaction, so parallel writers wait only for the moment of their commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from safeguards.access import Actor
from safeguards.models import AuditHead, AuditLine

HOUSE_STREAM = "house"
CHAINED = (
    "stream", "sequence", "at", "account_id", "login", "posting_id", "agency_code", "role",
    "event", "object_type", "object_number", "facts", "previous",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the trail was touched."""

    stream: str
    sequence: int
    what: str


def stream_of(actor: Actor) -> str:
    """The stream an actor writes to: her agency's, or the house's for jobs and sign-ins."""
    return actor.agency_code or HOUSE_STREAM


def canonical(facts: dict[str, Any]) -> str:
    """Facts as canonical JSON. Codes, numbers, dates only: the caller must not pass personal text."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest_of(line: AuditLine) -> str:
    """SHA-256 over the chained columns of a line, in a fixed order."""
    values = [getattr(line, name) for name in CHAINED]
    values[CHAINED.index("at")] = line.at.astimezone(UTC).isoformat()
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def record(actor: Actor, event: str, obj: models.Model | None = None, **facts: Any) -> AuditLine:
    """Write one line inside the caller's transaction; call it last, because it locks the stream's head.

    Raises TransactionManagementError outside a transaction: an act and its line stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit line belongs into the transaction of its act.")
    head = _locked_head(stream_of(actor))
    line = AuditLine(
        stream=head.stream,
        sequence=head.sequence + 1,
        at=timezone.now(),
        account_id=actor.account_id,
        login=actor.login,
        posting_id=actor.posting_id,
        agency_code=actor.agency_code,
        role=actor.role or ("system" if actor.is_system else ""),
        event=event,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_number=_number_of(obj),
        facts=canonical({**facts, "why": actor.reason} if actor.is_system else facts),
        previous=head.digest,
    )
    line.digest = digest_of(line)
    line.save(force_insert=True)
    AuditHead.objects.filter(stream=head.stream).update(sequence=line.sequence, digest=line.digest)
    return line


def _locked_head(stream: str) -> AuditHead:
    head = AuditHead.objects.select_for_update().filter(stream=stream).first()
    if head is None:
        AuditHead.objects.get_or_create(stream=stream)
        head = AuditHead.objects.select_for_update().get(stream=stream)
    return head


def _number_of(obj: models.Model | None) -> str:
    if obj is None:
        return ""
    return str(getattr(obj, "number", "") or getattr(obj, "code", "") or obj.pk)


def faults() -> Iterator[Fault]:
    """Walk every stream and yield each place where a line was changed, cut, added or moved."""
    heads = {head.stream: head for head in AuditHead.objects.all()}
    streams = set(heads) | set(AuditLine.objects.values_list("stream", flat=True).distinct())
    for stream in sorted(streams):
        previous, expected = "", 1
        for line in AuditLine.objects.filter(stream=stream).order_by("sequence").iterator(2000):
            if line.sequence != expected:
                yield Fault(stream, expected, f"lines {expected} to {line.sequence - 1} are missing")
            elif line.previous != previous:
                yield Fault(stream, line.sequence, "does not follow the line before it")
            if digest_of(line) != line.digest:
                yield Fault(stream, line.sequence, "was changed")
            previous, expected = line.digest, line.sequence + 1
        head = heads.get(stream)
        if head is None or (head.sequence, head.digest) != (expected - 1, previous):
            yield Fault(stream, expected - 1, "is not the head of the stream: the tail was cut or added to")
