"""Recording many consultations at once, by the rules of `record_consultation` and in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases.actions.consultation import NAME_FIELDS, new_consultation
from cases.actions.grant import own_all, rebuild
from cases.actions.party import CALLER_FIELDS
from cases.actions.person_index import index_person, newcomer_grams
from cases.models import AccessReason, Client, Consultation, PartyKey, PersonGram, TimelineEntry
from cases.models.access_reason import TOLD
from cases.models.party import consultation_digests, party_keys
from safeguards import audit
from safeguards.access import Actor
from safeguards.inserting import insert_all


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One consultation that is ready to be written, with its index of names and its blind keys."""

    one: Consultation
    is_named: bool
    grams: list[PersonGram]
    keys: list[PartyKey]


def prepared(
    actor: Actor, facts: dict[str, Any], client: Client | None = None, counselor_name: str = ""
) -> Newcomer:
    """Everything that takes time and needs no database. `counselor_name`: who took it, where that was somebody else."""
    one = new_consultation(actor, facts, client)
    if counselor_name:
        one.counselor_id, one.counselor_name = None, counselor_name
    is_named = any(facts.get(name) for name in NAME_FIELDS)
    grams = newcomer_grams(one, actor.own_agency_id, actor.agency_code) if is_named and client is None else []
    keys: list[PartyKey] = []
    if any(facts.get(name) for name in CALLER_FIELDS):
        keys = party_keys(consultation_digests(one), one.person_key, consultation=one)
    return Newcomer(one, is_named, grams, keys)


def record_consultations(actor: Actor, newcomers: list[Newcomer], **facts: str) -> None:
    """Write them: record, owner's reason and grant, index of names, blind keys, the client's column of events, and one
    line of the trail for each, last, with `facts` besides. The caller holds the transaction."""
    ones = [newcomer.one for newcomer in newcomers]
    insert_all(ones)
    own_all(ones, _group_of(actor))
    insert_all([gram for newcomer in newcomers for gram in newcomer.grams])
    insert_all([key for newcomer in newcomers for key in newcomer.keys])
    linked = [newcomer for newcomer in newcomers if newcomer.one.client is not None]
    _join_clients(actor, linked)
    by_client: dict[str, list[Consultation]] = defaultdict(list)
    for one in ones:
        by_client[one.client.number if one.client is not None else ""].append(one)
    for number, some in by_client.items():
        audit.record_many(actor, "consultation.make", some, linked=number, **facts)


def _group_of(actor: Actor) -> int:
    assert actor.group_id is not None  # who has an agency of her own has its group
    return actor.group_id


def _join_clients(actor: Actor, linked: list[Newcomer]) -> None:
    """Linked ones stand in their client's column, follow what was told of her, and are found by the names they hold."""
    entries = [
        TimelineEntry(
            client=newcomer.one.client, agency_id=actor.own_agency_id, at=timezone.now(), event="consultation.made",
            target_number=newcomer.one.number, account_name=actor.name,
        )
        for newcomer in linked
    ]  # fmt: skip
    insert_all(entries)
    told = _told_with_consultations({newcomer.one.client_id for newcomer in linked})
    for newcomer in linked:
        if newcomer.one.client_id in told:
            rebuild(newcomer.one)
    named = {newcomer.one.person_key: newcomer.one for newcomer in linked if newcomer.is_named}
    for key, one in named.items():
        index_person(key, one.agency)


def _told_with_consultations(clients: Iterable[Any]) -> set[Any]:
    reasons = AccessReason.objects.filter(
        client_id__in=list(clients), kind__in=TOLD, covers_consultations=True
    )
    return set(reasons.values_list("client_id", flat=True))
