"""The audit trail for the auditor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partners.forms.audit import AuditFilter
from partners.queries.audit import agencies_of_the_trail, audit_rows, lines_wanted, with_names
from safeguards.audit_sight import chain_state
from safeguards.models import AuditLine
from safeguards.pages import page, seen
from safeguards.paging import page_of


@page("audit.list")
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what and when, in codes; reads no record of a person."""
    actor = request.actor
    agencies = agencies_of_the_trail()
    form = AuditFilter(request.GET or None, agencies=agencies)
    wanted = form.wanted()
    lines = AuditLine.objects.none() if wanted is None else lines_wanted(actor, wanted)
    shown = page_of(request, with_names(lines), moment="at")
    seen(request, "audit.list", **(wanted.told() if wanted else {}))
    context = {
        "form": form,
        "page": shown,
        "rows": audit_rows(shown.rows, agencies),
        "chain": chain_state(actor.now),
        "is_filtered": bool(wanted and wanted.told()),
    }
    return render(request, "partners/audit/list.html", context)
