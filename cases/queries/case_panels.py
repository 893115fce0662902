"""The panels of a case's page, in their order: each says what it shows to this reader, or that it is not for her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cases.models import Case, CodeBook
from cases.queries.case_task import task_panel
from cases.queries.case_words import needs_panel, steps_panel
from cases.queries.court_order import order_panel
from cases.queries.procedure import procedure_panel
from cases.queries.protection import protection_panel
from cases.queries.register_protection import register_panel
from cases.queries.risk import risk_panel
from cases.queries.support_plan import plan_panel
from cases.states.case import NO_OPEN_TASK, PLAN_AGREED, RISK_JUDGED
from safeguards.access import Actor

Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: the template that draws `panel`, its width out of twelve columns, and what it shows.

    `find` gets the actor, the case, the field groups that she reads of it and the page's code book; it gives a frozen
    card, or None where the panel does not stand. One query at most.
    """

    name: str
    template: str
    width: int
    find: Callable[[Actor, Case, Groups, CodeBook], Any]


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel as it stands on the page of one reader."""

    name: str
    template: str
    width: int
    panel: Any


PANELS = (
    Panel("tasks", "cases/case/_tasks.html", 7, task_panel),
    Panel("risk", "cases/risk/_panel.html", 5, risk_panel),
    Panel("procedures", "cases/procedure/_panel.html", 7, procedure_panel),
    Panel("plan", "cases/support_plan/_panel.html", 5, plan_panel),
    Panel("protection", "cases/protection/_panel.html", 5, protection_panel),
    Panel("orders", "cases/court_order/_panel.html", 7, order_panel),
    Panel("register", "cases/register_protection/_panel.html", 7, register_panel),
    Panel("needs", "cases/case/_needs.html", 5, needs_panel),
    Panel("steps", "cases/case/_steps.html", 12, steps_panel),
)


def panels_of(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> list[ShownPanel]:
    """Every panel that stands for this reader."""
    found = [(one, one.find(actor, case, groups, book)) for one in PANELS]
    return [ShownPanel(one.name, one.template, one.width, panel) for one, panel in found if panel is not None]


def known_from(panels: list[ShownPanel]) -> dict[str, bool]:
    """Preconditions of moves that the panels have answered already; the others are left out."""
    by_name = {one.name: one.panel for one in panels}
    known = {}
    if "tasks" in by_name:
        known[NO_OPEN_TASK] = by_name["tasks"].lets_end
    if "risk" in by_name:
        known[RISK_JUDGED] = by_name["risk"].card is not None
    if "plan" in by_name and (by_name["plan"].is_agreed or not by_name["plan"].areas):
        known[PLAN_AGREED] = by_name["plan"].is_agreed
    return known
