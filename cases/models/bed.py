"""Requests for a bed: what a shelter reads of them, and, apart from it, whom they are for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from cases.models.case import Case, OfCaseQuerySet
from cases.models.shelter import Shelter
from cases.states.bed import ASKED, BED_STATES, DECLINED, HELD
from partners.models import Account, Agency
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class BedRequestQuerySet(ScopedQuerySet):
    """For the agency that was asked. Who asked comes to a request by its case alone (`BedAsk`)."""

    def visible_to(self, actor: Actor) -> Self:
        """Those put to a shelter of her own agency."""
        if actor.agency_id is None or not matrix.may_open(actor, "bed.list"):
            return self._mark().none()
        return self._mark().filter(shelter__agency_id=actor.agency_id)

    def holding(self, now: datetime) -> Self:
        """Those for which a bed is held at this moment."""
        return self.filter(state=HELD, held_until__gt=now)


class BedRequest(models.Model):
    """One question to one shelter, whether it takes a woman in. States and moves: `cases.states.bed`.

    It has no field for a name, an address, a number of hers or words, so that none can stand in it. `family`: how many
    of each `family_band`; `needs`: codes of `bed_need`; `arrival` of `bed_arrival`; `decline_reason` of `bed_decline`.
    A hold ends at `held_until` by the clock. `is_by_telephone`: the yes was said by telephone and written down by who
    asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    shelter = models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    adults = models.PositiveSmallIntegerField(default=1)
    family = models.JSONField(default=dict)
    needs = models.JSONField(default=list)
    arrival = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=ASKED)
    held_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answerer = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decline_reason = models.CharField(max_length=60, blank=True)
    is_by_telephone = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = BedRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BED_STATES), name="a_bed_request_is_in_a_state_of_the_table"
            ),
            models.CheckConstraint(
                condition=~Q(state=HELD) | Q(held_until__isnull=False),
                name="a_held_bed_is_held_until_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=DECLINED) | ~Q(decline_reason=""),
                name="nobody_is_turned_away_without_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["shelter", "state", "held_until"], name="beds_held_in_a_shelter")]


class BedAsk(models.Model):
    """The asker's side of a request: for which case, by whom; who said yes by telephone, and when.

    Nothing leads from the request to here: the agency that was asked never reads this table.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(BedRequest, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    yes_from = EncryptedTextField()
    told_at = models.DateTimeField(null=True)

    objects = OfCaseQuerySet.as_manager()
