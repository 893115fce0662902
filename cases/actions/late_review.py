"""Telling that nobody looked in time at what one account did alone in imminent danger (decision 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cases.models import ContactAttempt, Release
from cases.queries.emergency import auditors
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards.access import Actor


def tell_late(
    actor: Actor, one: Release | ContactAttempt, kind: str, path: str, walled: Iterable[int], now: datetime
) -> None:
    """Once: who watches over its agency and the next above them are led to it (`path`); auditors are only told.

    Not who did it, nor the `walled`, who must not know of its person. The caller holds the transaction and writes
    the line of the trail.
    """
    one.late_told_at = now
    one.save(update_fields=["late_told_at"])
    but = [one.account_id, *walled]
    first = watchers_of(one.agency_id, now, but=but)
    above = watchers_of(one.agency_id, now, but=[*but, *first])
    facts = {"name": one.account.name, "agency": one.agency.label}
    send(actor, kind, {*first, *above}, number=one.number, path=path, agency_id=None, **facts)
    others = set(auditors(now)) - {*first, *above, *but}
    send(actor, kind, others, number=one.number, path=reverse("account_alerts"), agency_id=None, **facts)
