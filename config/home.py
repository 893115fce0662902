"""Home: what waits for me today. The health of the house. The language switch."""

from datetime import timedelta

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.i18n import set_language as django_set_language

from cases.queries import waiting as cases_waiting
from indicators.queries import waiting as indicators_waiting
from partners.queries import waiting as partners_waiting
from referrals.queries import waiting as referrals_waiting
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
    return render(request, "config/home.html", context)


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
