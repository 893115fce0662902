"""Pages of the ground floor: is the page still hers, and the audit trail."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeguards import matrix
from safeguards.access import Absent, ScopedQuerySet, get_or_absent
from safeguards.models import AuditLine
from safeguards.pages import page, seen
from safeguards.paging import page_of


@page("alive")
def alive(request: HttpRequest) -> HttpResponse:
    """204 while the asking page may still be shown to this person; otherwise absence.

    An open page asks every 15 seconds and blanks itself on any other answer.
    """
    actor = request.actor
    name, label = request.GET.get("page", ""), request.GET.get("type", "")
    try:
        if actor is None or (name and not matrix.may_open(actor, name)):
            raise Absent
        if label:
            manager = apps.get_model(label)._default_manager
            rows = manager.all()
            if not isinstance(rows, ScopedQuerySet):
                raise Absent
            get_or_absent(rows, request.GET.get("number", ""), actor)
    except (matrix.NotInMatrix, LookupError, ValueError):
        raise Absent from None
    return HttpResponse(status=204)


@page("audit.list")
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what and when, in codes; reads no case."""
    lines = AuditLine.objects.all()
    event, login = request.GET.get("event", "").strip(), request.GET.get("login", "").strip()
    if event:
        lines = lines.filter(event=event)
    if login:
        lines = lines.filter(login=login)
    shown = page_of(request, lines, moment="at")
    seen(request, "audit.list", event_asked=event, login_asked=login)
    return render(request, "safeguards/audit/list.html", {"page": shown, "event": event, "login": login})
