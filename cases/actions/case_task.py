"""Tasks of a case: laid by moves and deadlines or by hand, met by the act they ask for, dropped for a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from cases import deadlines
from cases.cards import local_day
from cases.models import Case, CaseTask
from cases.queries.assignment import may_be_in_charge
from cases.queries.sight import require
from partners.models import Account
from safeguards import audit
from safeguards.access import Absent, Actor

OWN = "own"  # the kind of a task that a person words herself


def lay_task(
    actor: Actor, case: Case, kind: str, *, about: str = "", due_on: date | None = None,
    owner: Account | None = None, words: str = "",
) -> CaseTask:  # fmt: skip
    """Let a task stand in a case, once for each kind and thing: one that waits already gets the new day.

    Without a day it is due as `cases.deadlines.TASKS` says, counted from today. The caller holds the transaction.
    """
    due = due_on or deadlines.due_of(kind, local_day(actor.now))
    waiting = CaseTask.objects.visible_to(actor).waiting().filter(case=case, kind=kind, about=about)
    current = waiting.select_for_update(of=("self",), no_key=True).first() if kind != OWN else None
    if current is not None:
        current.due_on, current.told_on, current.raised_on = due, None, None
        current.save(update_fields=["due_on", "told_on", "raised_on"])
        audit.record(actor, "case.task_shift", current, record=case.number, kind=kind)
        return current
    task = CaseTask.objects.create(
        case=case, agency_id=case.agency_id, kind=kind, about=about, due_on=due, owner=owner, words=words,
        made_by_id=actor.account_id, made_at=actor.now,
    )  # fmt: skip
    audit.record(actor, "case.task_lay", task, record=case.number, kind=kind)
    return task


def meet_tasks(actor: Actor, case: Case, kind: str, *, about: str = "") -> int:
    """What these tasks asked for is done; how many waited. The caller holds the transaction."""
    waiting = CaseTask.objects.visible_to(actor).waiting().filter(case=case, kind=kind, about=about)
    found = list(waiting.select_for_update(of=("self",), no_key=True))
    for task in found:
        task.ended_at, task.ended_by_id = actor.now, actor.account_id
        task.save(update_fields=["ended_at", "ended_by_id"])
        audit.record(actor, "case.task_done", task, record=case.number, kind=kind)
    return len(found)


def end_with_case(actor: Actor, case: Case) -> None:
    """What is about the support itself ends with it, as not needed any more. The caller holds the transaction."""
    waiting = CaseTask.objects.visible_to(actor).waiting().filter(case=case, kind__in=deadlines.WITH_CASE)
    for task in waiting.select_for_update(of=("self",), no_key=True):
        task.ended_at, task.ended_by_id, task.is_dropped = actor.now, actor.account_id, True
        task.save(update_fields=["ended_at", "ended_by_id", "is_dropped"])
        audit.record(actor, "case.task_drop", task, record=case.number, kind=task.kind)


@transaction.atomic
def add_task(actor: Actor, case: Case, words: str, due_on: date, owner: Account | None = None) -> CaseTask:
    """A task in her own words. Raises Absent for a case that she may not change, and for an owner who cannot see it."""
    current = held_case(actor, case)
    if owner is not None and not may_be_in_charge(actor, current).filter(pk=owner.pk).exists():
        raise Absent
    return lay_task(actor, current, OWN, due_on=due_on, owner=owner, words=words)


@transaction.atomic
def end_task(actor: Actor, number: str, *, why_dropped: str = "") -> CaseTask:
    """She says that it is done, or, with a reason, that it is not needed any more. A second press changes nothing.

    Raises Absent for a task of a case that she may not change, and for one that ends by its own act unless it is
    dropped.
    """
    rows = (
        CaseTask.objects.of_her_agency(actor)
        .select_related("case")
        .select_for_update(of=("self",), no_key=True)
    )
    task = rows.filter(number=number).first()
    if task is None:
        raise Absent
    require(actor, task.case, "edit")
    if deadlines.TASKS[task.kind].by_act and not why_dropped:
        raise Absent
    if task.ended_at is not None:
        return task
    task.ended_at, task.ended_by_id = actor.now, actor.account_id
    task.is_dropped, task.why_dropped = bool(why_dropped), why_dropped
    task.save(update_fields=["ended_at", "ended_by_id", "is_dropped", "why_dropped"])
    audit.record(
        actor, "case.task_drop" if why_dropped else "case.task_done", task, record=task.case.number, kind=task.kind
    )  # fmt: skip
    return task


def held_case(actor: Actor, case: Case, action: str = "edit") -> Case:
    """A case of her own agency that she may act on, held until the end of the transaction; Absent otherwise."""
    rows = Case.objects.visible_to(actor).filter(pk=case.pk, agency_id=actor.own_agency_id)
    held = rows.select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise Absent
    require(actor, held, action)
    return held


def touch(case: Case) -> None:
    """A new version of the case, so that a page that was opened before is told. The caller holds the row."""
    Case.objects.everything("the version of a held case").filter(pk=case.pk).update(version=F("version") + 1)
    case.version += 1
