"""What happened to a referral: who, when, which move, with which words."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from partners.models import Agency
from referrals.models.referral import Referral
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField


class ReferralEventQuerySet(ScopedQuerySet):
    """Events inherit their sight from the referral."""

    def visible_to(self, actor: Actor) -> Self:
        """Events of the referrals that she may open."""
        return self._mark().filter(referral__in=Referral.objects.visible_to(actor).values("pk"))


class ReferralEvent(models.Model):
    """One event. `code` is a reason or an outcome (code list by event), `text` what was written with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=130, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    done_on = models.DateField(null=True, blank=True)
    text = EncryptedTextField()

    objects = ReferralEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["referral", "at"], name="events_of_referral")]
