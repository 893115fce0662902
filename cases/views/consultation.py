"""相談: list, sheet, one consultation, who called."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.consultation import LinkRefused, change_consultation, link_to_client, record_consultation
from cases.cards import consultation_card
from cases.forms.beside import saved_beside, with_version
from cases.forms.client import ClientSearch
from cases.forms.consultation import ConsultationFilter, ConsultationForm
from cases.models import Client, CodeBook, Consultation
from cases.queries import lists
from cases.queries.merge import number_now
from cases.queries.openings import openings_of
from cases.queries.person_search import search_clients, search_consultations
from cases.queries.release import NEWEST, may_ask, release_rows, releases_of
from cases.queries.sight import groups_of, is_opened_in_emergency, require
from cases.search_limit import count, hold
from safeguards import calendar
from safeguards.access import get_or_absent
from safeguards.call import note_call
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of
from safeguards.search import asked_in, note_search

WITH_CLIENT = Consultation.objects.select_related("client", "agency")


@page("consultation.list", methods=("GET", "POST"))
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Search and filters are posted and answered by a redirect with a token."""
    book, today = CodeBook(*lists.CODES_OF_LIST), timezone.localdate()
    if request.method == "POST":
        form = ConsultationFilter(request.POST, book=book, today=today)
        if form.is_valid():
            count(request, form.cleaned_data["q"])
            return redirect(note_search(request, "consultation.list", form.asked()))
        return render(request, "cases/consultation/list.html", {"form": form, "rows": []}, status=422)
    asked = asked_in(request, "consultation.list")
    again = hold(request) if asked.get("q") else None
    if again is not None:
        return again
    form = ConsultationFilter(asked or None, book=book, today=today)
    narrowed = lists.consultations(request.actor, form.cleaned_data if asked and form.is_valid() else {})
    found = None
    if asked.get("q"):
        found = search_consultations(request.actor, asked["q"], narrowed)
        shown = page_by_place(request, found.rows)
    else:
        shown = page_of(request, narrowed, moment="listed_at")
    rows = lists.consultation_rows(request.actor, shown.rows, book)
    seen(request, "consultation.list", numbers=[row.number for row in rows], searched=bool(asked.get("q")))
    context = {"form": form, "rows": rows, "page": shown, "asked": asked, "found": found}
    return render(request, "cases/consultation/list.html", context)


def _own_client(request: HttpRequest, number: str) -> Client | None:
    if not number:
        return None
    client = get_or_absent(Client, number_now(number), request.actor)
    require(request.actor, client, "link")
    return client


@page("consultation.new", methods=("GET", "POST"))
def consultation_new(request: HttpRequest) -> HttpResponse:
    """Log a call while it runs; the cursor stands in the text."""
    client = _own_client(request, request.GET.get("client", ""))
    now = timezone.localtime()
    options: dict[str, Any] = {"book": CodeBook(), "today": now.date()}
    if request.method == "POST":
        form = ConsultationForm(request.POST, **options)
        if form.is_valid():
            url, first = with_once(
                request, lambda: _address(record_consultation(request.actor, form.facts(), client=client))
            )
            note_call(request, is_running=False)
            if first:
                messages.success(request, _("The consultation is recorded."))
            return redirect(url)
        return _sheet(request, form, None, client, status=422)
    note_call(request, is_running=True)
    form = ConsultationForm(
        initial={"started_on": now.date(), "started_clock": now.time(), "method": "phone", "caller": "self"},
        **options,
    )
    return _sheet(request, form, None, client)


