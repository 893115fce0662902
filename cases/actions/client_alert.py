"""Setting and ending the alerts on a client's card."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from cases.actions.client import held_to_change, note_event
from cases.models import Client, ClientAlert, CodeBook, CourtOrder, RegisterProtection
from cases.states.court_order import GRANTED
from safeguards import audit, calendar
from safeguards.access import Absent, Actor


class AlertStands(ValueError):
    """It stands for a register measure or a protection order, and ends with the last of them."""


@transaction.atomic
def begin_alert(
    actor: Actor, client: Client, *, kind: str, text: str = "", until_on: date | None = None
) -> ClientAlert:
    """Set an alert on a client of her own agency.

    Raises Absent for what is not hers, ValueError for an unknown kind.
    """
    held = held_to_change(actor, client)
    year = calendar.fiscal_year(calendar.japanese_day(actor.now))
    if kind not in dict(CodeBook("client_alert").choices("client_alert", year)):
        raise ValueError("kind")
    alert = ClientAlert.objects.create(
        client=held, kind=kind, text=text, until_on=until_on, begun_at=actor.now, made_by_id=actor.account_id
    )
    note_event(actor, held, "alert.begun", alert.number)
    audit.record(actor, "client.alert_begin", held, alert=alert.number, kind=kind, until=until_on)
    return alert


@transaction.atomic
def end_alert(actor: Actor, client: Client, number: str) -> None:
    """It holds no longer. The row stays for the column of events; a second press changes nothing.

    Raises Absent for what is not hers, AlertStands while a register measure or an order stands behind it.
    """
    held = held_to_change(actor, client)
    alert = ClientAlert.objects.visible_to(actor).filter(client=held, number=number).first()
    if alert is None:
        raise Absent
    if _stands_for_a_measure(actor, alert):
        raise AlertStands
    open_one = ClientAlert.objects.visible_to(actor).filter(pk=alert.pk, ended_at__isnull=True)
    if open_one.update(ended_at=actor.now, ended_by_id=actor.account_id):
        note_event(actor, held, "alert.ended", alert.number)
        audit.record(actor, "client.alert_end", held, alert=alert.number, kind=alert.kind)


def _stands_for_a_measure(actor: Actor, alert: ClientAlert) -> bool:
    rows = RegisterProtection.objects.of_her_cases(actor).standing()
    orders = CourtOrder.objects.visible_to(actor).filter(state=GRANTED)
    of_alert = {"case__client": alert.client_id, "alert_number": alert.number}
    return rows.filter(**of_alert).exists() or orders.filter(**of_alert).exists()
