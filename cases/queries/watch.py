"""Which rows wait for this supervisor: her own agency's, and those where nobody else is at work to answer."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Wall
from partners.models import Posting
from partners.queries.confirmation import live_supervisors
from partners.queries.stand_in import answered_by
from safeguards.access import Actor


def waits_for(actor: Actor, *but: str, person: str = "") -> Q:
    """Rows with an `agency` that this supervisor answers; `but` are columns with accounts that must not, `person`
    the column of the person whom who is walled off from does not answer for.

    Where nobody but those accounts is at work there, the stand-ins (`partners.queries.stand_in`). The caller excludes
    herself from the columns.
    """
    return answered_by(actor, lambda agency: _others_at(actor, agency, but, person))


def walled_accounts(person_key: UUID) -> list[int]:
    """Accounts that must not be told of anything about this person."""
    return list(Wall.objects.standing().filter(person_key=person_key).values_list("account_id", flat=True))


def _others_at(actor: Actor, agency: str, but: tuple[str, ...], person: str) -> QuerySet[Posting]:
    """Supervisors at work there, apart from the accounts in these columns and those walled off from the person."""
    there = live_supervisors(actor.now).filter(agency_id=OuterRef(agency))
    for column in but:
        there = there.exclude(account_id=OuterRef(column))
    if person:
        walled = Wall.objects.standing().filter(
            account_id=OuterRef("account_id"), person_key=OuterRef(OuterRef(person))
        )
        there = there.exclude(Exists(walled))
    return there
