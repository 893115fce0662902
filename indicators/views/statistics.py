"""The cross table of the consultations of the own agency."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.queries.brief_contact import count_brief_contacts
from indicators.forms.statistics import StatisticsForm
from indicators.queries.statistics import cross_table
from safeguards.calendar import japanese_day
from safeguards.pages import page, seen


@page("statistics.detail")
def statistics_detail(request: HttpRequest) -> HttpResponse:
    """Consultations by two of their codes, in a period; the address holds names of codes and days only."""
    form = StatisticsForm(request.GET, today=japanese_day(request.actor.now))
    asked = form.asked()
    card = cross_table(request.actor, **asked)
    since, until = asked["since"].isoformat(), asked["until"].isoformat()
    seen(request, "statistics.read", rows=asked["rows"], columns=asked["columns"], since=since, until=until)
    brief = count_brief_contacts(request.actor, asked["since"], asked["until"])
    return render(request, "indicators/statistics/detail.html", {"form": form, "card": card, "brief": brief})
