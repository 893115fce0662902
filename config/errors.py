"""What a person reads when something is absent, refused or broken."""

import logging
import secrets
import sys
import time
from collections.abc import Callable

from django.db import Error, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from partners.actions.kept_form import keep
from partners.lock import form_page
from partners.queries.kept_form import way_back
from partners.signin import wait_words
from safeguards import audit
from safeguards.access import Absent
from safeguards.fields import is_public_number
from safeguards.limits import Reached

log = logging.getLogger("yui.absent")
RETRY_SECONDS = 15  # an open page asks as often by itself
LONGEST_PAUSE = 4_000  # microseconds: a hundred times what the database needs more for a row that is hidden


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, not hers, ended, malformed: the same page, status and headers, after a pause of chance (R-07).

    Each leaves the same line in the trail: many of them are a sign that somebody tries addresses.
    """
    _note_absence(request)
    time.sleep(secrets.randbelow(LONGEST_PAUSE) / 1_000_000)
    request.refused = True  # nothing that waits for this address is given out
    return render(request, "errors/absent.html", status=404)


def _note_absence(request: HttpRequest) -> None:
    """Which page was asked for, and the number if it has the form of one: anything else may be words."""
    actor, match = getattr(request, "actor", None), request.resolver_match
    rule = getattr(match.func, "page_rule", None) if match else None
    if actor is None or match is None or rule is None or rule.name == "alive":
        return
    number = str(match.kwargs.get("number", ""))
    asked = number if is_public_number(number) else ""
    try:
        with transaction.atomic():
            audit.record(actor, "page.absent", page=rule.name, asked=asked)
    except Error:
        log.exception("an absence was not written down")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere."""
    return render(request, "errors/csrf.html", {"kept_url": _kept(request)}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; nothing half was saved. Drawn without database and session, for they may be what broke."""
    resting = isinstance(sys.exception(), (OperationalError, InterfaceError))
    name = "errors/resting.html" if resting else "errors/broken.html"
    answer = HttpResponse(
        render_to_string(name, {"kept_url": _kept(request)}), status=503 if resting else 500
    )
    if resting:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


class LimitAnswer:
    """Done too often: one page for everything that rests, which tells of no record (R-29)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """429 with the time to wait, and the way back to what she had typed."""
        if not isinstance(exception, Reached):
            return None
        context = {"wait": wait_words(exception.seconds), "kept_url": _kept(request)}
        answer = render(request, "errors/limit.html", context, status=429)
        answer["Retry-After"] = str(exception.seconds)
        return answer


def _kept(request: HttpRequest) -> str:
    """The way back to what she had typed into a page of ours, kept for her alone; empty when that cannot be.

    Only what our own page sent: another site must not be able to lay words into her forms. Not what a page sends by
    itself while she types: it tries again, and each trial would be another copy.
    """
    actor = getattr(request, "actor", None)
    if actor is None or request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ""
    if request.path == reverse("draft_save"):
        return ""
    try:
        return way_back(keep(actor, form_page(request), dict(request.POST.lists())))
    except (Absent, Error):
        return ""
