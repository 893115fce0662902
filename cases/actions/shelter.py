"""The shelters of an agency, kept by its supervisor."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from cases.actions import Stale
from cases.models import Shelter
from safeguards import audit, matrix
from safeguards.access import Absent, Actor


class CodeTaken(ValueError):
    """Another shelter has this code already."""


@transaction.atomic
def keep_shelter(actor: Actor, number: str, version: int, facts: dict[str, Any]) -> Shelter:
    """Make a shelter of her own agency (no `number`), or change one. `facts`: code, beds, accepts, is_active, name?.

    Raises Absent for one that is not her agency's, Stale when somebody was quicker, CodeTaken. Fewer beds than are
    taken now send nobody away: none is free then.
    """
    if not matrix.may_act(actor, "shelter", "own", "edit"):
        raise Absent
    one = _held(actor, number, version) if number else Shelter(agency_id=actor.own_agency_id)
    changed = [name for name, value in facts.items() if name == "name" or getattr(one, name) != value]
    for name, value in facts.items():
        setattr(one, name, value)
    if number:
        one.version += 1
    try:
        with transaction.atomic():
            one.save(force_insert=not number)
    except IntegrityError:
        raise CodeTaken from None
    audit.record(actor, "shelter.change" if number else "shelter.make", one, code=one.code, fields=changed)
    return one


def _held(actor: Actor, number: str, version: int) -> Shelter:
    one = (
        Shelter.objects.of_her_agency(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(number=number)
        .first()
    )
    if one is None:
        raise Absent
    if one.version != version:
        raise Stale(one)
    return one
