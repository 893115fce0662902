"""Signing a version of the safety plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.case_task import held_case
from cases.models import Case, SafetyPlan
from cases.queries.safety_plan import newest_safety_plan
from safeguards import audit
from safeguards.access import Actor


@transaction.atomic
def sign_safety_plan(actor: Actor, case: Case, facts: Mapping[str, Any], version: int) -> SafetyPlan:
    """Keep one version; `version` is the newest one that she had before her eyes, 0 for none.

    `facts`: answers, papers_safe, paper, talked_on. The trail tells how many answers there are, none of their words.
    Raises Absent for what is not hers to change, Stale when somebody signed meanwhile.
    """
    current = held_case(actor, case)
    newest = newest_safety_plan(actor, current)
    if (newest.version if newest else 0) != version:
        raise Stale(newest)
    plan = SafetyPlan(
        case=current, version=version + 1, author_id=actor.own_account_id, author_name=actor.name,
        signed_at=actor.now, **facts,
    )  # fmt: skip
    plan.save()
    audit.record(
        actor, "safety_plan.sign", current, version=plan.version, answers=len(plan.answers), paper=plan.paper
    )  # fmt: skip
    return plan
