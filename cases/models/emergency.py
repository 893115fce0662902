"""Emergency access: one account opens one person's records for an hour, and another person looks at it (R-12)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from cases import states
from cases.models.case import Case
from cases.models.child import Child
from cases.models.client import Client
from cases.models.consultation import Consultation
from partners.models import Account, Agency
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class EmergencyQuerySet(ScopedQuerySet):
    """Emergencies are known to who opened them, and to those who may review them."""

    def visible_to(self, actor: Actor) -> Self:
        """Her own, and for a supervisor those of others that hang on her agency: where it was opened, whose
        record it was, or for which hers stands in. Never one about a person whom she is walled off from."""
        hers = Q(account_id=actor.account_id)
        if matrix.may_act(actor, "emergency", "own", "answer") and actor.agency_id is not None:
            hers |= Q(agency_id=actor.agency_id) | Q(agency__deputy_id=actor.agency_id)
            hers |= Q(pk__in=self._about(agency_id=actor.agency_id))
            hers |= Q(pk__in=self._about(agency__deputy_id=actor.agency_id))
        return self._mark().filter(hers).exclude(pk__in=self._about(person_key__in=_walled_off(actor)))

    @staticmethod
    def _about(**wanted: object) -> models.QuerySet:
        return ClientEmergency.objects.filter(
            **{f"content_object__{name}": value for name, value in wanted.items()}
        ).values("emergency")


def _walled_off(actor: Actor) -> models.QuerySet:
    from cases.models.wall import Wall

    return Wall.objects.standing().filter(account_id=actor.account_id).values("person_key")


class Emergency(models.Model):
    """Why one account opened the records of one person, [since, until), cut at `ended_at`; and its review.

    `agency` is the one for which she acted; `ground` is a code of `emergency_ground`; `reason` her own words,
    sealed. `review_due` is the last day of the review (3 working days). Moves: `cases.states.EMERGENCY_MOVES`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=60)
    reason = EncryptedTextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    review_due = models.DateField()
    state = models.CharField(max_length=20, default=states.TO_REVIEW)
    reviewed_by_id = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="emergency_ends_after_start"),
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=F("account_id")),
                name="emergency_is_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-since"], name="emergency_of_account"),
            models.Index(fields=["state", "review_due"], name="emergency_to_review"),
        ]

    def is_open(self, now: datetime) -> bool:
        """Does it give sight at this moment?"""
        return self.since <= now < self.until


class EmergencyGrant(UserObjectPermissionBase):
    """One account, one posting, one record, [since, until). It dies with the posting; walls beat it."""

    emergency = models.ForeignKey(Emergency, on_delete=models.CASCADE, related_name="%(class)ss")
    posting_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        abstract = True

    @classmethod
    def live(cls, actor: Actor) -> models.QuerySet:
        """Emergencies of the actor herself, in the posting in which she opened them, at this moment."""
        return cls.objects.filter(
            user_id=actor.account_id, posting_id=actor.posting_id, since__lte=actor.now, until__gt=actor.now
        )


def _rules(name: str) -> tuple[list[models.BaseConstraint], list[models.Index]]:
    once = models.UniqueConstraint(
        fields=["user", "permission", "content_object", "emergency"], name=f"{name}_stands_once"
    )
    return [once], [models.Index(fields=["user", "until"], name=f"{name}_of_user")]


class ConsultationEmergency(EmergencyGrant):
    """Sight of one consultation."""

    content_object = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="emergencies")

    class Meta:
        constraints, indexes = _rules("consultation_emergency")


class ClientEmergency(EmergencyGrant):
    """Sight of one client."""

    content_object = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="emergencies")

    class Meta:
        constraints, indexes = _rules("client_emergency")


class CaseEmergency(EmergencyGrant):
    """Sight of one support case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies")

    class Meta:
        constraints, indexes = _rules("case_emergency")


class ChildEmergency(EmergencyGrant):
    """Sight of one child's record."""

    content_object = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="emergencies")

    class Meta:
        constraints, indexes = _rules("child_emergency")
