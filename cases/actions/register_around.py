"""What follows from a measure of the register: the alert on her card, tasks, who is told, other municipalities."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.actions.case_task import lay_task, meet_tasks
from cases.actions.client_alert import begin_alert
from cases.cards import local_day
from cases.models import CaseTask, ClientAlert, RegisterProtection, RegisterStep, ToldMunicipality
from cases.queries.register_protection import her_measure
from cases.queries.sight import require
from cases.queries.watch import walled_accounts
from cases.states.register_protection import OPEN, SET
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor

KIND = "register_protection"
WHY = "the second person may sit elsewhere and see nothing of the case"


def raise_alert(actor: Actor, one: RegisterProtection) -> str:
    """Its number. One alert stands for all measures of a woman, without a last day: no clock takes it away.

    One that a person set by hand stays hers to end; then there is no number.
    """
    client = one.case.client
    known = RegisterProtection.objects.everything(WHY).filter(case__client=client).exclude(alert_number="")
    standing = ClientAlert.objects.visible_to(actor).filter(client=client, kind=KIND)
    standing = standing.filter(ended_at__isnull=True, until_on__isnull=True)
    numbers = set(standing.values_list("number", flat=True))
    shared = known.filter(alert_number__in=numbers).values_list("alert_number", flat=True).first()
    if shared:
        return str(shared)
    return "" if numbers else begin_alert(actor, client, kind=KIND).number


def lower_alert(actor: Actor, one: RegisterProtection) -> None:
    """The last measure of this woman has ended: the alert that stood for them ends with it."""
    client = one.case.client
    measures = RegisterProtection.objects.everything(WHY).filter(case__client=client).exclude(alert_number="")
    numbers = set(measures.values_list("alert_number", flat=True))
    rows = ClientAlert.objects.everything(WHY).filter(
        client=client, number__in=numbers, ended_at__isnull=True
    )
    for alert in rows:
        alert.ended_at, alert.ended_by_id = actor.now, actor.account_id
        alert.save(update_fields=["ended_at", "ended_by_id"])
        audit.record(actor, "client.alert_end", client, alert=alert.number, kind=KIND)


def settle_tasks(actor: Actor, one: RegisterProtection) -> None:
    """Nothing that was about this measure waits any more."""
    told = ToldMunicipality.objects.everything(WHY).filter(measure=one).values_list("number", flat=True)
    rows = CaseTask.objects.everything(WHY).filter(case_id=one.case_id, about__in=[one.number, *told])
    for task in rows.filter(ended_at__isnull=True).select_for_update(of=("self",), no_key=True):
        task.ended_at, task.ended_by_id = actor.now, actor.account_id
        task.save(update_fields=["ended_at", "ended_by_id"])
        audit.record(actor, "case.task_done", task, record=one.number, kind=task.kind)


def tell_second_person(actor: Actor, one: RegisterProtection) -> None:
    """Those who can answer are led to what waits; never a word about the woman, nor to whom is walled off from her."""
    but = [one.account_id, *walled_accounts(one.case.person_key)]
    kind = "register.waits" if one.state == SET else "register.end_waits"
    path, to = reverse("register_confirm"), watchers_of(one.agency_id, actor.now, but=but)
    send(actor, kind, to, number=one.number, path=path, name=actor.name, agency=actor.agency_name)


def tell_asker(actor: Actor, one: RegisterProtection, name: str, asker: int) -> None:
    """Who asked for the end is told what the second person said."""
    if name in ("end", "keep"):
        path = f"{reverse('case_register', args=[one.case.number])}?measure={one.number}"
        send(actor, f"register.{name}", [asker], number=one.number, path=path)


@transaction.atomic
def tell_municipality(actor: Actor, number: str, facts: dict[str, Any]) -> ToldMunicipality:
    """Another municipality was told of a measure; a task stands until it has answered. Raises Absent."""
    one = her_measure(actor, number, to_change=True)
    if one.state not in OPEN or not (facts.get("municipality") or facts.get("elsewhere")):
        raise Absent
    names = ("place", "municipality", "elsewhere", "told_on")
    told = ToldMunicipality.objects.create(measure=one, **{name: facts[name] for name in names})
    due = lay_task(actor, one.case, "municipality_ack", about=told.number).due_on
    _write(actor, one, "tell")
    audit.record(actor, "register.tell", one, record=one.case.number, told=told.number, due=due)
    return told


@transaction.atomic
def acknowledge_municipality(actor: Actor, number: str, on: date, who: str) -> ToldMunicipality:
    """The other municipality has answered; a second press changes nothing. Raises Absent for what is not hers, for a
    day before it was told or to come, and without who answered."""
    rows = ToldMunicipality.objects.of_her_agency(actor).select_for_update(of=("self",), no_key=True)
    told = rows.select_related("measure__case").filter(number=number).first()
    if told is None or not who.strip() or not told.told_on <= on <= local_day(actor.now):
        raise Absent
    require(actor, told.measure.case, "edit")
    if told.acknowledged_on is not None:
        return told
    told.acknowledged_on, told.acknowledger = on, who
    told.save(update_fields=["acknowledged_on", "acknowledger"])
    meet_tasks(actor, told.measure.case, "municipality_ack", about=told.number)
    _write(actor, told.measure, "acknowledge")
    audit.record(
        actor, "register.acknowledge", told.measure, record=told.measure.case.number, told=told.number
    )
    return told


def _write(actor: Actor, one: RegisterProtection, name: str) -> None:
    RegisterStep(
        measure=one, name=name, made_at=actor.now, made_by_id=actor.account_id, made_by_name=actor.name
    ).save()
