"""Adding and changing the children of a client."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.client import held_to_change, note_event
from cases.actions.grant import own
from cases.actions.party import write_client_parties
from cases.models import Child, Client
from safeguards import audit
from safeguards.access import Absent, Actor

FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "birth", "school", "note", "health_note", "is_along",
)  # fmt: skip


@transaction.atomic
def record_child(actor: Actor, client: Client, facts: dict[str, Any]) -> Child:
    """Add a child of a client of her own agency; `facts` holds any of FIELDS. Raises Absent for another's client."""
    mother = held_to_change(actor, client)
    child = Child(
        client=mother, agency_id=mother.agency_id, person_key=mother.person_key, sort_key=actor.now,
        made_by_id=actor.account_id,
    )  # fmt: skip
    _set(child, facts)
    child.save(force_insert=True)
    own(child)
    write_client_parties(mother)
    note_event(actor, mother, "child.made", child.number)
    audit.record(actor, "child.make", child, client=mother.number)
    return child


@transaction.atomic
def change_child(actor: Actor, child: Child, facts: dict[str, Any], version: int) -> Child:
    """Change a child of a client of her own agency; raises Stale when somebody saved it meanwhile."""
    mother = held_to_change(actor, child.client)
    rows = Child.objects.visible_to(actor).filter(pk=child.pk, client=mother)
    current = rows.select_for_update(of=("self",), no_key=True).first()
    if current is None:
        raise Absent
    if current.version != version:
        raise Stale(current)
    changed = [name for name in FIELDS if name in facts and facts[name] != getattr(current, name)]
    _set(current, facts)
    current.version += 1
    current.save()
    write_client_parties(mother)
    audit.record(actor, "child.change", current, fields=changed, client=mother.number)
    return current


def _set(child: Child, facts: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in facts:
            setattr(child, name, facts[name])
