"""The lists of consultations and clients: filters, rows and their cards, with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import JSONField, Model, OuterRef, QuerySet, Subquery, TextField
from django.utils import timezone

from cases.cards import (
    age_band_of,
    age_text,
    local_day,
    unnamed,
)
from cases.cards.rows import ClientRow, ConsultationRow, SuggestionRow
from cases.models import Client, CodeBook, Consultation
from cases.queries.sight import groups_of_clients, groups_seen
from cases.rules import spoken
from partners.models import Agency
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0, 0)))


# What a line, and the check of a search, may open; the long texts, most of a row's bytes, stay in the database.
NAMES = frozenset({"family_name", "given_name", "family_kana", "given_kana", "alias", "phone"})
CALLER = frozenset({"caller_name", "caller_kana", "caller_phone"})


def long_beside(model: type[Model], keep: frozenset[str], prefix: str = "") -> list[str]:
    """Long columns that a list does not need, for `defer`: sealed ones, texts, lists of codes.

    Short ones are always read: sight may ask for any, and a column left out is fetched for each line by itself.
    """
    long = (EncryptedTextField, TextField, JSONField)
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, long)]
    return [f"{prefix}{name}" for name in names if name not in keep]


CODES_OF_LIST = ("contact_method", "main_complaint")  # in the lines of consultations and their filters
OF_AGENCY = tuple(long_beside(Agency, frozenset(), "agency__"))


def consultations(actor: Actor, asked: dict[str, Any]) -> QuerySet:
    """Consultations she may see, narrowed by the list's filters.

    A filter on what she may not read would tell it, so filters keep to her own agency's records.
    `asked`: since, until (dates), method, main_complaint, only (`mine`, `unlinked`, `next`).
    """
    rows: QuerySet[Any] = Consultation.objects.page(actor).select_related("client", "agency")
    rows = rows.defer(*long_beside(Consultation, CALLER), *long_beside(Client, NAMES, "client__"), *OF_AGENCY)
    if any(asked.get(name) for name in ("method", "main_complaint", "only")):
        rows = rows.filter(agency_id=actor.own_agency_id)
    if asked.get("since"):
        rows = rows.filter(listed_at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        rows = rows.filter(listed_at__lt=_midnight(asked["until"] + timedelta(days=1)))
    for name in ("method", "main_complaint"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("only") == "mine":
        rows = rows.filter(counselor_id=actor.account_id)
    elif asked.get("only") == "unlinked":
        rows = rows.filter(client__isnull=True)
    elif asked.get("only") == "next":
        rows = rows.filter(next_on__isnull=False)
    return rows


def clients(actor: Actor) -> QuerySet:
    """Clients she may see, each with `last_contact`: the newest consultation that she may see.

    Asked for each line by itself: for all lines at once PostgreSQL gathers every grant of the agency first.
    """
    contacts = Consultation.objects.visible_to(actor).filter(client_id=OuterRef("pk")).order_by("-sort_key")
    rows: QuerySet[Any] = Client.objects.page(actor).select_related("agency")
    rows = rows.defer(*long_beside(Client, NAMES | {"birth"}), *OF_AGENCY)
    return rows.annotate(last_contact=Subquery(contacts.values("sort_key")[:1]))


def consultation_rows(actor: Actor, rows: Iterable[Consultation], book: CodeBook) -> list[ConsultationRow]:
    """Lines of the list, each narrowed to what she may read of it."""
    listed = list(rows)
    groups = groups_seen(actor, listed)
    of_clients = groups_of_clients(actor, listed, groups)
    lines = []
    for one in listed:
        may = groups[one.pk]
        name = one.client.name if one.client and "identity" in of_clients.get(one.client_id, ()) else ""
        if not name and "identity" in may:
            name = one.caller_name or one.caller_kana
        lines.append(
            ConsultationRow(
                number=one.number,
                started_at=one.started_at,
                minutes=one.minutes,
                method=book.label("contact_method", one.method),
                main_complaint=book.label("main_complaint", one.main_complaint) if "narrative" in may else "",
                name=name or unnamed(),
                client_number=one.client.number if one.client and one.tie_to(actor) == "own" else "",
                counselor=one.counselor_name if one.tie_to(actor) == "own" else "",
                agency=one.agency.label,
                is_own=one.tie_to(actor) == "own",
            )
        )
    return lines


def suggestion_rows(actor: Actor, rows: Iterable[Any]) -> list[SuggestionRow]:
    """Lines of the list under a search box, of rows of `clients`. One query at most, whatever their number."""
    listed = list(rows)
    groups = groups_seen(actor, listed)
    today = local_day(actor.now)
    return [
        SuggestionRow(
            number=row.number,
            name=(row.name if "identity" in groups[row.pk] else "") or unnamed(),
            reading=row.kana if "identity" in groups[row.pk] else "",
            age_band=age_band_of(row.birth, today) if "identity" in groups[row.pk] else "",
            last_contact=row.last_contact,
            agency=row.agency.label,
            is_own=row.tie_to(actor) == "own",
        )
        for row in listed
    ]


def client_rows(actor: Actor, rows: Iterable[Any]) -> list[ClientRow]:
    """Lines of the list of clients, of rows of `clients`."""
    listed = list(rows)
    groups = groups_seen(actor, listed)
    today = local_day(actor.now)
    return [
        ClientRow(
            number=row.number,
            name=(row.name if "identity" in groups[row.pk] else "") or unnamed(),
            reading=row.kana if "identity" in groups[row.pk] else "",
            held_number=spoken(row.held_number) if row.tie_to(actor) == "own" else "",
            age=age_text(row.birth, today) if "identity" in groups[row.pk] else "",
            last_contact=row.last_contact,
            agency=row.agency.label,
            is_own=row.tie_to(actor) == "own",
        )
        for row in listed
    ]
