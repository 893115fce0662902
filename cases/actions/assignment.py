"""Who is in charge of a client or a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from cases.actions import Stale
from cases.models import Case, Client
from cases.queries.assignment import may_be_in_charge, people_in_charge, walled_off
from cases.queries.sight import require
from partners.models import Account
from safeguards import audit, matrix
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
    current = rows.select_for_update(of=("self",), no_key=True).first()
    if current is None:
        raise Absent
    require(actor, current, "take" if account is not None and account.pk == actor.account_id else "assign")
    if account is not None and not may_be_in_charge(actor, current).filter(pk=account.pk).exists():
        raise Absent
    if current.assigned_to_id != record.assigned_to_id:
        raise Stale(current)
    if current.assigned_to_id == (account.pk if account else None):
        return current
    _write(actor, current, account)
    return current


def _write(actor: Actor, current: Client | Case, account: Account | None) -> None:
    current.assigned_to, current.assigned_since = account, actor.now if account else None
    current.assigned_by_id = actor.account_id if account else None
    current.save(update_fields=["assigned_to", "assigned_since", "assigned_by_id", "changed_at"])
    audit.record(actor, f"{current.object_type()}.assign", current, account=account.number if account else "")


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of many: how many are hers now, the names of those left as they are, and how many cannot be named."""

    done: int
    left: tuple[str, ...]
    unnamed: int


@transaction.atomic
def assign_many(actor: Actor, wanted: Mapping[str, str], account: Account | None) -> Assigned:
    """Put one counselor in charge of many clients at once, or nobody; all in one transaction.

    `wanted` tells for each client's number who was in charge when its row was drawn (an account's number, or
    empty). A client that was given to somebody else meanwhile is left as it is, and so is one that this counselor
    cannot be given: both are told in one list, so that it tells nobody why. What the actor may not see (any more)
    is only counted. The same again changes nothing and writes nothing. Raises Absent for who may not assign, and
    for somebody who does not work with records here.
    """
    if not matrix.may_act(actor, Client.object_type(), "own", "assign"):
        raise Absent
    if account is not None and not people_in_charge(actor, Client).filter(pk=account.pk).exists():
        raise Absent
    rows = Client.objects.visible_to(actor).filter(number__in=list(wanted), agency_id=actor.own_agency_id)
    current = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    holders = _numbers_of(one.assigned_to_id for one in current)
    barred = walled_off(account, [one.person_key for one in current]) if account is not None else set()
    done, left = 0, []
    for one in current:
        if one.assigned_to_id == (account.pk if account else None):
            done += 1
        elif holders.get(one.assigned_to_id, "") != wanted[one.number] or one.person_key in barred:
            left.append(one.name)
        else:
            _write(actor, one, account)
            done += 1
    return Assigned(done, tuple(left), len(wanted) - len(current))


def _numbers_of(accounts: Iterable[int | None]) -> dict[int | None, str]:
    """Public numbers by primary key. One query."""
    keys = {one for one in accounts if one is not None}
    return dict(Account.objects.filter(pk__in=keys).values_list("pk", "number"))
