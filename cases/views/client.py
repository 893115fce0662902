"""相談者: list, card and events, new, change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.client import change_client, record_client
from cases.actions.consultation import LinkRefused, make_client_of
from cases.cards import OTHER_PARTY, age_text, client_card, local_day
from cases.choices.client_page import MOST_ALERTS
from cases.contact_card import safe_contact
from cases.forms.beside import saved_beside, with_version
from cases.forms.client import ClientForm, ClientSearch
from cases.models import Client, CodeBook, Consultation
from cases.models.known_as import with_known_as
from cases.queries import lists
from cases.queries.assignment import is_at_work
from cases.queries.case import case_lines
from cases.queries.child import children_of
from cases.queries.client_alert import alerts_of
from cases.queries.contact import contact_url
from cases.queries.draft import writing_now
from cases.queries.merge import merges_of, number_now
from cases.queries.openings import openings_of
from cases.queries.person_search import search_clients
from cases.queries.release import NEWEST, may_ask, release_rows, releases_of
from cases.queries.sight import groups_of, is_opened_in_emergency, require
from cases.queries.timeline import column_of
from cases.rules import SAME_ON_BOTH, client_facts_of
from cases.search_limit import hold, sent
from safeguards import calendar, matrix
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of
from safeguards.search import asked_in

WITH_AGENCY = Client.objects.select_related("agency", "assigned_to")


@page("client.list", methods=("GET", "POST"))
def client_list(request: HttpRequest) -> HttpResponse:
    """Search is posted and answered by a redirect with a token; `only` (a closed word) may stand in an address."""
    if request.method == "POST":
        form = ClientSearch(request.POST)
        if form.is_valid():
            return redirect(sent(request, "client.list", form.asked()))
        asked = {"q": request.POST.get("q", "")}
        return render(
            request, "cases/client/list.html", {"form": form, "rows": [], "asked": asked}, status=422
        )
    asked = asked_in(request, "client.list")
    again = hold(request) if asked.get("q") else None
    if again is not None:
        return again
    found = search_clients(request.actor, asked["q"]) if asked.get("q") else None
    only = request.GET.get("only", "") if found is None else ""
    if found is None:
        shown = page_of(request, lists.clients(request.actor, only), moment="listed_at")
    else:
        shown = page_by_place(request, found.rows)
    rows = lists.client_rows(request.actor, shown.rows)
    seen(request, "client.list", numbers=[row.number for row in rows], searched=found is not None)
    context = {
        "form": ClientSearch(initial=asked),
        "rows": rows,
        "page": shown,
        "asked": asked,
        "found": found,
        "only": only if only in lists.CLIENTS_ONLY else "",
        "shows_walls": matrix.may_open(request.actor, "wall.list"),
    }
    return render(request, "cases/client/list.html", context)


@page("client.detail")
def client_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The card and the column of events, narrowed to what she may read; a joined record's number leads to her."""
    rows = Client.objects.select_related("agency", "assigned_to")
    client = get_or_absent(with_known_as(rows), number_now(number), request.actor)
    if client.number != number:
        return redirect("client_detail", number=client.number)
    return show_client(request, client)


def show_client(request: HttpRequest, client: Client, **more: Any) -> HttpResponse:
    """Draw the page; `more` carries a revealed value."""
    actor, book = request.actor, CodeBook()
    groups, tie = groups_of(actor, client), client.tie_to(actor)
    in_emergency = is_opened_in_emergency(actor, client)
    seen(request, "client.read", client, groups=sorted(groups))
    alerts = alerts_of(actor, client, groups, book)
    most = MOST_ALERTS if tie == "own" else len(alerts)  # who was told has no page of the others
    holder = client.assigned_to if tie == "own" else None
    context = {
        "one": client,
        "card": client_card(client, groups, book, local_day(actor.now), tie),
        "is_own": tie == "own",
        "holder": holder,
        "holder_left": holder is not None and not is_at_work(actor, client),
        "is_disclosed": tie != "own" and not in_emergency,
        "may_print": bool(groups) and not in_emergency,
        "age": age_text(client.birth, local_day(actor.now)) if "identity" in groups else "",
        "groups": groups,
        "alerts": alerts[:most],
        "more_alerts": len(alerts[most:]),
        "children": children_of(actor, client) if "children" in groups else [],
        "has_other_party": any(getattr(client, name) for name in OTHER_PARTY),
        "merges": merges_of(actor, client) if tie == "own" else [],
        "cases": case_lines(actor, client),
        "column": column_of(request, actor, client, book, groups),
        "purposes": book.choices("reveal_purpose", calendar.fiscal_year(timezone.localdate())),
        "asks": request.GET.get("ask", ""),
        "safe_contact": safe_contact(client, groups),
        "contact_url": contact_url(actor, client, groups),
        "openings": openings_of(actor, client),
        "writing": writing_now(actor, client),
        "releases": release_rows(actor, releases_of(actor, client)[:NEWEST]),
        "release_url": reverse("client_release", args=[client.number]) if may_ask(actor, client) else "",
        **more,
    }
    return render(request, "cases/client/detail.html", context)


