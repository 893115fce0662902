"""Emergency access: name one person, open her records for an hour, end it, review it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.emergency import (
    RightHeld,
    count_miss,
    end_emergency,
    open_emergency,
    require_right,
    review_emergency,
)
from cases.forms.emergency import EmergencyForm
from cases.models import Client, CodeBook
from cases.queries import emergency as emergencies
from partners.stepup import ask_again
from safeguards import matrix
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

MISSED = _("Nothing can be opened so. Please have the number read out again, or telephone the agency.")
KNOWN_ALREADY = _("You may read this record already. Nothing was opened.")
MOST_WAITING = 50
DONE = {
    "find_right": _("The review is recorded: the access was right."),
    "question": _("The review is recorded. Until it is cleared she cannot use emergency access."),
    "clear": _("It is cleared. She can use emergency access again."),
}


@page("emergency", methods=("GET", "POST"))
def emergency(request: HttpRequest) -> HttpResponse:
    """What waits for her review; at the center also the form, and her own accesses."""
    if not matrix.has_emergency_right(request.actor):
        return _show(request, None)
    if (asked := ask_again(request)) is not None:
        return asked
    form = EmergencyForm(request.POST or None, book=CodeBook(), today=timezone.localdate())
    if request.method == "GET" or not form.is_valid():
        return _show(request, form)
    try:
        require_right(request.actor)
    except RightHeld:
        return _show(request, form)
    named = form.named()
    found = emergencies.clients_named(request.actor, named)
    known = Client.objects.visible_to(request.actor).filter(pk__in=[one.pk for one in found])
    if found and len(known) == len(found):
        messages.info(request, KNOWN_ALREADY)
        return redirect("client_detail", number=known[0].number)
    if not found:
        count_miss(request.actor, named)
        form.add_error(None, MISSED)
        return _show(request, form)

    def act() -> str:
        reason = {name: form.cleaned_data[name] for name in ("ground", "reason")}
        opened = open_emergency(request.actor, found, **reason)
        return reverse("emergency_detail", args=[opened.number])

    return redirect(with_once(request, act)[0])


def _show(request: HttpRequest, form: EmergencyForm | None) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    waiting = list(emergencies.to_review(actor)[:MOST_WAITING])
    past = page_of(request, emergencies.own_past(actor).select_related("account", "agency"), moment="since")
    seen(request, "emergency.list", numbers=[one.number for one in [*waiting, *past.rows]])
    context = {
        "form": form,
        "is_held": form is not None and emergencies.is_held(actor),
        "rests": form is not None and emergencies.misses_in_hour(actor) >= emergencies.MOST_MISSES,
        "waiting": emergencies.emergency_rows(actor, waiting, book),
        "past": emergencies.emergency_rows(actor, past.rows, book),
        "page": past,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "cases/emergency/list.html", context, status=status)


@page("emergency.detail")
def emergency_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The way to what is open, for her; who, when, why and what was done, for who reviews it."""
    actor = request.actor
    one = emergencies.emergency_or_absent(actor, number)
    seen(request, "emergency.read", one)
    context = {
        "one": one,
        "row": emergencies.emergency_rows(actor, [one], CodeBook())[0],
        "records": emergencies.records_of(actor, one),
        "is_hers": one.account_id == actor.account_id,
        "moves": emergencies.moves_of(actor, one),
    }
    return render(request, "cases/emergency/detail.html", context)


@page("emergency.end", methods=("POST",))
def emergency_end(request: HttpRequest, number: str) -> HttpResponse:
    """She is done before the hour is over."""

    def act() -> str:
        end_emergency(request.actor, number)
        return reverse("emergency")

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("The emergency access has ended."))
    return redirect(url)


@page("emergency.review", methods=("POST",))
def emergency_review(request: HttpRequest, number: str) -> HttpResponse:
    """One step of the review."""
    name = request.POST.get("move", "")

    def act() -> str:
        review_emergency(request.actor, number, name)
        return reverse("emergency")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
