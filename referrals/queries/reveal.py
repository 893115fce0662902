"""Which masked place a reader may open, and its value."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from cases.cards import WHEREABOUTS
from cases.models import Client, CodeBook, Consultation
from cases.queries.sight import groups_of
from referrals.choices import SENDER, SHEET_GROUPS
from referrals.models import Referral
from safeguards import matrix
from safeguards.access import Absent, Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the record it stands in, its field, its value."""

    record: models.Model
    field: str
    value: str


def purposes(book: CodeBook, year: int) -> list[tuple[str, str]]:
    """For what a place may be opened."""
    return book.choices("reveal_purpose", year)


def place_of(actor: Actor, referral: Referral, key: str) -> Place:
    """The place named by `<number of the record>.<field>`; Absent for all that was not told to her now."""
    number, _dot, field = key.rpartition(".")
    if "\0" in key:
        raise Absent
    if "whereabouts" not in referral.field_groups and referral.side_of(actor) != SENDER:
        raise Absent
    if referral.is_sheet:
        place = _of_sheet(actor, referral, number, field)
    else:
        place = _of_record(actor, referral, number, field)
    if not place.value:
        raise Absent
    return place


def _of_sheet(actor: Actor, referral: Referral, number: str, field: str) -> Place:
    own = referral.side_of(actor) == SENDER
    may = "whereabouts" in matrix.groups_for(actor, "referral", "own" if own else "disclosed")
    if (
        number != referral.number
        or SHEET_GROUPS.get(field) != "whereabouts"
        or not (own or referral.tells(actor.now))
    ):
        raise Absent
    if not may:
        raise Absent
    return Place(referral, field, referral.sheet.get(field, ""))


def _of_record(actor: Actor, referral: Referral, number: str, field: str) -> Place:
    if referral.side_of(actor) == SENDER or not referral.tells(actor.now):
        raise Absent  # the sender opens places on the pages of her own records
    row = _record(actor, referral, number, field)
    if row is None or "whereabouts" not in groups_of(actor, row):
        raise Absent
    return Place(row, field, getattr(row, field))


def _record(actor: Actor, referral: Referral, number: str, field: str) -> Client | Consultation | None:
    """The record with this number among those that this referral tells, if it has such a field."""
    if field in WHEREABOUTS and referral.client_id:
        return Client.objects.visible_to(actor).filter(pk=referral.client_id, number=number).first()
    if field != "whereabouts_note":
        return None
    calls = Consultation.objects.visible_to(actor).filter(number=number)
    if referral.consultation_id:
        return calls.filter(pk=referral.consultation_id).first()
    if referral.client_id and referral.covers_consultations:
        return calls.filter(client_id=referral.client_id).first()
    return None
