"""Call-backs (折り返し): to call her again, in a slot of hours, by somebody of the agency."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.call_back_rule import Light, light
from cases.models.client import Client
from cases.models.consultation import Consultation
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import PublicNumberField


class CallBackQuerySet(ScopedQuerySet):
    """A call-back inherits its sight from its consultation, in the agency that promised it: walls too."""

    def visible_to(self, actor: Actor) -> Self:
        """Of consultations of her own agency that she sees."""
        if actor.agency_id is None:
            return self._mark().none()
        own = Consultation.objects.visible_to(actor).filter(agency_id=actor.agency_id)
        return self._mark().filter(agency_id=actor.agency_id, consultation__in=own)

    def waiting(self) -> Self:
        """To be made, or missed so often that somebody has to say what becomes of it."""
        return self.filter(state__in=states.CALL_BACKS_WAITING)


class CallBack(models.Model):
    """One promise to call again, made by one consultation; moves: `cases.states.CALL_BACK_MOVES`.

    The slot is half-open: [due_from, due_until). `assigned_to` is who took it (nobody: the board's). `misses` counts
    tries that did not reach her since the last decision. `outcome` is a code: `tell` and `safety` while a supervisor
    looks at it, of `call_back_closing` when it was closed. Its client is the consultation's, also when that was
    linked later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="call_backs")
    due_from = models.DateTimeField()
    due_until = models.DateTimeField()
    assigned_to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=states.TO_CALL)
    misses = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_until__gt=F("due_from")), name="a_call_back_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(state__in=states.CALL_BACKS_WAITING),
                name="one_open_call_back_of_a_consultation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_from"],
                condition=Q(state__in=states.CALL_BACKS_WAITING),
                name="call_backs_that_wait",
            )
        ]

    @property
    def client(self) -> Client | None:
        """Whose it is; None while the caller is nobody's record."""
        return self.consultation.client

    def light(self, actor: Actor) -> Light:
        """How urgent it is at the actor's moment."""
        return light(self.due_from, self.due_until, actor.now)
