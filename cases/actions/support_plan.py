"""Signing a version of the support plan, and putting down how far each area has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.case_task import held_case, lay_task, meet_tasks
from cases.models import Case, PlanGoal, PlanProgress, SupportPlan
from cases.queries.support_plan import newest_plan
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def sign_plan(
    actor: Actor, case: Case, facts: Mapping[str, Any], goals: Sequence[Mapping[str, Any]], version: int
) -> SupportPlan:  # fmt: skip
    """Keep one version; `version` is the newest one that she had before her eyes, 0 for none.

    `facts`: own_words, wishes, agreed_on, review_on; `goals`: life_area, words, who, due_on. A plan that she agreed to
    is the plan that was owed; its review is laid. Raises Absent for what is not hers to change, Stale when somebody
    signed meanwhile.
    """
    current = held_case(actor, case)
    newest = newest_plan(actor, current)
    if (newest.version if newest else 0) != version:
        raise Stale(newest)
    plan = SupportPlan(
        case=current, version=version + 1, author_id=actor.own_account_id, author_name=actor.name,
        signed_at=actor.now, **facts,
    )  # fmt: skip
    plan.save()
    for place, goal in enumerate(goals):
        PlanGoal(plan=plan, position=place, **goal).save()
    if plan.agreed_on:
        meet_tasks(actor, current, "plan")
        meet_tasks(actor, current, "plan_review")
        lay_task(actor, current, "plan_review", due_on=plan.review_on)
    audit.record(
        actor, "support_plan.sign", current, version=plan.version, goals=len(goals), agreed=bool(plan.agreed_on)
    )  # fmt: skip
    return plan


@transaction.atomic
def note_progress(
    actor: Actor, case: Case, steps: Mapping[str, int], noted_on: date, *, with_her: bool, words: str = ""
) -> list[PlanProgress]:
    """Put down how far areas have come on one day, from 0 to 5; what was put down before stays.

    Raises Absent for a case that is not hers to change, and where there is nothing to put down.
    """
    current = held_case(actor, case)
    if not steps:
        raise Absent
    marks = [
        PlanProgress(
            case=current, life_area=area, step=step, noted_on=noted_on, with_her=with_her, words=words,
            noted_at=actor.now, made_by_id=actor.account_id,
        )
        for area, step in steps.items()
    ]  # fmt: skip
    for mark in marks:
        mark.save()
    audit.record(actor, "support_plan.progress", current, areas=sorted(steps), with_her=with_her)
    return marks
