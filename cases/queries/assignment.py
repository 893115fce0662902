"""Who may be put in charge of a record, and who is at work there still."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Case, Client, Wall
from cases.queries.sight import may
from partners.models import Account, Posting
from safeguards import matrix
from safeguards.access import Actor


def may_be_in_charge(actor: Actor, record: Client | Case) -> QuerySet[Account]:
    """Counselors at work in the record's agency today, those walled off the person left out.

    For who may only take it herself: herself alone.
    """
    people = may_work_on(actor, record)
    if not may(actor, record, "assign"):
        people = people.filter(
            pk__in=[actor.account_id] if actor.account_id and may(actor, record, "take") else []
        )
    return people


def may_work_on(actor: Actor, record: Client | Case) -> QuerySet[Account]:
    """Counselors at work in the record's agency today, those walled off the person left out: whoever may be named for
    one step of it, such as going along to an office."""
    walled = Wall.objects.standing().filter(person_key=record.person_key, account_id=OuterRef("pk"))
    people = _at_work(actor, type(record), record.agency_id).exclude(Exists(walled))
    return people.order_by("family_kana", "given_kana", "pk")


def people_in_charge(actor: Actor, kind: type[Client] | type[Case]) -> QuerySet[Account]:
    """Who at work in the actor's agency today may be in charge of this kind of record, by reading."""
    people = _at_work(actor, kind, actor.own_agency_id)
    return people.order_by("family_kana", "given_kana", "pk")


def _at_work(actor: Actor, kind: type[Client] | type[Case], agency_id: int) -> QuerySet[Account]:
    postings = Posting.objects.live(actor.now).filter(agency_id=agency_id, role__in=roles_in_charge(kind))
    return Account.objects.filter(pk__in=postings.values("account"))


def roles_in_charge(kind: type[Client] | type[Case]) -> list[str]:
    """Roles that may be in charge of this kind of record."""
    return [one for one in matrix.all_roles() if matrix.groups_of_role(one, kind.object_type(), "assigned")]


def walled_off(account: Account, persons: Iterable[UUID]) -> set[UUID]:
    """Of these persons those from whom the account is walled off. One query; for actions, no page shows it."""
    walls = Wall.objects.standing().filter(account_id=account.pk, person_key__in=list(persons))
    return set(walls.values_list("person_key", flat=True))


def is_at_work(actor: Actor, record: Client | Case) -> bool:
    """Is who is in charge still at work in the record's agency?"""
    if record.assigned_to_id is None:
        return False
    at_work = Posting.objects.live(actor.now).filter(agency_id=record.agency_id)
    return at_work.filter(account_id=record.assigned_to_id).exists()
