"""Opening a support case, and its moves: one table says who may make which, what it brings and what it starts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.case_task import end_with_case, held_case, lay_task, meet_tasks
from cases.actions.client import held_to_change, note_event
from cases.actions.grant import own
from cases.cards import local_day
from cases.models import Case, CaseStep, Client, Consultation
from cases.queries.case_facts import facts_of, roles_of
from cases.states.case import CASE_MOVE_BY_NAME, ENDED, RECEIVED, UNDER_WAY, CaseMove, offers
from safeguards import audit
from safeguards.access import Absent, Actor


class OpenAlready(ValueError):
    """This woman has a case under way in this agency; `case` is it."""

    def __init__(self, case: Case) -> None:
        super().__init__("open already")
        self.case = case


class CaseMoveRefused(ValueError):
    """The case is not as this move needs it; `missing` are the names of what is missing."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def open_case(
    actor: Actor, client: Client, opened_on: date, *, opened_from: Consultation | None = None, reason: str = ""
) -> Case:  # fmt: skip
    """Open a case for a client of her own agency; who opens it is in charge of it.

    Raises Absent for a client or a consultation that is not hers, OpenAlready where a case is under way.
    """
    woman = held_to_change(actor, client)
    running = (
        Case.objects.visible_to(actor)
        .filter(state__in=UNDER_WAY, client=woman, agency_id=woman.agency_id)
        .first()
    )
    if running is not None:
        raise OpenAlready(running)
    if opened_from is not None and opened_from.client_id != woman.pk:
        raise Absent
    case = Case(
        client=woman, agency_id=woman.agency_id, person_key=woman.person_key, sort_key=actor.now,
        made_by_id=actor.account_id, opened_on=opened_on, opened_from=opened_from, state=RECEIVED,
        state_since=opened_on, assigned_to_id=actor.account_id, assigned_since=actor.now,
        assigned_by_id=actor.account_id,
    )  # fmt: skip
    case.save(force_insert=True)
    own(case)
    _write_step(actor, case, "open", "", opened_on, reason)
    lay_task(actor, case, "first_look")
    note_event(actor, woman, "case.opened", case.number)
    audit.record(actor, "case.make", case, client=woman.number)
    return case


@transaction.atomic
def move_case(actor: Actor, case: Case, name: str, version: int, **facts: Any) -> Case:
    """Make one move by a person's hand, on the version that her page showed.

    `facts`: what the move needs (`CaseMove.needs`) and `made_on`, the day of it. Raises Absent for what is not hers to
    do or not complete, Stale when somebody was quicker, CaseMoveRefused when the case is not ready for it.
    """
    move = CASE_MOVE_BY_NAME.get(name)
    if move is None or move.follows:
        raise Absent
    current = held_case(actor, case, "move")
    if current.version != version:
        raise Stale(current)
    roles = roles_of(actor)
    found = {one.move.name: one for one in offers(current.state, roles, facts_of(actor, current))}
    if name not in found or not move.needs <= {key for key, value in facts.items() if value}:
        raise Absent
    if found[name].missing:
        raise CaseMoveRefused(found[name].missing)
    return _make(actor, current, move, facts)


def follow(actor: Actor, case: Case, name: str, made_on: date) -> Case:
    """Make the move that an act of the case brings with it; nothing where its state is not one of the move's.

    The caller holds the case and the transaction: an admission protects, whatever had been planned.
    """
    move = CASE_MOVE_BY_NAME[name]
    if case.state not in move.sources:
        return case
    return _make(actor, case, move, {"made_on": made_on})


def _make(actor: Actor, case: Case, move: CaseMove, facts: dict[str, Any]) -> Case:
    made_on = facts.get("made_on") or local_day(actor.now)
    source = case.state
    case.state, case.state_since = move.target, made_on
    case.outcome = facts.get("outcome") or ""
    if "support_needs" in facts:
        case.support_needs = facts["support_needs"]
    case.version += 1
    case.save(update_fields=["state", "state_since", "outcome", "support_needs", "version", "changed_at"])
    words = "\n".join(filter(None, [facts.get("receiver", ""), facts.get("reason", "")]))
    _write_step(actor, case, move.name, source, made_on, words)
    for kind in move.ends:
        meet_tasks(actor, case, kind)
    if move.target in ENDED:
        end_with_case(actor, case)
    for kind in move.starts:
        lay_task(actor, case, kind, due_on=facts.get("next_contact_on") if kind == "aftercare" else None)
    note_event(actor, case.client, f"case.{move.name}", case.number)
    audit.record(actor, f"case.{move.name}", case, old=source, new=move.target)
    return case


def _write_step(actor: Actor, case: Case, move: str, source: str, made_on: date, reason: str) -> None:
    CaseStep(
        case=case, move=move, source=source, target=case.state, made_on=made_on, made_at=actor.now,
        made_by_id=actor.account_id, made_by_name=actor.name, reason=reason,
    ).save()  # fmt: skip
