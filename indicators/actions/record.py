"""Writing, changing, ending and withdrawing the dated records behind the indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from indicators.models import Answer, Indicator, School
from indicators.models.record import DatedRecord, Record, may_write_for
from partners.models import Municipality
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day
from safeguards.changes import record_change, values_of
from safeguards.names import search_key


class Stale(Exception):
    """Someone else changed the record first; `current` is what she wrote."""

    def __init__(self, current: Record) -> None:
        super().__init__("changed by someone else")
        self.current = current


def _municipality_of(record: Record, facts: dict[str, Any]) -> int | None:
    if "school" in facts:
        return facts["school"].municipality_id
    municipality = facts.get("municipality", getattr(record, "municipality", None))
    return municipality.pk if municipality is not None else None


@transaction.atomic
def add_record(actor: Actor, record: Record, facts: dict[str, Any]) -> Record:
    """Write a new record; Absent when the place is not hers. In a demo it is marked as a demo value."""
    if not may_write_for(actor, _municipality_of(record, facts)):
        raise Absent
    for name, value in facts.items():
        setattr(record, name, value)
    record.entered_by_id = actor.account_id
    record.is_demo = settings.YUI_DEMO
    record.save(force_insert=True)
    audit.record(actor, "indicator.record", record, **_codes(record))
    return record


@transaction.atomic
def change_record(actor: Actor, record: Record, version: int, facts: dict[str, Any]) -> Record:
    """Change a record that still has this version; raises Stale with the present row otherwise.

    The update names the old version, so of two writers exactly one wins, on every database.
    """
    if not may_write_for(actor, _municipality_of(record, facts)):
        raise Absent
    model = type(record)
    rows = model._default_manager.standing().writable_by(actor).filter(pk=record.pk, version=version)
    changed = rows.update(
        version=F("version") + 1, changed_by_id=actor.account_id, changed_at=actor.now, **facts
    )
    if not changed:
        raise Stale(model._default_manager.get(pk=record.pk))
    old = values_of(record, [name for name, value in facts.items() if getattr(record, name) != value])
    record.refresh_from_db()
    record_change(actor, "indicator.change", record, old, version=record.version, **_codes(record))
    return record


def end_record(
    actor: Actor, record: DatedRecord, version: int, ends_on: date, no_successor_for: Indicator | None = None
) -> Record:
    """End a record: `ends_on` is the first day on which it no longer is valid.

    With `no_successor_for`, the municipality is also recorded as stating that it has none from that day
    on, so that it does not look as if it had not answered.
    """
    with transaction.atomic():
        ended = change_record(actor, record, version, {"ends_on": ends_on})
        municipality = getattr(ended, "municipality", None)
        if no_successor_for is not None and municipality is not None:
            Answer.objects.get_or_create(
                municipality=municipality,
                indicator=no_successor_for,
                as_of=ends_on,
                withdrawn_at=None,
                defaults={
                    "has": False,
                    "answered_on": japanese_day(actor.now),
                    "entered_by_id": actor.account_id,
                    "is_demo": settings.YUI_DEMO,
                },
            )
    return ended


def withdraw_record(actor: Actor, record: Record, version: int) -> Record:
    """Take back a record that was written by mistake: it stays in the database and counts nowhere."""
    return change_record(actor, record, version, {"withdrawn_at": actor.now})


@transaction.atomic
def school_for(municipality: Municipality, name: str, school_type: str, code: str = "") -> School:
    """The school of this code or name in this municipality; a new one where there is none yet.

    Two spellings of one name (widths, spaces, old characters) are one school.
    """
    if code:
        found = School.objects.filter(code=code).first()
        if found is not None:
            return found
    found = School.objects.filter(municipality=municipality, name_key=search_key(name)).first()
    if found is None:
        found = School.objects.create(
            code=code or None,
            name=name,
            municipality=municipality,
            school_type=school_type,
            is_demo=settings.YUI_DEMO,
        )
    elif code and not found.code:
        found.code = code
        found.save(update_fields=["code"])
    return found


def _codes(record: Record) -> dict[str, Any]:
    """What the audit trail keeps of a record: which kind, which place. No words."""
    place = getattr(record, "municipality", None) or getattr(record, "agency", None)
    if place is None and hasattr(record, "school"):
        place = record.school.municipality
    return {"kind": record._meta.model_name, "place": getattr(place, "code", "")}
