"""Home: what waits for me today. The health of the house. The language switch."""

from datetime import timedelta
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.i18n import set_language as django_set_language

from cases.forms.brief_contact import BriefContactForm
from cases.models import CodeBook
from cases.queries import waiting as cases_waiting
from cases.queries.brief_contact import count_brief_contacts
from indicators.queries import waiting as indicators_waiting
from partners.queries import waiting as partners_waiting
from referrals.queries import waiting as referrals_waiting
from safeguards import matrix
from safeguards.access import Actor
from safeguards.pages import page


@page("home")
def home(request: HttpRequest) -> HttpResponse:
    """Each app says what waits for this person; the order of the rooms is the order of the day."""
    lists = [
        *referrals_waiting.waiting_for(request.actor),
        *cases_waiting.waiting_for(request.actor),
        *partners_waiting.waiting_for(request.actor),
        *indicators_waiting.waiting_for(request.actor),
    ]
    until = request.actor.until
    context = {
        "lists": lists,
        "waiting": sum(one.count for one in lists),
        "today": timezone.localdate(),
        "last_day": until - timedelta(microseconds=1) if until else None,
    }
    return render(request, "config/home.html", context | _brief(request.actor))


def _brief(actor: Actor) -> dict[str, Any]:
    """The two presses for a contact that is only counted, with those of today; nothing for who takes no calls."""
    if not matrix.may_open(actor, "brief.contact"):
        return {}
    today = timezone.localdate()
    form = BriefContactForm(book=CodeBook("brief_kind", "contact_method"), today=today)
    return {"brief": form, "brief_counts": count_brief_contacts(actor, today, today)}


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
