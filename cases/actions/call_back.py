"""Call-backs: made with the sheet or by hand, taken by one, tried, reached, or closed with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases import states
from cases.call_back_rule import MISSES_ASK, next_try, slot_on
from cases.choices.contact import MISSED_OUTCOMES
from cases.contact_card import rule_of
from cases.contact_rule import NOT_KNOWN, PHONE, Interval
from cases.models import CallBack, Consultation, ContactAttempt
from cases.queries.sight import require
from cases.queries.watch import walled_accounts
from cases.states import CALL_BACK_MOVE_BY_NAME
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor

CHIP = "call_back"  # code of `next_step` that promises one
WITHDRAWN = "withdrawn"  # code of `call_back_closing`: the promise was taken back on the sheet


class CallBackRefused(ValueError):
    """Somebody was quicker. `current` is the call-back as it stands now."""

    def __init__(self, current: CallBack) -> None:
        super().__init__("quicker")
        self.current = current


def promised(next_steps: list[str], next_on: date | None) -> date | None:
    """The day for which a sheet promises a call-back; None where it promises none."""
    return next_on if CHIP in next_steps else None


def keep_promise(actor: Actor, one: Consultation, before: date | None = None) -> None:
    """Let the call-back of a consultation follow its sheet; `before` is the day that it promised until now.

    A slot that was moved by hand stays as long as the sheet's promise is the same. The caller holds the transaction
    and may change the consultation.
    """
    day = promised(one.next_steps, one.next_on)
    if day == before:
        return
    waiting = _waiting_of(actor, one)
    if day is None:
        if waiting is not None:
            _end(actor, waiting, states.CALL_BACK_CLOSED, WITHDRAWN)
            audit.record(actor, "call_back.close", waiting, reason=WITHDRAWN, record=one.number)
        return
    _lay(actor, one, waiting, slot_on(rule_of(one.client), day))


@transaction.atomic
def set_call_back(actor: Actor, one: Consultation, slot: Interval) -> CallBack:
    """Promise one by hand, or move the one that waits; raises Absent for a consultation that she may not change."""
    current = (
        Consultation.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=one.pk)
        .first()
    )
    if current is None:
        raise Absent
    require(actor, current, "edit")
    return _lay(actor, current, _waiting_of(actor, current), slot)


def _waiting_of(actor: Actor, one: Consultation) -> CallBack | None:
    rows = CallBack.objects.visible_to(actor).waiting().select_for_update(of=("self",), no_key=True)
    return rows.filter(consultation=one).first()


def _lay(actor: Actor, one: Consultation, waiting: CallBack | None, slot: Interval) -> CallBack:
    if waiting is not None:
        _change(waiting, {"due_from": slot[0], "due_until": slot[1], "state": states.TO_CALL, "misses": 0})
        audit.record(actor, "call_back.shift", waiting, record=one.number)
        return waiting
    made = CallBack.objects.create(
        agency_id=one.agency_id, consultation=one, due_from=slot[0], due_until=slot[1], made_by_id=actor.account_id,
        made_at=actor.now,
    )  # fmt: skip
    audit.record(actor, "call_back.make", made, record=one.number)
    return made


@transaction.atomic
def take_call_back(actor: Actor, number: str, before: str) -> CallBack:
    """Take it: it is hers alone. `before` is the number of the account that the page named (empty: nobody).

    Of two people who press at one moment one gets it; the other one's CallBackRefused says who has it.
    """
    rows = CallBack.objects.visible_to(actor).waiting().filter(number=number)
    held = {"assigned_to__number": before} if before else {"assigned_to__isnull": True}
    mine = {"assigned_to_id": actor.own_account_id}
    waiting = rows.filter(**mine).first() or rows.filter(**held).first()
    if waiting is None or not rows.filter(pk=waiting.pk, assigned_to_id=waiting.assigned_to_id).update(
        **mine
    ):
        raise CallBackRefused(_one(actor, number))
    audit.record(actor, "call_back.take", waiting, record=waiting.consultation.number)
    return _one(actor, number)


def _one(actor: Actor, number: str) -> CallBack:
    found = CallBack.objects.visible_to(actor).select_related("assigned_to", "consultation__client")
    one = found.filter(number=number).first()
    if one is None:
        raise Absent
    return one


@transaction.atomic
def move_call_back(actor: Actor, number: str, name: str, version: int, **facts: Any) -> CallBack:
    """One move of the table, on the version that the page showed. Raises Absent when it is not complete or does not
    fit, CallBackRefused when somebody moved it meanwhile."""
    move = CALL_BACK_MOVE_BY_NAME.get(name)
    if move is None or name in ("take", "reach") or not move.needs <= {key for key in facts if facts[key]}:
        raise Absent
    rows = CallBack.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    call_back = rows.filter(number=number).first()
    if call_back is None:
        raise Absent
    if call_back.version != version or call_back.state not in move.sources:
        raise CallBackRefused(_one(actor, number))
    if name == "miss":
        _note_try(actor, call_back, facts["outcome"])
        note_miss(actor, call_back)
        return call_back
    if name == "close":
        _end(actor, call_back, move.target, facts["reason"])
    else:
        slot = facts.get("slot") or next_try(rule_of(call_back.client), actor.now)
        outcome = {"outcome": name} if name in ("tell", "safety") else {}
        _change(
            call_back,
            {"state": move.target, "due_from": slot[0], "due_until": slot[1], "misses": 0, **outcome},
        )
    audit.record(actor, f"call_back.{name}", call_back, reason=facts.get("reason", ""))
    if name in ("tell", "safety"):
        _tell(actor, call_back, name)
    return call_back


def note_miss(actor: Actor, call_back: CallBack) -> None:
    """She was not reached: the next try has its slot; the third miss asks what becomes of it instead.

    The caller holds the transaction. Nothing happens to a call-back that waits no more.
    """
    rows = CallBack.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    current = rows.filter(pk=call_back.pk, state=states.TO_CALL).first()
    if current is None:
        return
    misses = current.misses + 1
    since, until = next_try(rule_of(current.client), actor.now)
    is_last = misses >= MISSES_ASK
    slot = {} if is_last else {"due_from": since, "due_until": until}
    _change(current, {"misses": misses, "state": states.MISSED if is_last else states.TO_CALL, **slot})
    audit.record(actor, "call_back.miss", current, misses=misses)


def reach_call_back(actor: Actor, number: str, one: Consultation) -> None:
    """She was reached: `one` is the talk. Nothing happens to one that waits no more: the talk is kept all the same.

    The caller holds the transaction.
    """
    rows = CallBack.objects.visible_to(actor).waiting().select_for_update(of=("self",), no_key=True)
    call_back = rows.filter(number=number).first()
    if call_back is None:
        return
    if not ContactAttempt.objects.visible_to(actor).filter(call_back=call_back, outcome="reached").exists():
        _note_try(actor, call_back, "reached", talk=one)
    _end(actor, call_back, states.REACHED, "")
    audit.record(actor, "call_back.reach", call_back, record=one.number)


def _note_try(actor: Actor, call_back: CallBack, outcome: str, talk: Consultation | None = None) -> None:
    """A try that was written down afterwards: on which line nobody knows any more."""
    if outcome != "reached" and outcome not in MISSED_OUTCOMES:
        raise Absent
    ContactAttempt.objects.create(
        client=call_back.client, consultation=talk or call_back.consultation, call_back=call_back,
        agency_id=call_back.agency_id, account_id=actor.own_account_id, channel=PHONE, verdict=NOT_KNOWN,
        within_rule=True, state=states.CONTACT_DONE, asked_at=actor.now, opened_at=actor.now, outcome=outcome,
        ended_at=actor.now,
    )  # fmt: skip


def _end(actor: Actor, call_back: CallBack, state: str, outcome: str) -> None:
    _change(call_back, {"state": state, "outcome": outcome, "ended_at": actor.now})


def _change(call_back: CallBack, changes: dict[str, Any]) -> None:
    call_back.version += 1
    for key, value in changes.items():
        setattr(call_back, key, value)
    call_back.save(update_fields=[*changes, "version"])


def _tell(actor: Actor, call_back: CallBack, name: str) -> None:
    """A supervisor is told that she could not be reached, or that somebody should see whether she is safe."""
    but = [actor.account_id, *walled_accounts(call_back.consultation.person_key)]
    watchers = watchers_of(call_back.agency_id, actor.now, but=but)
    way = reverse("call_back_detail", args=[call_back.number])
    send(actor, f"call_back.{name}", watchers, number=call_back.number, path=way, name=actor.name)
