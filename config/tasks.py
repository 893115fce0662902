"""Deadlines and tasks of mine and of my agency: one list out of every app, overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cases.actions import Stale
from cases.actions.next_step import finish_next_step
from cases.queries import tasks as cases_tasks
from cases.queries.next_step import SOON, late_words
from partners.cards import TaskRow, TaskSource
from partners.queries import tasks as partners_tasks
from referrals.queries import tasks as referrals_tasks
from safeguards import matrix
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.forms import moment_of
from safeguards.merging import Part, merged_page
from safeguards.once import with_once
from safeguards.pages import page, seen

SOURCES = (*cases_tasks.SOURCES, *referrals_tasks.SOURCES, *partners_tasks.SOURCES)
MINE, AGENCY = "mine", "agency"
LATE, NEAR, DONE = "late", "soon", "done"


class TaskFilter(forms.Form):
    """Closed words only, so they may stand in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[(MINE, _("Mine")), (AGENCY, _("Of my agency"))]
    )
    due = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[
            ("", _("All")),
            (LATE, _("Past their day")),
            (NEAR, _("In the next two weeks")),
            (DONE, _("Done in the last two weeks")),
        ],
    )
    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("All")), *kinds]

    def asked(self, usual: str) -> dict[str, str]:
        """What was asked; a word that is none of ours asks for nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("whose", "due", "kind")}
        return {**found, "whose": found["whose"] or usual}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line: its day, whether it is late, what kind it is, and the row of its app."""

    due: date | datetime
    late: str
    is_day: bool
    label: Any
    row: TaskRow


@page("task.list", methods=("GET", "POST"))
def task_list(request: HttpRequest) -> HttpResponse:
    """The list; a press says that a next step is done, or takes it back."""
    if request.method == "POST":
        return _finish(request)
    actor = request.actor
    usual = AGENCY if actor.has("supervisor") or not actor.has("counselor") else MINE
    kinds = [(one.kind, one.label) for one in SOURCES if one.find(actor, True) is not None]
    form = TaskFilter({"whose": usual, **request.GET.dict()}, kinds=kinds)
    asked = form.asked(usual)
    parts = [_part(one, actor, asked) for one in SOURCES]
    shown = merged_page(request, parts)
    lines = _lines(actor, shown.rows)
    numbers = [row.number for _place, row in shown.rows]
    seen(request, "task.list", numbers=numbers, whose=asked["whose"], due=asked["due"], kind=asked["kind"])
    context = {
        "form": form,
        "lines": lines,
        "page": shown,
        "is_done": asked["due"] == DONE,
        "is_narrowed": bool(asked["due"] or asked["kind"]),
        "names_whose": actor.has("counselor"),
        "may_see_board": matrix.may_open(actor, "task.board"),
    }
    return render(request, "config/tasks.html", context)


def _part(source: TaskSource, actor: Actor, asked: dict[str, str]) -> Part:
    """The rows of one source as the filters ask; a source that is not asked for costs no query."""
    mine = asked["whose"] == MINE
    find = source.find_done if asked["due"] == DONE else source.find
    wanted = find(actor, mine) if asked["kind"] in ("", source.kind) else None
    rows = _within(wanted, source, actor, asked["due"]) if wanted is not None else None
    return Part(rows, source.moment, source.is_day)


def _within(rows: QuerySet[Any], source: TaskSource, actor: Actor, due: str) -> QuerySet[Any]:
    today = japanese_day(actor.now)
    begin: Any = today if source.is_day else actor.now
    if due == LATE:
        return rows.filter(**{f"{source.moment}__lt": begin})
    if due == NEAR:
        end: Any = today + SOON if source.is_day else moment_of(today + SOON + timedelta(days=1), None)
        return rows.filter(**{f"{source.moment}__gte": begin, f"{source.moment}__lte": end})
    return rows


def _lines(actor: Actor, found: list[tuple[int, Any]]) -> list[TaskLine]:
    """Lines in the order of the page; each app draws its own rows at once."""
    by_place: dict[int, list[Any]] = {}
    for place, row in found:
        by_place.setdefault(place, []).append(row)
    drawn = {place: iter(SOURCES[place].rows(actor, rows)) for place, rows in by_place.items()}
    today = japanese_day(actor.now)
    lines = []
    for place, row in found:
        source = SOURCES[place]
        due = getattr(row, source.moment)
        late = late_words(due if source.is_day else japanese_day(due), today)
        if not late and not source.is_day and due < actor.now:
            late = str(_("late"))
        lines.append(TaskLine(due, late, source.is_day, source.label, next(drawn[place])))
    return lines


def _finish(request: HttpRequest) -> HttpResponse:
    number, _colon, day = request.POST.get("done", "").partition(":")
    is_done = request.POST.get("state", "done") == "done"
    back = request.get_full_path()
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return redirect(back)  # no row of this list sends that: nothing is named, nothing is changed

    def act() -> str:
        finish_next_step(request.actor, number, on, is_done=is_done)
        return back

    try:
        url, first = with_once(request, act)
    except Stale:
        messages.warning(request, _("This next step has another day by now. Nothing was changed."))
        return redirect(back)
    if first:
        messages.success(
            request, _("The next step is done.") if is_done else _("The next step is open again.")
        )
    return redirect(url)
