"""The list of support cases: narrowed, found by a name, drawn as rows; which moves somebody may make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.urls import reverse

from cases.cards import local_day, unnamed
from cases.choices.case import CASE_STATE_LABELS, MISSING_LABELS, MOVE_HINTS, MOVE_LABELS
from cases.models import Case, Client
from cases.queries.case_facts import facts_of, roles_of
from cases.queries.case_task import left_words, tone_of
from cases.queries.lists import NAMES, OF_AGENCY, long_beside
from cases.queries.person_search import Found
from cases.queries.sight import groups_seen, may
from cases.states.case import ENDED, UNDER_WAY, offers
from safeguards.access import Actor

CASES_ONLY = ("mine", "unassigned", "ended", *UNDER_WAY)


def cases(actor: Actor, only: str = "") -> QuerySet[Any]:
    """Cases that she may see, those under way unless `only` asks for others; the newest first by `page_of`."""
    rows: QuerySet[Any] = Case.objects.page(actor).select_related("agency", "client", "assigned_to")
    rows = rows.defer(*long_beside(Client, NAMES, "client__"), *OF_AGENCY)
    if only == "ended":
        return rows.filter(state__in=ENDED)
    if only in UNDER_WAY:
        return rows.filter(state=only)
    rows = rows.filter(state__in=UNDER_WAY)
    if only == "mine":
        return rows.filter(assigned_to=actor.account_id, agency_id=actor.own_agency_id)
    if only == "unassigned":
        return rows.filter(assigned_to__isnull=True, agency_id=actor.own_agency_id)
    return rows


def cases_of(actor: Actor, found: Found) -> list[Any]:
    """Every case, also ended ones, of the women that a search found, the newest first."""
    rows: QuerySet[Any] = Case.objects.page(actor).filter(client__in=[one.pk for one in found.rows])
    rows = rows.select_related("agency", "client", "assigned_to")
    return list(rows.defer(*long_beside(Client, NAMES, "client__"), *OF_AGENCY).order_by("-listed_at", "-pk"))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list."""

    number: str
    name: str
    state: str
    label: str
    opened_on: date
    holder: str
    agency: str
    is_own: bool
    due_on: date | None
    left: str
    tone: str


def case_rows(actor: Actor, rows: Iterable[Any]) -> list[CaseRow]:
    """Lines of the list, each with its nearest deadline. Two queries at most, whatever their number."""
    listed = list(rows)
    groups, due, today = groups_seen(actor, listed), _nearest(actor, listed), local_day(actor.now)
    return [
        CaseRow(
            number=row.number,
            name=(row.client.name if "identity" in groups[row.pk] else "") or unnamed(),
            state=row.state,
            label=str(CASE_STATE_LABELS[row.state]),
            opened_on=row.opened_on,
            holder=row.assigned_to.name if row.assigned_to and row.tie_to(actor) == "own" else "",
            agency=row.agency.label,
            is_own=row.tie_to(actor) == "own",
            due_on=due.get(row.pk),
            left=left_words(due[row.pk], today) if row.pk in due else "",
            tone=tone_of(due[row.pk], today) if row.pk in due else "",
        )
        for row in listed
    ]


def _nearest(actor: Actor, rows: list[Any]) -> dict[Any, date]:
    """The nearest open deadline of each case of her agency. One query."""
    own = [row.pk for row in rows if row.tie_to(actor) == "own"]
    if not own:
        return {}
    found = Case.objects.visible_to(actor).filter(pk__in=own).annotate(
        nearest=Min("tasks__due_on", filter=Q(tasks__ended_at__isnull=True))
    )  # fmt: skip
    return {pk: day for pk, day in found.values_list("pk", "nearest") if day is not None}


@dataclass(frozen=True, slots=True)
class MoveButton:
    """One move that she may make; `missing` are sentences of what keeps her from it."""

    name: str
    label: str
    hint: str
    url: str
    missing: tuple[str, ...]


def move_buttons(actor: Actor, case: Case, known: Mapping[str, bool] | None = None) -> list[MoveButton]:
    """The moves of this moment, in the order of the table; those that are ready first. `known`: see `facts_of`."""
    if case.tie_to(actor) != "own" or not may(actor, case, "move"):
        return []
    found = offers(case.state, roles_of(actor, case), facts_of(actor, case, known))
    buttons = [
        MoveButton(
            one.move.name, str(MOVE_LABELS[one.move.name]), str(MOVE_HINTS[one.move.name]),
            reverse("case_move", args=[case.number, one.move.name]),
            tuple(str(MISSING_LABELS[name]) for name in one.missing),
        )
        for one in found
    ]  # fmt: skip
    return sorted(buttons, key=lambda one: bool(one.missing))


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on its client's page."""

    number: str
    label: str
    opened_on: date
    is_under_way: bool


def case_lines(actor: Actor, client: Client) -> list[CaseLine]:
    """The cases of one client that the actor may see, the newest first. One query."""
    rows = Case.objects.visible_to(actor).filter(client=client).order_by("-sort_key")
    return [
        CaseLine(row.number, str(CASE_STATE_LABELS[row.state]), row.opened_on, row.state in UNDER_WAY)
        for row in rows.only("number", "state", "opened_on")
    ]
