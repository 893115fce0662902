"""The other party of a client, on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.client import change_client
from cases.cards import client_card, local_day, unnamed
from cases.forms.around import OtherPartyForm
from cases.forms.beside import saved_beside, with_version
from cases.models import Client, CodeBook
from cases.queries.merge import number_now
from cases.queries.sight import groups_of, may
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.other_party", methods=("GET", "POST"))
def client_other_party(request: HttpRequest, number: str) -> HttpResponse:
    """What is known of the other party, for who reads this group; her own agency changes it."""
    actor, book = request.actor, CodeBook("sex", "known_as")
    client = get_or_absent(Client.objects.select_related("agency"), number_now(number), actor)
    groups, may_change, status, beside = groups_of(actor, client), may(actor, client, "edit"), 200, None
    if "other_party" not in groups or (request.method == "POST" and not may_change):
        raise Absent
    here = reverse("client_detail", args=[client.number])
    form = OtherPartyForm(request.POST or None, initial=OtherPartyForm.initial_of(client))
    if form.is_bound and form.is_valid():
        facts, version = form.facts(), form.cleaned_data["version"] or 0
        try:
            url, first = with_once(request, lambda: (change_client(actor, client, facts, version), here)[1])
        except Stale as stale:
            status, beside = 409, saved_beside(form, OtherPartyForm.initial_of(stale.current))
            form = with_version(form, stale.current.version)
        else:
            if first:
                messages.success(request, _("The change is saved."))
            return redirect(url)
    elif form.is_bound:
        status = 422
    seen(request, "client.read_other_party", client)
    context = {
        "one": client,
        "name": (client.name if "identity" in groups else "") or unnamed(),
        "told": client_card(client, groups, book, local_day(actor.now), client.tie_to(actor)).section(
            "other_party"
        ),
        "may_change": may_change,
        "form": form,
        "beside": beside,
    }
    return render(request, "cases/client/other_party.html", context, status=status)
