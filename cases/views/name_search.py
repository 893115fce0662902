"""Suggestions while a name is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.actions.name_search import count_list, keep_typed
from cases.forms.client import ClientSearch
from cases.models.name_search import OPENED, STOOD
from cases.queries import lists
from cases.queries.person_search import suggest_clients
from cases.search_limit import hold
from safeguards.pages import page


@page("client.suggest", methods=("POST",))
def client_suggest(request: HttpRequest) -> HttpResponse:
    """At most ten persons whose name begins so, among those she may read; a part of a page.

    `own=1`: among the clients of her own agency, where a consultation is linked.
    """
    form = ClientSearch(request.POST)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rests = bool(words) and hold(request) is not None
    own = request.POST.get("own") == "1"
    found = suggest_clients(request.actor, words, own_only=own) if words and not rests else []
    if words and not rests:
        keep_typed(request.actor, words, [row.number for row in found])
    rows = lists.suggestion_rows(request.actor, found)
    return render(request, "cases/client/_suggestions.html", {"rows": rows, "words": words, "rests": rests})


@page("client.suggest.counted", methods=("POST",))
def client_suggest_counted(request: HttpRequest) -> HttpResponse:
    """The list stood for two seconds, or a person is opened from it: it was a search."""
    how = OPENED if request.POST.get("how") == OPENED else STOOD
    count_list(request.actor, how)
    return HttpResponse(status=204)
