"""Old ledgers taken in: the file while it is looked at, what was chosen for its columns, which row became what."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from cases import states
from cases.models.consultation import Consultation
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, PublicNumberField


class RecordImportQuerySet(ScopedQuerySet):
    """An agency's supervisors see what was taken in; a file that is still looked at is its uploader's alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Hers, made in the agency for which she acts; and of her colleagues' there what came to its end."""
        if not actor.has("supervisor"):
            return self._mark().none()
        ended = Q(state__in=states.IMPORT_TAKEN)
        return self._mark().filter(ended | Q(account_id=actor.account_id), agency_id=actor.own_agency_id)


class RecordImport(models.Model):
    """One file of old consultations. Moves: `cases.states.IMPORT_MOVES`; `until` is the first moment without the file.

    `lines` is {rows: [[row number, [cells]]]}, `plan` what `cases.queries.import_rows.Plan` reads, `findings` what
    the look found; all three sealed, and emptied when the import ends in whatever way. `file_key` tells the same file
    again, `header_key` the same heading (keyed digests). Counts are of rows. `runner` names the run that works on it,
    with its last sign of life at `beat_at`; `done` rows of it are prepared. `why_stopped`: `cases.choices.STOPPED`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    posting_id = models.BigIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=states.IMPORT_OPEN)
    uploaded_at = models.DateTimeField()
    until = models.DateTimeField()
    file_key = models.CharField(max_length=32)
    header_key = models.CharField(max_length=32)
    count = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    runner = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    why_stopped = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    lines = EncryptedJSONField()
    plan = EncryptedJSONField()
    findings = EncryptedJSONField()

    objects = RecordImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-uploaded_at"], name="record_imports_of_agency"),
            models.Index(fields=["state", "until"], name="record_imports_by_end"),
        ]


class ImportedRow(models.Model):
    """Which row of which file became which consultation; `digest` tells the same row again in any later file.

    It goes with its consultation: what was taken back may be taken in again.
    """

    record_import = models.ForeignKey(
        RecordImport, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="imported")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "digest"], name="a_row_is_taken_in_once"),
        ]
        indexes = [models.Index(fields=["record_import", "line"], name="rows_of_import")]


class ImportMappingQuerySet(ScopedQuerySet):
    """Choices of an agency serve its own supervisors."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the agency for which she acts."""
        return (
            self._mark().filter(agency_id=actor.own_agency_id)
            if actor.has("supervisor")
            else self._mark().none()
        )


class ImportMapping(models.Model):
    """What an agency chose the last time for files with this heading: fields of columns, codes of words. Sealed:
    words stand in the cells of somebody's record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    header_key = models.CharField(max_length=32)
    changed_at = models.DateTimeField(auto_now=True)
    chosen = EncryptedJSONField()

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "header_key"], name="one_mapping_of_a_heading")
        ]
