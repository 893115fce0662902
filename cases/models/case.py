"""Support cases (支援ケース), the moves that were made, and the tasks that stand in them."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from cases.models.anchor import Anchor
from cases.models.client import Client
from cases.models.consultation import Consultation
from cases.models.in_charge import InCharge
from cases.states.case import CASE_STATES, RECEIVED
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class Case(InCharge, Anchor):
    """One support case of one woman; an anchor of access. Moves: `cases.states.case.CASE_MOVES`.

    `opened_from` is the consultation that it began with. `support_needs` are codes of `support_need`, the headings of
    the national basic policy; `outcome` of `case_outcome` when it was closed. `state_since`: the day of the last move.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    opened_from = models.ForeignKey(Consultation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=RECEIVED)
    state_since = models.DateField(null=True)
    support_needs = models.JSONField(default=list)
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CASE_STATES), name="a_case_is_in_a_state_of_the_table"
            )
        ]


class OfCaseQuerySet(ScopedQuerySet):
    """Rows that hang on a case inherit its sight: grants, emergencies and walls."""

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see; the card keeps what her field groups do not hold."""
        return self._mark().filter(case__in=Case.objects.visible_to(actor))

    def of_her_agency(self, actor: Actor) -> Self:
        """Of cases of her own agency that she may see."""
        if actor.agency_id is None:
            return self._mark().none()
        return self.visible_to(actor).filter(case__agency_id=actor.agency_id)


class MoveMade(TypeError):
    """What was done with a case stays as it was written."""


class CaseStep(models.Model):
    """One move that was made: from which state to which, on which day, by whom, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=130)
    reason = EncryptedTextField()

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "made_at"], name="steps_of_a_case_in_their_order")]

    def save(self, *args: Any, **options: Any) -> None:
        """Once."""
        if not self._state.adding:
            raise MoveMade
        super().save(*args, **{**options, "force_insert": True})


class CaseTaskQuerySet(OfCaseQuerySet):
    """Tasks of cases."""

    def waiting(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(ended_at__isnull=True)

    def of(self, actor: Actor) -> Self:
        """Hers: given to her, or to nobody in a case of which she is in charge."""
        mine = Q(owner=actor.account_id) | Q(owner__isnull=True, case__assigned_to=actor.account_id)
        return self.filter(mine)


class CaseTask(models.Model):
    """One thing to be done in a case by a day; kinds: `cases.deadlines.TASKS`.

    `about` is the public number of what it stands for (an order, a stay), empty for the case itself; of each kind one
    at most waits for the same thing. `words` are for the kind `own`. Without an `owner` it is of who is in charge.
    `told_on` and `raised_on`: when the owner was told of it, and the supervisor that it is late.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    due_on = models.DateField()
    words = EncryptedTextField()
    owner = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    is_dropped = models.BooleanField(default=False)
    why_dropped = EncryptedTextField()
    told_on = models.DateField(null=True)
    raised_on = models.DateField(null=True)

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(ended_at__isnull=True) & ~Q(kind="own"),
                name="one_open_task_of_a_kind_for_each_thing",
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(ended_at__isnull=False), name="a_dropped_task_has_ended"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on"],
                condition=Q(ended_at__isnull=True),
                name="open_tasks_by_their_day",
            ),
        ]
