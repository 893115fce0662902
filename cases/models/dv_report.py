"""通報: somebody else reported violence, and what was done to explain to the woman the help there is."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from cases import states
from cases.models.consultation import Consultation
from partners.models import Account, Agency
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class DvReportQuerySet(ScopedQuerySet):
    """Sight of the consultation in which it came in, within the agency that received it."""

    def visible_to(self, actor: Actor) -> Self:
        """For who reads the words of the consultation in its own agency; who reported is told to no other one."""
        may_read = "narrative" in matrix.groups_for(actor, Consultation.object_type(), "own")
        if not may_read or actor.agency_id is None:
            return self._mark().none()
        seen = Consultation.objects.visible_to(actor).filter(agency_id=actor.agency_id)
        return self._mark().filter(agency_id=actor.agency_id, consultation__in=seen)


class DvReport(models.Model):
    """One report of violence by somebody else (Act on the Prevention of Spousal Violence, art. 6) and the
    explanation that the centre owes her (art. 7: its functions, advice, the offer of protection).

    What was reported is the narrative of the consultation. Codes are of the lists `dv_report_by`, `dv_report_will`,
    `dv_report_way`, `dv_report_point`, `dv_report_why_not`; `her_will` is what a doctor knew of the woman's will,
    which the law has respected. States and moves: `cases.states.DV_REPORT_MOVES`.
    `due_on` is the office's own aim, the law names no day. `again_on`: when an explanation that was not possible is
    tried once more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="dv_report")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    reporter_kind = models.CharField(max_length=60)
    reporter_name = EncryptedTextField()
    reported_at = models.DateTimeField()
    her_will = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, default=states.TO_EXPLAIN)
    due_on = models.DateField()
    explained_at = models.DateTimeField(null=True)
    explainer = EncryptedTextField()
    explanation_way = models.CharField(max_length=60, blank=True)
    explanation_points = models.JSONField(default=list)
    words = EncryptedTextField()
    why_not = models.CharField(max_length=60, blank=True)
    again_on = models.DateField(null=True)
    noter = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DvReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=states.EXPLAINED) | Q(explained_at__isnull=False),
                name="an_explanation_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.NOT_EXPLAINED) | ~Q(why_not=""),
                name="no_explanation_without_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="dv_reports_that_wait")]
