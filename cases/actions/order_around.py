"""What goes on around a protection order: the court's requests, its notice, breaches, her alert, tasks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from cases import deadlines
from cases.actions.case_task import lay_task, meet_tasks
from cases.actions.client import note_event, standing_now
from cases.actions.client_alert import begin_alert
from cases.cards import local_day
from cases.models import ClientAlert, CourtOrder, CourtRequest, OrderBreach, OrderTerm
from cases.queries.court_order import her_order
from cases.states.court_order import (
    APPLIED,
    BEFORE_BREACH,
    BEFORE_REQUEST,
    FUTURE,
    GRANTED,
    NO_TERM,
    WAS_GRANTED,
    refusal,
    stood_on,
)
from safeguards import audit
from safeguards.access import Absent, Actor

KIND = "protection_order"
WHY = "one alert stands for all orders of a woman"


class OrderRefused(ValueError):
    """It does not fit what stands: `why` is one of `cases.states.court_order.REFUSALS`, `field` where it was typed."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why, self.field = why, field


def settle_alert(actor: Actor, one: CourtOrder) -> None:
    """One alert stands for all her orders until the last day of the longest kind, and ends when none is left.

    One that a person set by hand stays hers to end. The caller holds the order and the transaction.
    """
    # Held: another order of hers that is granted or ends at this moment is seen here, or sees this one.
    client = standing_now(one.case.client)
    orders = CourtOrder.objects.everything(WHY).filter(case__client=client)
    terms = OrderTerm.objects.everything(WHY).filter(order__case__client=client, order__state=GRANTED)
    last = terms.aggregate(last=Max("ends_on"))["last"]
    numbers = orders.exclude(alert_number="").values_list("alert_number", flat=True)
    open_ones = ClientAlert.objects.everything(WHY).filter(
        client=client, number__in=set(numbers), ended_at__isnull=True
    )
    if last is None or last < local_day(actor.now):
        for alert in open_ones:
            alert.ended_at, alert.ended_by_id = actor.now, actor.account_id
            alert.save(update_fields=["ended_at", "ended_by_id"])
            note_event(actor, client, "alert.ended", alert.number)
            audit.record(actor, "client.alert_end", client, alert=alert.number, kind=KIND)
        return
    standing = open_ones.first()
    if standing is not None:
        standing.until_on = last
        standing.save(update_fields=["until_on"])
    else:
        by_hand = ClientAlert.objects.visible_to(actor).filter(client=client, kind=KIND)
        if by_hand.filter(ended_at__isnull=True, until_on__isnull=True).exists():
            return
        standing = begin_alert(actor, client, kind=KIND, until_on=last)
    one.alert_number = standing.number
    one.save(update_fields=["alert_number"])


def settle_order_tasks(actor: Actor, one: CourtOrder) -> None:
    """Nothing that was about this order waits any more. The caller holds the transaction."""
    meet_tasks(actor, one.case, "order_end", about=one.number)
    rows = CourtRequest.objects.visible_to(actor).filter(order=one, answered_on__isnull=True)
    for number in rows.values_list("number", flat=True):
        meet_tasks(actor, one.case, "court_answer", about=number)


def check_day(actor: Actor, one: CourtOrder, day: date, field: str) -> None:
    """Raises OrderRefused for a day that cannot be one after all that stands with the order."""
    why = refusal(one, day, local_day(actor.now))
    if why:
        raise OrderRefused(why, field)


@transaction.atomic
def write_request(actor: Actor, number: str, asked_on: date) -> CourtRequest:
    """The court asks (14条2項); a task stands until it is answered, two working days, this office's own aim.

    Raises Absent unless the order is applied for and no request waits, OrderRefused for a day that cannot be.
    """
    one = her_order(actor, number, to_change=True)
    waiting = CourtRequest.objects.visible_to(actor).filter(order=one, answered_on__isnull=True)
    if one.state != APPLIED or waiting.exists():
        raise Absent
    check_day(actor, one, asked_on, "asked_on")
    due = deadlines.due_of("court_answer", asked_on)
    request = CourtRequest.objects.create(order=one, asked_on=asked_on, due_on=due)
    lay_task(actor, one.case, "court_answer", about=request.number, due_on=due)
    audit.record(actor, "order.request", one, record=one.case.number, request=request.number, due=due)
    return request


