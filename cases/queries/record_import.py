"""Imports of old records: which she may see, the look through a file, what stands in the way of taking one back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ForeignObjectRel, Model, QuerySet
from django.db.models.fields.related import ForeignKey
from django.utils.translation import gettext as _

from cases import states
from cases.choices.record_import import IMPORT_FIELDS
from cases.models import (
    AccessReason,
    Client,
    Consultation,
    ConsultationGrant,
    ImportedRow,
    ImportMapping,
    PartyKey,
    RecordImport,
    Tie,
    Wall,
)
from cases.models.access_reason import ReasonKind
from cases.queries.import_rows import Fault, Plan, Row, RowReader
from cases.queries.import_words import Words
from cases.rules import IMPORT_UNDO
from safeguards import calendar
from safeguards.access import Absent, Actor
from safeguards.sheets import column

BATCH = 500  # rows between two signs of life, and keys in one question
SHOWN_ROWS = 5
KEPT_FAULTS = 2_000  # so many are kept to be paged through; all are counted
Beat = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Look:
    """A file read by a plan: its rows, words without a code (by field, with how often), clients by held number."""

    rows: list[Row]
    unknown: dict[str, dict[str, int]]
    clients: dict[str, Client]

    @property
    def faults(self) -> list[Fault]:
        """Every fault, by line."""
        return [fault for row in self.rows for fault in row.faults]

    @property
    def new(self) -> list[Row]:
        """Rows that become consultations."""
        return [row for row in self.rows if not row.is_known]

    @property
    def known(self) -> list[int]:
        """Lines that were taken in before: they are left out."""
        return [row.line for row in self.rows if row.is_known]

    @property
    def is_sound(self) -> bool:
        """May it be taken in?"""
        return not self.unknown and not self.faults and bool(self.new)


def import_or_absent(actor: Actor, number: str, *, own: bool = False) -> RecordImport:
    """One import that she may see; with `own` only as its uploader. Absent for anything else."""
    rows = RecordImport.objects.visible_to(actor).filter(number=number).select_related("account")
    found = rows.filter(account_id=actor.own_account_id).first() if own else rows.first()
    if found is None or (found.state in states.IMPORT_LIVE and found.until <= actor.now):
        raise Absent
    return found


def imports_of(actor: Actor) -> QuerySet[RecordImport]:
    """What stands in her list, without the files."""
    rows = RecordImport.objects.visible_to(actor).exclude(state__in=states.IMPORT_LIVE, until__lte=actor.now)
    return rows.select_related("account").defer("lines", "plan", "findings")


def same_file(actor: Actor, file_key: str) -> RecordImport | None:
    """Her own import of the same file that has not come to its end: a second upload leads there."""
    mine = imports_of(actor).filter(account_id=actor.own_account_id, state__in=states.IMPORT_LIVE)
    return mine.filter(file_key=file_key).order_by("-uploaded_at").first()


def chosen_before(actor: Actor, header_key: str) -> dict[str, Any]:
    """What her agency chose the last time for this heading; empty for a new one."""
    found = ImportMapping.objects.visible_to(actor).filter(header_key=header_key).first()
    return found.chosen if found else {}


def import_of(one: Consultation) -> str:
    """The number of the import that brought this consultation of her agency; empty for one that was recorded here."""
    number = ImportedRow.objects.filter(consultation=one).values_list("record_import__number", flat=True)
    return number.first() or ""


def may_undo(one: RecordImport, now: datetime) -> bool:
    """Is it still time to take it back?"""
    return one.state == states.IMPORT_DONE and one.ended_at is not None and now < one.ended_at + IMPORT_UNDO


# --- the look ------------------------------------------------------------------------------------------------------


def look_through(actor: Actor, one: RecordImport, beat: Beat = lambda done: None) -> Look:
    """Read every row as it would be stored. The taking in reads by the same lines, so both see the same."""
    plan = Plan.of(one.plan)
    reader = RowReader(plan, Words(), calendar.japanese_day(actor.now), actor.agency_code)
    rows: list[Row] = []
    for number, held in one.lines["rows"]:
        rows.append(reader.read(number, held))
        if len(rows) % BATCH == 0:
            beat(len(rows))
    _mark_known(actor, rows)
    return Look(rows, reader.unknown, _clients(actor, rows, plan))


def _mark_known(actor: Actor, rows: list[Row]) -> None:
    there: set[str] = set()
    for some in batches([row.digest for row in rows]):
        known = ImportedRow.objects.filter(agency_id=actor.own_agency_id, digest__in=some)
        there.update(known.values_list("digest", flat=True))
    for row in rows:
        row.is_known = row.digest in there
        row.faults = [] if row.is_known else row.faults


def _clients(actor: Actor, rows: list[Row], plan: Plan) -> dict[str, Client]:
    """Her agency's clients by held number; a number that is none of theirs is a fault."""
    numbers = sorted({row.held_number for row in rows if row.held_number})
    found: dict[str, Client] = {}
    for some in batches(numbers):
        mine = Client.objects.visible_to(actor).filter(agency_id=actor.own_agency_id, held_number__in=some)
        found |= {client.held_number: client for client in mine}
    place = next((place for place, field in plan.columns.items() if field.name == "held_number"), 0)
    for row in rows:
        if row.held_number and row.held_number not in found and not row.is_known:
            text = _("No client of your agency holds this number.")
            row.faults.append(Fault(row.line, column(place), plan.header[place], text))
    return found


