"""Reasons: why an agency may see a record. Grants (who and when) follow from them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from cases.models.child import Child
from cases.models.client import Client
from cases.models.consultation import Consultation
from partners.models import Agency
from safeguards.fields import PublicNumberField


class ReasonKind(models.TextChoices):
    """Ownership is a reason too, so that one table explains every grant."""

    OWNER = "owner"
    DISCLOSURE = "disclosure"
    CONFERENCE = "conference"


TIE_OF_REASON: dict[str, str] = {
    ReasonKind.OWNER: "own",
    ReasonKind.DISCLOSURE: "disclosed",
    ReasonKind.CONFERENCE: "conference",
}
# What another agency was told, and what ends by itself.
TOLD = (ReasonKind.DISCLOSURE, ReasonKind.CONFERENCE)


class AccessReasonQuerySet(models.QuerySet):
    """Reasons by time."""

    def live(self, now: datetime) -> AccessReasonQuerySet:
        """Begun, not ended, not withdrawn at this moment."""
        return self.filter(since__lte=now).filter(
            Q(until__isnull=True) | Q(until__gt=now), Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=now)
        )


class AccessReason(models.Model):
    """One reason for one agency to see one record, half open: [since, until), cut at `withdrawn_at`.

    A disclosure names field groups, purpose, ground (consent or a clause: code list `legal_ground`), start
    and end; so does the pack of a support conference (`pack_number`), one row for each agency and record in it.
    `covers_consultations`: what was told of a client includes the consultations linked to her.
    """

    number = PublicNumberField()
    kind = models.CharField(max_length=20, choices=ReasonKind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    consultation = models.ForeignKey(
        Consultation, null=True, on_delete=models.CASCADE, related_name="reasons"
    )
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="reasons")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="reasons")
    child = models.ForeignKey(Child, null=True, on_delete=models.CASCADE, related_name="reasons")
    field_groups = models.JSONField(default=list)
    purpose = models.CharField(max_length=60, blank=True)
    ground = models.CharField(max_length=60, blank=True)
    covers_consultations = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=60, blank=True)
    referral_number = models.CharField(max_length=40, blank=True)
    pack_number = models.CharField(max_length=40, blank=True, default="")
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = AccessReasonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["referral_number"], name="reason_of_referral"),
            models.Index(fields=["pack_number"], name="reason_of_pack"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="owner") | (Q(until__isnull=False) & ~Q(ground="")),
                name="a_disclosure_has_a_ground_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="a_reason_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(
                    Q(Q(kind="conference"), ~Q(pack_number="")) | Q(~Q(kind="conference"), Q(pack_number=""))
                ),
                name="a_conference_and_only_it_has_a_pack",
            ),
            models.CheckConstraint(
                condition=(
                    Q(consultation__isnull=False, client__isnull=True, case__isnull=True, child__isnull=True)
                    | Q(
                        consultation__isnull=True, client__isnull=False, case__isnull=True, child__isnull=True
                    )
                    | Q(
                        consultation__isnull=True, client__isnull=True, case__isnull=False, child__isnull=True
                    )
                    | Q(
                        consultation__isnull=True, client__isnull=True, case__isnull=True, child__isnull=False
                    )
                ),
                name="a_reason_has_exactly_one_anchor",
            ),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(kind="owner"), name="one_owner_of_a_consultation"
            ),
            models.UniqueConstraint(
                fields=["client"], condition=Q(kind="owner"), name="one_owner_of_a_client"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(kind="owner"), name="one_owner_of_a_case"),
            models.UniqueConstraint(fields=["child"], condition=Q(kind="owner"), name="one_owner_of_a_child"),
        ]

    @property
    def tie(self) -> str:
        """Its tie in the matrix."""
        return TIE_OF_REASON[self.kind]

    @property
    def ends_at(self) -> datetime | None:
        """First moment at which it no longer gives sight; None for an owner."""
        if self.withdrawn_at is None:
            return self.until
        return self.withdrawn_at if self.until is None else min(self.until, self.withdrawn_at)
