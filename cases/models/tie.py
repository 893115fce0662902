"""Ties: a staff member who may be, or belong to, somebody in a record. Only a supervisor is told."""

from __future__ import annotations

from django.db import models

from cases import states
from partners.models import Account, Agency
from safeguards.fields import PublicNumberField


class Tie(models.Model):
    """One account of one agency and one person whose keys are alike. Moves: `cases.states.TIE_MOVES`.

    `signs` are the kinds that are alike (`name`, `phone`, `address`), in that order; `reason` is a code of
    `tie_reason`, when a supervisor said that they are not the same. The matched account reads none of it.
    """

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person_key = models.UUIDField()
    signs = models.JSONField(default=list)
    state = models.CharField(max_length=20, default=states.TIE_FOUND)
    reason = models.CharField(max_length=60, blank=True)
    found_at = models.DateTimeField()
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "agency", "person_key"], name="one_tie_of_account_and_person"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by_id__isnull=True)
                | ~models.Q(answered_by_id=models.F("account")),
                name="nobody_answers_her_own_tie",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-found_at"], name="ties_of_agency"),
            models.Index(fields=["person_key"], name="ties_of_person"),
        ]
