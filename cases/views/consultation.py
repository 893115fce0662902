"""相談: list, sheet, one consultation, who called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.consultation import (
    LinkRefused,
    change_consultation,
    link_to_client,
    record_consultation,
    record_with_new_client,
)
from cases.actions.draft import DraftConflict, Typed, through_draft
from cases.cards import consultation_card
from cases.choices import WAYS
from cases.forms.beside import saved_beside, with_version
from cases.forms.brief_contact import BriefContactForm
from cases.forms.client import ClientSearch
from cases.forms.consultation import ConsultationFilter, ConsultationForm
from cases.forms.draft import typed_of
from cases.models import Client, CodeBook, Consultation, Draft
from cases.queries import lists
from cases.queries.call_aids import pins_of, questions_by_complaint, word_proposals
from cases.queries.call_back import call_back_or_absent, of_consultation
from cases.queries.caller_words import with_words_of
from cases.queries.draft import DraftSheet, my_drafts, writing_now
from cases.queries.duties import duties_of
from cases.queries.merge import number_now
from cases.queries.openings import openings_of
from cases.queries.person_search import search_clients, search_consultations
from cases.queries.record_import import import_of
from cases.queries.release import NEWEST, may_ask, release_rows, releases_of
from cases.queries.sight import groups_of, is_opened_in_emergency, require
from cases.search_limit import count, hold, sent
from cases.views import caller
from cases.views.draft_part import part_of, sheet_address
from safeguards import calendar, matrix
from safeguards.access import get_or_absent
from safeguards.call import note_call
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of
from safeguards.search import asked_in

WITH_CLIENT = Consultation.objects.select_related("client", "agency")


@page("consultation.list", methods=("GET", "POST"))
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Search and filters are posted and answered by a redirect with a token; `only` may stand in an address."""
    book, today = CodeBook(*lists.CODES_OF_LIST), timezone.localdate()
    if request.method == "POST":
        form = ConsultationFilter(request.POST, book=book, today=today)
        if form.is_valid():
            return redirect(sent(request, "consultation.list", form.asked()))
        return render(request, "cases/consultation/list.html", {"form": form, "rows": []}, status=422)
    asked = asked_in(request, "consultation.list")
    if not asked and request.GET.get("only") == "loose":  # home opens exactly its list
        asked = {"only": "loose"}
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
    context = {
        "form": form, "rows": rows, "page": shown, "asked": asked, "found": found,
        "pins_url": reverse("pins") if matrix.may_open(request.actor, "pins") else "",
        "import_url": reverse("import_list") if matrix.may_open(request.actor, "import.list") else "",
    }  # fmt: skip
    return render(request, "cases/consultation/list.html", context)


def _own_client(request: HttpRequest, number: str) -> Client | None:
    if not number:
        return None
    client = get_or_absent(Client, number_now(number), request.actor)
    require(request.actor, client, "link")
    return client


@page("consultation.new", methods=("GET", "POST"))
def consultation_new(request: HttpRequest) -> HttpResponse:
    """Log a call while it runs; the cursor stands in the text. `cases.views.caller` takes the steps of block 1."""
    now, options = timezone.localtime(), sheet_options(request)
    if request.method == "GET":
        client, call_back = (
            _own_client(request, request.GET.get("client", "")),
            request.GET.get("call_back", ""),
        )
        note_call(request, is_running=True)
        first = {
            **_called_back(request, call_back), "call_back": call_back, "client": client.number if client else "",
            "started_on": now.date(), "started_clock": now.time(), "method": "phone", "caller": "self",
        }  # fmt: skip
        return show_sheet(request, ConsultationForm(initial=first, **options), None)
    typed = typed_of(request.POST)
    if caller.is_step(request):
        return caller.step(
            request,
            lambda values, shown: show_sheet(
                request, ConsultationForm(initial=values, **options), None, typed, **shown
            ),
        )
    form = ConsultationForm(request.POST, **options)
    chosen = caller.chosen_of(request, form)
    if not form.is_valid():
        return show_sheet(request, form, None, typed, status=422)
    try:
        url, first_time = with_once(request, lambda: _recorded(request, form, chosen, typed))
    except DraftConflict as conflict:
        return show_sheet(request, form, None, typed, conflict.draft, status=409)
    note_call(request, is_running=False)
    if first_time:
        messages.success(request, _("The consultation is recorded."))
    return redirect(url)


def _recorded(request: HttpRequest, form: ConsultationForm, client: Client | None, typed: Typed) -> str:
    return _address(through_draft(request.actor, typed, lambda: _record(request, form, client)))


