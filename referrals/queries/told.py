"""What a disclosure tells: the same cards for the receiver's page and for the sender's preview of it."""

from __future__ import annotations

from cases.cards import Card, client_card, consultation_card
from cases.contact_card import SafeContact, safe_contact
from cases.models import Client, CodeBook, Consultation
from cases.queries.contact import contact_url
from cases.queries.sight import groups_seen
from referrals.cards import Told, record_told, sheet_told
from referrals.models import Referral
from safeguards import calendar, matrix
from safeguards.access import Actor
from safeguards.templatetags.safeguards import era

MOST_CALLS = 20


def told_to(actor: Actor, referral: Referral, book: CodeBook) -> Told:
    """What the receiver sees now: the groups of this referral that are also disclosed and live."""
    today = calendar.japanese_day(actor.now)
    offered = frozenset(referral.field_groups) & matrix.groups_for(actor, "referral", "disclosed")
    if referral.is_sheet:
        return sheet_told(referral, offered, today)
    clients = (
        list(Client.objects.visible_to(actor).filter(pk=referral.client_id)) if referral.client_id else []
    )
    calls = list(_calls(actor, referral))
    client = None
    for one, groups in _with_groups(actor, clients, offered):
        client = client_card(one, groups, book, today, "disclosed")
    return record_told(
        referral, client, [_call(one, groups, book) for one, groups in _with_groups(actor, calls, offered)]
    )


def reach_of(actor: Actor, referral: Referral) -> tuple[SafeContact, str]:
    """How she may be reached, and the page on which her receiver does so: the rule travels with what was told."""
    if not referral.client_id or not referral.tells(actor.now):
        return SafeContact(), ""
    clients = list(Client.objects.visible_to(actor).filter(pk=referral.client_id))
    offered = frozenset(referral.field_groups) & matrix.groups_for(actor, "referral", "disclosed")
    for one, groups in _with_groups(actor, clients, offered):
        return safe_contact(one, groups), contact_url(actor, one, groups)
    return SafeContact(), ""


def preview(actor: Actor, referral: Referral, book: CodeBook) -> Told:
    """What the receiver will see, made from the sender's own records by the same cards.

    The matrix of the receiver narrows here as it does there: what a liaison may read of a disclosure is what
    a counselor may read of it.
    """
    today = calendar.japanese_day(actor.now)
    offered = frozenset(referral.field_groups)
    if referral.is_sheet:
        return sheet_told(referral, offered, today)
    client = None
    if referral.client_id:
        one = (
            Client.objects.visible_to(actor)
            .filter(pk=referral.client_id, agency_id=actor.own_agency_id)
            .first()
        )
        client = client_card(one, offered, book, today, "disclosed") if one else None
    calls = [one for one in _calls(actor, referral) if one.tie_to(actor) == "own"]
    return record_told(referral, client, [_call(one, offered, book) for one in calls])


def _calls(actor: Actor, referral: Referral) -> list[Consultation]:
    rows = Consultation.objects.visible_to(actor).select_related("agency").order_by("-sort_key", "-pk")
    if referral.consultation_id:
        return list(rows.filter(pk=referral.consultation_id))
    if referral.client_id and referral.covers_consultations:
        return list(rows.filter(client_id=referral.client_id)[:MOST_CALLS])
    return []


def _with_groups(actor: Actor, rows: list, offered: frozenset[str]) -> list[tuple]:
    seen = groups_seen(actor, rows)
    return [(row, seen[row.pk] & offered) for row in rows]


def _call(one: Consultation, groups: frozenset[str], book: CodeBook) -> tuple[Card, str]:
    heading = f"{era(one.started_at)} {book.label('contact_method', one.method)}"
    return consultation_card(one, groups, book, "disclosed"), heading