def findings_of(look: Look) -> dict[str, Any]:
    """What the page shows of a look, as it is kept sealed with the import."""
    faults = look.faults
    return {
        "new": len(look.new),
        "known": look.known,
        "linked": sum(bool(row.held_number) for row in look.new),
        "faults": [list(asdict(fault).values()) for fault in faults[:KEPT_FAULTS]],
        "fault_count": len(faults),
        "fault_lines": len({fault.line for fault in faults}),
        "unknown": look.unknown,
        "preview": _preview([row for row in look.new if not row.faults][:SHOWN_ROWS]),
    }


def _preview(rows: list[Row]) -> list[dict[str, Any]]:
    book = Words().book
    return [
        {"line": row.line, "at": row.facts["started_at"].isoformat(), "cells": _shown(row, book)}
        for row in rows
    ]


def _shown(row: Row, book: Any) -> list[list[str]]:
    """Name and value of each fact; places are there and not shown."""
    told: list[list[str]] = []
    for name, value in {
        **row.facts,
        "counselor_name": row.counselor_name,
        "held_number": row.held_number,
    }.items():
        field = IMPORT_FIELDS.get(name)
        if field is None or value in ("", None, [], False):
            continue
        if name == "whereabouts_note":
            text = _("(kept, hidden)")
        elif field.list_name and isinstance(value, list):
            text = book.labels(field.list_name, value)
        elif field.list_name:
            text = book.label(field.list_name, value)
        else:
            text = _("yes") if value is True else str(value)
        told.append([name, text])
    return told


def batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    """So many at once as a database takes in one question."""
    held = list(values)
    return (held[place : place + BATCH] for place in range(0, len(held), BATCH))


# --- taking back ---------------------------------------------------------------------------------------------------

# What every taken-in consultation brings along; anything else that points to it came later.
BROUGHT_ALONG = (AccessReason, ConsultationGrant, PartyKey, ImportedRow)


def touched_lines(one: RecordImport) -> list[int]:
    """Lines of the file whose consultation was changed, linked, told, referred, released, walled or otherwise used
    since: what people have done to a record is not taken back with it."""
    rows = list(
        one.rows.select_related("consultation")
        .order_by("line")
        .values_list("line", "consultation_id", "consultation__person_key", "consultation__version")
    )
    touched = {pk for _line, pk, _key, version in rows if version != 1}
    keys = {pk: pk for _line, pk, _key, _version in rows}
    for some in batches(keys):
        touched |= _told_or_used(some)
    person = _decided_about({key for _line, _pk, key, _version in rows}, one)
    return [line for line, pk, key, _version in rows if pk in touched or key in person]


def _told_or_used(keys: list[UUID]) -> set[UUID]:
    told = AccessReason.objects.filter(consultation_id__in=keys).exclude(kind=ReasonKind.OWNER)
    found = set(told.values_list("consultation_id", flat=True))
    for model, field in later_relations():
        rows = model._base_manager.filter(**{f"{field}__in": keys})
        found |= set(rows.values_list(field, flat=True))
    return found


def later_relations() -> list[tuple[type[Model], str]]:
    """Tables, of whatever app, that may point to a consultation later: model and column."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Consultation._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and isinstance(relation.field, ForeignKey)
        and relation.related_model not in BROUGHT_ALONG
    ]


def _decided_about(keys: set[UUID], one: RecordImport) -> set[UUID]:
    """Persons of unnamed callers about whom somebody decided: a wall laid, a tie answered.

    A person whose client was there before has walls of her own, which stay in any case.
    """
    before = set(
        one.rows.exclude(consultation__client=None).values_list("consultation__person_key", flat=True)
    )
    found: set[UUID] = set()
    for some in batches(keys - before):
        found |= set(Wall.objects.filter(person_key__in=some).values_list("person_key", flat=True))
        ties = Tie.objects.filter(person_key__in=some).exclude(state=states.TIE_FOUND)
        found |= set(ties.values_list("person_key", flat=True))
    return found
