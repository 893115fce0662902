"""Coming back to a locked desk, and what was typed before it locked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from partners import lock
from partners.actions.kept_form import keep, let_go
from partners.actions.session import note_proof
from partners.factors import proof_of
from partners.queries.kept_form import kept_forms, way_back
from partners.views.factor import inside, proof_page, prove
from safeguards.access import Absent
from safeguards.pages import page


@page("account.unlock", methods=("GET", "POST"))
def account_unlock(request: HttpRequest) -> HttpResponse:
    """Show that it is me, and go on where I was; the text that was kept stands there again."""
    if request.session.get(lock.LOCKED) and not prove(request):
        return proof_page(request, "account/unlock.html", was_hidden=request.session[lock.LOCKED] == lock.HID)
    if request.session.get(lock.LOCKED):
        lock.unlock(request)
        note_proof(request.actor, proof_of(request).name.lower())
    asked = request.POST.get("next") or request.GET.get("next", "")
    for kept in kept_forms(request.actor):
        if kept.path == asked:
            return redirect(way_back(kept))
    return redirect(asked if inside(asked, request) else reverse("home"))


@page("account.keep", methods=("POST",))
def account_keep(request: HttpRequest) -> HttpResponse:
    """The open page hands over what stands in its form before it is locked away. 204, or absence."""
    fields = dict(request.POST.lists())
    path = fields.pop("kept_path", [""])[0]
    if not fields:
        raise Absent
    keep(request.actor, path, fields)
    return HttpResponse(status=204)


@page("account.kept", methods=("POST",))
def account_kept(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a kept text away, on purpose."""
    if all(one.number != number for one in kept_forms(request.actor)):
        raise Absent
    let_go(request.actor, number)
    return redirect("account_home")
