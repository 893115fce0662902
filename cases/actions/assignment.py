"""Who is in charge of a client or a case."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction

from cases.actions import Stale
from cases.models import Case, Client
from cases.queries.assignment import may_be_in_charge
from cases.queries.sight import require
from partners.models import Account
from safeguards import audit
from safeguards.access import Absent, Actor

Kept = TypeVar("Kept", Client, Case)


@transaction.atomic
def assign(actor: Actor, record: Kept, account: Account | None) -> Kept:
    """Put one counselor of the record's agency in charge, or nobody. A supervisor names anybody, a counselor herself.

    `record` is as its page showed it: raises Stale when another was put in charge meanwhile; `current` is what
    stands now. Raises Absent for what is not hers to do, and for somebody who does not work with it. The same
    again changes nothing.
    """
    kind = type(record)
    rows = kind.objects.visible_to(actor).filter(pk=record.pk, agency_id=actor.own_agency_id)
    current = rows.select_for_update(of=("self",)).first()
    if current is None:
        raise Absent
    require(actor, current, "take" if account is not None and account.pk == actor.account_id else "assign")
    if account is not None and not may_be_in_charge(actor, current).filter(pk=account.pk).exists():
        raise Absent
    if current.assigned_to_id != record.assigned_to_id:
        raise Stale(current)
    if current.assigned_to_id == (account.pk if account else None):
        return current
    current.assigned_to, current.assigned_since = account, actor.now if account else None
    current.save(update_fields=["assigned_to", "assigned_since", "changed_at"])
    audit.record(actor, f"{current.object_type()}.assign", current, account=account.number if account else "")
    return current
