"""What a case is like now, as its moves ask it; and whose part somebody may take in making one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, QuerySet

from cases.deadlines import WITH_CASE
from cases.models import Case, CaseTask, RiskAssessment, SupportPlan
from cases.states.case import IN_CHARGE, NO_OPEN_TASK, PLAN_AGREED, RISK_JUDGED, facts_needed
from partners.queries.confirmation import live_supervisors
from safeguards.access import Actor


def _in_charge(actor: Actor, case: Case) -> bool:
    return case.assigned_to_id is not None


def _no_open_task(actor: Actor, case: Case) -> bool:
    waiting = CaseTask.objects.visible_to(actor).waiting().filter(case=case)
    return not waiting.exclude(kind__in=WITH_CASE).exists()


def _risk_judged(actor: Actor, case: Case) -> bool:
    return RiskAssessment.objects.of_cases(actor).filter(case=case).exists()


def _plan_agreed(actor: Actor, case: Case) -> bool:
    """She agreed to one version; a newer one that waits for her does not undo it."""
    return SupportPlan.objects.visible_to(actor).filter(case=case, agreed_on__isnull=False).exists()


# Every precondition of the table of moves, answered by one function.
FACTS: Mapping[str, Callable[[Actor, Case], bool]] = {
    IN_CHARGE: _in_charge,
    NO_OPEN_TASK: _no_open_task,
    RISK_JUDGED: _risk_judged,
    PLAN_AGREED: _plan_agreed,
}


def facts_of(actor: Actor, case: Case, known: Mapping[str, bool] | None = None) -> dict[str, bool]:
    """The preconditions that the moves from its state ask for, each with whether it holds; what is `known` already
    is not asked again."""
    told = known or {}
    return {
        name: told[name] if name in told else FACTS[name](actor, case) for name in facts_needed(case.state)
    }


def _other_supervisors(actor: Actor) -> QuerySet[Any]:
    rows = live_supervisors(actor.now).filter(agency_id=actor.own_agency_id)
    return rows.exclude(account_id=actor.own_account_id)


def with_supervisor(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Cases with whether another supervisor of her agency is at work, so that `roles_of` need not ask again."""
    return rows.annotate(other_supervisor=Exists(_other_supervisors(actor)))


def roles_of(actor: Actor, case: Case | None = None) -> tuple[str, ...]:
    """The roles in whose name she may move a case: her own, and the supervisor's where nobody else has it.

    Two persons to end a case are a rule for offices that have two (decision 7): a town with one counselor does not
    wait for a supervisor who is not there.
    """
    held = tuple(role for role in ("counselor", "supervisor") if actor.has(role))
    if "supervisor" in held or actor.agency_id is None or "counselor" not in held:
        return held
    known = getattr(case, "other_supervisor", None)
    others = _other_supervisors(actor).exists() if known is None else known
    return held if others else (*held, "supervisor")