def _consultation_asked(request: HttpRequest) -> Consultation | None:
    number = request.GET.get("consultation", "")
    if not number:
        return None
    one = get_or_absent(Consultation, number, request.actor)
    require(request.actor, one, "link")
    if one.client_id is not None:
        raise Absent
    return one


def _first_facts(one: Consultation | None) -> dict[str, Any]:
    if one is None:
        return {}
    names = ("caller_name", "caller_kana", "caller_phone", *SAME_ON_BOTH)
    return client_facts_of({name: getattr(one, name) for name in names})


@page("client.new", methods=("GET", "POST"))
def client_new(request: HttpRequest) -> HttpResponse:
    """A new client, from nothing or from the words of a consultation."""
    one = _consultation_asked(request) if request.method == "GET" or request.GET.get("consultation") else None
    options: dict[str, Any] = {"book": CodeBook(), "today": timezone.localdate()}
    if request.method == "GET":
        return _form(request, ClientForm(initial=_first_facts(one), **options), None, one)
    form = ClientForm(request.POST, **options)
    if not form.is_valid():
        return _form(request, form, None, one, status=422)

    def act() -> str:
        facts = form.facts(keep_places=False)
        client = make_client_of(request.actor, one, facts) if one else record_client(request.actor, facts)
        return reverse("client_detail", args=[client.number])

    try:
        url, first = with_once(request, act)
    except LinkRefused:
        messages.warning(request, _("This consultation is linked already. Nothing was changed."))
        return redirect("consultation_list")
    if first:
        messages.success(request, _("The client is recorded."))
    return redirect(url)


@page("client.edit", methods=("GET", "POST"))
def client_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a client of her own agency. Masked places are not in the page: an empty field leaves them.

    What was typed for a record that was joined meanwhile comes back beside the joined one.
    """
    client = get_or_absent(WITH_AGENCY, number_now(number), request.actor)
    require(request.actor, client, "edit")
    options: dict[str, Any] = {"book": CodeBook(), "today": timezone.localdate()}
    initial = ClientForm.initial_of(client, with_places=False)
    if request.method == "GET":
        seen(request, "client.open_to_change", client)
        return _form(request, ClientForm(initial=initial, **options), client, None)
    form = ClientForm(request.POST, initial=initial, **options)
    if not form.is_valid():
        return _form(request, form, client, None, status=422)
    facts, version = form.facts(keep_places=True), form.cleaned_data["version"] or 0
    try:
        url, _first = with_once(
            request,
            lambda: reverse(
                "client_detail", args=[change_client(request.actor, client, facts, version).number]
            ),
        )
    except Stale as stale:
        now = stale.current
        seen(request, "client.open_to_change", now)  # both texts stand on the page: she reads the record
        beside = saved_beside(form, ClientForm.initial_of(now, with_places=False))
        return _form(request, with_version(form, now.version), now, None, status=409, beside=beside)
    messages.success(request, _("The change is saved."))
    return redirect(url)


def _form(
    request: HttpRequest, form: ClientForm, client: Client | None, one: Consultation | None, *,
    status: int = 200, beside: list[tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "one": client,
        "consultation": one,
        "is_stale": beside is not None,
        "beside": beside,
        "writing": writing_now(request.actor, client) if client else [],
    }
    return render(request, "cases/client/form.html", context, status=status)
