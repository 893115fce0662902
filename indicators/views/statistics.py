"""The cross table of the consultations of the own agency."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
    told: dict[str, Any] = {name: str(value) for name, value in asked.items()}
    seen(request, "statistics.read", **told)
    return render(request, "indicators/statistics/detail.html", {"form": form, "card": card})
