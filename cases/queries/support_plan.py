"""支援計画 as its readers see it: her own words first, goals by area, how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from cases.cards import local_day
from cases.choices.support_plan import AREA_GROUPS, LIFE_AREA, STEP_LABELS
from cases.models import Case, CodeBook, PlanGoal, PlanProgress, SupportPlan
from cases.queries.case_task import left_words, tone_of
from cases.queries.sight import may
from cases.states.case import UNDER_WAY
from safeguards.access import Actor

LAST_STEP = 5
MOST_MARKS = 12  # of one area, on its line and in its table
LINE_WIDTH, LINE_HEIGHT, LINE_EDGE = 240, 60, 8  # units of the small drawing
Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """How far something has come: five marks and a word."""

    number: int
    label: str
    signs: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area on the case's page: its goal in short, and the newest mark."""

    label: str
    words: str
    step: Step | None


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """The plan on the case's page; `own_words` is empty where there is none yet."""

    own_words: str
    is_agreed: bool
    areas: tuple[AreaLine, ...]
    noted_on: date | None
    with_her: bool
    review_on: date | None
    tone: str
    left: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal: what, who, by when."""

    words: str
    who: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of an area: the same row stands in the table and as a dot of the line."""

    noted_on: date
    step: Step
    with_her: bool
    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the plan with its goals and its marks, the oldest mark first."""

    code: str
    label: str
    goals: tuple[GoalLine, ...]
    marks: tuple[Mark, ...]

    @property
    def now(self) -> Step | None:
        """The newest mark."""
        return self.marks[-1].step if self.marks else None

    @property
    def path(self) -> str:
        """The line through the dots, for the svg; empty with fewer than two."""
        if len(self.marks) < 2:
            return ""
        return "M" + "L".join(f"{mark.x:g} {mark.y:g}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One signed version; `author` only in her own agency."""

    version: int
    own_words: str
    wishes: str
    agreed_on: date | None
    review_on: date
    author: str
    signed_at: datetime
    goals: tuple[tuple[str, GoalLine], ...]


@dataclass(frozen=True, slots=True)
class PlanCard:
    """The page of the plan."""

    current: PlanVersion | None
    areas: tuple[Area, ...]
    older: tuple[PlanVersion, ...]


def step_of(number: int) -> Step:
    """Five marks, as many filled as steps were made, and the word."""
    return Step(number, str(STEP_LABELS[number]), "●" * number + "○" * (LAST_STEP - number))


def may_read_area(code: str, groups: Groups) -> bool:
    """Some areas need a field group of their own besides what was said."""
    return code not in AREA_GROUPS or AREA_GROUPS[code] in groups


def newest_plan(actor: Actor, case: Case) -> SupportPlan | None:
    """The newest version, agreed to or not."""
    return SupportPlan.objects.visible_to(actor).filter(case=case).order_by("-version").first()


def plan_panel(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> PlanPanel | None:
    """For who reads what was said; without a plan it says so in her own agency. One query."""
    if "narrative" not in groups:
        return None
    newest = SupportPlan.objects.visible_to(actor).filter(case=case).order_by("-version").values("pk")[:1]
    marks = (
        PlanProgress.objects.visible_to(actor)
        .filter(case=case, life_area=OuterRef("life_area"))
        .order_by("-noted_on", "-noted_at", "-pk")
    )
    goals: list[Any] = list(
        PlanGoal.objects.visible_to(actor)
        .filter(plan_id__in=Subquery(newest))
        .select_related("plan")
        .annotate(**{name: Subquery(marks.values(name)[:1]) for name in ("step", "noted_on", "with_her")})
        .order_by("position")
    )
    may_change = may(actor, case, "edit") and case.state in UNDER_WAY
    if not goals:
        return PlanPanel("", False, (), None, False, None, "", "", may_change) if may_change else None
    plan, shown = goals[0].plan, [goal for goal in goals if may_read_area(goal.life_area, groups)]
    by_area: dict[str, Any] = {}
    for goal in shown:
        by_area.setdefault(goal.life_area, goal)
    noted = [goal for goal in shown if getattr(goal, "noted_on", None)]
    last = max(noted, key=lambda goal: goal.noted_on, default=None)
    today = local_day(actor.now)
    return PlanPanel(
        plan.own_words, plan.agreed_on is not None,
        tuple(
            AreaLine(book.label(LIFE_AREA, code), goal.words, None if goal.step is None else step_of(goal.step))
            for code in book.in_order(LIFE_AREA, by_area) for goal in [by_area[code]]
        ),
        last.noted_on if last else None, bool(last and last.with_her),
        plan.review_on, tone_of(plan.review_on, today), left_words(plan.review_on, today), may_change,
    )  # fmt: skip


def plan_card(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> PlanCard:
    """Every version, and the marks of the areas. Three queries."""
    is_own = case.tie_to(actor) == "own"
    plans = SupportPlan.objects.visible_to(actor).filter(case=case).order_by("-version")
    goals: dict[object, list[PlanGoal]] = {}
    for goal in PlanGoal.objects.visible_to(actor).filter(plan__case=case).order_by("position"):
        if may_read_area(goal.life_area, groups):
            goals.setdefault(goal.plan_id, []).append(goal)
    versions = [
        PlanVersion(
            plan.version, plan.own_words, plan.wishes, plan.agreed_on, plan.review_on,
            plan.author_name if is_own else "", plan.signed_at,
            tuple((book.label(LIFE_AREA, goal.life_area), _goal(goal)) for goal in goals.get(plan.pk, [])),
        )
        for plan in plans
    ]  # fmt: skip
    marks = _marks(actor, case, groups)
    newest = goals.get(plans[0].pk, []) if versions else []
    codes = book.in_order(LIFE_AREA, dict.fromkeys([*(goal.life_area for goal in newest), *marks]))
    areas = tuple(
        Area(
            code, book.label(LIFE_AREA, code), tuple(_goal(goal) for goal in newest if goal.life_area == code),
            line_of(marks.get(code, [])),
        )
        for code in codes
    )  # fmt: skip
    return PlanCard(versions[0] if versions else None, areas, tuple(versions[1:]))


def _goal(goal: PlanGoal) -> GoalLine:
    return GoalLine(goal.words, goal.who, goal.due_on)


def _marks(actor: Actor, case: Case, groups: Groups) -> dict[str, list[PlanProgress]]:
    """By area the newest marks, the oldest first; of one day the later one."""
    rows = PlanProgress.objects.visible_to(actor).filter(case=case).order_by("noted_on", "noted_at", "pk")
    found: dict[str, dict[date, PlanProgress]] = {}
    for row in rows:
        if may_read_area(row.life_area, groups):
            found.setdefault(row.life_area, {})[row.noted_on] = row
    return {area: list(by_day.values())[-MOST_MARKS:] for area, by_day in found.items()}


def line_of(rows: Iterable[PlanProgress]) -> tuple[Mark, ...]:
    """Marks with their place in the small drawing: days from left to right, steps from 0 at the bottom to 5."""
    found = list(rows)
    if not found:
        return ()
    first, last = found[0].noted_on, found[-1].noted_on
    days = max((last - first).days, 1)
    high = LINE_HEIGHT - 2 * LINE_EDGE
    return tuple(
        Mark(
            row.noted_on, step_of(row.step), row.with_her, row.words,
            round(LINE_EDGE + (row.noted_on - first).days / days * (LINE_WIDTH - 2 * LINE_EDGE), 1),
            round(LINE_HEIGHT - LINE_EDGE - row.step / LAST_STEP * high, 1),
        )
        for row in found
    )  # fmt: skip
