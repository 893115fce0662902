"""危険度: the questions as data, and signed judgements of the risk of a case."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from cases.models.case import Case
from cases.models.second_person import SecondPersonQuerySet
from cases.risk_rule import LEVELS
from cases.states.risk import ASKED_LOWER, REFUSED, REPLACED, RISK_STATES, STANDS
from partners.models import Account, Agency
from safeguards.access import Actor
from safeguards.fields import EncryptedJSONField, EncryptedTextField, PublicNumberField


class RiskQuestionQuerySet(models.QuerySet):
    """Questions of one version."""

    def on(self, day: date) -> Self:
        """The newest version that was in force on a day; the first one before any was. Two queries."""
        versions = self.order_by("-valid_from", "version").values_list("version", "valid_from").distinct()
        found = list(versions)
        current = next((version for version, since in found if since <= day), found[-1][0] if found else "")
        return self.of(current)

    def of(self, version: str) -> Self:
        """The questions of one version in their order."""
        return self.filter(version=version).order_by("position", "pk")


class RiskQuestion(models.Model):
    """One question of one version of the questionnaire: own wording, on trial and not validated.

    `group` is a code of `risk_group`. A red flag that is answered with yes can only raise the proposal.
    """

    version = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    text_ja = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    group = models.CharField(max_length=60)
    is_red_flag = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=60)

    objects = RiskQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="a_question_stands_once_in_its_questionnaire"
            )
        ]

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return self.text_ja if (get_language() or "ja").startswith("ja") else self.text_en


class RiskSigned(TypeError):
    """What was judged stays as it was signed."""


class RiskAssessmentQuerySet(SecondPersonQuerySet):
    """A judgement inherits its sight from its case; a second person from elsewhere sees the request alone."""

    kind = "risk"

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see; and what waits for her as the second person."""
        second = type(self)(self.model).answerable(actor).values("pk")
        return self._mark().filter(Q(case__in=Case.objects.visible_to(actor)) | Q(pk__in=second))

    def of_cases(self, actor: Actor) -> Self:
        """Of cases that she may see, nothing else."""
        return self._mark().filter(case__in=Case.objects.visible_to(actor))

    def waiting(self, actor: Actor) -> Q:
        """A lower level was asked for and nobody has answered."""
        return Q(state=ASKED_LOWER)

    def _with_person(self) -> Self:
        return self.annotate(person=F("case__person_key"))


class RiskAssessment(models.Model):
    """One signed judgement; moves of a second person: `cases.states.risk.RISK_MOVES`.

    `answers`: {code of a question of `questionnaire`: yes, no, unknown}. `fear` is a code of `risk_fear`, `fear_words`
    what she says herself: recorded as such, it changes no proposal. `proposed` is what the red flags proposed, empty
    where the person judges; `before` the level that stood until then. `level` is the one that stands by this
    judgement: the judged one, or the highest of the three while a lower one waits and after it was refused.
    `measures` are codes of `risk_measure` that this level brings. Only the answer of a second person changes a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="risks", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    signer_name = models.CharField(max_length=130)
    version = models.PositiveSmallIntegerField()
    judged_at = models.DateTimeField()
    questionnaire = models.CharField(max_length=20)
    answers = EncryptedJSONField()
    fear = models.CharField(max_length=60)
    fear_words = EncryptedTextField()
    proposed = models.CharField(max_length=20, blank=True)
    before = models.CharField(max_length=20, blank=True)
    judged = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    reason = EncryptedTextField()
    measures = models.JSONField(default=list)
    next_review_on = models.DateField()
    state = models.CharField(max_length=20, default=STANDS)
    answered_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answer_words = EncryptedTextField()

    objects = RiskAssessmentQuerySet.as_manager()
    OF_ANSWER = frozenset(
        {"state", "level", "measures", "next_review_on", "answered_by", "answered_at", "answer_words"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="a_case_has_one_judgement_of_each_version"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=ASKED_LOWER), name="one_lower_level_of_a_case_waits"
            ),
            models.CheckConstraint(
                condition=Q(judged__in=LEVELS, level__in=LEVELS, state__in=RISK_STATES),
                name="a_risk_is_judged_at_a_level_of_the_rule",
            ),
            models.CheckConstraint(
                condition=Q(level=F("judged")) | Q(state__in=[ASKED_LOWER, REFUSED, REPLACED]),
                name="a_judgement_in_force_stands_at_its_own_level",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("account")),
                name="a_lower_level_is_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=REFUSED) | Q(answered_by__isnull=False),
                name="a_refused_level_was_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "judged_at"], name="risks_of_agency"),
            models.Index(fields=["agency"], condition=Q(state=ASKED_LOWER), name="lower_levels_that_wait"),
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Once; afterwards only the answer of a second person is written beside it. Raises RiskSigned."""
        if self._state.adding:
            super().save(*args, **{**options, "force_insert": True})
            return
        if not options.get("update_fields") or not set(options["update_fields"]) <= self.OF_ANSWER:
            raise RiskSigned
        super().save(*args, **options)
