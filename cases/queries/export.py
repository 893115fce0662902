"""Exports of consultations: which records, which columns, whose request, whose answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from cases import states
from cases.cards import consultation_card, local_day
from cases.choices import AS_LEDGER, AS_RECORDS
from cases.models import CodeBook, Consultation, Export
from cases.queries import ledger as ledgers
from cases.queries.lists import consultations
from cases.queries.watch import waits_for
from cases.states import EXPORT_MOVES
from partners.models import Account
from safeguards import matrix, roles
from safeguards.access import Absent, Actor
from safeguards.fields import EncryptedTextField

NEVER = frozenset({"whereabouts", "admin"})  # no place and no note of the office leaves in a table
USUAL = frozenset({"narrative", "risk"})  # ticked unless she says otherwise: codes and words, no identity
DAY = timedelta(hours=24)
MOST_WAITING = 50


def group_choices(actor: Actor) -> list[tuple[str, str]]:
    """Field groups that she may export of her agency's own consultations, in their fixed order."""
    may = matrix.groups_for(actor, "consultation", "own") - NEVER
    return [(group, roles.group_label(group)) for group in matrix.field_groups() if group in may]


def records(
    actor: Actor, since: date, until: date, there_at: datetime, kind: str = AS_RECORDS
) -> QuerySet[Consultation]:
    """Consultations of her own agency in this period that were recorded by that moment, oldest first."""
    if kind == AS_LEDGER:
        return ledgers.entries(actor, since, until).filter(made_at__lte=there_at)
    rows = consultations(actor, {"since": since, "until": until})
    return rows.filter(agency_id=actor.own_agency_id, made_at__lte=there_at).order_by("listed_at", "pk")


def exported_lately(actor: Actor) -> int:
    """How many records this person asked for within the last 24 hours, in all her postings; refused ones apart."""
    mine = Export.objects.everything("what one person asked for in a day").filter(
        account_id=actor.own_account_id, asked_at__gt=actor.now - DAY
    )
    return mine.exclude(state=states.REFUSED).aggregate(sum=Sum("count"))["sum"] or 0


def _without_file(rows: QuerySet[Export]) -> QuerySet[Export]:
    sealed = [one.name for one in Export._meta.concrete_fields if isinstance(one, EncryptedTextField)]
    return rows.select_related("account", "agency").defer(*sealed)


def own_exports(actor: Actor) -> QuerySet[Export]:
    """What she asked for herself."""
    return _without_file(Export.objects.visible_to(actor).filter(account_id=actor.own_account_id))


def answerable(actor: Actor) -> QuerySet[Export]:
    """Requests that wait for a second person and may be answered by this supervisor, never her own.

    Of her agency; where nobody but the asker is at work there, the stand-ins' (`partners.queries.stand_in`).
    """
    waiting = Export.objects.everything("requests that wait for a second person").filter(
        state=states.ASKED, until__gt=actor.now
    )
    if not matrix.may_act(actor, "export", "own", "answer") or actor.agency_id is None:
        return waiting.none()

    hers = waiting.filter(waits_for(actor, "account_id")).exclude(account_id=actor.own_account_id)
    return _without_file(hers)


def export_or_absent(actor: Actor, number: str) -> Export:
    """The one export with this number of which she may know; `Absent` for anything else."""
    for rows in (_without_file(Export.objects.visible_to(actor)), answerable(actor)):
        found = rows.filter(number=number).first()
        if found is not None:
            return found
    raise Absent


