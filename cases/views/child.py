"""The children of a client."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.child import change_child, record_child
from cases.cards import client_card, local_day, unnamed
from cases.forms.around import ChildForm
from cases.forms.beside import saved_beside, with_version
from cases.models import Child, Client, CodeBook
from cases.queries.child import child_cards
from cases.queries.merge import number_now
from cases.queries.sight import groups_of, may
from cases.views.reveal import open_place
from safeguards import calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.children", methods=("GET", "POST"))
def client_children(request: HttpRequest, number: str) -> HttpResponse:
    """Each child by itself; `child` in the address is the one that is changed, or whose school is opened."""
    actor = request.actor
    client = get_or_absent(Client.objects.select_related("agency"), number_now(number), actor)
    if "children" not in groups_of(actor, client):
        raise Absent
    child = _asked(request, client)
    if request.method == "POST" and request.POST.get("purpose"):
        if child is None:
            raise Absent
        return _show(request, client, None, child, **open_place(request, child))
    if request.method == "POST":
        return _save(request, client, child)
    changes = child is not None and not request.GET.get("ask") and may(actor, client, "edit")
    form = ChildForm(initial=ChildForm.initial_of(child)) if child is not None and changes else ChildForm()
    return _show(request, client, form, child)


def _asked(request: HttpRequest, client: Client) -> Child | None:
    number = request.GET.get("child", "")
    if not number:
        return None
    child = get_or_absent(Child, number, request.actor)
    if child.client_id != client.pk:
        raise Absent
    return child


def _save(request: HttpRequest, client: Client, child: Child | None) -> HttpResponse:
    actor = request.actor
    if not may(actor, client, "edit"):
        raise Absent
    form = ChildForm(request.POST, initial=ChildForm.initial_of(child) if child else None)
    if not form.is_valid():
        return _show(request, client, form, child, status=422)
    here = reverse("client_children", args=[client.number])
    facts, version = form.facts(keep_school=child is not None), form.cleaned_data["version"] or 0

    def act() -> str:
        if child is None:
            record_child(actor, client, facts)
        else:
            change_child(actor, child, facts, version)
        return here

    try:
        url, first = with_once(request, act)
    except Stale as stale:
        beside = saved_beside(form, ChildForm.initial_of(stale.current))
        return _show(
            request, client, with_version(form, stale.current.version), child, status=409, beside=beside
        )
    if first:
        messages.success(request, _("The change is saved.") if child else _("The child is recorded."))
    return redirect(url)


def _show(
    request: HttpRequest, client: Client, form: ChildForm | None, child: Child | None, *, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    actor, book = request.actor, CodeBook("reveal_purpose", "sex", "known_as")
    groups = groups_of(actor, client)
    seen(request, "client.read_children", client, groups=sorted(groups))
    context = {
        "one": client,
        "name": (client.name if "identity" in groups else "") or unnamed(),
        "told": client_card(client, groups, book, local_day(actor.now), client.tie_to(actor)).section(
            "children"
        ),
        "cards": child_cards(actor, client),
        "child": child,
        "form": form,
        "may_change": may(actor, client, "edit"),
        "purposes": book.choices("reveal_purpose", calendar.fiscal_year(timezone.localdate())),
        "asks": request.GET.get("ask", ""),
        **more,
    }
    return render(request, "cases/client/children.html", context, status=status)
