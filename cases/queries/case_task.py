"""Tasks and deadlines of cases: on the case, in the one list of tasks, on the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import deadlines
from cases.cards import local_day, unnamed
from cases.choices.case import TASK_LABELS
from cases.models import Case, CaseTask, Client, CodeBook
from cases.queries.lists import NAMES, long_beside
from cases.queries.next_step import late_words
from cases.queries.sight import groups_seen, may
from partners.cards import TaskRow, TaskSource
from safeguards.access import Actor

MOST_SHOWN = 40  # of one case
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One deadline on the page of its case. `left` says how much time there is; `url` where it is done."""

    number: str
    due_on: date
    left: str
    tone: str
    title: str
    owner: str
    url: str
    by_act: bool


@dataclass(frozen=True, slots=True)
class TaskPanel:
    """The deadlines of one case, the nearest first. `lets_end`: nothing of them keeps the case from ending."""

    lines: tuple[TaskLine, ...]
    lets_end: bool
    is_cut: bool
    may_change: bool


def left_words(due: date, today: date) -> str:
    """How long there is still time, or how late it is."""
    days = (due - today).days
    if days < 0:
        return late_words(due, today)
    return (
        _("today")
        if days == 0
        else ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    )


def tone_of(due: date, today: date) -> str:
    """Red when it is late, orange in the last week."""
    if due < today:
        return "late"
    return "near" if due - today <= deadlines.TOLD_BEFORE else ""


def title_of(task: CaseTask) -> str:
    """What is to be done."""
    return task.words or str(TASK_LABELS[task.kind])


def task_panel(actor: Actor, case: Case, groups: frozenset[str], book: CodeBook) -> TaskPanel | None:
    """For her own agency; whom a case was disclosed to has no deadlines in it. One query."""
    if case.tie_to(actor) != "own":
        return None
    rows = CaseTask.objects.of_her_agency(actor).waiting().filter(case=case).select_related("owner")
    found = list(rows.order_by("due_on", "pk")[: MOST_SHOWN + 1])
    today = local_day(actor.now)
    lines = tuple(_line(task, case, today) for task in found[:MOST_SHOWN])
    lets_end = all(deadlines.TASKS[task.kind].with_case for task in found)
    return TaskPanel(lines, lets_end, len(found) > MOST_SHOWN, may(actor, case, "edit"))


def _line(task: CaseTask, case: Case, today: date) -> TaskLine:
    kind = deadlines.TASKS[task.kind]
    return TaskLine(
        task.number, task.due_on, left_words(task.due_on, today), tone_of(task.due_on, today), title_of(task),
        task.owner.name if task.owner else "", reverse(kind.page, args=[case.number]) if kind.page else "", kind.by_act,
    )  # fmt: skip


def tasks(actor: Actor, *, mine: bool) -> QuerySet[Any]:
    """Tasks of cases of her agency, done or not; hers, or everybody's."""
    rows: QuerySet[Any] = CaseTask.objects.of_her_agency(actor).filter(agency_id=actor.own_agency_id)
    if mine:
        rows = rows.of(actor)  # type: ignore[attr-defined]
    rows = rows.select_related("case__client", "case__assigned_to", "owner")
    return rows.defer(*long_beside(Client, NAMES, "case__client__"), "why_dropped")


def task_rows(actor: Actor, found: list[CaseTask]) -> list[TaskRow]:
    """Lines of the list of tasks."""
    groups = groups_seen(actor, [task.case for task in found])
    rows = []
    for task in found:
        holder = task.owner or task.case.assigned_to
        name = task.case.client.name if "identity" in groups[task.case_id] else ""
        rows.append(
            TaskRow(
                title=title_of(task),
                name=name or unnamed(),
                text=holder.name if holder else _("nobody yet"),
                url=f"{reverse('case_detail', args=[task.case.number])}#tasks",
                act=_("Open"),
            )
        )
    return rows


def _open(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    return tasks(actor, mine=mine).filter(ended_at__isnull=True) if actor.has("counselor") else None


def _done(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    if not actor.has("counselor"):
        return None
    return tasks(actor, mine=mine).filter(ended_at__gte=actor.now - LATELY)


CASE_TASKS = TaskSource(
    kind="case",
    label=gettext_lazy("Deadlines of cases"),
    moment="due_on",
    is_day=True,
    find=_open,
    rows=task_rows,
    find_done=_done,
)
