"""Staff who may be, or belong to, somebody in a record: the supervisors' list and her answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.tie import ReasonNeeded, move_tie
from cases.forms.tie import NotSameForm
from cases.models import CodeBook
from cases.queries import tie as ties
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

DONE = {
    "wall": _("The wall stands: she cannot see this person any more."),
    "not_same": _("Thank you. The two are kept apart as different persons and will not be shown again."),
}


@page("tie.list")
def tie_list(request: HttpRequest) -> HttpResponse:
    """Which colleague resembles somebody in which record, and by what; no name of the person."""
    actor, book, today = request.actor, CodeBook(), timezone.localdate()
    waiting = ties.answerable(actor).select_related("account", "agency")
    shown = page_of(request, waiting, moment="found_at")
    rows = ties.tie_rows(actor, shown.rows)
    seen(request, "tie.list", numbers=[row.number for row in rows])
    forms = [NotSameForm(auto_id=f"%s_{row.number}", book=book, today=today) for row in rows]
    return render(
        request, "cases/tie/list.html", {"rows": list(zip(rows, forms, strict=True)), "page": shown}
    )


@page("tie.move", methods=("POST",))
def tie_move(request: HttpRequest, number: str) -> HttpResponse:
    """Make one move of the table."""
    name, reason = request.POST.get("move", ""), request.POST.get("reason", "")

    def act() -> str:
        move_tie(request.actor, number, name, reason=reason)
        return reverse("tie_list")

    try:
        url, first = with_once(request, act)
    except ReasonNeeded:
        messages.warning(request, _("Please choose why they are not the same person."))
        return redirect("tie_list")
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
