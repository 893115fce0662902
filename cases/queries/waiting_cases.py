"""Deadlines of cases that wait, for the home page: those past their day, and those of the next two weeks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import local_day, unnamed
from cases.queries.case_task import left_words, tasks, title_of, tone_of
from cases.queries.decisions import SHOWN
from cases.queries.next_step import SOON
from cases.queries.sight import groups_seen
from partners.cards import Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import day_short


def late_deadlines(actor: Actor) -> Waiting | None:
    """Past their day: hers; for a supervisor her agency's."""
    found, count, mine = _found(actor, "lt", None)
    if not found:
        return None
    urgent = ngettext(
        "%(count)s deadline of a case is past its day.",
        "%(count)s deadlines of cases are past their day.",
        count,
    )
    return Waiting(
        name="cases-late",
        label=_("Deadlines of cases past their day"),
        count=count,
        url=_tasks("late", mine=mine),
        link=_("Open the list"),
        rows=_rows(actor, found),
        urgent=urgent % {"count": count},
    )


def near_deadlines(actor: Actor) -> Waiting | None:
    """From today until two weeks from now."""
    found, count, mine = _found(actor, "gte", local_day(actor.now) + SOON)
    if not found:
        return None
    return Waiting(
        name="cases-near",
        label=_("Deadlines of cases in the next two weeks"),
        count=count,
        url=_tasks("soon", mine=mine),
        link=_("Open the list"),
        rows=_rows(actor, found),
    )


def _found(actor: Actor, sign: str, until: Any) -> tuple[list[Any], int, bool]:
    if not (matrix.may_open(actor, "task.list") and actor.has("counselor")):
        return [], 0, True
    mine = not actor.has("supervisor")
    rows = tasks(actor, mine=mine).filter(ended_at__isnull=True, **{f"due_on__{sign}": local_day(actor.now)})
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    found, count = first_and_count(rows.order_by("due_on", "pk"), SHOWN)
    return found, count, mine


def _tasks(due: str, *, mine: bool) -> str:
    return f"{reverse('task_list')}?kind=case&due={due}&whose={'mine' if mine else 'agency'}"


def _rows(actor: Actor, found: list[Any]) -> tuple[WaitingRow, ...]:
    today, groups = local_day(actor.now), groups_seen(actor, [task.case for task in found])
    return tuple(
        WaitingRow(
            when=day_short(task.due_on),
            badge=left_words(task.due_on, today),
            tone=tone_of(task.due_on, today),
            title=title_of(task),
            name=(task.case.client.name if "identity" in groups[task.case_id] else "") or unnamed(),
            text="",
            url=f"{reverse('case_detail', args=[task.case.number])}#tasks",
            act=_("Open"),
        )
        for task in found
    )
