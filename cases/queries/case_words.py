"""What a case says of itself: what she needs, what was done with it, how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.choices.case import CASE_STATE_LABELS, STEP_LABELS
from cases.models import Case, CaseStep, CodeBook
from cases.states.case import STAGES
from safeguards.access import Actor

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the line at the head: passed, here, or to come."""

    label: str
    is_here: bool
    is_passed: bool
    since: date | None


def stages_of(case: Case, steps: StepsPanel | None) -> tuple[Stage, ...]:
    """The line at the head of a case; the day of each part that was reached, the newest one."""
    reached: dict[str, date] = {}
    for step in reversed(steps.steps if steps else ()):
        reached[step.target] = step.made_on
    here = STAGES.index(case.state) if case.state in STAGES else -1
    return tuple(
        Stage(
            str(CASE_STATE_LABELS[state]),
            place == here,
            place < here and state in reached,
            reached.get(state),
        )
        for place, state in enumerate(STAGES)
    )


@dataclass(frozen=True, slots=True)
class NeedsPanel:
    """What she needs, by the headings of the national basic policy."""

    needs: tuple[str, ...]
    outcome: str


def needs_panel(actor: Actor, case: Case, groups: frozenset[str], book: CodeBook) -> NeedsPanel | None:
    """For who reads what was said. No query."""
    if "narrative" not in groups:
        return None
    needs = tuple(book.label("support_need", code) for code in case.support_needs)
    return NeedsPanel(needs, book.label("case_outcome", case.outcome) if case.outcome else "")


@dataclass(frozen=True, slots=True)
class StepLine:
    """One move that was made."""

    made_on: date
    title: str
    target: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepsPanel:
    """What was done with the case, the newest first."""

    steps: tuple[StepLine, ...]


def steps_panel(actor: Actor, case: Case, groups: frozenset[str], book: CodeBook) -> StepsPanel | None:
    """Moves with their day; who made them and why only in her own agency. One query."""
    is_own = case.tie_to(actor) == "own"
    rows = CaseStep.objects.visible_to(actor).filter(case=case).order_by("-made_at", "-pk")[:MOST_STEPS]
    return StepsPanel(
        tuple(
            StepLine(
                row.made_on, str(STEP_LABELS[row.move]), row.target, row.made_by_name if is_own else "",
                row.reason if is_own and "narrative" in groups else "",
            )
            for row in rows
        )
    )  # fmt: skip
