"""Search inside what was said: a bounded set that she may read is opened and looked through, newest first.

There is no index of free text on purpose (decision 18): a stolen database tells nothing about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.cards.rows import ConsultationRow
from cases.models import Client, CodeBook, Consultation
from cases.queries import lists
from cases.queries.sight import groups_seen
from safeguards import names
from safeguards.access import Actor

READ_AT_ONCE = 200
LONGEST_PASSAGE = 160
# Which words belong to which field group; whereabouts are never looked through.
WORDS = {
    "narrative": ("narrative", "support_text"),
    "children": ("children_note",),
    "health": ("health_note",),
    "other_party": ("other_party_note",),
}
_SENTENCE = re.compile(r"(?<=[。！？!?])|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One consultation in which the words stand, and the sentence around them."""

    row: ConsultationRow
    text: str


def readable(actor: Actor) -> QuerySet:
    """Consultations she may see, joined for a list; the columns that are not looked through stay sealed."""
    looked_at = frozenset(field for fields in WORDS.values() for field in fields)
    return (
        lists.consultations(actor, {})
        .defer(None)
        .defer(
            *lists.long_beside(Consultation, lists.CALLER | looked_at),
            *lists.long_beside(Client, lists.NAMES, "client__"),
            *lists.OF_AGENCY,
        )
    )


def passages(actor: Actor, rows: Iterable[Consultation], words: str, book: CodeBook) -> list[Passage]:
    """Those of these rows in which the words stand in a field group that she may read."""
    listed, key = list(rows), names.search_key(words)
    groups = groups_seen(actor, listed)
    found = {row.pk: text for row in listed if key and (text := _passage(row, groups[row.pk], key))}
    hits = [row for row in listed if row.pk in found]
    lines = lists.consultation_rows(actor, hits, book)
    return [Passage(line, found[row.pk]) for line, row in zip(lines, hits, strict=True)]


def read_so_far(actor: Actor, oldest: datetime | None) -> tuple[int, int]:
    """How many were looked through down to this moment, and how many stand in her lists at all."""
    listed: QuerySet[Any] = Consultation.objects.page(actor)
    total = listed.count()
    if oldest is None:
        return total, total
    return listed.filter(listed_at__gte=oldest).count(), total


def _passage(row: Consultation, groups: frozenset[str], key: str) -> str:
    for group, fields in WORDS.items():
        for field in fields if group in groups else ():
            text = getattr(row, field)
            if text and key in names.search_key(text):
                return _around(text, key)
    return ""


def _around(text: str, key: str) -> str:
    sentences = [one.strip() for one in _SENTENCE.split(text) if one and one.strip()]
    hit = next((one for one in sentences if key in names.search_key(one)), text.strip())
    if len(hit) <= LONGEST_PASSAGE:
        return hit
    pieces = (hit[start : start + LONGEST_PASSAGE] for start in range(0, len(hit), LONGEST_PASSAGE // 2))
    return next((one for one in pieces if key in names.search_key(one)), hit[:LONGEST_PASSAGE])
