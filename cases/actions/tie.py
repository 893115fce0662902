"""Finding staff who may be somebody in a record, blindly and by the clock, and a supervisor's answer (R-05, R-06)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cases import states
from cases.actions.wall import TIE_FOUND, lay_wall
from cases.models import CodeBook, PartyKey, Tie
from cases.queries.tie import (
    alike,
    in_order,
    is_walled,
    parties_to_compare,
    staff_to_compare,
    tie_or_absent,
    watchers_of_tie,
)
from cases.states import TIE_MOVE_BY_NAME
from partners.actions.alert import send
from partners.actions.own_trace import write_missing_name_keys
from partners.models import StaffKey
from safeguards import audit, calendar
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another

FOUND = "tie.found"


class ReasonNeeded(ValueError):
    """Not the same person: why?"""


@transaction.atomic
def compare_parties(actor: Actor) -> int:
    """Compare what was written since; how many ties now wait that did not before. Safe to run twice.

    The keys are held while it runs: who marks them for another round waits, and her mark stays.
    """
    write_missing_name_keys()
    staff, parties = staff_to_compare(), parties_to_compare()
    found = alike(staff, parties, actor.now)
    fresh = [tie for key in sorted(found, key=str) if (tie := _tie(actor, *key, in_order(found[key])))]
    StaffKey.objects.filter(pk__in=[key.pk for key in staff]).update(is_compared=True)
    PartyKey.objects.filter(pk__in=[key.pk for key in parties]).update(is_compared=True)
    told = {account for tie in fresh for account in watchers_of_tie(tie, actor.now)}
    send(actor, FOUND, told, path=reverse("tie_list"))
    return len(fresh)


def _tie(actor: Actor, account_id: int, agency_id: int, person_key: UUID, signs: list[str]) -> Tie | None:
    """The tie if it is news: new, or put aside before without one of these signs."""
    if is_walled(account_id, person_key):
        return None
    tie, is_new = Tie.objects.get_or_create(
        account_id=account_id,
        agency_id=agency_id,
        person_key=person_key,
        defaults={"signs": signs, "found_at": actor.now},
    )
    if is_new:
        audit.record(actor, "tie.find", tie, signs=signs)
        return tie
    grown = in_order([*tie.signs, *signs])
    if grown == tie.signs:
        return None
    Tie.objects.filter(pk=tie.pk).update(signs=grown)
    move = TIE_MOVE_BY_NAME["again"]
    changes = {"state": move.target, "reason": "", "answered_by_id": None, "answered_at": None}
    if not Tie.objects.filter(pk=tie.pk, state=move.source).update(**changes, found_at=actor.now):
        return None
    audit.record(actor, "tie.again", tie, signs=grown)
    return tie


@approval
@transaction.atomic
def move_tie(actor: Actor, number: str, name: str, *, reason: str = "") -> Tie:
    """A supervisor's answer (`cases.states.TIE_MOVES`); raises Absent when it is not hers or not now.

    A wall stands at once. That they are not the same needs a reason (ReasonNeeded without), and is remembered.
    Safe against a second press: the update names the old state. The matched account is told nothing.
    """
    move = TIE_MOVE_BY_NAME.get(name)
    if move is None or move.by_clock:
        raise Absent
    tie = tie_or_absent(actor, number)
    if not is_another(tie.account_id, actor.account_id):
        raise Absent
    known = dict(CodeBook().choices("tie_reason", calendar.fiscal_year(calendar.japanese_day(actor.now))))
    if move.needs_reason and reason not in known:
        raise ReasonNeeded
    changes = {
        "state": move.target,
        "reason": reason if move.needs_reason else "",
        "answered_by_id": actor.account_id,
        "answered_at": actor.now,
    }
    if not Tie.objects.filter(pk=tie.pk, state=move.source).update(**changes):
        raise Absent
    tie.refresh_from_db()
    if tie.state == states.TIE_WALLED:
        lay_wall(actor, tie.person_key, tie.account, TIE_FOUND, tie.agency_id)
    audit.record(actor, f"tie.{name}", tie, reason=tie.reason)
    return tie


def find_ties(now: datetime) -> str:
    """What the clock does: compare the keys of the staff with those of the records."""
    found = compare_parties(Actor.system("blind matching of staff with records"))
    return f"{found} staff members resemble somebody in a record" if found else ""
