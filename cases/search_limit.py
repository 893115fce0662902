"""The limit of searches for persons in an hour, as the pages ask it (R-09)."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse

from cases.actions.name_search import count_search
from cases.models.name_search import SENT
from cases.queries.name_search import is_over_limit
from partners.stepup import ask_again

SHEET_OPENED = "sheet_opened_at"
LONGEST_CALL_SECONDS = 2 * 60 * 60


def note_call(request: HttpRequest, *, is_running: bool) -> None:
    """A sheet was opened for a call, or kept: while it is open a call may be running."""
    if is_running:
        request.session[SHEET_OPENED] = int(time.time())
    else:
        request.session.pop(SHEET_OPENED, None)


def is_calling(request: HttpRequest) -> bool:
    """May a call be running in this session? Then nothing holds her search back (she was counted all the same)."""
    return time.time() - request.session.get(SHEET_OPENED, 0) < LONGEST_CALL_SECONDS


def count(request: HttpRequest, words: str, how: str = SENT) -> None:
    """Count one search that was sent; empty words ask for nobody."""
    if words.strip():
        count_search(request.actor, how, words)


def hold(request: HttpRequest) -> HttpResponse | None:
    """Above the limit of an hour: the way to one more proof and back; None when she may go on.

    Never while a call runs (decision 11): then the alert alone has to do.
    """
    if is_calling(request) or not is_over_limit(request.actor):
        return None
    return ask_again(request)
