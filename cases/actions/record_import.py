"""An old ledger on its way in: uploaded, its columns and words chosen, handed to the worker, given up, ended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cases import states
from cases.models import ImportMapping, RecordImport
from cases.queries.import_words import proposed
from cases.queries.record_import import chosen_before, findings_of, import_or_absent, look_through, same_file
from cases.rules import IMPORT_KEPT
from safeguards import audit, keys
from safeguards.access import Absent, Actor
from safeguards.sheets import Table, same_word

EMPTY: dict[str, Any] = {"lines": {}, "plan": {}, "findings": {}}


@transaction.atomic
def upload(actor: Actor, table: Table) -> RecordImport:
    """Keep the rows of a file, sealed, for its uploader alone; the same file again leads to what she has of it.

    Columns are those of the last time for this heading, else what the headings say.
    """
    cells = [[_text(cell) for cell in line.cells] for line in table.lines]
    rows = [[line.number, held] for line, held in zip(table.lines, cells, strict=True)]
    widest = max((len(held) for held in cells), default=0)
    header = [*table.header, *[""] * (widest - len(table.header))]
    file_key = _key(actor, "file", (cell for held in cells for cell in [*held, "\n"]))
    there = same_file(actor, file_key)
    if there is not None:
        return there
    header_key = _key(actor, "heading", (same_word(word) for word in header))
    before = chosen_before(actor, header_key)
    one = RecordImport.objects.create(
        account_id=actor.own_account_id, posting_id=actor.posting_id or 0, agency_id=actor.own_agency_id,
        uploaded_at=actor.now, until=actor.now + IMPORT_KEPT, file_key=file_key, header_key=header_key,
        count=len(rows), lines={"rows": rows},
        plan={
            "header": header, "is_chosen": False, "is_remembered": bool(before),
            "columns": before.get("columns") or proposed(header),
            "words": before.get("words", {}), "fixed": before.get("fixed", {}),
        },
    )  # fmt: skip
    audit.record(actor, "import.upload", one, rows=len(rows), columns=len(header))
    return one


@transaction.atomic
def note_refused(actor: Actor) -> None:
    """A file was read and could not be used: it costs as much as one that can, and counts as much (R-29)."""
    audit.record(actor, "import.refuse")


@transaction.atomic
def choose(actor: Actor, number: str, **chosen: Any) -> RecordImport:
    """Choose `columns`, `fixed` or `words`, look through the file with them, and remember them for this heading.

    Raises Absent when it is not hers or was handed on meanwhile.
    """
    one = _open(actor, number)
    one.plan = {**one.plan, **chosen, "is_chosen": True}
    look = look_through(actor, one)
    one.findings, one.known, one.why_stopped = findings_of(look), len(look.known), ""
    one.save()
    mapping = ImportMapping.objects.visible_to(actor).filter(header_key=one.header_key).first()
    mapping = mapping or ImportMapping(agency_id=one.agency_id, header_key=one.header_key)
    mapping.chosen = {name: one.plan[name] for name in ("columns", "words", "fixed")}
    mapping.save()
    counts = {name: one.findings[name] for name in ("new", "fault_count")}
    audit.record(actor, "import.look", one, known=one.known, words=len(look.unknown), **counts)
    return one


@transaction.atomic
def confirm(actor: Actor, number: str) -> RecordImport:
    """Hand a sound file to the worker. Safe against a second press; raises Absent when it is not hers or not sound."""
    one = _open(actor, number)
    found = one.findings
    if (
        not one.plan.get("is_chosen")
        or found.get("unknown")
        or found.get("fault_count")
        or not found.get("new")
    ):
        raise Absent
    _move(one, "confirm", done=0, runner="", beat_at=None, posting_id=actor.posting_id or 0)
    audit.record(actor, "import.confirm", one, new=found["new"], known=one.known)
    return one


@transaction.atomic
def drop(actor: Actor, number: str) -> None:
    """Give it up before it is taken in; the file is gone at once. Raises Absent when it came to its end meanwhile."""
    one = import_or_absent(actor, number, own=True)
    _move(one, "drop", ended_at=actor.now, **EMPTY)
    audit.record(actor, "import.drop", one)


def end_over(now: datetime) -> int:
    """Empty the files whose 24 hours are over; how many."""
    over = RecordImport.objects.everything("files of imports whose time is over")
    ended = 0
    for one in over.filter(state__in=states.IMPORT_LIVE, until__lte=now).defer("lines", "plan", "findings")[
        :50
    ]:
        with transaction.atomic():
            _move(one, "end", ended_at=now, **EMPTY)
            audit.record(Actor.system("files of imports whose time is over"), "import.end", one)
        ended += 1
    return ended


def _open(actor: Actor, number: str) -> RecordImport:
    mine = RecordImport.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    wanted = {
        "number": number,
        "account_id": actor.account_id,
        "state": states.IMPORT_OPEN,
        "until__gt": actor.now,
    }
    one = mine.filter(**wanted).first()
    if one is None:
        raise Absent
    return one


def _move(one: RecordImport, name: str, **facts: Any) -> None:
    """Compare and set: raises Absent when it does not stand where the move begins."""
    move = states.IMPORT_MOVE_BY_NAME[name]
    rows = RecordImport.objects.everything("a move of an import").filter(pk=one.pk, state__in=move.sources)
    if not rows.update(state=move.target, **facts):
        raise Absent


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _key(actor: Actor, purpose: str, words: Iterable[str]) -> str:
    """A keyed digest for this agency: tells alike from other, and nothing else."""
    plain = hashlib.sha256("\x1f".join(words).encode()).hexdigest()
    return keys.index_digest(f"import-{purpose}:{actor.agency_code}", plain).hex()[:32]