def open_moves(actor: Actor, export: Export) -> list[str]:
    """Moves that she may make now: the same list draws the buttons and checks the post."""
    if not export.is_alive(actor.now):
        return []
    is_hers = export.account_id == actor.account_id and export.agency_id == actor.agency_id
    may_answer = not is_hers and answerable(actor).filter(pk=export.pk).exists()
    return [
        move.name
        for move in EXPORT_MOVES
        if move.source == export.state and (may_answer if move.second else is_hers)
    ]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export as a list or its page shows it: codes, days and counts, nothing of the records."""

    number: str
    who: str
    agency: str
    purpose: str
    kind: str
    since_on: date
    until_on: date
    count: int
    groups: tuple[str, ...]
    asked_at: datetime
    until: datetime
    state: str
    label: str
    tone: str


def export_rows(actor: Actor, exports: Iterable[Export], book: CodeBook) -> list[ExportRow]:
    """For showing; no further query."""
    return [_row(actor, one, book) for one in exports]


def _row(actor: Actor, one: Export, book: CodeBook) -> ExportRow:
    state = one.state if one.state == states.REFUSED or one.is_alive(actor.now) else states.ENDED
    label, tone = {
        states.ASKED: (_("Waits for a second person"), "near"),
        states.APPROVED: (_("File can be made"), "chosen"),
        states.MADE: (_("File can be fetched"), "done"),
        states.REFUSED: (_("Not approved"), ""),
        states.ENDED: (_("Time is over"), "quiet"),
    }[state]
    groups = tuple(roles.group_label(group) for group in matrix.field_groups() if group in one.field_groups)
    return ExportRow(
        one.number, one.account.name, one.agency.label, book.label("export_purpose", one.purpose), one.kind,
        one.since_on, one.until_on, one.count, groups, one.asked_at, one.until, state, label, tone,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """What goes into the sheet, and the numbers of the records in it. `sums`: head and lines of a second sheet."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    numbers: list[str]
    sums: tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]] | None = None


def table_of(actor: Actor, export: Export, book: CodeBook) -> Table:
    """The records as they stand and as she may read them now: what the matrix or a wall took away is not there."""
    may = {group for group, _label in group_choices(actor)} & set(export.field_groups)
    if export.kind == AS_LEDGER:
        return _ledger_table(actor, export, book, is_named="identity" in may)
    found = list(records(actor, export.since_on, export.until_on, export.asked_at)[: export.count])
    cards = [consultation_card(one, frozenset(may), book) for one in found]
    columns: dict[tuple[str, str], None] = {}
    for group in matrix.field_groups():
        for card in cards:
            section = card.section(group)
            columns |= {(group, fact.label): None for fact in (section.facts if section else ())}
    rows = []
    for one, card in zip(found, cards, strict=True):
        values = {(part.group, fact.label): fact.value for part in card.sections for fact in part.facts}
        rows.append((*_contact(one, book, "identity" in may), *(values.get(key, "") for key in columns)))
    head = [_("Date"), _("Method"), _("Minutes"), _("First or again"), _("Disposition"), _("Counselor")]
    head += [_("Client")] if "identity" in may else []
    return Table((*head, *(label for _group, label in columns)), tuple(rows), [one.number for one in found])


def _ledger_table(actor: Actor, export: Export, book: CodeBook, *, is_named: bool) -> Table:
    """The ledger as its page shows it, with or without names; lines in words, so that nobody works with codes."""
    of_then = records(actor, export.since_on, export.until_on, export.asked_at, export.kind)
    rows = ledgers.rows_of(actor, list(of_then[: export.count]), book)
    foot = ledgers.foot(actor, export.since_on, export.until_on, book)
    head, lines = ledgers.table(rows, is_named=is_named)
    return Table(head, lines, [row.number for row in rows], ledgers.sums_table(foot))


def _contact(one: Consultation, book: CodeBook, is_named: bool) -> tuple[Any, ...]:
    first = (
        local_day(one.started_at), book.label("contact_method", one.method), one.minutes,
        book.label("contact_kind", one.contact_kind), book.label("disposition", one.disposition), one.counselor_name,
    )  # fmt: skip
    return (*first, one.client.name if one.client else "") if is_named else first


def still_hers(actor: Actor, numbers: list[str]) -> bool:
    """Are all these records her agency's and hers to see at this moment?"""
    rows = Consultation.objects.visible_to(actor).filter(agency_id=actor.own_agency_id, number__in=numbers)
    return rows.count() == len(numbers)


def decider_of(export: Export) -> str:
    """Who approved or refused; empty for what needed nobody."""
    found = Account.objects.filter(pk=export.decided_by_id).first() if export.decided_by_id else None
    return found.name if found else ""
