"""Attempts to reach a woman: by which way, within her rule or not, by whom, and what came of it."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.models.call_back import CallBack
from cases.models.client import Client
from cases.models.consultation import Consultation
from cases.models.second_person import SecondPersonQuerySet
from partners.models import Account, Agency
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField, PublicNumberField


class ContactAttemptQuerySet(SecondPersonQuerySet):
    """An attempt inherits its sight from its record, in the agency that made it; a second person from elsewhere
    sees the request alone."""

    kind = "contact"

    def visible_to(self, actor: Actor) -> Self:
        """Of her own agency, from records that she sees; and what waits for her as the second person."""
        if actor.agency_id is None:
            return self._mark().none()
        of_hers = Q(client__in=Client.objects.visible_to(actor)) | Q(
            client__isnull=True, consultation__in=Consultation.objects.visible_to(actor)
        )
        second = type(self)(self.model).answerable(actor).values("pk")
        return self._mark().filter(Q(of_hers, agency_id=actor.agency_id) | Q(pk__in=second))

    def waiting(self, actor: Actor) -> Q:
        """Asked for outside the rule and not stale, or made in danger and not looked at."""
        return Q(state=states.CONTACT_ASKED, stale_at__gt=actor.now) | Q(review=states.TO_REVIEW)


class ContactAttempt(models.Model):
    """One attempt; moves: `cases.states.CONTACT_MOVES`. Also of a call-back that nobody answered.

    `verdict` and `reasons` are what her rule said of this way when it was asked (`cases.contact_rule`);
    `within_rule` besides knows of words left on a machine that should not be there. `words` say why it is to be
    done all the same, sealed; `danger_ground` is a code of `emergency_ground`, `outcome` of `contact_outcome`.
    `stale_at`: from then on a request outside the rule may not go on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="contact_attempts")
    consultation = models.ForeignKey(Consultation, null=True, on_delete=models.PROTECT, related_name="+")
    call_back = models.ForeignKey(CallBack, null=True, on_delete=models.PROTECT, related_name="attempts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)
    within_rule = models.BooleanField()
    state = models.CharField(max_length=20)
    words = EncryptedTextField()
    asked_at = models.DateTimeField()
    stale_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    allowed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField(null=True)
    danger_ground = models.CharField(max_length=60, blank=True)
    review = models.CharField(max_length=20, blank=True)
    review_due = models.DateField(null=True)
    reviewed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_words = EncryptedTextField()
    late_told_at = models.DateTimeField(null=True)

    objects = ContactAttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False) | Q(consultation__isnull=False),
                name="an_attempt_is_of_a_record",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["allowed", "not_known"])
                | ~Q(state__in=[states.APPROVED, states.CONTACT_OPEN, states.CONTACT_DONE])
                | (Q(allowed_by__isnull=False) & ~Q(allowed_by=F("account")))
                | (~Q(danger_ground="") & ~Q(review="")),
                name="nobody_reaches_her_outside_her_rule_alone_without_danger",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("account")),
                name="an_attempt_is_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-asked_at"], name="attempts_of_agency"),
            models.Index(fields=["client", "-asked_at"], name="attempts_of_client"),
            models.Index(fields=["review", "review_due"], name="attempts_to_review"),
        ]
