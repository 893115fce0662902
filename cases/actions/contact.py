"""Reaching a woman: within her rule at once, outside it by a second person, in imminent danger alone (decision 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases import states
from cases.actions.call_back import note_miss
from cases.actions.client import note_event
from cases.actions.late_review import tell_late
from cases.cards import local_day
from cases.choices.contact import CALL_OUTCOMES, MISSED_OUTCOMES, SENT_OUTCOMES
from cases.contact_card import is_call, rule_of
from cases.contact_rule import CHANNELS, verdict
from cases.models import CallBack, Client, ContactAttempt
from cases.queries import contact as reads
from cases.queries.emergency import auditors
from cases.queries.sight import groups_of, require
from cases.rules import CONTACT_WAITS, danger_review_due
from cases.states import CONTACT_MOVE_BY_NAME
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, require_another


class ContactRefused(ValueError):
    """Not now: `args[0]` is a code of `why_stale`, or `quicker`."""


@transaction.atomic
def begin_contact(
    actor: Actor, client: Client, channel: str, *, words: str = "", call_back: CallBack | None = None
) -> ContactAttempt:
    """One attempt to reach her. Within her rule it is open at once; outside it waits for a second person, and
    `words` must say why it is to be done all the same. Raises Absent for what may not be tried."""
    current = Client.objects.visible_to(actor).filter(pk=client.pk).first()
    if current is None or channel not in CHANNELS or "contact" not in groups_of(actor, current):
        raise Absent
    require(actor, current, "contact")
    if call_back is not None and call_back.consultation.client_id != current.pk:
        raise Absent
    said = verdict(rule_of(current), channel, actor.now)
    if not said.is_within and not words.strip():
        raise Absent
    attempt = ContactAttempt.objects.create(
        client=current, call_back=call_back, agency_id=actor.own_agency_id, account_id=actor.own_account_id,
        channel=channel, verdict=said.code, reasons=list(said.reasons), within_rule=said.is_within,
        state=states.CONTACT_OPEN if said.is_within else states.CONTACT_ASKED, words=words, asked_at=actor.now,
        opened_at=actor.now if said.is_within else None,
        stale_at=None if said.is_within else actor.now + CONTACT_WAITS,
    )  # fmt: skip
    facts = {"way": channel, "verdict": said.code, "record": current.number}
    audit.record(actor, "contact.open" if said.is_within else "contact.ask", attempt, **facts)
    if not said.is_within:
        _tell_of(actor, attempt, "ask")
    return attempt


@approval
@transaction.atomic
def move_contact(actor: Actor, number: str, name: str, **facts: Any) -> ContactAttempt:
    """One move of the table. In danger the caller asked for a fresh second factor before.

    Raises Absent when it is not hers or not complete, ContactRefused when it is stale or was moved meanwhile.
    """
    attempt = _moved(actor, number, name, facts)
    changes: dict[str, Any] = {"state": attempt.state}
    if CONTACT_MOVE_BY_NAME[name].by == states.BY_SECOND:
        require_another(attempt.account_id, actor.account_id)
        changes |= {"allowed_by_id": actor.account_id, "allowed_at": actor.now}
    elif name in ("open", "danger"):
        changes |= {"opened_at": actor.now}
    if name == "danger":
        changes |= {
            "danger_ground": facts["danger_ground"], "review": states.TO_REVIEW,
            "review_due": danger_review_due(local_day(actor.now)),
        }  # fmt: skip
    elif name == "finish":
        changes |= _ended(actor, attempt, facts["outcome"])
    _write(attempt, changes)
    ground = facts.get("danger_ground", "")
    audit.record(
        actor, f"contact.{name}", attempt, way=attempt.channel, outcome=attempt.outcome, ground=ground
    )
    _tell_of(actor, attempt, name)
    return attempt


def _moved(actor: Actor, number: str, name: str, facts: dict[str, Any]) -> ContactAttempt:
    """The locked attempt with the state of this move, not saved yet; of two hands at one moment one gets it."""
    attempt = _locked(actor, number)
    reads.require_side(actor, attempt, name)
    move = CONTACT_MOVE_BY_NAME[name]
    if not move.needs <= {key for key in facts if facts[key]}:
        raise Absent
    if attempt.state not in move.sources:
        raise ContactRefused("quicker")
    stale = reads.why_stale(attempt, actor.now)
    if stale and not move.also_stale:
        raise ContactRefused(stale)
    if move not in reads.moves_of(actor, attempt, is_stale=bool(stale)):
        raise Absent
    attempt.state = move.target
    return attempt


def _locked(actor: Actor, number: str) -> ContactAttempt:
    rows = ContactAttempt.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    attempt = rows.filter(number=number).first()
    if attempt is None:
        raise Absent
    return attempt


def _write(attempt: ContactAttempt, changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        setattr(attempt, key, value)
    attempt.save(update_fields=list(changes))


def _ended(actor: Actor, attempt: ContactAttempt, outcome: str) -> dict[str, Any]:
    """What came of it: a line in her column of events, and a miss of the call-back that it belonged to."""
    if outcome not in (CALL_OUTCOMES if is_call(attempt.channel) else SENT_OUTCOMES):
        raise Absent
    client = attempt.client
    left_words = outcome == "voicemail" and rule_of(client).voicemail is False
    if client is not None and outcome != "not_done":
        note_event(actor, client, f"contact.{outcome}", attempt.number)
    if attempt.call_back is not None and outcome in MISSED_OUTCOMES:
        note_miss(actor, attempt.call_back)
    return {
        "outcome": outcome,
        "ended_at": actor.now,
        "within_rule": attempt.within_rule and not left_words,
    }


@approval
@transaction.atomic
def review_contact(actor: Actor, number: str, name: str, words: str) -> ContactAttempt:
    """What another person says about an attempt in imminent danger; raises Absent when it is not hers to say."""
    attempt = _locked(actor, number)
    if name not in reads.reviews_of(actor, attempt) or not words.strip():
        raise Absent
    require_another(attempt.account_id, actor.account_id)
    _write(
        attempt,
        {
            "review": states.CONTACT_REVIEWS[name], "reviewed_by_id": actor.account_id, "reviewed_at": actor.now,
            "review_words": words,
        },
    )  # fmt: skip
    audit.record(actor, f"contact.{name}", attempt)
    _send(actor, f"contact.{name}", [attempt.account_id], attempt, agency=actor.agency_name)
    return attempt


@transaction.atomic
def tell_late_contact_reviews(now: datetime) -> int:
    """Once for each attempt in danger that nobody looked at in time: her watchers, their stand-ins and the
    auditors are told. Nobody is locked out by this clock."""
    actor = Actor.system("late reviews of attempts in danger are told")
    late = reads.late_reviews(local_day(now))
    for one in late:
        path = reverse("contact_detail", args=[one.number])
        tell_late(actor, one, "contact.late", path, reads.walled_accounts(one), now)
        audit.record(actor, "contact.late", one)
    return len(late)


def _tell_of(actor: Actor, attempt: ContactAttempt, name: str) -> None:
    """Alerts of a move: codes, names of staff and agencies only."""
    if name in ("approve", "refuse"):
        _send(actor, f"contact.{name}", [attempt.account_id], attempt)
        return
    if name not in ("ask", "danger"):
        return
    but = [attempt.account_id, *reads.walled_accounts(attempt)]
    watchers = watchers_of(attempt.agency_id, actor.now, but=but)
    mine = {"name": actor.name, "agency": actor.agency_name}
    if name == "ask":
        _send(actor, "contact.waits", watchers, attempt, **mine)
    else:
        _send(actor, "contact.danger", watchers or auditors(actor.now), attempt, **mine)


def _send(actor: Actor, kind: str, to: Iterable[int], attempt: ContactAttempt, **facts: Any) -> None:
    path = reverse("contact_detail", args=[attempt.number])
    send(actor, kind, to, number=attempt.number, path=path, **facts)
