"""Taking a whole import back, as long as nobody has worked with what it brought."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from cases import states
from cases.actions.person_index import index_person
from cases.models import (
    AccessReason,
    Client,
    Consultation,
    ConsultationGrant,
    ImportedRow,
    PartyKey,
    PersonGram,
    RecordImport,
    Tie,
    TimelineEntry,
)
from cases.queries.record_import import batches, may_undo, touched_lines
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor

WHY = "an import is taken back"


class UndoRefused(ValueError):
    """Somebody worked with records of it; `lines` are those of the file. Nothing was taken back."""

    def __init__(self, lines: list[int]) -> None:
        super().__init__("touched")
        self.lines = lines


@transaction.atomic
def undo_import(actor: Actor, number: str) -> RecordImport:
    """Take back every record of an import of her agency, within seven days. The other supervisors are told.

    Raises UndoRefused with the lines that stand in the way, Absent when it is not hers to see or not now.
    """
    held = RecordImport.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    one = held.filter(number=number, state=states.IMPORT_DONE).first()
    if one is None or not may_undo(one, actor.now):
        raise Absent
    ones = list(
        Consultation.objects.everything(WHY)
        .select_for_update(of=("self",), no_key=True)
        .filter(imported__record_import=one)
        .only("pk", "number", "person_key", "client", "version")
    )
    lines = touched_lines(one)
    if lines:
        raise UndoRefused(lines)
    _take_back(one, ones)
    one.state, one.undone_at, one.undone_by_id = states.IMPORT_UNDONE, actor.now, actor.account_id
    one.save(update_fields=["state", "undone_at", "undone_by_id"])
    told = watchers_of(one.agency_id, actor.now, but=[actor.account_id])
    facts: dict[str, Any] = {"name": actor.name, "agency": actor.agency_name, "count": len(ones)}
    send(actor, "import.undone", told, number=one.number, path=reverse("import_list"), **facts)
    audit.record_many(actor, "consultation.take_back", ones, imported=one.number)
    audit.record(actor, "import.undo", one, count=len(ones))
    return one


def _take_back(one: RecordImport, ones: list[Consultation]) -> None:
    """The records and all that they brought along; a client keeps hers without them."""
    unnamed = [row.person_key for row in ones if row.client_id is None]
    linked = {row.client_id for row in ones if row.client_id is not None}
    for some in batches(ones):
        for table in (PartyKey, AccessReason, ImportedRow):
            table.objects.filter(consultation__in=some).delete()
        ConsultationGrant.objects.filter(content_object__in=some).delete()
        numbers = [row.number for row in some]
        entries = TimelineEntry.objects.everything(WHY)
        entries.filter(client_id__in=linked, event="consultation.made", target_number__in=numbers).delete()
        Consultation.objects.everything(WHY).filter(pk__in=[row.pk for row in some]).delete()
    for keys in batches(unnamed):
        PersonGram.objects.filter(person_key__in=keys).delete()
        Tie.objects.filter(person_key__in=keys).delete()
    for client in Client.objects.everything(WHY).filter(pk__in=linked).select_related("agency"):
        index_person(client.person_key, client.agency)
