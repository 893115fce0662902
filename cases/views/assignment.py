"""Who is in charge of a client or a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.assignment import Kept, assign
from cases.forms.assignment import AssignmentForm
from cases.models import Case, Client
from cases.queries.sight import may
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.assign", methods=("GET", "POST"))
def client_assign(request: HttpRequest, number: str) -> HttpResponse:
    """A supervisor names who is in charge of a client of her agency; a counselor takes it herself."""
    client = get_or_absent(Client.objects.select_related("agency", "assigned_to"), number, request.actor)
    return _assign(request, client, reverse("client_detail", args=[client.number]))


@page("case.assign", methods=("GET", "POST"))
def case_assign(request: HttpRequest, number: str) -> HttpResponse:
    """The same of a case."""
    case = get_or_absent(Case.objects.select_related("agency", "assigned_to"), number, request.actor)
    return _assign(request, case, reverse("case_detail", args=[case.number]))


def _assign(request: HttpRequest, record: Kept, back: str) -> HttpResponse:
    actor = request.actor
    if not (may(actor, record, "take") or may(actor, record, "assign")):
        raise Absent
    form = AssignmentForm(request.POST or None, actor=actor, record=record)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        before = record.assigned_to.number if record.assigned_to else ""

        def act() -> str:
            if asked["before"] != before:
                raise Stale(record)
            assign(actor, record, asked["account"])
            return back

        try:
            url, first = with_once(request, act)
        except Stale:
            form, status = AssignmentForm(actor=actor, record=record), 409
            messages.warning(request, _("Somebody else was put in charge meanwhile. Nothing was changed."))
        else:
            if first:
                messages.success(request, _("It is written down who is in charge."))
            return redirect(url)
    seen(request, f"{record.object_type()}.open_to_assign", record)
    context = {"form": form, "back": back, "names_others": may(actor, record, "assign")}
    return render(request, "cases/client/assign.html", context, status=status)
