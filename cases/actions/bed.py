"""A bed is asked for, held for 90 minutes, declined, taken: the last one goes to one request only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.actions import Stale
from cases.actions.case_task import held_case
from cases.models import BedAsk, BedRequest, Case, Shelter
from cases.protection_rule import held_until
from cases.queries.bed import free_beds, may_answer, who_answers
from cases.states.bed import ASKER, BED_MOVE_BY_NAME, HELD, RECEIVER, BedMove, bed_state
from partners.actions.alert import send
from safeguards import audit
from safeguards.access import Absent, Actor

REQUEST_FIELDS = ("adults", "family", "needs", "arrival")


class NoBed(ValueError):
    """No bed is free in this shelter at this moment."""


class NotToldSo(ValueError):
    """What is said to have been told by telephone cannot have been: a moment to come."""


@transaction.atomic
def ask_for_bed(
    actor: Actor, case: Case, shelter: str, facts: dict[str, Any], *, yes_from: str = "",
    told_at: datetime | None = None,
) -> BedRequest:  # fmt: skip
    """Ask a shelter whether it takes a woman in; it reads `facts` (REQUEST_FIELDS) and nothing of hers.

    With `yes_from` the shelter has said yes by telephone already: who, and when (now where empty); the bed is held from
    then on. Raises Absent for a case that she may not change or a shelter that takes nobody in, NoBed, NotToldSo.
    """
    current = held_case(actor, case)
    place = _held_shelter(actor, shelter)
    one = BedRequest.objects.create(
        shelter=place, agency_id=actor.own_agency_id, asked_at=actor.now,
        **{name: facts[name] for name in REQUEST_FIELDS},
    )  # fmt: skip
    ask = BedAsk.objects.create(request=one, case=current, asked_by_id=actor.account_id)
    audit.record(actor, "bed.ask", one, record=current.number, shelter=place.code)
    if yes_from:
        _tell(actor, ask, one, place, yes_from, told_at)
    else:
        _alert_receiver(actor, "bed.asked", one, place)
    return one


@transaction.atomic
def answer_request(actor: Actor, number: str, name: str, version: int, reason: str = "") -> BedRequest:
    """The shelter's yes (`hold`) or no (`decline`, with a code of `bed_decline`).

    Raises Absent for what is not put to her agency, Stale when somebody was quicker, NoBed when no bed is free.
    """
    one = BedRequest.objects.visible_to(actor).select_related("shelter").filter(number=number).first()
    if one is None or not may_answer(actor):
        raise Absent
    place = _locked(Shelter.objects.of_her_agency(actor).filter(pk=one.shelter_id))
    one = BedRequest.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    move = _rule(name, RECEIVER, {"reason": reason})
    _check(one, move, version, actor.now)
    one.answered_at, one.answerer_id, one.decline_reason = actor.now, actor.account_id, reason
    if move.target == HELD:
        _hold(one, place, actor.now, actor.now)
    _moved(one, move)
    audit.record(actor, f"bed.{move.name}", one, shelter=place.code, reason=reason)
    _alert_asker(actor, one, place)
    return one


@transaction.atomic
def change_ask(
    actor: Actor, case: Case, number: str, move: str, version: int, *, yes_from: str = "",
    told_at: datetime | None = None,
) -> BedRequest:  # fmt: skip
    """The asker's moves: taken back (`withdraw`), or the shelter said yes by telephone (`tell`).

    Raises Absent, Stale, NoBed, NotToldSo.
    """
    current = held_case(actor, case)
    rule = _rule(move, ASKER, {"yes_from": yes_from.strip()})
    ask = BedAsk.objects.of_her_agency(actor).filter(case=current, request__number=number).first()
    if ask is None or rule.follows:
        raise Absent
    one, place = _both(ask)
    _check(one, rule, version, actor.now)
    if rule.target == HELD:
        _tell(actor, ask, one, place, yes_from, told_at)
        return one
    _moved(one, rule)
    audit.record(actor, "bed.withdraw", one, record=current.number, shelter=place.code)
    return one


def take_bed(actor: Actor, case: Case, *, shelter: str = "", request: str = "") -> Shelter | None:
    """The place of an admission: by a held request of this case, or a free bed of her own agency's shelter.

    None where neither is given. The caller holds the case and the transaction. Raises Absent for what is not hers,
    NoBed for a hold that has run out or a shelter that is full.
    """
    if request:
        ask = BedAsk.objects.of_her_agency(actor).filter(case=case, request__number=request).first()
        if ask is None:
            raise Absent
        one, place = _both(ask)
        if bed_state(one.state, one.held_until, actor.now) != HELD:
            raise NoBed
        _moved(one, BED_MOVE_BY_NAME["use"])
        audit.record(actor, "bed.use", one, record=case.number, shelter=place.code)
        return place
    if not shelter:
        return None
    place = _locked(Shelter.objects.of_her_agency(actor).filter(number=shelter, is_active=True))
    if free_beds([place], actor.now)[place.pk] < 1:
        raise NoBed
    return place


def _held_shelter(actor: Actor, number: str) -> Shelter:
    return _locked(Shelter.objects.visible_to(actor).filter(number=number, is_active=True))


def _locked(rows: Any) -> Shelter:
    """The shelter, held: who takes a bed of it waits for who is taking one."""
    place: Shelter | None = rows.select_for_update(of=("self",), no_key=True).first()
    if place is None:
        raise Absent
    return place


def _both(ask: BedAsk) -> tuple[BedRequest, Shelter]:
    """The request of an ask that is hers, and its shelter, both held, the shelter first."""
    requests = BedRequest.objects.everything("the request of a case that is hers")
    key = requests.values_list("shelter_id", flat=True).get(pk=ask.request_id)
    place = _locked(Shelter.objects.everything("the shelter of a request of hers").filter(pk=key))
    return requests.select_for_update(of=("self",), no_key=True).get(pk=ask.request_id), place


def _rule(move: str, side: str, brought: dict[str, str]) -> BedMove:
    rule = BED_MOVE_BY_NAME.get(move)
    if (
        rule is None
        or rule.side != side
        or not rule.needs <= {key for key, value in brought.items() if value}
    ):
        raise Absent
    return rule


def _check(one: BedRequest, rule: BedMove, version: int, now: datetime) -> None:
    if one.version != version or bed_state(one.state, one.held_until, now) not in rule.sources:
        raise Stale(one)


def _hold(one: BedRequest, place: Shelter, since: datetime, now: datetime) -> None:
    if free_beds([place], now)[place.pk] < 1:
        raise NoBed
    one.held_until = held_until(since)


def _tell(
    actor: Actor, ask: BedAsk, one: BedRequest, place: Shelter, yes_from: str, told_at: datetime | None
) -> None:  # fmt: skip
    """The shelter said yes by telephone: a state of its own, with name and time, and not the shelter's own answer."""
    if told_at is not None and (told_at > actor.now or held_until(told_at) <= actor.now):
        raise NotToldSo
    ask.yes_from, ask.told_at = yes_from, told_at or actor.now
    ask.save(update_fields=["yes_from", "told_at"])
    one.is_by_telephone, one.answered_at = True, ask.told_at
    _hold(one, place, ask.told_at, actor.now)
    _moved(one, BED_MOVE_BY_NAME["tell"])
    audit.record(actor, "bed.tell", one, record=ask.case.number, shelter=place.code)
    _alert_receiver(actor, "bed.told", one, place)


def _moved(one: BedRequest, rule: BedMove) -> None:
    one.state = rule.target
    one.version += 1
    one.save()


def _alert_receiver(actor: Actor, kind: str, one: BedRequest, place: Shelter) -> None:
    told = who_answers(place.agency_id, actor.now, but=actor.account_id)
    path = reverse("bed_detail", args=[one.number])
    facts = {"agency": actor.agency_name, "code": place.code}
    send(actor, kind, told, number=one.number, path=path, agency_id=place.agency_id, **facts)


def _alert_asker(actor: Actor, one: BedRequest, place: Shelter) -> None:
    """Who asked is told; neither her case nor its number stands in anything that the shelter's agency keeps."""
    rows = BedAsk.objects.everything("whom an answer is told to").filter(request=one)
    ask = rows.select_related("case").first()
    if ask is not None and ask.asked_by_id is not None:
        kind = "bed.held" if one.state == HELD else "bed.declined"
        path = reverse("case_bed", args=[ask.case.number])
        send(
            actor,
            kind,
            [ask.asked_by_id],
            number=one.number,
            path=path,
            agency_id=one.agency_id,
            code=place.code,
        )
