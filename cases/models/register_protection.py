"""支援措置: measures of the resident register for one woman, who else was told, and what was done with them."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, MoveMade, OfCaseQuerySet
from cases.models.second_person import SecondPersonQuerySet
from cases.states.register_protection import APPLIED, BLOCKING, END_ASKED, ENDED, REGISTER_STATES, SET
from partners.models import Account, Agency, Municipality
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField, PublicNumberField


class RegisterProtectionQuerySet(SecondPersonQuerySet):
    """A measure inherits its sight from its case; a second person from elsewhere sees the request alone."""

    kind = "register"

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see, and what waits for her as the second person."""
        second = type(self)(self.model).answerable(actor).values("pk")
        return self._mark().filter(Q(case__in=Case.objects.visible_to(actor)) | Q(pk__in=second))

    def of_her_cases(self, actor: Actor) -> Self:
        """Of cases that she may see, and no other."""
        return self._mark().filter(case__in=Case.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those that block."""
        return self.filter(state__in=BLOCKING)

    def waiting(self, actor: Actor) -> Q:
        """Set by another and not confirmed, or about to be ended by another."""
        return (Q(state=SET) & ~Q(entered_by=actor.account_id)) | Q(state=END_ASKED)

    def _with_person(self) -> Self:
        return self.annotate(person=F("case__person_key"))


class RegisterProtection(models.Model):
    """One measure at one municipality; moves: `cases.states.register_protection.REGISTER_MOVES`. A woman may have
    several beside each other.

    `kind` is a code of `register_kind` (A to D of the form). `account` is whose act waits for a second person:
    who set it, or who asked for its end; `entered_by` wrote down that it is set. `ends_on` is its last day. The
    opinion of the consulting body: `opinion_on`, `opinion_by`. Who is protected with her: numbers of her children's
    records, others as lines. `alert_number`: the alert on her card that stands for her measures.
    `unlocked_until`: open for her own paper before that moment, read from the clock. `ended_on`: last day of the block.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="register_protections")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.PROTECT, related_name="+")
    elsewhere = EncryptedTextField()
    applied_on = models.DateField()
    opinion_on = models.DateField(null=True)
    opinion_by = EncryptedTextField()
    children_along = models.JSONField(default=list)
    others_along = EncryptedTextField()
    state = models.CharField(max_length=20, default=APPLIED)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    entered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    end_agreed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    unlocked_until = models.DateTimeField(null=True)
    compared_on = models.DateField(null=True)
    compared = models.CharField(max_length=20, blank=True)
    alert_number = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RegisterProtectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=REGISTER_STATES), name="a_measure_is_in_a_state_of_the_table"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BLOCKING) | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="a_measure_that_is_set_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="a_measure_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ENDED)
                | Q(starts_on__isnull=True)
                | (Q(end_agreed_by__isnull=False) & ~Q(end_agreed_by=F("account"))),
                name="a_measure_that_was_set_is_ended_by_two",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="measures_of_agency_by_state")]

    def look_anew(self) -> None:
        """What was confirmed was the year before: a second person looks once more. Not saved."""
        self.confirmed_by, self.confirmed_at = None, None


class OfMeasureQuerySet(OfCaseQuerySet):
    """Rows of a measure inherit the sight of its case."""

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see."""
        return self._mark().filter(measure__case__in=Case.objects.visible_to(actor))

    def of_her_agency(self, actor: Actor) -> Self:
        """Of cases of her own agency that she may see."""
        if actor.agency_id is None:
            return self._mark().none()
        return self.visible_to(actor).filter(measure__agency_id=actor.agency_id)


class ToldMunicipality(models.Model):
    """Another municipality that has to know of a measure, tracked until it answers.

    `place` is a code of `register_place`: her former address, her family register, her new address.
    `elsewhere` names one outside the prefecture; `acknowledger` is who answered there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    measure = models.ForeignKey(RegisterProtection, on_delete=models.PROTECT, related_name="told")
    place = models.CharField(max_length=60)
    municipality = models.ForeignKey(Municipality, null=True, on_delete=models.PROTECT, related_name="+")
    elsewhere = EncryptedTextField()
    told_on = models.DateField()
    acknowledged_on = models.DateField(null=True)
    acknowledger = EncryptedTextField()

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("told_on")),
                name="a_municipality_answers_after_it_was_told",
            )
        ]


class RegisterStep(models.Model):
    """One thing that was done with a measure: what, when, by whom, why. Written once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(RegisterProtection, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=130)
    until = models.DateTimeField(null=True)
    words = EncryptedTextField()

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["measure", "made_at"], name="steps_of_a_measure")]

    def save(self, *args: Any, **options: Any) -> None:
        """Once."""
        if not self._state.adding:
            raise MoveMade
        super().save(*args, **{**options, "force_insert": True})
