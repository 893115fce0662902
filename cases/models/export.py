"""Exports of consultations: who asked for what, who approved, and the locked file while it lives (R-37)."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.choices import AS_RECORDS
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, PublicNumberField


class ExportQuerySet(ScopedQuerySet):
    """Sight of the request, not of the file: that is its asker's alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Her own, made in the agency for which she acts; for a supervisor all of her agency."""
        rows = self._mark().filter(agency_id=actor.agency_id)
        return rows if actor.has("supervisor") else rows.filter(account_id=actor.account_id)


class Export(models.Model):
    """One export. Moves: `cases.states.EXPORT_MOVES`; `until` is the first moment without it, whatever its state.

    `kind`: one of `cases.choices.EXPORT_KINDS`.
    `since_on` and `until_on` are the first and last day of the contacts; `field_groups` those that were ticked,
    narrowed by the matrix anew when the file is made. `count` is the number of records at the asking: only records
    that were there then are exported. `sealed` holds the locked file and the numbers of its records.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=states.ASKED)
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, default=AS_RECORDS)
    since_on = models.DateField()
    until_on = models.DateField()
    field_groups = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField()
    sealed = EncryptedJSONField()

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("account_id")),
                name="an_export_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")), name="an_export_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-asked_at"], name="exports_of_agency"),
            models.Index(fields=["account", "-asked_at"], name="exports_of_account"),
            models.Index(fields=["state", "until"], name="exports_by_end"),
        ]

    def is_alive(self, now: datetime) -> bool:
        """Is it open to a move at this moment?"""
        return self.state != states.REFUSED and now < self.until

    def keep_file(self, content: bytes, numbers: list[str]) -> None:
        """Seal the locked file and the numbers of the records in it."""
        self.sealed = {"file": base64.b64encode(content).decode(), "numbers": numbers}

    def file(self) -> tuple[bytes, list[str]]:
        """The locked file and the numbers of the records in it; empty when there is none any more."""
        held = self.sealed
        return base64.b64decode(held.get("file", "")), held.get("numbers", [])
