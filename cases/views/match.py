"""Possible duplicates across agencies: the center's neutral queue, the earlier agency's question, what was agreed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.actions.match import move_match
from cases.forms.match import MatchAnswer
from cases.queries import match as matches
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

MOST_SHOWN = 50
DONE = {
    "ask": _("The agency that knew her earlier was asked."),
    "set_aside": _("It was put aside."),
    "agree": _("Thank you. The two agencies now know of each other."),
    "decline": _("Thank you. Nobody is told anything."),
}


@page("match.list")
def match_list(request: HttpRequest) -> HttpResponse:
    """Questions to her agency and what was agreed; for the center also the queue, without any name."""
    actor = request.actor
    asked = matches.with_both(matches.put_to(actor)).order_by("asked_at", "pk")[:MOST_SHOWN]
    agreed = matches.with_both(matches.agreed(actor)).order_by("-answered_at", "-pk")[:MOST_SHOWN]
    shown = page_of(request, matches.with_both(matches.queue(actor)), moment="found_at")
    questions, known = matches.own_rows(actor, asked), matches.own_rows(actor, agreed)
    queue = matches.queue_rows(actor, shown.rows)
    seen(request, "match.list", numbers=[row.number for row in [*questions, *known, *queue]])
    context = {
        "questions": [(row, MatchAnswer(auto_id=f"%s_{row.number}")) for row in questions],
        "known": known,
        "queue": queue,
        "page": shown,
        "is_center": matches.is_center(actor),
    }
    return render(request, "cases/match/list.html", context)


@page("match.move", methods=("POST",))
def match_move(request: HttpRequest, number: str) -> HttpResponse:
    """Make one move of the table."""
    name = request.POST.get("move", "")
    answer = MatchAnswer(request.POST)
    has_consent = answer.is_valid()

    def act() -> str:
        move_match(request.actor, number, name, has_consent=has_consent)
        return reverse("match_list")

    try:
        url, first = with_once(request, act)
    except ValueError:
        messages.warning(request, _("Without her consent the answer is no."))
        return redirect("match_list")
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
