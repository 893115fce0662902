"""Who may be put in charge of a record, and who is at work there still."""

from __future__ import annotations

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
    roles = [
        one for one in matrix.all_roles() if matrix.groups_of_role(one, record.object_type(), "assigned")
    ]
    at_work = Posting.objects.live(actor.now).filter(agency_id=record.agency_id, role__in=roles)
    walled = Wall.objects.standing().filter(person_key=record.person_key, account_id=OuterRef("pk"))
    people = Account.objects.filter(pk__in=at_work.values("account")).exclude(Exists(walled))
    if not may(actor, record, "assign"):
        people = people.filter(
            pk__in=[actor.account_id] if actor.account_id and may(actor, record, "take") else []
        )
    return people.order_by("family_kana", "given_kana", "pk")


def is_at_work(actor: Actor, record: Client | Case) -> bool:
    """Is who is in charge still at work in the record's agency?"""
    if record.assigned_to_id is None:
        return False
    at_work = Posting.objects.live(actor.now).filter(agency_id=record.agency_id)
    return at_work.filter(account_id=record.assigned_to_id).exists()
