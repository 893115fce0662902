"""手続の一元化: the checklist of procedures, those of one case, and the sheet that she fills once."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from cases.models.case import Case, OfCaseQuerySet
from cases.states.procedure import DONE, PROCEDURE_STATES, TO_DO
from partners.models import Account
from safeguards.fields import EncryptedJSONField, EncryptedTextField


class ProcedureQuerySet(models.QuerySet):
    """The checklist; it says nothing of any person."""

    def valid(self, on: date) -> ProcedureQuerySet:
        """Those that stand on that day, in their order."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("position", "pk")


class Procedure(models.Model):
    """One procedure of the checklist (`data/procedures.csv`): where, with which evidence, whether she has to be there.

    `conditions`: any of them proposes it (`cases.procedure_rule`). `sheet_fields`: what of the shared sheet its office
    needs. `valid_from`, `valid_to`: first and last day, empty = open. `status`: official, or provisional.
    """

    code = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    label_ja = models.CharField(max_length=120)
    label_en = models.CharField(max_length=160)
    office_ja = models.CharField(max_length=120)
    office_en = models.CharField(max_length=160)
    evidence_ja = models.CharField(max_length=200, blank=True)
    evidence_en = models.CharField(max_length=240, blank=True)
    needs_attendance = models.BooleanField()
    conditions = models.JSONField(default=list)
    sheet_fields = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=20)
    source = models.CharField(max_length=300)

    objects = ProcedureQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label

    def _in_language(self, name: str) -> str:
        language = "ja" if (get_language() or "ja").startswith("ja") else "en"
        return str(getattr(self, f"{name}_{language}"))

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self._in_language("label")

    @property
    def office(self) -> str:
        """Where it is done, in the reader's language."""
        return self._in_language("office")

    @property
    def evidence(self) -> str:
        """What is brought along, in the reader's language."""
        return self._in_language("evidence")


class CaseProcedure(models.Model):
    """One procedure of one case: its state, when it is planned, who goes along.

    `planned_at` is the clock of that day, if one was agreed. `companion`: an account of the case's agency.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures", db_index=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=20, default=TO_DO)
    planned_on = models.DateField(null=True)
    planned_at = models.TimeField(null=True)
    companion = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = EncryptedTextField()
    done_on = models.DateField(null=True)
    changed_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "procedure"], name="a_procedure_stands_once_in_a_case"),
            models.CheckConstraint(
                condition=Q(state__in=PROCEDURE_STATES), name="a_procedure_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=DONE) | Q(done_on__isnull=False), name="a_done_procedure_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=True) | Q(planned_on__isnull=False),
                name="no_clock_without_a_day",
            ),
        ]


class SharedSheet(models.Model):
    """共通シート: what she says once for every office. `answers` by the keys of `cases.choices.procedure.SHEET_FIELDS`;
    `situation`, in the same record, the conditions that she ticked. No address stands on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="shared_sheet")
    answers = EncryptedJSONField()
    filled_on = models.DateField()
    changed_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()
