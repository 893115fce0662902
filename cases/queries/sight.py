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

    Own records: what the matrix says. Disclosed ones: the groups of the live reasons, narrowed by the matrix.
    One query for all rows of one kind, none when all are her own.
    """
    rows = list(anchors)
    seen: dict[object, frozenset[str]] = {}
    for row in rows:
        if row.tie_to(actor) == "own":
            seen[row.pk] = matrix.groups_for(actor, row.object_type(), "own")
    foreign = [row for row in rows if row.pk not in seen]
    if not foreign:
        return seen
    kind = foreign[0].object_type()
    allowed = matrix.groups_for(actor, kind, "disclosed")
    told = _told(actor, foreign)
    for row in foreign:
        seen[row.pk] = frozenset(told.get(row.pk, set())) & allowed
    return seen


def _told(actor: Actor, rows: list[Anchor]) -> dict[object, set[str]]:
    kind = rows[0].object_type()
    direct = {row.pk for row in rows}
    of_client: dict[object, list[object]] = {}
    wanted = Q(**{f"{kind}_id__in": direct})
    if isinstance(rows[0], Consultation):
        for row in rows:
            if isinstance(row, Consultation) and row.client_id:
                of_client.setdefault(row.client_id, []).append(row.pk)
        wanted |= Q(client_id__in=of_client, covers_consultations=True)
    reasons = AccessReason.objects.live(actor.now).filter(
        wanted, agency_id=actor.agency_id, kind=ReasonKind.DISCLOSURE
    )
    told: dict[object, set[str]] = {}
    for reason in reasons:
        key = getattr(reason, f"{kind}_id")
        for pk in [key] if key is not None else of_client.get(reason.client_id, []):
            told.setdefault(pk, set()).update(reason.field_groups)
    return told


def groups_of(actor: Actor, anchor: Anchor) -> frozenset[str]:
    """Field groups of one record."""
    return groups_seen(actor, [anchor])[anchor.pk]
