"""Requests that wait for a second person: hers first, else those for which she stands in."""

from __future__ import annotations

from typing import Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.models.wall import Wall
from partners.queries.confirmation import live_supervisors
from partners.queries.stand_in import answered_by
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet


class SecondPersonQuerySet(ScopedQuerySet):
    """Rows with `agency`, `account` (who asked) and a `client` or a `consultation` as the person's record.

    `kind` is their name in the matrix, which says who answers.
    """

    kind = ""

    def waiting(self, actor: Actor) -> Q:
        """Which of them wait for somebody at this moment, whoever it is."""
        raise NotImplementedError

    def answerable(self, actor: Actor) -> Self:
        """Those that wait for this supervisor as the second person: never her own, never behind a wall.

        Hers first; where no other supervisor is at work who may read the person, the stand-ins'.
        """
        if not matrix.may_act(actor, self.kind, "own", "answer") or actor.agency_id is None:
            return self._mark().none()
        named = self._with_person()._mark()
        hers = answered_by(actor, lambda agency: _others_at(actor, agency))
        walled = Wall.objects.standing().filter(account_id=actor.account_id, person_key=OuterRef("person"))
        found = named.filter(hers, self.waiting(actor)).exclude(account_id=actor.account_id)
        return found.exclude(Exists(walled))

    def _with_person(self) -> Self:
        return self.annotate(person=Coalesce("client__person_key", "consultation__person_key"))


def _others_at(actor: Actor, agency: str) -> QuerySet:
    """Supervisors at work there, apart from who asked and from those walled off from the person."""
    walled = Wall.objects.standing().filter(
        account_id=OuterRef("account_id"), person_key=OuterRef(OuterRef("person"))
    )
    return (
        live_supervisors(actor.now)
        .filter(agency_id=OuterRef(agency))
        .exclude(account_id=OuterRef("account_id"))
        .exclude(Exists(walled))
    )