@page("consultation.edit", methods=("GET", "POST"))
def consultation_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a consultation of her own agency; who was slower sees both texts."""
    one = get_or_absent(WITH_CLIENT, number, request.actor)
    require(request.actor, one, "edit")
    options: dict[str, Any] = {"book": CodeBook(), "today": timezone.localdate()}
    if request.method == "GET":
        seen(request, "consultation.open_to_change", one)
        return _sheet(
            request, ConsultationForm(initial=ConsultationForm.initial_of(one), **options), one, one.client
        )
    form = ConsultationForm(request.POST, initial=ConsultationForm.initial_of(one), **options)
    if not form.is_valid():
        return _sheet(request, form, one, one.client, status=422)
    facts, version = form.facts(keep_places=True), form.cleaned_data["version"] or 0
    try:
        url, _first = with_once(
            request, lambda: _address(change_consultation(request.actor, one, facts, version))
        )
    except Stale as stale:
        now = stale.current
        seen(
            request, "consultation.open_to_change", now
        )  # both texts stand on the page: she reads the record
        beside = saved_beside(form, ConsultationForm.initial_of(now), without=["narrative"])
        return _sheet(request, with_version(form, now.version), now, one.client, status=409, beside=beside)
    messages.success(request, _("The change is saved."))
    return redirect(url)


def _address(one: Consultation) -> str:
    return reverse("consultation_detail", args=[one.number])


def _sheet(
    request: HttpRequest, form: ConsultationForm, one: Consultation | None, client: Client | None, *,
    status: int = 200, beside: list[tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    name = client.name if client else ""
    context: dict[str, Any] = {"form": form, "one": one, "client": client, "client_name": name}
    context |= {"is_stale": beside is not None, "beside": beside}
    return render(request, "cases/consultation/form.html", context, status=status)


@page("consultation.detail")
def consultation_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One consultation, narrowed to what she may read."""
    one = get_or_absent(WITH_CLIENT, number, request.actor)
    return show_consultation(request, one)


def show_consultation(request: HttpRequest, one: Consultation, **more: Any) -> HttpResponse:
    """Draw the page; `more` carries a revealed value or a search for the caller."""
    actor, book = request.actor, CodeBook()
    groups, tie = groups_of(actor, one), one.tie_to(actor)
    in_emergency = is_opened_in_emergency(actor, one)
    client = Client.objects.visible_to(actor).filter(pk=one.client_id).first() if one.client_id else None
    client_name = client.name if client and "identity" in groups_of(actor, client) else ""
    seen(request, "consultation.read", one, groups=sorted(groups))
    context = {
        "one": one,
        "card": consultation_card(one, groups, book, tie),
        "is_own": tie == "own",
        "is_disclosed": tie != "own" and not in_emergency,
        "may_print": bool(groups) and not in_emergency,
        "client": client,
        "client_name": client_name,
        "method": book.label("contact_method", one.method),
        "caller": book.label("caller", one.caller),
        "route": book.label("route", one.route),
        "contact_kind": book.label("contact_kind", one.contact_kind),
        "disposition": book.label("disposition", one.disposition),
        "next_steps": book.labels("next_step", one.next_steps),
        "purposes": book.choices("reveal_purpose", calendar.fiscal_year(timezone.localdate())),
        "asks": request.GET.get("ask", ""),
        "openings": openings_of(actor, one),
        "releases": release_rows(actor, releases_of(actor, one)[:NEWEST]),
        "release_url": reverse("consultation_release", args=[one.number]) if may_ask(actor, one) else "",
        "who": more.pop("who", None) or ClientSearch(),
        **more,
    }
    return render(request, "cases/consultation/detail.html", context, status=more.get("status", 200))


@page("consultation.link", methods=("POST",))
def consultation_link(request: HttpRequest, number: str) -> HttpResponse:
    """Who called? `q` searches among her own clients; `client` links the chosen one."""
    one = get_or_absent(WITH_CLIENT, number, request.actor)
    require(request.actor, one, "link")
    chosen = request.POST.get("client", "")
    if not chosen:
        return _candidates(request, one)
    client = _own_client(request, chosen)
    assert client is not None
    try:
        url, first = with_once(request, lambda: _address(link_to_client(request.actor, one, client)))
    except LinkRefused:
        messages.warning(request, _("This consultation is linked already. Nothing was changed."))
        return redirect(_address(one))
    if first:
        messages.success(request, _("The consultation is linked to the client."))
    return redirect(url)


def _candidates(request: HttpRequest, one: Consultation) -> HttpResponse:
    form = ClientSearch(request.POST)
    again = hold(request)
    if again is not None:
        return again
    form.is_valid()
    count(request, form.cleaned_data.get("q", ""))
    found = search_clients(request.actor, form.cleaned_data.get("q", ""))
    own = [row for row in found.rows if row.tie_to(request.actor) == "own"][:10]
    candidates = lists.client_rows(request.actor, own)
    seen(request, "client.search", one, numbers=[row.number for row in candidates])
    return show_consultation(request, one, who=form, candidates=candidates, asked_who=True)
