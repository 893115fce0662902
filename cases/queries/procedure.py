"""手続 of one case: what is proposed and why, how far each is, one day's round, what each office needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from cases.cards import local_day
from cases.choices.procedure import CONDITION_LABELS, PROCEDURE_STATE_LABELS, SHEET_FIELDS
from cases.models import Case, CaseProcedure, Child, CodeBook, Consultation, Procedure, SharedSheet
from cases.procedure_rule import Situation, conditions_met, reasons, school_year_age
from cases.queries.sight import may
from cases.states.case import UNDER_WAY
from cases.states.procedure import DONE, NOT_NEEDED
from safeguards.access import Actor

# The sign of each state; the word stands beside it.
SIGNS = {"to_do": "□", "under_way": "◪", "done": "✓", "not_needed": "－"}
Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One procedure of the case. `companion` only in her own agency."""

    code: str
    label: str
    office: str
    evidence: str
    needs_attendance: bool
    state: str
    sign: str
    state_label: str
    planned_on: date | None
    planned_at: time | None
    done_on: date | None
    companion: str
    note: str


@dataclass(frozen=True, slots=True)
class ProcedurePanel:
    """The procedures on the case's page: n of m are done; what is not needed does not count."""

    lines: tuple[ProcedureLine, ...]
    done: int
    all: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A procedure of the checklist that does not stand in the case; `why` is empty where nothing proposes it."""

    code: str
    label: str
    office: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The round of one companion on one day, in its order."""

    companion: str
    lines: tuple[ProcedureLine, ...]


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """What one office needs of the shared sheet, and for which procedures."""

    office: str
    procedures: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def _rows(actor: Actor, case: Case) -> list[CaseProcedure]:
    rows = CaseProcedure.objects.visible_to(actor).filter(case=case).select_related("procedure", "companion")
    return list(rows.order_by("procedure__position", "pk"))


def _line(row: CaseProcedure, is_own: bool) -> ProcedureLine:
    one = row.procedure
    return ProcedureLine(
        one.code, one.label, one.office, one.evidence, one.needs_attendance, row.state, SIGNS[row.state],
        str(PROCEDURE_STATE_LABELS[row.state]), row.planned_on, row.planned_at, row.done_on,
        row.companion.name if row.companion and is_own else "", row.note,
    )  # fmt: skip


def procedure_lines(actor: Actor, case: Case) -> tuple[ProcedureLine, ...]:
    """Every procedure of the case in the order of the checklist. One query."""
    is_own = case.tie_to(actor) == "own"
    return tuple(_line(row, is_own) for row in _rows(actor, case))


def figure(lines: tuple[ProcedureLine, ...]) -> tuple[int, int]:
    """How many are done, of how many that are needed."""
    needed = [line for line in lines if line.state != NOT_NEEDED]
    return sum(line.state == DONE for line in needed), len(needed)


def procedure_panel(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> ProcedurePanel | None:
    """For who reads what was said; without a procedure it says so in her own agency. One query."""
    if "narrative" not in groups:
        return None
    lines = procedure_lines(actor, case)
    may_change = may(actor, case, "edit") and case.state in UNDER_WAY
    if not lines and not may_change:
        return None
    return ProcedurePanel(lines, *figure(lines), may_change)


def sheet_of(actor: Actor, case: Case) -> SharedSheet | None:
    """The shared sheet of the case."""
    return SharedSheet.objects.visible_to(actor).filter(case=case).first()


def situation_of(actor: Actor, case: Case, sheet: SharedSheet | None) -> Situation:
    """Her children's ages, what she ticked, and what her consultations say. Two queries."""
    today = local_day(actor.now)
    children = Child.objects.visible_to(actor).filter(client=case.client_id, agency_id=case.agency_id)
    spans = tuple(school_year_age(child.birth, today) for child in children)
    ticked = set(sheet.answers.get("situation", [])) if sheet else set()
    calls = Consultation.objects.visible_to(actor).filter(client=case.client_id, agency_id=case.agency_id)
    for is_disabled, needs_interpreter in calls.values_list("is_disabled", "needs_interpreter"):
        ticked |= ({"disabled"} if is_disabled else set()) | ({"foreign"} if needs_interpreter else set())
    return Situation(spans, frozenset(ticked))


def proposals(actor: Actor, case: Case, sheet: SharedSheet | None) -> list[Proposal]:
    """The checklist without what stands in the case: proposed ones with their reasons first. Four queries."""
    met = conditions_met(situation_of(actor, case, sheet))
    standing = {row.procedure.code for row in _rows(actor, case)}
    found = [
        Proposal(
            one.code, one.label, one.office,
            tuple(str(CONDITION_LABELS[name]) for name in reasons(one.conditions, met)),
        )
        for one in Procedure.objects.valid(local_day(actor.now))
        if one.code not in standing
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.why)


def checklist(actor: Actor) -> list[tuple[str, str]]:
    """Code and name of all that may be taken up today."""
    return [(one.code, one.label) for one in Procedure.objects.valid(local_day(actor.now))]


def rounds(actor: Actor, case: Case, day: date) -> list[Round]:
    """The procedures planned for that day by who goes along: by the clock, those without one after them."""
    is_own = case.tie_to(actor) == "own"
    by_companion: dict[str, list[ProcedureLine]] = {}
    rows = [row for row in _rows(actor, case) if row.planned_on == day and row.state != NOT_NEEDED]
    for row in sorted(rows, key=lambda row: (row.planned_at is None, row.planned_at or time.min)):
        line = _line(row, is_own)
        by_companion.setdefault(line.companion, []).append(line)
    return [Round(name, tuple(lines)) for name, lines in by_companion.items()]


def planned_days(lines: tuple[ProcedureLine, ...], today: date) -> list[date]:
    """The days still to come for which something is planned."""
    return sorted({line.planned_on for line in lines if line.planned_on and line.planned_on >= today})


def office_sheets(actor: Actor, case: Case, sheet: SharedSheet | None) -> list[OfficeSheet]:
    """By office what of the sheet it needs, and what is not filled yet; for what is neither done nor unneeded."""
    answers = sheet.answers if sheet else {}
    by_office: dict[str, list[Procedure]] = {}
    for row in _rows(actor, case):
        if row.state not in (DONE, NOT_NEEDED):
            by_office.setdefault(row.procedure.office, []).append(row.procedure)
    found = []
    for office, procedures in by_office.items():
        asked = {name for one in procedures for name in one.sheet_fields}
        names = [name for name in SHEET_FIELDS if name in asked]
        found.append(
            OfficeSheet(
                office,
                tuple(one.label for one in procedures),
                tuple((str(SHEET_FIELDS[name]), answers[name]) for name in names if answers.get(name)),
                tuple(str(SHEET_FIELDS[name]) for name in names if not answers.get(name)),
            )
        )
    return found
