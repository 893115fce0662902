"""Which field groups of which record an actor may read now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from cases.models import AccessReason, Consultation
from cases.models.access_reason import ReasonKind
from cases.models.anchor import Anchor
from safeguards import matrix
from safeguards.access import Actor


def groups_seen(actor: Actor, anchors: Iterable[Anchor]) -> dict[object, frozenset[str]]:
    """Field groups by primary key, for records that `visible_to` or `page` gave out.

    Own records: what the matrix says. Disclosed ones: the groups of the live reasons, narrowed by the matrix;
    where her own emergency is open, what the matrix says of it besides. One query for all rows, also of several
    kinds, and one for each kind where she has the right to emergency access; none when all are her own.
    """
    seen: dict[object, frozenset[str]] = {}
    foreign: list[Anchor] = []
    for row in anchors:
        if row.tie_to(actor) == "own":
            seen[row.pk] = matrix.groups_for(actor, row.object_type(), "own")
        else:
            foreign.append(row)
    told = _told(actor, foreign) if foreign else {}
    for row in foreign:
        allowed = matrix.groups_for(actor, row.object_type(), "disclosed")
        seen[row.pk] = frozenset(told.get(row.pk, set())) & allowed
    for row in _in_emergency(actor, foreign):
        seen[row.pk] |= matrix.groups_for(actor, row.object_type(), "emergency")
    return seen


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


def _told(actor: Actor, rows: list[Anchor]) -> dict[object, set[str]]:
    by_kind: dict[str, set[object]] = {}
    of_client: dict[object, list[object]] = {}
    for row in rows:
        by_kind.setdefault(row.object_type(), set()).add(row.pk)
        if isinstance(row, Consultation) and row.client_id:
            of_client.setdefault(row.client_id, []).append(row.pk)
    wanted = Q(client_id__in=of_client, covers_consultations=True)
    for kind, keys in by_kind.items():
        wanted |= Q(**{f"{kind}_id__in": keys})
    reasons = AccessReason.objects.live(actor.now).filter(
        wanted, agency_id=actor.agency_id, kind=ReasonKind.DISCLOSURE
    )
    told: dict[object, set[str]] = {}
    for reason in reasons:
        about = [getattr(reason, f"{kind}_id") for kind in by_kind]
        if reason.covers_consultations:
            about += of_client.get(reason.client_id, [])
        for pk in about:
            if pk is not None:
                told.setdefault(pk, set()).update(reason.field_groups)
    return told


def groups_of(actor: Actor, anchor: Anchor) -> frozenset[str]:
    """Field groups of one record."""
    return groups_seen(actor, [anchor])[anchor.pk]


def is_opened_in_emergency(actor: Actor, anchor: Anchor) -> bool:
    """Does the actor see this record by an emergency access of her own, whatever else lets her see it?"""
    return bool(_in_emergency(actor, [anchor]))
