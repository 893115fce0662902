"""Search inside what was said, 200 consultations at a press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.forms.narrative import NarrativeSearch
from cases.models import CodeBook
from cases.models.name_search import NARRATIVE
from cases.queries.narrative_search import READ_AT_ONCE, passages, read_so_far, readable
from cases.search_limit import hold, sent
from safeguards.pages import page, seen
from safeguards.paging import page_of
from safeguards.search import asked_in

TEMPLATE = "cases/narrative/search.html"


@page("narrative.search", methods=("GET", "POST"))
def narrative_search(request: HttpRequest) -> HttpResponse:
    """The words are posted and kept sealed; the bound is always shown, older ones are read by a press."""
    if request.method == "POST":
        form = NarrativeSearch(request.POST)
        if not form.is_valid():
            return render(request, TEMPLATE, {"form": form}, status=422)
        return redirect(sent(request, "narrative.search", form.cleaned_data, NARRATIVE))
    asked = asked_in(request, "narrative.search")
    context: dict[str, Any] = {"form": NarrativeSearch(initial=asked)}
    if asked:
        again = hold(request)
        if again is not None:
            return again
        context |= _found(request, asked["q"])
    return render(request, TEMPLATE, context)


def _found(request: HttpRequest, words: str) -> dict[str, Any]:
    actor = request.actor
    shown = page_of(request, readable(actor), moment="listed_at", fixed=READ_AT_ONCE)
    hits = passages(actor, shown.rows, words, CodeBook())
    read, total = read_so_far(actor, shown.rows[-1].listed_at if shown.next_url else None)
    seen(
        request, "narrative.search", numbers=[hit.row.number for hit in hits], looked_through=len(shown.rows)
    )
    return {"hits": hits, "page": shown, "read": read, "total": total, "at_once": READ_AT_ONCE, "asked": True}
