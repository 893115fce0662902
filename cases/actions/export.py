"""Asking for an export, answering it, making its locked file, fetching it (R-37)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import states
from cases.choices import AS_LEDGER, AS_RECORDS
from cases.models import CodeBook, Export
from cases.queries import export as exports
from cases.queries.export import Table, export_or_absent, open_moves
from cases.rules import EXPORT_LIVES, EXPORT_WAITS, needs_second_person
from cases.states import EXPORT_MOVE_BY_NAME
from partners.actions.alert import send
from partners.models import Account
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.export import locked_workbook, new_passphrase, sheet
from safeguards.second_person import approval, require_another
from safeguards.templatetags.safeguards import era, when

BATCH = 200


class ExportRefused(ValueError):
    """It cannot be asked for or fetched so. str() is a sentence for the reader."""


@transaction.atomic
def ask_export(
    actor: Actor, *, purpose: str, since: date, until: date, groups: Iterable[str], kind: str = AS_RECORDS
) -> Export:
    """Ask for the consultations of a period. Few records are approved at once; more wait for a second person.

    Raises ExportRefused when there are none, or more than `YUI_EXPORT_MOST`.
    """
    Account.objects.select_for_update(no_key=True).get(
        pk=actor.own_account_id
    )  # two at one moment are counted one by one
    most = settings.YUI_EXPORT_MOST
    count = exports.records(actor, since, until, actor.now, kind)[: most + 1].count()
    if count == 0:
        raise ExportRefused(_("There is no consultation in this period."))
    if count > most:
        raise ExportRefused(
            _("One export holds at most %(most)s consultations. Please choose a shorter period.")
            % {"most": most}
        )
    may = {group for group, _label in exports.group_choices(actor)}
    may &= {"identity", "narrative"} if kind == AS_LEDGER else may  # a ledger has no other columns
    is_many = needs_second_person(count, exports.exported_lately(actor), settings.YUI_EXPORT_ALONE)
    export = Export.objects.create(
        account_id=actor.own_account_id, agency_id=actor.own_agency_id, purpose=purpose, kind=kind,
        since_on=since, until_on=until, field_groups=sorted(may & set(groups)), count=count, asked_at=actor.now,
        state=states.ASKED if is_many else states.APPROVED,
        until=actor.now + (EXPORT_WAITS if is_many else EXPORT_LIVES),
    )  # fmt: skip
    if is_many:
        told = watchers_of(actor.own_agency_id, actor.now, but=[actor.account_id])
        path = reverse("export_detail", args=[export.number])
        facts: dict[str, Any] = {"name": actor.name, "agency": actor.agency_name, "count": count}
        send(actor, "export.asked", told, number=export.number, path=path, **facts)
    audit.record(
        actor, "export.ask", export, purpose=purpose, count=count, since=since, until=until,
        groups=export.field_groups, second=is_many, kind=kind,
    )  # fmt: skip
    return export


@approval
@transaction.atomic
def decide_export(actor: Actor, number: str, name: str) -> Export:
    """Approve or refuse as the second person; raises Absent when it is not hers or not now.

    Safe against a second press: the update names the old state.
    """
    export = _moving(actor, number, name)
    move = EXPORT_MOVE_BY_NAME[name]
    if not move.second:
        raise Absent
    require_another(export.account_id, actor.account_id)
    rows = Export.objects.everything("an answer of the second person").filter(pk=export.pk, state=move.source)
    decided = {"decided_by_id": actor.account_id, "decided_at": actor.now, "until": actor.now + EXPORT_LIVES}
    if not rows.update(state=move.target, **decided):
        raise Absent
    path = reverse("export_detail", args=[number])
    send(actor, f"export.{name}", [export.account_id], number=number, path=path, agency_id=export.agency_id)
    audit.record(actor, f"export.{name}", export, count=export.count)
    return export


def make_export(actor: Actor, number: str) -> str:
    """Make the locked file; the passphrase, which is told to its asker once and kept nowhere.

    Raises Absent when it is not hers or not now, also for the second of two presses.
    """
    export, book = _moving(actor, number, "make"), CodeBook()
    table, passphrase = exports.table_of(actor, export, book), new_passphrase()
    content = _file(actor, export, table, book, passphrase)  # before the transaction: it takes its time
    with transaction.atomic():
        locked = (
            Export.objects.visible_to(actor)
            .select_for_update(of=("self",), no_key=True)
            .filter(pk=export.pk, state=states.APPROVED, until__gt=actor.now)
            .first()
        )
        if locked is None:
            raise Absent
        locked.keep_file(content, table.numbers)
        locked.state, locked.until = states.MADE, actor.now + EXPORT_LIVES
        locked.save()
        audit.record(
            actor, "export.make", locked, count=len(table.numbers), numbers=table.numbers,
            groups=locked.field_groups, digest=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    return passphrase


@transaction.atomic
def fetch_export(actor: Actor, number: str) -> bytes:
    """The locked file, as often as she needs it while it lives; each time is written down first.

    Raises ExportRefused when a record in it is no longer hers to see, Absent when it is not hers or not now.
    """
    export = _moving(actor, number, "fetch")
    content, numbers = Export.objects.visible_to(actor).get(pk=export.pk).file()
    if not exports.still_hers(actor, numbers):
        raise ExportRefused(
            _("A record in this file is no longer yours to see. Please ask for a new export.")
        )
    audit.record(actor, "export.fetch", export, digest=hashlib.sha256(content).hexdigest())
    return content


def empty_ended(now: datetime) -> int:
    """Empty the files whose time is over; how many."""
    ended = Export.objects.everything("files of exports whose time is over")
    with transaction.atomic():
        rows = list(
            ended.select_for_update(of=("self",), no_key=True)
            .filter(state=states.MADE, until__lte=now)
            .order_by("pk")[:BATCH]
        )
        for export in rows:
            export.sealed, export.state = {}, states.ENDED
            export.save()
            audit.record(Actor.system("exports whose time is over"), "export.end", export)
    return len(rows)


def _moving(actor: Actor, number: str, name: str) -> Export:
    export = export_or_absent(actor, number)
    if name not in open_moves(actor, export):
        raise Absent
    return export


def _file(actor: Actor, export: Export, table: Table, book: CodeBook, passphrase: str) -> bytes:
    mark = f"{export.number}  {actor.agency_name} {actor.name}  {when(actor.now)}"
    about = [
        (_("Number"), export.number),
        (_("Made by"), f"{actor.agency_name} {actor.name}"),
        (_("Made at"), when(actor.now)),
        (_("Approved by"), exports.decider_of(export) or _("nobody needed")),
        (_("Purpose"), book.label("export_purpose", export.purpose)),
        (_("Period"), f"{era(export.since_on)} - {era(export.until_on)}"),
        (_("Number of records"), len(table.numbers)),
        (_("To be deleted"), _("as soon as the purpose is met")),
    ]
    title = _("Ledger") if export.kind == AS_LEDGER else _("Consultations")
    sheets = [sheet(title, table.header, table.rows)]
    sheets += [sheet(_("Sums"), *table.sums)] if table.sums else []
    sheets.append(sheet(_("About this table"), *_split(about)))
    return locked_workbook(sheets, passphrase, number=export.number, mark=mark)


def _split(rows: list[tuple[str, Any]]) -> tuple[tuple[str, Any], list[tuple[str, Any]]]:
    return rows[0], rows[1:]
