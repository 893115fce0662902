"""The part of a form for a consultation by which it is kept as a draft."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse

from cases.actions.draft import Typed
from cases.forms.beside import typed_beside
from cases.forms.consultation import ConsultationForm
from cases.models import Consultation, Draft
from cases.queries.draft import DraftSheet, my_drafts
from safeguards.once import new_token


def sheet_address(one: Consultation | None) -> str:
    """Where a form for a consultation is sent, whatever address its page has."""
    return reverse("consultation_edit", args=[one.number]) if one else reverse("consultation_new")


def part_of(
    request: HttpRequest, form: ConsultationForm, address: str, typed: Typed | None, first: Draft | None
) -> DraftSheet:
    """The draft of a form that is drawn for the first time, or of one that came back. `first` is what another
    window saved first: pressing again is a decision, so the form now carries its version."""
    if typed is None:
        return DraftSheet(new_token(), address)
    kept = first or my_drafts(request.actor).filter(token=typed.token).first()
    part = DraftSheet(
        typed.token or new_token(),
        address,
        kept.number if kept else "",
        typed.version,
        typed.writer,
        typed.serial,
        apart=typed.apart,
        is_unsaved=True,
    )
    if first is None:
        return part
    lines = tuple(typed_beside(form, typed.fields or {}, first.fields))
    return replace(part, version=first.version, beside=lines)
