"""Block 1 of the call screen: looking for the caller, choosing her, giving her up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.actions.name_search import count_list, keep_typed
from cases.contact_card import safe_contact
from cases.forms.consultation import CallerForm, ConsultationForm
from cases.models import Client
from cases.models.name_search import OPENED
from cases.queries.caller import caller_card
from cases.queries.caller_search import find_callers
from cases.queries.caller_words import read_caller
from cases.queries.contact import contact_url
from cases.queries.merge import number_now
from cases.queries.sight import groups_of, may
from cases.search_limit import hold
from safeguards.access import Absent, get_or_absent
from safeguards.calendar import japanese_day
from safeguards.pages import seen

STEP = "step"  # find, drop, or the number of the client who is chosen
FIND, DROP = "find", "drop"
WITH_AGENCY = Client.objects.select_related("agency")


def is_step(request: HttpRequest) -> bool:
    """Is it one of these steps, not the saving of the sheet?"""
    return bool(request.POST.get(STEP))


def is_part(request: HttpRequest) -> bool:
    """Does the page ask by itself and want this block alone? Without script the whole sheet comes back."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def step(
    request: HttpRequest, whole: Callable[[dict[str, Any], dict[str, Any]], HttpResponse]
) -> HttpResponse:
    """Take one step and answer with the block, or by `whole(values, shown)` with the sheet as it was typed."""
    values, asked = ConsultationForm.initial_as_typed(dict(request.POST.lists())), request.POST[STEP]
    shown: dict[str, Any] = {}
    if asked == FIND:
        shown["hits"] = _hits(request, values["who"])
    elif asked == DROP:
        values["client"] = ""
    else:
        count_list(request.actor, OPENED)
        client = _linkable(request, asked)
        values["client"] = client.number if client else ""
        shown["is_gone"] = client is None
    if not is_part(request):
        return whole(values, shown)
    shown |= {"form": CallerForm(initial=values), "one": None, **context(request, values["client"])}
    return render(request, "cases/consultation/_caller_part.html", shown)


def chosen_of(request: HttpRequest, form: ConsultationForm) -> Client | None:
    """The client whom the sheet names; one that cannot be linked becomes an error of the form, the text stays.

    Absent, walled, ended, another agency's: the same words.
    """
    number = form.data.get("client", request.GET.get("client", ""))
    client = _linkable(request, number)
    if number and client is None:
        form.add_error("who", _("This person cannot be chosen. Please look for her again."))
    return client


def context(request: HttpRequest, number: str) -> dict[str, Any]:
    """The chosen one, for block 1 and the strip of safe contact; her record counts as read."""
    client = _seen_client(request, number)
    if client is None:
        return {"card": None, "safe_contact": None, "contact_url": "", "client_name": ""}
    card, groups = caller_card(request.actor, client), groups_of(request.actor, client)
    seen(request, "client.read", client, groups=sorted(groups))
    return {
        "card": card, "client_name": card.row.name, "safe_contact": safe_contact(client, groups),
        "contact_url": contact_url(request.actor, client, groups),
    }  # fmt: skip


def _hits(request: HttpRequest, words: str) -> dict[str, Any]:
    rests = bool(words.strip()) and hold(request) is not None
    rows = find_callers(request.actor, words) if words.strip() and not rests else []
    if words.strip() and not rests:
        keep_typed(request.actor, words, [row.number for row in rows])
    return {"rows": rows, "rests": rests, "words": read_caller(words, japanese_day(request.actor.now))}


def _seen_client(request: HttpRequest, number: str) -> Client | None:
    try:
        return get_or_absent(WITH_AGENCY, number_now(number), request.actor) if number else None
    except Absent:
        return None


def _linkable(request: HttpRequest, number: str) -> Client | None:
    client = _seen_client(request, number)
    return client if client is not None and may(request.actor, client, "link") else None
