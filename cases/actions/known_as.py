"""Adding and removing what else a client is known by."""

from __future__ import annotations

from django.db import transaction

from cases.actions.client import held_to_change
from cases.actions.merge import MERGED_NAME
from cases.actions.party import write_client_parties
from cases.actions.person_index import index_person, reindex_person
from cases.models import Client, CodeBook, KnownAs
from safeguards import audit, calendar
from safeguards.access import Actor


@transaction.atomic
def add_name(actor: Actor, client: Client, *, kind: str, text: str, reading: str = "") -> KnownAs:
    """Add a former name, an alias or a former telephone; she is found by it at once. Raises ValueError for an unknown
    kind, Absent for a client who is not of her own agency."""
    held = held_to_change(actor, client)
    year = calendar.fiscal_year(calendar.japanese_day(actor.now))
    known = dict(CodeBook("known_as").choices("known_as", year))
    if kind not in known or kind == MERGED_NAME or not text:
        raise ValueError("kind")
    one = KnownAs.objects.create(client=held, kind=kind, text=text, reading=reading, made_at=actor.now)
    _found_by(held)
    audit.record(actor, "client.name_add", held, kind=kind)
    return one


@transaction.atomic
def remove_name(actor: Actor, client: Client, number: str) -> None:
    """Take one away that was written by mistake; a second press changes nothing."""
    held = held_to_change(actor, client)
    rows = KnownAs.objects.visible_to(actor).filter(client=held, number=number)
    one = rows.first()
    if one is None:
        return
    KnownAs.objects.visible_to(actor).filter(pk=one.pk).delete()
    _found_by(held)
    audit.record(actor, "client.name_remove", held, kind=one.kind)


def _found_by(client: Client) -> None:
    index_person(client.person_key, client.agency)
    reindex_person(client.person_key)
    write_client_parties(client)
