"""Protection orders: prepared, applied for, granted with the days of each kind, turned down, ended, cancelled."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from cases import deadlines
from cases.actions import Stale
from cases.actions.case_task import held_case, lay_task, meet_tasks
from cases.actions.client import note_event
from cases.actions.order_around import OrderRefused, check_day, settle_alert, settle_order_tasks
from cases.cards import local_day
from cases.models import Case, CourtOrder, OrderTerm
from cases.queries.court_order import her_order
from cases.states.court_order import (
    GROUNDS,
    NOT_ASKED,
    ORDER_MOVE_BY_NAME,
    OVER,
    PREPARING,
    TERM_STANDS,
    needs_consent,
    next_end,
    open_moves,
    term,
)
from safeguards import audit
from safeguards.access import Absent, Actor

FIELDS = (
    "court", "kinds", "older_child", "consent_given", "ground", "body", "told_when", "told_what", "measures",
)  # fmt: skip


@transaction.atomic
def make_order(actor: Actor, case: Case, facts: dict[str, Any]) -> CourtOrder:
    """Prepare an application. Raises Absent for a case not hers, without a kind, a ground or a consent it needs."""
    held = held_case(actor, case)
    _whole(facts)
    one = CourtOrder.objects.create(
        case=held, agency_id=held.agency_id, account_id=actor.own_account_id, made_at=actor.now,
        **{name: facts[name] for name in FIELDS if name in facts},
    )  # fmt: skip
    audit.record(actor, "order.make", one, record=held.number, kinds=one.kinds)
    return one


def _whole(facts: dict[str, Any]) -> None:
    """Raises Absent for an application without a kind, a ground or a consent that it needs."""
    kinds = list(facts.get("kinds") or ())
    lacks = needs_consent(kinds, older_child=bool(facts.get("older_child"))) and not facts.get(
        "consent_given"
    )
    if not kinds or lacks or facts.get("ground") not in GROUNDS:
        raise Absent


@transaction.atomic
def change_order(actor: Actor, number: str, version: int, facts: dict[str, Any]) -> CourtOrder:
    """Write an application anew while it is prepared. Raises Absent as `make_order`, Stale when somebody was quicker
    or it is at the court already."""
    _whole(facts)
    one = her_order(actor, number, to_change=True)
    if one.version != version or one.state != PREPARING:
        raise Stale(one)
    for name in FIELDS:
        if name in facts:
            setattr(one, name, facts[name])
    one.version += 1
    one.save()
    audit.record(actor, "order.change", one, record=one.case.number, kinds=one.kinds)
    return one


@transaction.atomic
def move_order(actor: Actor, number: str, name: str, version: int, **facts: Any) -> CourtOrder:
    """One move. Raises Absent for what is not hers or not complete, Stale when somebody was quicker, OrderRefused
    for a day that does not fit, a kind that was not asked for, or an end while a kind stands."""
    move = ORDER_MOVE_BY_NAME.get(name)
    if move is None or any(facts.get(need) in (None, "", [], ()) for need in move.needs):
        raise Absent
    one = her_order(actor, number, to_change=True)
    if one.version != version or one.state not in move.sources:
        raise Stale(one)
    if name == "apply":
        check_day(actor, one, facts["applied_on"], "applied_on")
        one.applied_on = facts["applied_on"]
    elif name == "grant":
        _grant(actor, one, facts)
    else:
        one.closed_on = _closing(actor, one, name, facts)
    one.state, one.version = move.target, one.version + 1
    one.save()
    if move.target in OVER:
        settle_order_tasks(actor, one)
    if name in ("grant", "end", "cancel"):
        settle_alert(actor, one)
        note_event(actor, one.case.client, f"order.{name}", one.case.number)
    audit.record(actor, f"order.{move.name}", one, record=one.case.number)
    return one


def _grant(actor: Actor, one: CourtOrder, facts: dict[str, Any]) -> None:
    """One row for each kind, with its last day; it takes effect on the day of the order unless another is named."""
    kinds, granted_on = list(facts["kinds"]), facts["granted_on"]
    check_day(actor, one, granted_on, "granted_on")
    if not set(kinds) <= set(one.kinds):
        raise OrderRefused(NOT_ASKED, "kinds")
    one.granted_on, one.own_home = granted_on, bool(facts["own_home"])
    effective_on = facts.get("effective_on") or granted_on
    check_day(actor, one, effective_on, "effective_on")
    terms = [
        OrderTerm(
            order=one, kind=kind, effective_on=effective_on,
            ends_on=term(kind, effective_on, own_home=one.own_home),
        )
        for kind in dict.fromkeys(kinds)
    ]  # fmt: skip
    OrderTerm.objects.bulk_create(terms)
    lay_end_task(actor, one, terms)


def _closing(actor: Actor, one: CourtOrder, name: str, facts: dict[str, Any]) -> date:
    """The day on which it is over. An order ends with the last day of its longest kind, never before."""
    if name != "end":
        check_day(actor, one, facts["closed_on"], "closed_on")
        day: date = facts["closed_on"]
        return day
    terms = list(OrderTerm.objects.visible_to(actor).filter(order=one))
    if "end" not in open_moves(one, terms, local_day(actor.now)):
        raise OrderRefused(TERM_STANDS)
    return max(row.ends_on for row in terms)


def lay_end_task(actor: Actor, one: CourtOrder, terms: list[OrderTerm]) -> None:
    """What follows is thought of a month before the earliest end that nobody has looked at. The caller holds it."""
    end = next_end((row.ends_on for row in terms if row.looked_on is None), date.min)
    if end is None:
        meet_tasks(actor, one.case, "order_end", about=one.number)
        return
    due = deadlines.renewal_opens(end)
    lay_task(actor, one.case, "order_end", about=one.number, due_on=due)


@transaction.atomic
def look_at_end(actor: Actor, number: str, looked_on: date) -> CourtOrder:
    """What follows after the earliest end was talked of; the task goes on to the next one.

    Raises Absent for what is not hers or where nothing is left to look at, OrderRefused for a day that cannot be.
    """
    one = her_order(actor, number, to_change=True)
    check_day(actor, one, looked_on, "looked_on")
    terms = list(OrderTerm.objects.visible_to(actor).filter(order=one))
    end = next_end((row.ends_on for row in terms if row.looked_on is None), date.min)
    if end is None or one.state in OVER:
        raise Absent
    for row in terms:
        if row.ends_on == end:
            row.looked_on = looked_on
            row.save(update_fields=["looked_on"])
    lay_end_task(actor, one, terms)
    audit.record(actor, "order.look", one, record=one.case.number, ends=end)
    return one
