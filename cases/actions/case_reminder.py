"""Telling that a deadline of a case is near, and that it is past: neutrally, to who is to act, then to who watches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cases.cards import local_day
from cases.deadlines import TOLD_BEFORE
from cases.models import CaseTask
from cases.queries.watch import walled_accounts
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Actor

MOST_AT_ONCE = 200
WHY = "reminders of deadlines of cases"


def tell_deadlines(now: datetime) -> int:
    """Once for each task: its owner a week before its day (whoever watches, where nobody is in charge), and who
    watches when it is past. How many were told; each in a transaction of its own, so a stop loses nothing."""
    actor, today = replace(Actor.system(WHY), now=now), local_day(now)
    near = Q(told_on__isnull=True, due_on__lte=today + TOLD_BEFORE)
    late = Q(raised_on__isnull=True, due_on__lt=today)
    rows = CaseTask.objects.everything(WHY).filter(near | late, ended_at__isnull=True)
    keys = rows.order_by("due_on", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    return sum(_tell_of(actor, key) for key in list(keys))


@transaction.atomic
def _tell_of(actor: Actor, key: UUID) -> bool:
    rows = (
        CaseTask.objects.everything(WHY).select_related("case").select_for_update(of=("self",), no_key=True)
    )
    task, today = rows.filter(pk=key, ended_at__isnull=True).first(), local_day(actor.now)
    if task is None:
        return False
    walled = walled_accounts(task.case.person_key)
    owner = task.owner_id or task.case.assigned_to_id
    is_new, is_late = task.told_on is None, task.raised_on is None and task.due_on < today
    if is_new:
        told: Iterable[int] = [owner] if owner and owner not in walled else _watchers(actor, task, walled)
        _send(actor, "case.deadline_near", told, task)
        task.told_on = today
    if is_late:
        _send(actor, "case.deadline_late", _watchers(actor, task, [*walled, owner]), task)
        task.raised_on = today
    if is_new or is_late:
        task.save(update_fields=["told_on", "raised_on"])
        audit.record(actor, "case.task_remind", task, record=task.case.number, kind=task.kind, late=is_late)
    return is_new or is_late


def _watchers(actor: Actor, task: CaseTask, but: Iterable[int | None]) -> list[int]:
    return watchers_of(task.agency_id, actor.now, but=but)


def _send(actor: Actor, kind: str, told: Iterable[int], task: CaseTask) -> None:
    path = f"{reverse('case_detail', args=[task.case.number])}#tasks"
    send(actor, kind, told, number=task.number, path=path, agency_id=task.agency_id)
