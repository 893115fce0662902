"""Keeping what was typed while the desk locks, and letting it go when it was sent or thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.urls import Resolver404, resolve

from partners.models import KeptForm
from safeguards import audit
from safeguards.access import Absent, Actor

NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "credential", "code"})
FIELDS_AT_MOST = 400
SIGNS_AT_MOST = 400_000
KEPT_AT_MOST = 50


def worth_keeping(fields: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The fields without tokens and without anything that opens the house."""
    return {
        name: [str(value) for value in values]
        for name, values in fields.items()
        if name not in NEVER_KEPT and "password" not in name
    }


@transaction.atomic
def keep(actor: Actor, path: str, fields: Mapping[str, Iterable[str]]) -> KeptForm:
    """Keep these fields for this address; the same fields are kept once. Raises Absent for what no form of
    ours can be: a foreign address, too many fields or too much text, or more than anybody leaves open."""
    kept = worth_keeping(fields)
    size = sum(len(value) for values in kept.values() for value in values)
    if not path.startswith("/") or len(path) > 300 or len(kept) > FIELDS_AT_MOST or size > SIGNS_AT_MOST:
        raise Absent
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        raise Absent from None
    mine = list(KeptForm.objects.visible_to(actor))
    same = next((one for one in mine if one.path == path and one.fields == kept), None)
    if same is not None:
        return same
    if len(mine) >= KEPT_AT_MOST:
        raise Absent
    made = KeptForm.objects.create(account_id=actor.own_account_id, path=path, fields=kept, kept_at=actor.now)
    audit.record(actor, "text.keep", made)
    return made


@transaction.atomic
def let_go(actor: Actor, number: str) -> None:
    """It was sent, or she threw it away. Nothing happens when it is gone already."""
    found = KeptForm.objects.visible_to(actor).filter(number=number).first()
    if found is not None:
        audit.record(actor, "text.drop", found)
        found.delete()