@transaction.atomic
def answer_request(actor: Actor, number: str, answered_on: date, words: str = "") -> CourtRequest:
    """The court's open request was answered in writing, on time or late. Raises Absent when none waits,
    OrderRefused for a day before it or to come."""
    one = her_order(actor, number, to_change=True)
    rows = CourtRequest.objects.visible_to(actor).filter(order=one, answered_on__isnull=True)
    request = rows.select_for_update(of=("self",), no_key=True).first()
    if request is None:
        raise Absent
    if answered_on > local_day(actor.now):
        raise OrderRefused(FUTURE, "answered_on")
    if answered_on < request.asked_on:
        raise OrderRefused(BEFORE_REQUEST, "answered_on")
    request.answered_on, request.words = answered_on, words
    request.save(update_fields=["answered_on", "words"])
    meet_tasks(actor, one.case, "court_answer", about=request.number)
    late = answered_on > request.due_on
    audit.record(actor, "order.answer", one, record=one.case.number, request=request.number, late=late)
    return request


@transaction.atomic
def write_notice(actor: Actor, number: str, notified_on: date, police_on: date | None = None) -> CourtOrder:
    """The court told this center of the order (15条4項); since when the police know (15条3項). What was written
    before is replaced. Raises Absent unless it was granted, OrderRefused for a day that cannot be."""
    one = her_order(actor, number, to_change=True)
    if one.state not in WAS_GRANTED:
        raise Absent
    check_day(actor, one, notified_on, "notified_on")
    if police_on:
        check_day(actor, one, police_on, "police_on")
    one.notified_on, one.police_on = notified_on, police_on
    one.save(update_fields=["notified_on", "police_on"])
    audit.record(actor, "order.notice", one, record=one.case.number)
    return one


@transaction.atomic
def write_breach(
    actor: Actor, number: str, happened_on: date, words: str, police_on: date | None = None
) -> OrderBreach:
    """A breach of an order that stood on that day. Raises Absent unless it was granted or without words,
    OrderRefused for a day that cannot be."""
    one = her_order(actor, number, to_change=True)
    if one.state not in WAS_GRANTED or not words.strip():
        raise Absent
    check_day(actor, one, happened_on, "happened_on")
    terms = list(OrderTerm.objects.visible_to(actor).filter(order=one))
    after_end = one.closed_on is not None and happened_on > one.closed_on
    if after_end or not stood_on(terms, happened_on):
        raise OrderRefused(NO_TERM, "happened_on")
    _police(actor, happened_on, police_on)
    breach = OrderBreach.objects.create(
        order=one, happened_on=happened_on, words=words, police_on=police_on, made_at=actor.now,
        made_by_id=actor.account_id, made_by_name=actor.name,
    )  # fmt: skip
    note_event(actor, one.case.client, "order.breach", one.case.number)
    audit.record(actor, "order.breach", one, record=one.case.number, breach=breach.number)
    return breach


@transaction.atomic
def tell_police(actor: Actor, number: str, breach: str, police_on: date) -> OrderBreach:
    """The police know of a breach; a second press changes nothing. Raises Absent for one that is not of this order,
    OrderRefused for a day before it or to come."""
    one = her_order(actor, number, to_change=True)
    found = OrderBreach.objects.visible_to(actor).filter(order=one, number=breach).first()
    if found is None:
        raise Absent
    if found.police_on is not None:
        return found
    _police(actor, found.happened_on, police_on)
    found.police_on = police_on
    found.save(update_fields=["police_on"])
    audit.record(actor, "order.breach_told", one, record=one.case.number, breach=found.number)
    return found


def _police(actor: Actor, happened_on: date, police_on: date | None) -> None:
    """Raises OrderRefused for a day to come, or before the breach."""
    if police_on is None:
        return
    if police_on > local_day(actor.now):
        raise OrderRefused(FUTURE, "police_on")
    if police_on < happened_on:
        raise OrderRefused(BEFORE_BREACH, "police_on")
