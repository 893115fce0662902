"""By which ties an actor sees a record now, which field groups each gives her, and what she may do to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cases.models import AccessReason, Client, Consultation
from cases.models.access_reason import TOLD
from cases.models.anchor import Anchor
from safeguards import matrix
from safeguards.access import Absent, Actor

Told = dict[str, set[str]]  # field groups by tie


@dataclass(frozen=True, slots=True)
class Sight:
    """The ties of one actor to one record, and the union of the field groups that they give her."""

    ties: frozenset[str]
    groups: frozenset[str]


def sights(actor: Actor, anchors: Iterable[Anchor]) -> dict[object, Sight]:
    """Sight by primary key, of records that `visible_to` or `page` gave out.

    Own records: what the matrix says, of those she is in charge of besides. Others: the groups of each live
    reason, narrowed by the matrix at that reason's own tie; where her own emergency is open, what the matrix
    says of it besides. One query for all rows, also of several kinds, and one for each kind where she has the
    right to emergency access; none when all are her own.
    """
    found: dict[object, Sight] = {}
    foreign: list[Anchor] = []
    for row in anchors:
        if row.tie_to(actor) == "own":
            ties = {"own", "assigned"} if row.is_in_charge(actor) else {"own"}
            found[row.pk] = _sight(actor, row, dict.fromkeys(ties))
        else:
            foreign.append(row)
    told = _told(actor, foreign) if foreign else {}
    opened = {row.pk for row in _in_emergency(actor, foreign)}
    for row in foreign:
        by_tie: dict[str, set[str] | None] = {**told.get(row.pk, {})}
        if row.pk in opened:
            by_tie["emergency"] = None
        found[row.pk] = _sight(actor, row, by_tie)
    return found


def _sight(actor: Actor, row: Anchor, by_tie: dict[str, set[str] | None]) -> Sight:
    """Each tie's groups, all that the matrix gives (None) or those that were told of them."""
    groups: frozenset[str] = frozenset()
    for tie, told in by_tie.items():
        allowed = matrix.groups_for(actor, row.object_type(), tie)
        groups |= allowed if told is None else allowed & told
    return Sight(frozenset(by_tie), groups)


def groups_seen(actor: Actor, anchors: Iterable[Anchor]) -> dict[object, frozenset[str]]:
    """Field groups by primary key; see `sights`."""
    return {pk: sight.groups for pk, sight in sights(actor, anchors).items()}


def groups_of_clients(
    actor: Actor, calls: Iterable[Consultation], groups: dict[object, frozenset[str]]
) -> dict[object, frozenset[str]]:
    """Field groups of the clients of these consultations, by the client's key; one that she may not see has none.

    What was told of a consultation tells nothing of the client to whom it is linked: neither her name on a line
    nor a hit by it. `groups` are those of the consultations. No query where all are of her own agency.
    """
    found: dict[object, frozenset[str]] = {}
    foreign: set[uuid.UUID] = set()
    for one in calls:
        if one.client_id is not None and one.tie_to(actor) == "own":
            found[one.client_id] = groups[one.pk]
        elif one.client_id is not None:
            foreign.add(one.client_id)
    if foreign:
        shown = ("id", "agency_id", "assigned_to_id")
        found |= groups_seen(actor, Client.objects.visible_to(actor).filter(pk__in=foreign).only(*shown))
    return found


def groups_of(actor: Actor, anchor: Anchor) -> frozenset[str]:
    """Field groups of one record."""
    return groups_seen(actor, [anchor])[anchor.pk]


def may(actor: Actor, anchor: Anchor, action: str) -> bool:
    """May she do this to a record that `visible_to` gave out, at any of her ties to it (matrix [actions])?"""
    kind = anchor.object_type()
    ties = sights(actor, [anchor])[anchor.pk].ties
    return any(matrix.may_act(actor, kind, tie, action) for tie in ties)


def require(actor: Actor, anchor: Anchor, action: str) -> None:
    """Raise Absent unless `may`."""
    if not may(actor, anchor, action):
        raise Absent


def is_opened_in_emergency(actor: Actor, anchor: Anchor) -> bool:
    """Does the actor see this record by an emergency access of her own, whatever else lets her see it?"""
    return bool(_in_emergency(actor, [anchor]))


def _in_emergency(actor: Actor, rows: list[Anchor]) -> list[Anchor]:
    if not rows or not matrix.has_emergency_right(actor):
        return []
    found: set[object] = set()
    for kind in {type(row) for row in rows}:
        keys = [row.pk for row in rows if type(row) is kind]
        found |= set(
            kind.emergency_model()
            .live(actor)
            .filter(content_object__in=keys)
            .values_list("content_object", flat=True)
        )
    return [row for row in rows if row.pk in found]


def _told(actor: Actor, rows: list[Anchor]) -> dict[object, Told]:
    by_kind: dict[str, set[object]] = {}
    of_client: dict[object, list[object]] = {}
    for row in rows:
        by_kind.setdefault(row.object_type(), set()).add(row.pk)
        if isinstance(row, Consultation) and row.client_id:
            of_client.setdefault(row.client_id, []).append(row.pk)
    wanted = Q(client_id__in=of_client, covers_consultations=True)
    for kind, keys in by_kind.items():
        wanted |= Q(**{f"{kind}_id__in": keys})
    reasons = AccessReason.objects.live(actor.now).filter(wanted, agency_id=actor.agency_id, kind__in=TOLD)
    told: dict[object, Told] = {}
    for reason in reasons:
        about = [getattr(reason, f"{kind}_id") for kind in by_kind]
        if reason.covers_consultations:
            about += of_client.get(reason.client_id, [])
        for pk in about:
            if pk is not None:
                told.setdefault(pk, {}).setdefault(reason.tie, set()).update(reason.field_groups)
    return told
