"""Temporary protection (一時保護): the stays of a case and how they were extended."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from cases.choices.protection import BY
from cases.models.case import Case, OfCaseQuerySet
from cases.models.shelter import Shelter
from partners.models import Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class TemporaryProtection(models.Model):
    """One stay of one woman in temporary protection (Women's Support Act, art. 9 (7); DV Prevention Act, art. 3 (4)).

    `ground`: code of `protection_ground`, the clauses of art. 1 of the enforcement regulation; `consent` of
    `protection_consent`; `by`: the center itself or a body that it entrusts. `shelter` stays empty for a place without
    a code (a hospital, an inn). `family`: how many of each `family_band` came along. `planned_until`: the last day as
    planned, moved by extensions. `destination`: code of `protection_destination`. Days are Japanese days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    ground = models.CharField(max_length=60)
    consent = models.CharField(max_length=60)
    by = models.CharField(max_length=12)
    shelter = models.ForeignKey(
        Shelter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    family = models.JSONField(default=dict)
    started_on = models.DateField()
    planned_until = models.DateField()
    ended_on = models.DateField(null=True)
    destination = models.CharField(max_length=60, blank=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="one_open_stay_for_each_case"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="a_stay_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(planned_until__gte=F("started_on")), name="a_stay_is_planned_from_its_start_on"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(destination=""),
                name="an_ended_stay_has_a_destination",
            ),
            models.CheckConstraint(condition=Q(by__in=BY), name="a_stay_is_by_the_center_or_entrusted"),
        ]
        indexes = [
            models.Index(
                fields=["shelter"], condition=Q(ended_on__isnull=True), name="open_stays_of_a_shelter"
            )
        ]


class ExtensionQuerySet(ScopedQuerySet):
    """Extensions inherit the sight of their case."""

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see."""
        return self._mark().filter(stay__case__in=Case.objects.visible_to(actor))


class ExtensionMade(TypeError):
    """An extension stays as it was written."""


class ProtectionExtension(models.Model):
    """One extension of a stay: from which planned day to which, why, and who decided it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(TemporaryProtection, on_delete=models.PROTECT, related_name="extensions")
    before = models.DateField()
    until = models.DateField()
    reason = EncryptedTextField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=130)
    made_at = models.DateTimeField()

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("before")), name="an_extension_goes_further")
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Once."""
        if not self._state.adding:
            raise ExtensionMade
        super().save(*args, **{**options, "force_insert": True})
