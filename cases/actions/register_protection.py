"""Measures of the resident register: applied for, set, confirmed by another, renewed, unlocked for a while, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from cases import deadlines
from cases.actions import Stale
from cases.actions.case_task import held_case, lay_task, meet_tasks
from cases.actions.client import note_event, standing_now
from cases.actions.register_around import (
    lower_alert,
    raise_alert,
    settle_tasks,
    tell_asker,
    tell_second_person,
)
from cases.cards import local_day
from cases.models import Case, RegisterProtection, RegisterStep
from cases.queries.register_protection import her_measure, other_measures_stand
from cases.states.register_protection import (
    BLOCKING,
    BY_AGENCY,
    BY_SECOND,
    CONFIRMED,
    REGISTER_MOVE_BY_NAME,
    UNLOCK_MINUTES,
    compare_on,
    may_renew,
    renewed_term,
    term,
)
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, require_another

FIELDS = (
    "kind", "municipality", "elsewhere", "applied_on", "opinion_on", "opinion_by", "children_along", "others_along",
)  # fmt: skip


class NotRenewable(ValueError):
    """Outside the month before its end; from the day after its end only a new application can follow."""


@transaction.atomic
def apply_for_measure(actor: Actor, case: Case, facts: dict[str, Any]) -> RegisterProtection:
    """Write down an application; others of the same woman go on beside it. Raises Absent for a case not hers."""
    held = held_case(actor, case)
    if not (facts.get("municipality") or facts.get("elsewhere")):
        raise Absent
    one = RegisterProtection.objects.create(
        case=held, agency_id=held.agency_id, account_id=actor.own_account_id, made_at=actor.now,
        **{name: facts[name] for name in FIELDS if name in facts},
    )  # fmt: skip
    write_step(actor, one, "apply")
    lay_task(actor, held, "register_set", about=one.number)
    audit.record(actor, "register.apply", one, record=held.number, kind=one.kind)
    return one


@transaction.atomic
def move_measure(actor: Actor, number: str, name: str, version: int, **facts: Any) -> RegisterProtection:
    """One move by somebody of the agency. Raises Absent for what is not hers or not complete, Stale when somebody
    was quicker, NotRenewable outside the month before its end."""
    move = REGISTER_MOVE_BY_NAME.get(name)
    if (
        move is None
        or move.by != BY_AGENCY
        or not move.needs <= {key for key, value in facts.items() if value}
    ):
        raise Absent
    one = her_measure(actor, number, to_change=True)
    if one.version != version or one.state not in move.sources:
        raise Stale(one)
    if name == "set":
        _begin(actor, one, facts["starts_on"])
    elif name == "renew":
        _renew(actor, one, facts["renewed_on"])
    elif name == "ask_end":
        one.account_id = actor.own_account_id
    one.state, one.version = move.target, one.version + 1
    one.save()
    if name == "drop":
        settle_tasks(actor, one)
    write_step(actor, one, name, facts.get("words", ""))
    audit.record(actor, f"register.{move.name}", one, record=one.case.number)
    if name != "drop":
        tell_second_person(actor, one)
    return one


def _begin(actor: Actor, one: RegisterProtection, starts_on: date) -> None:
    """It stands from now on, whoever confirms it and when."""
    one.starts_on, one.ends_on = starts_on, term(starts_on)
    one.account_id = one.entered_by_id = actor.own_account_id
    standing_now(one.case.client)  # held: the end of another measure of hers waits until this one stands
    one.alert_number = raise_alert(actor, one)
    meet_tasks(actor, one.case, "register_set", about=one.number)
    _lay_of_term(actor, one)
    lay_task(actor, one.case, "register_compare", about=one.number, due_on=compare_on(local_day(actor.now)))
    note_event(actor, one.case.client, "register.set", one.case.number)


def _renew(actor: Actor, one: RegisterProtection, renewed_on: date) -> None:
    """Another year after the last day; what the municipality wrote down is looked at by another once more."""
    if one.ends_on is None or not may_renew(one, renewed_on):
        raise NotRenewable
    _first, one.ends_on = renewed_term(one.ends_on)
    one.account_id = one.entered_by_id = actor.own_account_id
    one.look_anew()
    meet_tasks(actor, one.case, "register_renew", about=one.number)
    _lay_of_term(actor, one)


def _lay_of_term(actor: Actor, one: RegisterProtection) -> None:
    due = deadlines.due_of("register_renew", one.ends_on) if one.ends_on else None
    lay_task(actor, one.case, "register_renew", about=one.number, due_on=due)


@approval
@transaction.atomic
def answer_measure(actor: Actor, number: str, name: str) -> RegisterProtection:
    """What the second person says: it is set (`confirm`), it may end (`end`), it goes on (`keep`).

    An end lifts the block only where no other measure of the same woman stands. Raises Absent when it is not hers
    to say or nothing waits any more.
    """
    move = REGISTER_MOVE_BY_NAME.get(name)
    rows = RegisterProtection.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    one = rows.filter(number=number).first()
    waits = RegisterProtection.objects.all().answerable(actor).filter(number=number)
    if (
        move is None
        or move.by != BY_SECOND
        or one is None
        or not waits.exists()
        or one.state not in move.sources
    ):
        raise Absent
    require_another(one.entered_by_id if name == "confirm" else one.account_id, actor.account_id)
    asker = one.account_id
    if name == "confirm":
        one.confirmed_by_id, one.confirmed_at = actor.account_id, actor.now
    elif name == "end":
        one.end_agreed_by_id, one.ended_on = actor.account_id, local_day(actor.now)
    elif name == "keep" and one.entered_by_id:
        one.account_id = one.entered_by_id
    one.state = CONFIRMED if name == "keep" and one.confirmed_by_id else move.target
    one.version += 1
    one.save()
    if name == "end":
        settle_tasks(actor, one)
        standing_now(
            one.case.client
        )  # held: a measure that is set at this moment is seen here, or sees this end
        if not other_measures_stand(one):
            lower_alert(actor, one)
        note_event(actor, one.case.client, "register.end", one.case.number)
    write_step(actor, one, name)
    audit.record(actor, f"register.{move.name}", one)
    tell_asker(actor, one, name, asker)
    return one


@transaction.atomic
def unlock_measure(actor: Actor, number: str, words: str, minutes: int) -> RegisterProtection:
    """Open it for her own paper, for at most an hour. Nobody has to lock it again: it is read from the clock.

    Raises Absent for one that is not hers, does not block, without a reason, or for another length.
    """
    one = her_measure(actor, number, to_change=True)
    if one.state not in BLOCKING or minutes not in UNLOCK_MINUTES or not words.strip():
        raise Absent
    one.unlocked_until = actor.now + timedelta(minutes=minutes)
    one.save(update_fields=["unlocked_until"])
    write_step(actor, one, "unlock", words, until=one.unlocked_until)
    audit.record(actor, "register.unlock", one, record=one.case.number, minutes=minutes)
    return one


@transaction.atomic
def compare_measure(actor: Actor, number: str, result: str, words: str = "") -> RegisterProtection:
    """The monthly look at the municipality's list: `same`, or `differs` with what is wrong, which is then to be
    mended on the next working day. Raises Absent for what is not hers or not complete."""
    one = her_measure(actor, number, to_change=True)
    if (
        one.state not in BLOCKING
        or result not in ("same", "differs")
        or (result == "differs" and not words.strip())
    ):
        raise Absent
    one.compared, one.compared_on = result, local_day(actor.now)
    one.save(update_fields=["compared", "compared_on"])
    meet_tasks(actor, one.case, "register_compare", about=one.number)
    lay_task(actor, one.case, "register_compare", about=one.number, due_on=compare_on(local_day(actor.now)))
    if result == "same":
        meet_tasks(actor, one.case, "register_set", about=one.number)
    else:
        lay_task(actor, one.case, "register_set", about=one.number)
    write_step(actor, one, "compare", words)
    audit.record(actor, "register.compare", one, record=one.case.number, result=result)
    return one


def write_step(actor: Actor, one: RegisterProtection, name: str, words: str = "", until: Any = None) -> None:
    """One line of what was done with a measure. The caller holds the transaction."""
    RegisterStep(
        measure=one, name=name, made_at=actor.now, made_by_id=actor.account_id, made_by_name=actor.name, until=until,
        words=words,
    ).save()  # fmt: skip
