"""Printing a consultation or a client: what for, with or without her whereabouts, then the paper."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases.cards import Card
from cases.models import Client, CodeBook, Consultation
from cases.queries.document import (
    CLIENT_SHEET,
    RECORD_SHEET,
    card_to_print,
    client_paper,
    consultation_paper,
    groups_to_print,
    places_of,
)
from safeguards import calendar
from safeguards.access import get_or_absent
from safeguards.documents import AlreadyPrinted, Kind, NotSet, Paper, as_answer, document
from safeguards.forms import PrintForm
from safeguards.once import FIELD
from safeguards.pages import page, seen

Draw = Callable[[tuple[str, ...]], Paper]


@page("consultation.print", methods=("GET", "POST"))
def consultation_print(request: HttpRequest, number: str) -> HttpResponse:
    """相談記録票."""
    rows = Consultation.objects.select_related("client", "agency")
    one, book = get_or_absent(rows, number, request.actor), CodeBook()
    groups = groups_to_print(request.actor, one)
    card = card_to_print(request.actor, one, groups, book)
    return _print(
        request, one, RECORD_SHEET, card, book, reverse("consultation_detail", args=[number]),
        lambda places: consultation_paper(request.actor, one, card, book, places),
    )  # fmt: skip


@page("client.print", methods=("GET", "POST"))
def client_print(request: HttpRequest, number: str) -> HttpResponse:
    """相談者票."""
    client, book = get_or_absent(Client.objects.select_related("agency"), number, request.actor), CodeBook()
    groups = groups_to_print(request.actor, client)
    card = card_to_print(request.actor, client, groups, book)
    return _print(
        request, client, CLIENT_SHEET, card, book, reverse("client_detail", args=[number]),
        lambda places: client_paper(request.actor, client, card, groups, book, places),
    )  # fmt: skip


def _print(
    request: HttpRequest,
    anchor: Client | Consultation,
    kind: Kind,
    card: Card,
    book: CodeBook,
    back: str,
    draw: Draw,
) -> HttpResponse:
    purposes = book.choices("print_purpose", calendar.fiscal_year(timezone.localdate()))
    form = PrintForm(request.POST or None, purposes=purposes, has_places=bool(places_of(card)))
    if request.method == "POST" and form.is_valid():
        places = places_of(card) if form.cleaned_data.get("with_places") else ()
        groups = {section.group for section in card.sections} - ({"whereabouts"} if not places else set())
        try:
            return as_answer(
                document(
                    request.actor, kind, anchor, form.asked_purpose(), draw(places),
                    groups=groups, places=places, token=request.POST.get(FIELD, ""),
                )
            )  # fmt: skip
        except (AlreadyPrinted, NotSet) as fault:
            form.add_error(None, str(fault))
    seen(request, f"{anchor.object_type()}.open_to_print", anchor)
    labels = [section.label for section in card.sections if section.group != "whereabouts"]
    context = {"form": form, "back": back, "labels": labels, "is_client": isinstance(anchor, Client)}
    return render(
        request, "cases/document/form.html", context, status=422 if request.method == "POST" else 200
    )
