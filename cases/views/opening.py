"""Who opened my records this week, the press "I do not know why", and its answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.actions.opening import answer_question, ask_why
from cases.cards import local_day
from cases.choices import EXPLANATIONS, STATE_LABELS
from cases.forms.opening import ExplanationForm
from cases.queries import opening_question as questions
from cases.queries import opening_week as weeks
from safeguards import matrix
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of

MOST_WAITING = 50
ASKED = _("A third person is asked. Whoever opened it learns nothing before the answer.")
DONE = {
    "explain": _("Answered. Who asked was told."),
    "escalate": _("It is looked into as a possible leak. The auditors and who asked were told."),
}


def _asked_week(request: HttpRequest) -> date:
    """The Monday that the address asks for, within eight weeks; else that of the last whole week."""
    today = local_day(request.actor.now)
    last = weeks.week_before(today)
    try:
        monday = weeks.monday_of(date.fromisoformat(request.GET.get("week", "")))
    except ValueError:
        return last
    oldest = last - weeks.OLDEST_WEEKS * weeks.WEEK
    return monday if oldest <= monday <= weeks.monday_of(today) else last


@page("opening.week")
def opening_week(request: HttpRequest) -> HttpResponse:
    """By day: who, apart from herself, opened what she keeps."""
    actor, monday = request.actor, _asked_week(request)
    found = list(weeks.openings_in_week(actor, monday)[: weeks.MOST + 1])
    shown = page_by_place(request, found[: weeks.MOST])
    rows = weeks.week_rows(actor, shown.rows)
    seen(request, "opening.week", week=monday, numbers=sorted({row.number for row in rows}))
    today = local_day(actor.now)
    context = {
        "rows": rows,
        "page": shown,
        "first": monday,
        "last": monday + weeks.WEEK - timedelta(days=1),
        "count": len(found[: weeks.MOST]),
        "is_bounded": len(found) > weeks.MOST,
        "before": monday - weeks.WEEK,
        "after": monday + weeks.WEEK if monday + weeks.WEEK <= today else None,
        "explanations": EXPLANATIONS,
        "states": STATE_LABELS,
        "shows_questions": matrix.may_open(actor, "opening.list"),
    }
    return render(request, "cases/opening/week.html", context)


@page("opening.ask", methods=("POST",))
def opening_ask(request: HttpRequest) -> HttpResponse:
    """I do not know why: one press on one line."""

    def act() -> str:
        question = ask_why(request.actor, request.POST.get("line", ""))
        return f"{reverse('opening_week')}?week={weeks.monday_of(question.day).isoformat()}"

    url, _first = with_once(request, act)
    messages.success(request, ASKED)
    return redirect(url)


@page("opening.list")
def opening_list(request: HttpRequest) -> HttpResponse:
    """What waits for her as the third person, and what was answered in her agency."""
    return _show(request)


def _show(request: HttpRequest, tried: str = "", form: ExplanationForm | None = None) -> HttpResponse:
    actor, people = request.actor, ("asked_by", "reader", "reader_agency", "agency")
    waiting = list(questions.answerable(actor).select_related(*people).order_by("asked_at")[:MOST_WAITING])
    past = page_of(request, questions.answered(actor).select_related(*people), moment="asked_at")
    seen(request, "opening.list", numbers=[one.number for one in [*waiting, *past.rows]])
    context: dict[str, Any] = {
        "waiting": questions.question_rows(actor, waiting),
        "past": questions.question_rows(actor, past.rows),
        "page": past,
        "form": form or ExplanationForm(),
        "tried": tried,
        "states": STATE_LABELS,
    }
    return render(request, "cases/opening/list.html", context, status=422 if form else 200)


@page("opening.answer", methods=("POST",))
def opening_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Explained, or given to leak handling."""
    actor, name = request.actor, request.POST.get("move", "")
    form = ExplanationForm(request.POST)
    if name == "explain" and not form.is_valid():
        questions.question_or_absent(actor, number)
        return _show(request, number, form)

    def act() -> str:
        answer_question(actor, number, name, form.data.get("explanation", ""))
        return reverse("opening_list")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
