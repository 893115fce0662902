"""Consultations that named nobody become hers: she says on the telephone who she is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.actions.consultation import LinkRefused, link_to_client
from cases.cards import unnamed
from cases.forms.client import ClientSearch
from cases.models import Client, CodeBook, Consultation
from cases.queries import lists
from cases.queries.merge import number_now
from cases.queries.person_search import search_consultations
from cases.queries.sight import require
from cases.search_limit import count, hold
from safeguards.access import get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import ROWS, KeyPage, page_of


@page("client.take_in", methods=("GET", "POST"))
def client_take_in(request: HttpRequest, number: str) -> HttpResponse:
    """Unlinked consultations of her own agency, newest first or by a search; one press makes one of them hers."""
    actor = request.actor
    client = get_or_absent(Client.objects.select_related("agency"), number_now(number), actor)
    require(actor, client, "link")
    if request.POST.get("consultation"):
        return _take(request, client)
    form, book = ClientSearch(request.POST or None), CodeBook(*lists.CODES_OF_LIST)
    rows = lists.consultations(actor, {"only": "unlinked"})
    if form.is_bound:
        again = hold(request)
        if again is not None:
            return again
        form.is_valid()
        words = form.cleaned_data.get("q", "")
        count(request, words)
        shown = KeyPage(search_consultations(actor, words, rows).rows[:ROWS], "", "")
    else:
        shown = page_of(request, rows, moment="listed_at")
    found = lists.consultation_rows(actor, shown.rows, book)
    seen(request, "consultation.list", numbers=[row.number for row in found], searched=form.is_bound)
    context = {"one": client, "name": client.name or unnamed(), "form": form, "rows": found, "page": shown}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/client/take_in.html", context, status=status)


def _take(request: HttpRequest, client: Client) -> HttpResponse:
    actor, here = request.actor, reverse("client_detail", args=[client.number])
    one = get_or_absent(Consultation.objects.select_related("agency"), request.POST["consultation"], actor)
    require(actor, one, "link")
    try:
        url, first = with_once(request, lambda: (link_to_client(actor, one, client), here)[1])
    except LinkRefused:
        messages.warning(request, _("This consultation is linked already. Nothing was changed."))
        return redirect(here)
    if first:
        messages.success(request, _("The consultation is linked to the client."))
    return redirect(url)
