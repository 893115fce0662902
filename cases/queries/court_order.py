"""Protection orders as their readers see them: the panel on the case, the list, one order with all that is around."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from cases.cards import local_day
from cases.choices.court_order import GROUND_LABELS, ORDER_STATE_LABELS, ORDER_STATE_TONES
from cases.models import Case, CodeBook, CourtOrder, CourtRequest, OrderBreach, OrderTerm
from cases.queries.sight import may, require
from cases.states.court_order import APPLIED, GRANTED, OVER, PREPARING, WAS_GRANTED, next_end, open_moves
from safeguards import calendar
from safeguards.access import Absent, Actor

Groups = frozenset[str]


def orders_of(actor: Actor, case: Case) -> QuerySet[Any]:
    """The orders of a case that she may see, the newest first."""
    return CourtOrder.objects.visible_to(actor).filter(case=case).order_by("-made_at")


def her_order(actor: Actor, number: str, *, to_change: bool = False) -> CourtOrder:
    """One order of a case of her own agency that she may change; held when `to_change`. Absent otherwise."""
    rows = CourtOrder.objects.of_her_agency(actor).filter(number=number)
    if to_change:
        rows = rows.select_for_update(of=("self",), no_key=True)
    one: CourtOrder | None = rows.select_related("case__client").first()
    if one is None:
        raise Absent
    require(actor, one.case, "edit")
    return one


@dataclass(frozen=True, slots=True)
class TermLine:
    """One kind and its last day, none before it is granted."""

    kind: str
    ends_on: date | None
    is_over: bool
    is_looked: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as a line: neither the court nor a word about her."""

    number: str
    label: str
    tone: str
    applied_on: date | None
    lines: tuple[TermLine, ...]
    breaches: int


@dataclass(frozen=True, slots=True)
class OrderPanel:
    """Her orders; `url` leads to their page where they may be changed."""

    rows: tuple[OrderRow, ...]
    url: str


def order_rows(actor: Actor, case: Case, book: CodeBook) -> tuple[OrderRow, ...]:
    """Every order of a case with its kinds and how many breaches, the newest first. One query."""
    breaches = OrderBreach.objects.visible_to(actor).filter(order=OuterRef("pk")).order_by().values("order")
    found = (
        orders_of(actor, case)
        .annotate(breach_count=Subquery(breaches.annotate(found=Count("pk")).values("found")))
        .annotate(term_kind=F("terms__kind"), term_ends=F("terms__ends_on"), term_seen=F("terms__looked_on"))
        .values(
            "number", "state", "kinds", "applied_on", "breach_count", "term_kind", "term_ends", "term_seen"
        )
    )
    today = local_day(actor.now)
    by_number: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_number.setdefault(row["number"], []).append(row)
    return tuple(_row(rows, today, book) for rows in by_number.values())


def _row(rows: list[dict[str, Any]], today: date, book: CodeBook) -> OrderRow:
    first = rows[0]
    terms = {row["term_kind"]: row for row in rows if row["term_kind"]}
    return OrderRow(
        number=first["number"], label=str(ORDER_STATE_LABELS[first["state"]]), tone=ORDER_STATE_TONES[first["state"]],
        applied_on=first["applied_on"], breaches=first["breach_count"] or 0,
        lines=tuple(
            TermLine(
                book.label("order_kind", kind), terms[kind]["term_ends"] if terms else None,
                bool(terms) and (first["state"] in OVER or terms[kind]["term_ends"] < today),
                bool(terms) and terms[kind]["term_seen"] is not None,
            )
            for kind in book.in_order("order_kind", terms or first["kinds"])
        ),
    )  # fmt: skip


def order_panel(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> OrderPanel | None:
    """For who reads of her risk; the way to the page only where it may be changed. One query."""
    if "risk" not in groups:
        return None
    may_change = case.tie_to(actor) == "own" and may(actor, case, "edit")
    rows = order_rows(actor, case, book)
    if not rows and not may_change:
        return None
    return OrderPanel(rows, reverse("case_orders", args=[case.number]) if may_change else "")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with everything about it, for somebody of its own agency."""

    row: OrderRow
    order: CourtOrder
    kinds: str
    ground: str
    requests: tuple[CourtRequest, ...]
    breaches: tuple[OrderBreach, ...]
    acts: tuple[str, ...]
    untold: tuple[tuple[str, str], ...]
    ends: date | None


def order_page(actor: Actor, one: CourtOrder, book: CodeBook) -> OrderPage:
    """The whole of one order. Four queries."""
    terms = list(OrderTerm.objects.of_her_agency(actor).filter(order=one))
    requests = tuple(CourtRequest.objects.of_her_agency(actor).filter(order=one).order_by("asked_on", "pk"))
    breaches = tuple(
        OrderBreach.objects.of_her_agency(actor).filter(order=one).order_by("-happened_on", "-made_at")
    )
    (row,) = (row for row in order_rows(actor, one.case, book) if row.number == one.number)
    left = next_end((term.ends_on for term in terms if term.looked_on is None), date.min)
    untold = tuple(
        (breach.number, calendar.era_date(breach.happened_on)) for breach in breaches if not breach.police_on
    )
    return OrderPage(
        row=row, order=one, kinds=book.labels("order_kind", one.kinds), ground=str(GROUND_LABELS[one.ground]),
        requests=requests, breaches=breaches, untold=untold, ends=left if one.state == GRANTED else None,
        acts=_acts(actor, one, terms, requests, untold, left),
    )  # fmt: skip


def _acts(
    actor: Actor, one: CourtOrder, terms: list[OrderTerm], requests: Iterable[CourtRequest], untold: Any, left: Any
) -> tuple[str, ...]:  # fmt: skip
    """What can be done with it now, moves first, by name."""
    waits = any(request.answered_on is None for request in requests)
    others = {
        "change": one.state == PREPARING,
        "request": one.state == APPLIED and not waits,
        "answer": waits,
        "notice": one.state in WAS_GRANTED,
        "breach": one.state in WAS_GRANTED,
        "told": bool(untold),
        "look": one.state == GRANTED and left is not None,
    }
    moves = open_moves(one, terms, local_day(actor.now))
    return (*moves, *(name for name, stands in others.items() if stands))
