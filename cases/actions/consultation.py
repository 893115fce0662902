"""Recording, changing and linking consultations."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.call_back import keep_promise, promised, reach_call_back
from cases.actions.client import note_event, record_client, standing_now
from cases.actions.grant import own, rebuild
from cases.actions.opening import carry_questions
from cases.actions.party import CALLER_FIELDS, carry_parties, write_caller_parties
from cases.actions.person_index import forget_person, index_newcomer, index_person, reindex_person
from cases.actions.wall import carry_walls
from cases.models import Client, Consultation
from cases.rules import client_facts_of
from safeguards import audit
from safeguards.access import Actor
from safeguards.changes import record_change, values_of

FIELDS = (
    "started_at", "minutes", "method", "contact_kind", "caller", "relation", "route", "main_complaint",
    "harm_types", "sex", "age_band", "partner_relation", "violence_types", "is_disabled", "needs_interpreter",
    "caller_name", "caller_kana", "caller_phone", "safe_contact", "narrative", "support_text", "other_party_note",
    "health_note", "children_note", "whereabouts_note", "support_activities", "disposition", "next_steps", "next_on",
    "wishes", "unmet_needs",
)  # fmt: skip
NAME_FIELDS = frozenset({"caller_name", "caller_kana", "caller_phone"})


class LinkRefused(ValueError):
    """The consultation is linked already, or one of the two is not of her own agency."""


@transaction.atomic
def record_consultation(
    actor: Actor, facts: dict[str, Any], *, client: Client | None = None, call_back: str = ""
) -> Consultation:
    """Keep one contact of the actor's own agency; `facts` needs started_at, method and main_complaint.

    `call_back` is the number of the call-back that this talk was: it is reached then. A call-back that the sheet
    promises is made with it.
    """
    client = standing_now(client) if client is not None else None
    one = new_consultation(actor, facts, client)
    one.save(force_insert=True)
    own(one, actor.group_id)
    if any(facts.get(name) for name in NAME_FIELDS):
        if client is None:
            index_newcomer(one, actor.own_agency_id, actor.agency_code)
        else:
            index_person(one.person_key, one.agency)
    if any(facts.get(name) for name in CALLER_FIELDS):
        write_caller_parties(one, is_new=True)
    if client is not None:
        note_event(actor, client, "consultation.made", one.number)
    if call_back:
        reach_call_back(actor, call_back, one)
    keep_promise(actor, one)
    audit.record(actor, "consultation.make", one, linked=client.number if client else "")
    return one


def new_consultation(actor: Actor, facts: dict[str, Any], client: Client | None) -> Consultation:
    """The record of one contact of the actor's own agency, not written yet."""
    one = Consultation(
        agency_id=actor.own_agency_id,
        sort_key=facts["started_at"],
        made_by_id=actor.account_id,
        counselor_id=actor.account_id,
        counselor_name=actor.name,
    )
    _set(one, facts)
    if client is not None:
        one.client, one.person_key = client, client.person_key
    return one


@transaction.atomic
def record_with_new_client(actor: Actor, facts: dict[str, Any], *, call_back: str = "") -> Consultation:
    """Keep one contact and make its caller a client, both or neither; her words are those of the contact."""
    client = record_client(actor, client_facts_of(facts))
    return record_consultation(actor, facts, client=client, call_back=call_back)


@transaction.atomic
def change_consultation(actor: Actor, one: Consultation, facts: dict[str, Any], version: int) -> Consultation:
    """Change a consultation of her own agency; raises Stale when somebody saved it meanwhile.

    The list's sort key stays: a corrected date changes the record, not its place in old pages.
    """
    current = (
        Consultation.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=one.pk, agency_id=actor.own_agency_id)
    )
    if current.version != version:
        raise Stale(current)
    changed = [name for name in FIELDS if name in facts and facts[name] != getattr(current, name)]
    old, promise = values_of(current, changed), promised(current.next_steps, current.next_on)
    _set(current, facts)
    if "next_on" in changed:  # another day is another step: it is not done yet
        current.next_done_at = current.next_done_by_id = None
    current.version += 1
    current.save()
    if NAME_FIELDS & set(changed):
        index_person(current.person_key, current.agency)
    if CALLER_FIELDS & set(changed):
        write_caller_parties(current)
    keep_promise(actor, current, promise)
    record_change(actor, "consultation.change", current, old)
    return current


@transaction.atomic
def link_to_client(actor: Actor, one: Consultation, client: Client) -> Consultation:
    """Say who called: the consultation joins the client's person, grants and index. Raises LinkRefused."""
    mine = {"agency_id": actor.agency_id}
    current = (
        Consultation.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=one.pk, **mine)
        .first()
    )
    if current is None or current.client_id is not None or client.agency_id != actor.agency_id:
        raise LinkRefused
    client, old_key = standing_now(client), current.person_key
    current.client, current.person_key = client, client.person_key
    current.version += 1
    current.save()
    if old_key != client.person_key:
        carry_parties(
            old_key, client.person_key
        )  # first: a tie that is being answered lays its wall before we go on
        carry_walls(old_key, client.person_key)
        carry_questions(old_key, client.person_key)
        forget_person(old_key)
    reindex_person(client.person_key)
    rebuild(current)
    note_event(actor, client, "consultation.linked", current.number)
    audit.record(actor, "consultation.link", current, client=client.number)
    return current


@transaction.atomic
def make_client_of(actor: Actor, one: Consultation, facts: dict[str, Any]) -> Client:
    """Make a client from a consultation that named nobody yet, and link the two. Raises LinkRefused."""
    client = record_client(actor, facts, person_key=one.person_key)
    link_to_client(actor, one, client)
    return client


def _set(one: Consultation, facts: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in facts:
            setattr(one, name, facts[name])
