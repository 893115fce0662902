"""The alerts of a client: what is in force, one more, and ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.client_alert import AlertStands, begin_alert, end_alert
from cases.cards import unnamed
from cases.forms.around import AlertForm
from cases.models import Client, CodeBook
from cases.queries.client_alert import alerts_of
from cases.queries.merge import number_now
from cases.queries.sight import groups_of, require
from safeguards.access import get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.alerts", methods=("GET", "POST"))
def client_alerts(request: HttpRequest, number: str) -> HttpResponse:
    """Every alert in force on a client of her own agency, one more, and the end of one."""
    actor, book = request.actor, CodeBook("client_alert")
    client = get_or_absent(Client.objects.select_related("agency"), number_now(number), actor)
    require(actor, client, "edit")
    groups = groups_of(actor, client)
    here = reverse("client_alerts", args=[client.number])
    ended = request.POST.get("end", "")
    if ended:
        try:
            with_once(request, lambda: (end_alert(actor, client, ended), here)[1])
        except AlertStands:
            messages.warning(
                request, _("A register measure or an order stands behind it. It ends with the last.")
            )
        else:
            messages.success(request, _("The alert is ended. It stays in what has happened."))
        return redirect(here)
    form = AlertForm(request.POST or None, book=book, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        url, first = with_once(request, lambda: (begin_alert(actor, client, **form.cleaned_data), here)[1])
        if first:
            messages.success(request, _("The alert stands on top of her card."))
        return redirect(url)
    seen(request, "client.open_to_alert", client)
    context = {
        "one": client,
        "name": (client.name if "identity" in groups else "") or unnamed(),
        "alerts": alerts_of(actor, client, groups, book),
        "form": form,
    }
    return render(request, "cases/client/alerts.html", context, status=422 if form.is_bound else 200)
