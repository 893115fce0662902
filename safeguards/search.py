"""Search for persons: post, redirect, get. The words stand sealed in a row, the address carries a token."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from safeguards.access import Absent
from safeguards.inserting import insert
from safeguards.models import SearchNote
from safeguards.paging import size_asked

PARAMETER = "s"


def _session_digest(request: HttpRequest) -> str:
    return hashlib.sha256(f"search:{request.session.session_key}".encode()).hexdigest()


def note_search(request: HttpRequest, page: str, asked: dict[str, Any]) -> str:
    """Keep what was asked on `page` and return the address of the list that shows it, in the size it had."""
    if not any(asked.values()):
        return request.path
    note = SearchNote(
        account_id=request.actor.account_id, session_digest=_session_digest(request), page=page, asked=asked
    )
    insert(note)
    return f"{request.path}?{urlencode({PARAMETER: note.number, **size_asked(request)})}"


def asked_in(request: HttpRequest, page: str) -> dict[str, Any]:
    """What this list was asked for; empty without a token. Another session's token is absent."""
    number = request.GET.get(PARAMETER)
    if not number:
        return {}
    note = SearchNote.objects.filter(
        number=number, page=page, account_id=request.actor.account_id, session_digest=_session_digest(request)
    ).first()
    if note is None:
        raise Absent
    return note.asked
