"""Temporary protection: admission, extension, discharge. Nothing here waits for an approval."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases import deadlines
from cases.actions import Stale
from cases.actions.bed import take_bed
from cases.actions.case import follow
from cases.actions.case_task import held_case, lay_task, touch
from cases.cards import local_day
from cases.models import Case, CodeBook, ProtectionExtension, TemporaryProtection
from cases.protection_rule import PLANNED_DAYS, bars_admission
from cases.states.case import UNDER_WAY
from safeguards import audit
from safeguards.access import Actor

AFTERCARE_DAYS = 14
AFTERCARE_LIST = "protection_aftercare"  # the destinations after which she is called once more


class ProtectionRefused(ValueError):
    """It cannot have been so; `why` is one of `cases.choices.protection.REFUSED`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def admit(
    actor: Actor, case: Case, version: int, facts: dict[str, Any], *, shelter: str = "", request: str = ""
) -> TemporaryProtection:  # fmt: skip
    """Write down that she is in protection from this day on; the case follows.

    `facts`: ground, consent, by, family, started_on, planned_until (or None). `request` is the number of a request of
    this case for which a bed is held, `shelter` of a shelter of her own agency; neither where the place has no code.
    Raises Absent, Stale, ProtectionRefused, and NoBed where none is free.
    """
    current = _held(actor, case, version)
    start: date = facts["started_on"]
    if current.state not in UNDER_WAY:
        raise ProtectionRefused("ended")
    if start > local_day(actor.now):
        raise ProtectionRefused("future")
    stays = TemporaryProtection.objects.visible_to(actor).filter(case=current)
    if bars_admission(stays.values_list("started_on", "ended_on"), start) is not None:
        raise ProtectionRefused("overlap")
    until = facts["planned_until"] or start + timedelta(days=PLANNED_DAYS)
    if until < start:
        raise ProtectionRefused("planned")
    place = take_bed(actor, current, shelter=shelter, request=request)
    stay = TemporaryProtection.objects.create(
        case=current, agency_id=current.agency_id, ground=facts["ground"], consent=facts["consent"], by=facts["by"],
        family=facts["family"], started_on=start, planned_until=until, shelter=place, made_by_id=actor.account_id,
        made_at=actor.now,
    )  # fmt: skip
    _follow(actor, current, "protect", start)
    lay_task(actor, current, "protection_review", due_on=deadlines.days_after(until, 0))
    code = place.code if place else ""
    audit.record(
        actor, "protection.admit", stay, record=current.number, ground=stay.ground, by=stay.by, shelter=code
    )
    return stay


@transaction.atomic
def extend(actor: Actor, case: Case, version: int, until: date, reason: str) -> TemporaryProtection:
    """Plan the stay until a later day, for a reason. Raises Absent, Stale, ProtectionRefused."""
    current = _held(actor, case, version)
    stay = _open_stay(actor, current)
    if until <= stay.planned_until:
        raise ProtectionRefused("not_later")
    if not reason.strip():
        raise ProtectionRefused("no_reason")
    ProtectionExtension(
        stay=stay, before=stay.planned_until, until=until, reason=reason, made_by_id=actor.account_id,
        made_by_name=actor.name, made_at=actor.now,
    ).save()  # fmt: skip
    stay.planned_until = until
    stay.save(update_fields=["planned_until"])
    touch(current)
    lay_task(actor, current, "protection_review", due_on=deadlines.days_after(until, 0))
    audit.record(actor, "protection.extend", stay, record=current.number, until=until.isoformat())
    return stay


@transaction.atomic
def discharge(
    actor: Actor, case: Case, version: int, ended_on: date, destination: str
) -> TemporaryProtection:
    """Write down that she left, and where to; after some destinations a call two weeks later becomes a task.

    Raises Absent, Stale, ProtectionRefused.
    """
    current = _held(actor, case, version)
    stay = _open_stay(actor, current)
    if ended_on < stay.started_on:
        raise ProtectionRefused("before_start")
    if ended_on > local_day(actor.now):
        raise ProtectionRefused("future")
    stay.ended_on, stay.destination = ended_on, destination
    stay.ended_by_id, stay.ended_at = actor.account_id, actor.now
    stay.save(update_fields=["ended_on", "destination", "ended_by_id", "ended_at"])
    _follow(actor, current, "discharge", ended_on)
    if CodeBook().has(AFTERCARE_LIST, destination):
        lay_task(actor, current, "aftercare", due_on=deadlines.days_after(ended_on, AFTERCARE_DAYS))
    audit.record(actor, "protection.discharge", stay, record=current.number, destination=destination)
    return stay


def _held(actor: Actor, case: Case, version: int) -> Case:
    current = held_case(actor, case)
    if current.version != version:
        raise Stale(current)
    return current


def _open_stay(actor: Actor, case: Case) -> TemporaryProtection:
    rows = TemporaryProtection.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    stay = rows.filter(case=case, ended_on__isnull=True).first()
    if stay is None:
        raise ProtectionRefused("no_stay")
    return stay


def _follow(actor: Actor, case: Case, move: str, day: date) -> None:
    """The case moves on this day, or on that of its last step where the act was before it (written down later)."""
    before = case.version
    follow(actor, case, move, max(day, case.state_since or day))
    if case.version == before:
        touch(case)
