"""Is a sheet for a call open in this session? While it is, no limit holds its writer back."""

from __future__ import annotations

import time

from django.http import HttpRequest

SHEET_OPENED = "sheet_opened_at"
LONGEST_CALL_SECONDS = 2 * 60 * 60


def note_call(request: HttpRequest, *, is_running: bool) -> None:
    """A sheet was opened for a call, or kept: while it is open a call may be running."""
    if is_running:
        request.session[SHEET_OPENED] = int(time.time())
    else:
        request.session.pop(SHEET_OPENED, None)


def is_calling(request: HttpRequest) -> bool:
    """May a call be running in this session? Then nothing holds her back (she was counted all the same)."""
    return time.time() - request.session.get(SHEET_OPENED, 0) < LONGEST_CALL_SECONDS
