"""Somebody of the receiving agency who must not see a referral, as the sender named her (R-05)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from partners.models import Agency
from referrals.choices import NAMED_ASKED, NAMED_NOBODY, NAMED_WALLED
from referrals.models.referral import Referral
from referrals.states import OPEN_TO_RECEIVER
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class NamedPersonQuerySet(ScopedQuerySet):
    """Namings and what is open about them."""

    def visible_to(self, actor: Actor) -> Self:
        """The sender's own, with her referral. Who answers reads it by `referrals.queries.named_person`."""
        return self._mark().filter(referral__in=Referral.objects.visible_to(actor).values("pk"))

    def holding(self) -> Self:
        """Those that keep a referral (`OuterRef`) from being accepted."""
        return self._mark().filter(referral=OuterRef("pk"), state=NAMED_ASKED, holds=True)

    def waiting(self, actor: Actor) -> Self:
        """Not answered, of a referral that its receiver may still open."""
        live = Referral.objects.everything("is the referral still open to its receiver").filter(
            pk=OuterRef("referral"), state__in=OPEN_TO_RECEIVER, until__gt=actor.now
        )
        return self._mark().filter(Exists(live), state=NAMED_ASKED)


class NamedPerson(models.Model):
    """One naming. `words` are the sender's: a name, or what she is to the woman; never shown to other receivers.

    `agency` is the receiver, `person_key` the person of the referral at sending. Staff whose name stands in the
    words are walled off at sending, before anybody looks. `holds` says whether acceptance waits for the answer:
    not where an answer is wanted at once (decision 7).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="named_person")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person_key = models.UUIDField()
    words = EncryptedTextField()
    holds = models.BooleanField()
    state = models.CharField(max_length=20, default=NAMED_ASKED)
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[NAMED_ASKED, NAMED_WALLED, NAMED_NOBODY]),
                name="a_naming_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(answered_by_id__isnull=True) | ~Q(answered_by_id=F("asked_by_id")),
                name="nobody_answers_her_own_naming",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-asked_at"], name="namings_of_agency")]
