"""The line of a change, with what it replaced sealed beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from safeguards import audit, keys
from safeguards.access import Actor
from safeguards.checker.check_audit import Fault
from safeguards.models import AuditLine, ChangedWords

PURPOSE = "changed-words"
FACT = "words"  # the name under which the digest stands in the facts of the line
GONE, ALTERED = "has lost the words of its change", "has other words than were written with it"


def values_of(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of these fields as they stand now, before or after a change."""
    return {name: getattr(record, name) for name in names}


def record_change(
    actor: Actor, event: str, obj: models.Model, old: Mapping[str, Any], **facts: Any
) -> AuditLine:
    """Write the line of a change inside the caller's transaction, last; `old` are the values that were replaced.

    The line names the fields and a keyed digest; old and new values stand sealed beside it. A change of nothing
    leaves a line without words.
    """
    words = json.loads(audit.canonical({name: [old[name], getattr(obj, name)] for name in old}))
    if words:
        facts[FACT] = _digest(words)
    line = audit.record(actor, event, obj, fields=list(old), **facts)
    if words:
        ChangedWords.objects.create(stream=line.stream, sequence=line.sequence, words=words)
    return line


def faults_of_words(stream: str) -> Iterator[Fault]:
    """Each line of one stream whose words are gone or are not those that were written with it.

    Raises `keys.Unreadable` where the ring does not open them.
    """
    lines = AuditLine.objects.filter(stream=stream, facts__contains=f'"{FACT}":').order_by("sequence")
    for line in lines.iterator(500):
        digest = json.loads(line.facts).get(FACT)
        found = ChangedWords.objects.filter(stream=stream, sequence=line.sequence).first()
        if digest and found is None:
            yield Fault(stream, line.sequence, GONE)
        elif digest and found is not None and _digest(found.words) != digest:
            yield Fault(stream, line.sequence, ALTERED)


def _digest(words: dict[str, Any]) -> str:
    return keys.index_digest(PURPOSE, audit.canonical(words)).hex()