def _record(request: HttpRequest, form: ConsultationForm, client: Client | None) -> Consultation:
    facts, call_back = form.facts(), form.cleaned_data["call_back"] or request.GET.get("call_back", "")
    if client is None and form.cleaned_data["is_new_client"]:
        facts = with_words_of(facts, form.cleaned_data["who"], form.today)
        return record_with_new_client(request.actor, facts, call_back=call_back)
    return record_consultation(request.actor, facts, client=client, call_back=call_back)


def sheet_options(request: HttpRequest) -> dict[str, Any]:
    """What a form for a consultation is made with, besides its values."""
    return {"book": CodeBook(), "today": timezone.localdate(), "pins": pins_of(request.actor)}


def _called_back(request: HttpRequest, number: str) -> dict[str, Any]:
    """What a caller without a record gave of herself when the call-back was promised."""
    if not number:
        return {}
    talk = call_back_or_absent(request.actor, number).consultation
    names = ("caller_name", "caller_kana", "caller_phone", "safe_contact")
    return {} if talk.client_id else {name: getattr(talk, name) for name in names}


@page("consultation.edit", methods=("GET", "POST"))
def consultation_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a consultation of her own agency; who was slower sees both texts."""
    one = get_or_absent(WITH_CLIENT, number, request.actor)
    require(request.actor, one, "edit")
    options = sheet_options(request)
    if request.method == "GET":
        seen(request, "consultation.open_to_change", one)
        return show_sheet(request, ConsultationForm(initial=ConsultationForm.initial_of(one), **options), one)
    form = ConsultationForm(request.POST, initial=ConsultationForm.initial_of(one), **options)
    typed = typed_of(request.POST)
    if not form.is_valid():
        return show_sheet(request, form, one, typed, status=422)
    try:
        url, _first = with_once(request, lambda: _changed(request, form, one, typed))
    except DraftConflict as conflict:
        return show_sheet(request, form, one, typed, conflict.draft, status=409)
    except Stale as stale:
        now = stale.current
        seen(
            request, "consultation.open_to_change", now
        )  # both texts stand on the page: she reads the record
        beside = saved_beside(form, ConsultationForm.initial_of(now), without=["narrative"])
        return show_sheet(request, with_version(form, now.version), now, typed, status=409, beside=beside)
    messages.success(request, _("The change is saved."))
    return redirect(url)


def _changed(request: HttpRequest, form: ConsultationForm, one: Consultation, typed: Typed) -> str:
    actor, facts, version = request.actor, form.facts(keep_places=True), form.cleaned_data["version"] or 0
    return _address(through_draft(actor, typed, lambda: change_consultation(actor, one, facts, version)))


def _address(one: Consultation) -> str:
    return reverse("consultation_detail", args=[one.number])


def show_sheet(
    request: HttpRequest, form: ConsultationForm, one: Consultation | None,
    sent: Typed | DraftSheet | None = None, first: Draft | None = None, *,
    status: int = 200, beside: list[tuple[str, str]] | None = None, **shown: Any,
) -> HttpResponse:  # fmt: skip
    """Draw the sheet from the form's own values; `one` is the record that is changed, `shown` what was found.

    `sent` is what came back, or the draft that is continued; `first` see `part_of`.
    """
    of = str(form["client"].value() or "") if one is None else (one.client.number if one.client else "")
    part = sent if isinstance(sent, DraftSheet) else part_of(request, form, sheet_address(one), sent, first)
    others = my_drafts(request.actor).exclude(token=part.token).count() if status == 200 else 0
    context: dict[str, Any] = {
        "form": form,
        "one": one,
        "is_stale": beside is not None,
        "beside": beside,
        **shown,
    }
    context |= {"draft": replace(part, others=others, client=of, record=one.number if one else "")}
    context |= caller.context(request, of)
    if one is None:
        context["navigation"] = []  # a call: nothing leads away but the two buttons at the foot
        context |= {
            "questions": questions_by_complaint(form.book), "proposals": word_proposals(),
            "ways": WAYS, "brief": BriefContactForm(book=form.book, today=form.today),
        }  # fmt: skip
    else:
        context["writing"] = writing_now(request.actor, one)
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
        "imported": import_of(one) if tie == "own" else "",
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
        "call_back": of_consultation(actor, one) if tie == "own" else None,
        "openings": openings_of(actor, one),
        "writing": writing_now(actor, one),
        "releases": release_rows(actor, releases_of(actor, one)[:NEWEST]),
        "release_url": reverse("consultation_release", args=[one.number]) if may_ask(actor, one) else "",
        "who": more.pop("who", None) or ClientSearch(),
        **duties_of(actor, one, groups, tie, book),
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
