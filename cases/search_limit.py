"""The limit of searches for persons in an hour, as the pages ask it (R-09)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cases.actions.name_search import count_search
from cases.models.name_search import SENT
from cases.queries.name_search import is_over_limit
from partners.stepup import ask_again
from safeguards.call import is_calling
from safeguards.search import note_search


def count(request: HttpRequest, words: str, how: str = SENT) -> None:
    """Count one search that was sent; empty words ask for nobody."""
    if words.strip():
        count_search(request.actor, how, words)


def sent(request: HttpRequest, page: str, asked: dict[str, Any], how: str = SENT) -> str:
    """Keep what a search asked (`q`: for whom) and count it, in one transaction; the address of its answer."""
    with transaction.atomic():
        address = note_search(request, page, asked)
        count(request, asked.get("q", ""), how)  # last: its audit line locks the head of the stream
    return address


def hold(request: HttpRequest) -> HttpResponse | None:
    """Above the limit of an hour: the way to one more proof and back; None when she may go on.

    Never while a call runs (decision 11): then the alert alone has to do.
    """
    if is_calling(request) or not is_over_limit(request.actor):
        return None
    return ask_again(request)
