"""Who watches over an agency, and which alerts a person has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from partners.models import Agency, Alert
from partners.models.alert import AlertQuerySet
from partners.queries.confirmation import AT_CENTER, live_supervisors
from safeguards.access import Actor


def alerts_of(actor: Actor) -> AlertQuerySet:
    """Her alerts, newest first."""
    return Alert.objects.of(actor)


def watchers_of(agency_id: int, now: datetime, *, but: Iterable[int | None] = ()) -> list[int]:
    """Accounts that watch over this agency now: its supervisors, else its deputy's, else the women's center's.

    `but` are accounts that must not be told (the one it is about). Empty only when no supervisor of the three
    is at work. Two queries, ordered by account.
    """
    deputy = Agency.objects.filter(pk=agency_id).values_list("deputy_id", flat=True).first()
    found = (
        live_supervisors(now)
        .filter(Q(agency_id=agency_id) | Q(agency_id=deputy) | AT_CENTER)
        .exclude(account_id__in=[one for one in but if one is not None])
        .values_list("account_id", "agency_id")
        .order_by("account_id")
    )
    places: dict[int, list[int]] = {}
    for account, place in found:
        places.setdefault(place if place in (agency_id, deputy) else 0, []).append(account)
    return places.get(agency_id) or places.get(deputy or -1) or places.get(0) or []
