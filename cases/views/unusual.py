"""The report of unusual access, without any client data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.choices import SIGNS
from cases.queries.unusual import first_moment, unusual, unusual_rows
from safeguards import matrix
from safeguards.pages import page, seen
from safeguards.paging import page_by_place


@page("unusual.list")
def unusual_list(request: HttpRequest) -> HttpResponse:
    """Signs of the last seven days: her agency's for a supervisor, everybody's for the auditor, never her own."""
    actor = request.actor
    shown = page_by_place(request, unusual(actor))
    seen(request, "unusual.list", signs=sorted({one.sign for one in shown.rows}))
    context = {
        "rows": unusual_rows(shown.rows),
        "page": shown,
        "signs": SIGNS,
        "since": first_moment(actor),
        "is_auditor": matrix.may_open(actor, "audit.list"),
    }
    return render(request, "cases/unusual/list.html", context)
