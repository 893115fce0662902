"""安全計画: what she does when it becomes dangerous."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from cases.choices.safety_plan import NO_PAPER, PAPER_LABELS
from cases.models.case import Case
from cases.models.support_plan import SupportPlanQuerySet, WrittenOnce
from partners.models import Account
from safeguards.fields import EncryptedJSONField


class SafetyPlan(WrittenOnce):
    """One signed version: answers by the codes of `cases.choices.safety_plan.SAFETY_QUESTIONS`.

    `papers_safe`: yes, no, unknown, as she says. `paper`: what she took along (`PAPER_LABELS`); none where papers are
    not safe. `talked_on`: the day on which it was talked over with her.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safety_plans", db_index=False)
    version = models.PositiveSmallIntegerField()
    answers = EncryptedJSONField()
    papers_safe = models.CharField(max_length=20)
    paper = models.CharField(max_length=20)
    talked_on = models.DateField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.CharField(max_length=130)
    signed_at = models.DateTimeField()

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version"], name="a_safety_plan_has_one_author_for_each_version"
            ),
            models.CheckConstraint(
                condition=Q(paper__in=tuple(PAPER_LABELS)) & (~Q(papers_safe="no") | Q(paper=NO_PAPER)),
                name="no_paper_goes_where_papers_are_not_safe",
            ),
        ]
