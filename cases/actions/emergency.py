"""Opening, ending and reviewing emergency access (R-12). Nobody waits for it; somebody always looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.urls import reverse

from cases.cards import local_day
from cases.models import Case, Child, Client, Consultation, Emergency
from cases.models.anchor import Anchor
from cases.models.name_search import EMERGENCY, NameSearch
from cases.queries.emergency import (
    MOST_MISSES,
    Named,
    auditors,
    emergency_or_absent,
    is_held,
    keepers_of,
    late_reviews,
    misses_in_hour,
    moves_of,
)
from cases.rules import EMERGENCY_LASTS, review_due
from cases.states import EMERGENCY_MOVE_BY_NAME
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit, matrix
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another

ANCHORS: tuple[type[Anchor], ...] = (Client, Consultation, Case, Child)
FEWEST_TOLD = 2


class RightHeld(ValueError):
    """Her right to emergency access is held until an earlier one has been looked at, or she missed too often."""


def require_right(actor: Actor) -> None:
    """Raise Absent without the right at all, RightHeld while it is held."""
    if not matrix.has_emergency_right(actor):
        raise Absent
    if is_held(actor) or misses_in_hour(actor) >= MOST_MISSES:
        raise RightHeld


@transaction.atomic
def open_emergency(actor: Actor, clients: Iterable[Client], *, ground: str, reason: str) -> Emergency:
    """Open everything that is kept of this person, for this account in this posting, for 60 minutes.

    Two people at least are told at once: who watches over the agencies that keep the records and over hers,
    and where these are fewer, the auditors. Raises RightHeld, or Absent when nobody is named.
    """
    require_right(actor)
    keys = {client.person_key for client in clients}
    if not keys:
        raise Absent
    emergency = Emergency.objects.create(
        account_id=actor.own_account_id, agency_id=actor.own_agency_id, ground=ground, reason=reason,
        since=actor.now, until=actor.now + EMERGENCY_LASTS, review_due=review_due(local_day(actor.now)),
    )  # fmt: skip
    numbers = [number for model in ANCHORS for number in _grant(actor, emergency, model, keys)]
    audit.record(actor, "emergency.open", emergency, ground=ground, numbers=numbers)
    watchers = _watchers(actor, [agency.pk for agency in keepers_of(emergency)])
    path = reverse("emergency_detail", args=[emergency.number])
    _tell(actor, "emergency.opened", emergency.number, watchers, path)
    return emergency


def _table(model: type[Anchor]) -> Any:
    return model.emergency_model()  # each has a `content_object` of its own kind


def _grant(actor: Actor, emergency: Emergency, model: type[Anchor], keys: set) -> list[str]:
    rows = list(model.objects.everything("emergency access to one person").filter(person_key__in=keys))
    table = _table(model)
    permission = Permission.objects.get(
        content_type__app_label=model._meta.app_label, codename=model.view_codename()
    )
    table.objects.bulk_create(
        table(
            user_id=actor.own_account_id, permission=permission, content_object=row, emergency=emergency,
            posting_id=actor.posting_id, since=emergency.since, until=emergency.until,
        )
        for row in rows
    )  # fmt: skip
    return [row.number for row in rows]


@transaction.atomic
def count_miss(actor: Actor, named: Named) -> None:
    """An emergency question that opened nothing: counted with its sealed words, and the watchers are told."""
    miss = NameSearch.objects.create(
        account_id=actor.own_account_id, how=EMERGENCY, words=named.words(), at=actor.now
    )
    audit.record(actor, "emergency.miss", miss)
    _tell(actor, "emergency.missed", miss.number, _watchers(actor, []), reverse("account_alerts"))


@transaction.atomic
def end_emergency(actor: Actor, number: str) -> Emergency:
    """She is done: her own open emergency ends at this moment. Raises Absent for anything else."""
    emergency = emergency_or_absent(actor, number)
    if emergency.account_id != actor.account_id or not emergency.is_open(actor.now):
        raise Absent
    Emergency.objects.visible_to(actor).filter(pk=emergency.pk).update(until=actor.now)
    for model in ANCHORS:
        _table(model).objects.filter(emergency=emergency).update(until=actor.now)
    audit.record(actor, "emergency.end", emergency)
    return emergency


@approval
@transaction.atomic
def review_emergency(actor: Actor, number: str, name: str) -> Emergency:
    """One step of the review (`cases.states.EMERGENCY_MOVES`), by another person; raises Absent otherwise."""
    emergency = emergency_or_absent(actor, number)
    if name not in moves_of(actor, emergency) or not is_another(emergency.account_id, actor.account_id):
        raise Absent
    move = EMERGENCY_MOVE_BY_NAME[name]
    # Sight was asked above; here no join may stand between the row and its old state, else two hands would win.
    changed = Emergency.objects.everything("the old state decides").filter(pk=emergency.pk, state=move.source)
    if not changed.update(state=move.target, reviewed_by_id=actor.account_id, reviewed_at=actor.now):
        raise Absent
    emergency.refresh_from_db(fields=["state", "reviewed_by_id", "reviewed_at"])
    audit.record(actor, f"emergency.{name}", emergency, account=emergency.account.number)
    send(
        actor, f"emergency.{name}", [emergency.account_id], number=emergency.number,
        path=reverse("emergency_detail", args=[emergency.number]), agency=actor.agency_name,
    )  # fmt: skip
    return emergency


@transaction.atomic
def tell_late_reviews(now: datetime) -> int:
    """Once for each emergency that nobody looked at in time: her right is held, and all who may review are told."""
    actor = Actor.system("late reviews of emergency access are told")
    late = late_reviews(local_day(now))
    for one in late:
        one.late_told_at = now
        one.save(update_fields=["late_told_at"])
        watchers = {
            person
            for agency in {one.agency_id, *[keeper.pk for keeper in keepers_of(one)]}
            for person in watchers_of(agency, now, but=[one.account_id])
        }
        path = reverse("emergency_detail", args=[one.number])
        send(
            actor, "emergency.late", {*watchers, one.account_id}, number=one.number, path=path,
            name=one.account.name, agency=one.agency.label,
        )  # fmt: skip
        audit.record(actor, "emergency.late", one)
    return len(late)


def _watchers(actor: Actor, agencies: Iterable[int]) -> set[int]:
    asked = {actor.own_agency_id, *agencies}
    found = [watchers_of(agency, actor.now, but=[actor.account_id]) for agency in asked]
    return {person for people in found for person in people}


def _tell(actor: Actor, kind: str, number: str, watchers: set[int], path: str) -> None:
    """Tell who watches; where fewer than two are at work, the auditors too, who get no way to the page."""
    send(actor, kind, watchers, number=number, path=path, name=actor.name, agency=actor.agency_name)
    if len(watchers) < FEWEST_TOLD:
        others, path = set(auditors(actor.now)) - watchers, reverse("account_alerts")
        send(actor, kind, others, number=number, path=path, name=actor.name, agency=actor.agency_name)
