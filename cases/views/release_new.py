"""Asking for a release of whereabouts: who asks, for what, and one look more at the agency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.release import ask_release
from cases.forms.release import ReleaseForm
from cases.models import Client, CodeBook, Consultation
from cases.models.anchor import Anchor
from cases.queries import release as releases
from partners.queries.recipient import recipient_of
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.release", methods=("GET", "POST"))
def client_release(request: HttpRequest, number: str) -> HttpResponse:
    """From the places of a client."""
    client = get_or_absent(Client.objects.select_related("agency"), number, request.actor)
    return _ask(request, client, reverse("client_detail", args=[number]))


@page("consultation.release", methods=("GET", "POST"))
def consultation_release(request: HttpRequest, number: str) -> HttpResponse:
    """From the places that were named in a consultation."""
    one = get_or_absent(Consultation.objects.select_related("agency"), number, request.actor)
    return _ask(request, one, reverse("consultation_detail", args=[number]))


def _ask(request: HttpRequest, anchor: Anchor, back: str) -> HttpResponse:
    actor = request.actor
    if not releases.may_ask(actor, anchor):
        raise Absent
    receivers = releases.receivers(actor)
    form = ReleaseForm(
        request.POST or None, receivers=receivers, places=releases.places_of(anchor), book=CodeBook(),
        today=timezone.localdate(),
    )  # fmt: skip
    chosen = form.chosen
    recipient = recipient_of(chosen, receivers, releases.last_used(actor, chosen)) if chosen else None
    if request.method == "POST" and form.is_ready(recipient):

        def act() -> str:
            return reverse("release_detail", args=[ask_release(actor, anchor, **form.facts()).number])

        url, first = with_once(request, act)
        if first:
            messages.success(request, _("Written down. Now hang up and call the registered number."))
        return redirect(url)
    seen(request, "release.prepare", anchor)
    is_look = form.is_bound and not form.errors
    context = {"form": form, "back": back, "recipient": recipient, "is_look": is_look}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/release/form.html", context, status=status)
