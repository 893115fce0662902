"""Home: what waits for me today. The health of the house. The language switch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.i18n import set_language as django_set_language

from cases.queries import waiting as cases_waiting
from cases.queries.lists import clients
from indicators.queries import waiting as indicators_waiting
from partners.cards import Waiting
from partners.queries import waiting as partners_waiting
from partners.queries.team import team
from referrals.queries import waiting as referrals_waiting
from safeguards import matrix
from safeguards.access import Actor
from safeguards.pages import page

# Every list of every app, in the order of the day; within one place in the order in which they stand here.
LISTS = sorted(
    [
        *partners_waiting.LISTS,
        *cases_waiting.LISTS,
        *referrals_waiting.LISTS,
        *indicators_waiting.LISTS,
    ],
    key=lambda one: one.place,
)
NAMES_OFF = "names_off"  # of this session: others can see the screen
MOST_SENTENCES = 3


def lists_of(actor: Actor) -> list[Waiting]:
    """What waits for this person, list by list."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def without_names(waiting: Waiting) -> Waiting:
    """The same list without the name of any person."""
    hidden = _("Name hidden")
    rows = tuple(replace(row, name=hidden if row.name else "") for row in waiting.rows)
    return replace(waiting, rows=rows)


@page("home", methods=("GET", "POST"))
def home(request: HttpRequest) -> HttpResponse:
    """Each app says what waits for this person; a press takes the names off the page, for this session."""
    if request.method == "POST":
        request.session[NAMES_OFF] = request.POST.get("names") == "off"
        return redirect("home")
    actor = request.actor
    lists, is_without_names = lists_of(actor), bool(request.session.get(NAMES_OFF))
    shows_names = any(row.name for one in lists for row in one.rows)
    if is_without_names:
        lists = [without_names(one) for one in lists]
    until = actor.until
    context = {
        "lists": lists,
        "urgent": [one.urgent for one in lists if one.urgent][:MOST_SENTENCES],
        "waiting": sum(one.count or 0 for one in lists),
        "is_without_names": is_without_names,
        "shows_names": shows_names or is_without_names,
        "today": timezone.localdate(),
        "last_day": until - timedelta(microseconds=1) if until else None,
        "colleagues": team(actor),
        **_doors(actor),
    }
    return render(request, "config/home.html", context)


def _doors(actor: Actor) -> dict[str, Any]:
    """What stands beside the lists: the way to the police, who opened her records, of whom she is in charge."""
    keeps_records = matrix.may_open(actor, "client.list")
    return {
        "danger_url": reverse("referral_new") if matrix.may_open(actor, "referral.new") else "",
        "openings_url": reverse("opening_week") if matrix.may_open(actor, "opening.week") else "",
        "in_charge": clients(actor, "mine").count() if keeps_records else None,
    }


@page("health")
def health(request: HttpRequest) -> HttpResponse:
    """200 when the application and its database answer, 503 otherwise; says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("resting", status=503, content_type="text/plain", headers={"Retry-After": "5"})
    return HttpResponse("ok", content_type="text/plain")


@page("language", methods=("GET", "POST"))
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own switch: keeps the choice in a cookie."""
    return django_set_language(request)
