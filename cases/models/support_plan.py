"""支援計画: what she wants in her own words, her goals by area of life, and how far each has come."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.models.case import Case, OfCaseQuerySet
from partners.models import Account
from safeguards.fields import EncryptedTextField, Sealed

STEPS = (0, 5)  # the first and the last step of an area


class PlanSigned(TypeError):
    """What stands in a signed plan is neither changed nor taken away: a new version follows."""


class SignedQuerySet(OfCaseQuerySet):
    """Rows that stay as they were signed; sealing the same words under a new key is no change."""

    def update(self, **values: Any) -> int:
        """Nothing signed is changed."""
        if not all(isinstance(value, Sealed) for value in values.values()):
            raise PlanSigned
        return super().update(**values)

    def delete(self) -> Any:
        """Nothing signed goes away."""
        raise PlanSigned


class SupportPlanQuerySet(SignedQuerySet):
    """Versions of plans."""

    def current(self) -> Self:
        """The newest version of each case."""
        newer = type(self)(self.model)._mark().filter(
            case_id=OuterRef("case_id"), version__gt=OuterRef("version")
        )  # fmt: skip
        return self.filter(~Exists(newer))


class WrittenOnce(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Once."""
        if not self._state.adding:
            raise PlanSigned
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> Any:
        """Nothing signed goes away."""
        raise PlanSigned


class SupportPlan(WrittenOnce):
    """One signed version of the plan of one case.

    `own_words`: what she said, as she said it; `wishes`: how she wants to be helped. `agreed_on`: the day on which she
    agreed to it, none while she has not. `review_on`: the day on which both look at it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans", db_index=False)
    version = models.PositiveSmallIntegerField()
    own_words = EncryptedTextField()
    wishes = EncryptedTextField()
    agreed_on = models.DateField(null=True)
    review_on = models.DateField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.CharField(max_length=130)
    signed_at = models.DateTimeField()

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="a_plan_has_one_author_for_each_version")
        ]


class PlanGoalQuerySet(SignedQuerySet):
    """Goals hang on the plan's case."""

    def visible_to(self, actor: Any) -> Self:
        """Of plans that she may see."""
        return self._mark().filter(plan__in=SupportPlan.objects.visible_to(actor))


class PlanGoal(WrittenOnce):
    """One goal of one version: `life_area` is a code of that list; who does it; by when, if a day was named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="goals", db_index=False)
    position = models.PositiveSmallIntegerField()
    life_area = models.CharField(max_length=60)
    words = EncryptedTextField()
    who = EncryptedTextField()
    due_on = models.DateField(null=True)

    objects = PlanGoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="a_goal_has_one_place_in_its_plan")
        ]


class PlanProgress(WrittenOnce):
    """How far one area had come on one day, from 0 (not begun) to 5 (reached), and whether she put the mark with us.

    It belongs to the case and runs on over the versions of its plan. Of two marks of one day the later one counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="progress", db_index=False)
    life_area = models.CharField(max_length=60)
    step = models.PositiveSmallIntegerField()
    noted_on = models.DateField()
    with_her = models.BooleanField(default=False)
    words = EncryptedTextField()
    noted_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    objects = SignedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__range=STEPS), name="a_mark_is_one_of_six_steps")
        ]
        indexes = [models.Index(fields=["case", "noted_on", "noted_at"], name="marks_of_a_case_by_their_day")]
