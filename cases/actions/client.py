"""Making and changing clients."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.actions import Stale
from cases.actions.grant import own
from cases.actions.match import write_match_keys
from cases.actions.party import write_client_parties
from cases.actions.person_index import index_person, reindex_person
from cases.models import Client, TimelineEntry
from cases.queries.sight import require
from cases.rules import check_digit
from partners.models import Agency
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.changes import record_change, values_of

NAME_FIELDS = frozenset({"family_name", "given_name", "family_kana", "given_kana", "alias", "phone"})
FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "alias", "birth", "sex",
    "phone", "safe_contact", "never_contact", "caller_name_to_give", "contact_rule",
    "current_place", "registered_place", "daily_places",
    "children_count", "children_note", "health_note", "other_party_note",
    "other_party_family_name", "other_party_given_name", "other_party_family_kana", "other_party_given_kana",
    "other_party_phone", "office_note",
)  # fmt: skip


def new_held_number(agency: Agency) -> str:
    """A free nine-digit number for the telephone: eight random digits and the check digit."""
    while True:
        digits = f"{secrets.randbelow(10**8):08d}"
        number = digits + check_digit(digits)
        if (
            not Client.objects.everything("free held number")
            .filter(agency=agency, held_number=number)
            .exists()
        ):
            return number


@transaction.atomic
def record_client(actor: Actor, facts: dict[str, Any], *, person_key: Any = None) -> Client:
    """Make a client of the actor's own agency. `facts` holds any of FIELDS; a name is not compulsory."""
    agency = Agency.objects.get(pk=actor.own_agency_id)
    client = Client(
        agency=agency, held_number=new_held_number(agency), sort_key=actor.now, made_by_id=actor.account_id
    )
    if person_key is not None:
        client.person_key = person_key
    _set(client, facts)
    client.save(force_insert=True)
    own(client)
    index_person(client.person_key, agency)
    write_match_keys(client)
    write_client_parties(client)
    note_event(actor, client, "client.made")
    audit.record(actor, "client.make", client)
    return client


@transaction.atomic
def change_client(actor: Actor, client: Client, facts: dict[str, Any], version: int) -> Client:
    """Change a client of the actor's own agency; raises Stale when somebody saved it meanwhile."""
    current = (
        Client.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=client.pk, agency_id=actor.own_agency_id)
    )
    if current.version != version:
        raise Stale(current)
    changed = [name for name in FIELDS if name in facts and facts[name] != getattr(current, name)]
    old = values_of(current, changed)
    _set(current, facts)
    current.version += 1
    current.save()
    if NAME_FIELDS & set(changed):
        reindex_person(current.person_key)
    write_match_keys(current)
    write_client_parties(current)
    note_event(actor, current, "client.changed")
    record_change(actor, "client.change", current, old)
    return current


def held_to_change(actor: Actor, client: Client) -> Client:
    """A client of her own agency that she may change, held until the end of the transaction; Absent otherwise."""
    rows = Client.objects.visible_to(actor).filter(pk=client.pk, agency_id=actor.own_agency_id)
    held = rows.select_for_update(of=("self",), no_key=True).first()
    if held is None:
        raise Absent
    require(actor, held, "edit")
    return held


def standing_now(client: Client) -> Client:
    """The record as it stands, held until the end of the transaction: a call that was written down while the record
    was joined to another belongs to that one."""
    rows = Client.objects.everything("what is written down reaches the record that stands")
    held = rows.select_for_update(of=("self",), no_key=True)
    current = held.get(pk=client.pk)
    return held.get(pk=current.merged_into_id) if current.merged_into_id else current


def note_event(
    actor: Actor, client: Client, event: str, target_number: str = "", other_agency: Agency | None = None
) -> TimelineEntry:
    """One line in the client's column of events; the caller holds the transaction."""
    return TimelineEntry.objects.create(
        client=client,
        agency_id=actor.agency_id or client.agency_id,
        other_agency=other_agency,
        at=timezone.now(),
        event=event,
        target_number=target_number,
        account_name=actor.name,
    )


def _set(client: Client, facts: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in facts:
            setattr(client, name, facts[name])
