"""Who is in charge of a client."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.assignment import assign
from cases.forms.assignment import AssignmentForm
from cases.models import Client
from cases.queries.sight import may
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.assign", methods=("GET", "POST"))
def client_assign(request: HttpRequest, number: str) -> HttpResponse:
    """A supervisor names who is in charge of a client of her agency; a counselor takes it herself."""
    actor = request.actor
    client = get_or_absent(Client.objects.select_related("agency", "assigned_to"), number, actor)
    if not (may(actor, client, "take") or may(actor, client, "assign")):
        raise Absent
    back = reverse("client_detail", args=[client.number])
    form = AssignmentForm(request.POST or None, actor=actor, record=client)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        before = client.assigned_to.number if client.assigned_to else ""

        def act() -> str:
            if asked["before"] != before:
                raise Stale(client)
            assign(actor, client, asked["account"])
            return back

        try:
            url, first = with_once(request, act)
        except Stale:
            form, status = AssignmentForm(actor=actor, record=client), 409
            messages.warning(request, _("Somebody else was put in charge meanwhile. Nothing was changed."))
        else:
            if first:
                messages.success(request, _("It is written down who is in charge."))
            return redirect(url)
    seen(request, "client.open_to_assign", client)
    context = {"form": form, "back": back, "names_others": may(actor, client, "assign")}
    return render(request, "cases/client/assign.html", context, status=status)
