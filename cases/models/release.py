"""Release of whereabouts to an agency outside: who asked, who called back, who approved, what was told (R-15)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.models.anchor import Anchor
from cases.models.client import Client
from cases.models.consultation import Consultation
from cases.models.second_person import SecondPersonQuerySet
from partners.models import Account, Agency, RegisteredNumber
from safeguards import matrix
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField, PublicNumberField


class ReleaseQuerySet(SecondPersonQuerySet):
    """A release inherits its sight from its record; a second person from elsewhere sees the request alone."""

    kind = "release"

    def visible_to(self, actor: Actor) -> Self:
        """For who reads the whereabouts of the record in its own agency; for the second person while it waits.

        Never for somebody who is walled off from the person: both ways end at the walls.
        """
        readers = Q(pk__in=[])
        may_read = "whereabouts" in matrix.groups_for(actor, Client.object_type(), "own")
        if may_read and actor.agency_id is not None:
            own = Q(agency_id=actor.agency_id)
            readers = own & (
                Q(client__in=Client.objects.visible_to(actor).filter(agency_id=actor.agency_id))
                | Q(consultation__in=Consultation.objects.visible_to(actor).filter(agency_id=actor.agency_id))
            )
        second = type(self)(self.model).answerable(actor).values("pk")
        return self._mark().filter(readers | Q(pk__in=second))

    def waiting(self, actor: Actor) -> Q:
        """Called back and not stale, or told in danger and not looked at."""
        return Q(state=states.CALLED, stale_at__gt=actor.now) | Q(review=states.TO_REVIEW)


class Release(models.Model):
    """One wish to learn whereabouts, of one record, by one agency; moves: `cases.states.RELEASE_MOVES`.

    `account` asked and speaks; `requester` and `words` are the caller's name and request, sealed. `places` are
    the fields that would be told, `purpose`, `way`, `refusal` codes of the lists `release_...`, `ground` of
    `legal_ground` (in imminent danger of `emergency_ground`). `value_print` is a sealed digest of the places as
    they stood when it was asked: when they change, nothing may be told on the old approval. The number called
    back is chosen from the register, never typed. `stale_at` is the first moment at which it may not go on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="releases")
    consultation = models.ForeignKey(
        Consultation, null=True, on_delete=models.PROTECT, related_name="releases"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requester = EncryptedTextField()
    words = EncryptedTextField()
    places = models.JSONField(default=list)
    value_print = EncryptedTextField()
    purpose = models.CharField(max_length=60)
    ground = models.CharField(max_length=60)
    way = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=states.REQUESTED)
    asked_at = models.DateTimeField()
    stale_at = models.DateTimeField()
    called_number = models.ForeignKey(RegisteredNumber, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(null=True)
    reached = EncryptedTextField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=60, blank=True)
    refusal_words = EncryptedTextField()
    released_at = models.DateTimeField(null=True)
    danger_ground = models.CharField(max_length=60, blank=True)
    review = models.CharField(max_length=20, blank=True)
    review_due = models.DateField(null=True)
    reviewed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    review_words = EncryptedTextField()
    late_told_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client__isnull=False, consultation__isnull=True)
                | Q(client__isnull=True, consultation__isnull=False),
                name="a_release_is_of_one_record",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("account"))),
                name="a_release_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.RELEASED)
                | (Q(called_number__isnull=False) & Q(decided_by__isnull=False) & ~Q(decided_by=F("account")))
                | (Q(called_number__isnull=False) & ~Q(danger_ground="") & ~Q(review="")),
                name="nothing_is_told_by_one_account_without_danger_and_review",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("account")),
                name="a_release_is_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-asked_at"], name="release_of_agency"),
            models.Index(fields=["client", "-asked_at"], name="release_of_client"),
            models.Index(fields=["consultation", "-asked_at"], name="release_of_consultation"),
            models.Index(fields=["state", "stale_at"], name="release_that_waits"),
            models.Index(fields=["review", "review_due"], name="release_to_review"),
        ]

    @property
    def anchor_model(self) -> type[Anchor]:
        """The kind of its record."""
        return Client if self.client_id else Consultation

    @property
    def anchor_id(self) -> uuid.UUID:
        """The key of its record."""
        key = self.client_id or self.consultation_id
        assert key is not None
        return key
