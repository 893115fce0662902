"""What a person reads when something is absent, refused or broken."""

import secrets
import time

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partners.actions.kept_form import keep
from partners.lock import form_page
from partners.queries.kept_form import way_back
from safeguards.access import Absent

LONGEST_PAUSE = 4_000  # microseconds: a hundred times what the database needs more for a row that is hidden


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, not hers, ended, malformed: the same page, status and headers, after a pause of chance (R-07)."""
    time.sleep(secrets.randbelow(LONGEST_PAUSE) / 1_000_000)
    request.refused = True  # nothing that waits for this address is given out
    return render(request, "errors/absent.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere."""
    return render(request, "errors/csrf.html", {"kept_url": _kept(request)}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; nothing half was saved."""
    return render(request, "errors/broken.html", {"kept_url": _kept(request)}, status=500)


def _kept(request: HttpRequest) -> str:
    """The way back to what she had typed into a page of ours, kept for her alone; empty when that cannot be.

    Only what our own page sent: another site must not be able to lay words into her forms.
    """
    actor = getattr(request, "actor", None)
    if actor is None or request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ""
    try:
        return way_back(keep(actor, form_page(request), dict(request.POST.lists())))
    except (Absent, DatabaseError):
        return ""
