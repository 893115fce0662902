"""Which rows wait for this supervisor: her own agency's, and those where nobody else is at work to answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.models import Posting
from partners.queries.confirmation import CENTER, live_supervisors
from safeguards.access import Actor


def waits_for(actor: Actor, *but: str) -> Q:
    """Rows with an `agency` that this supervisor answers; `but` are columns with accounts that must not.

    Hers first; where nobody but those accounts is at work, the deputy agency's; without one the women's center's:
    the same people as `partners.queries.alert.watchers_of` names. The caller excludes herself from the columns.
    """
    nobody_there = ~Exists(_others_at(actor, "agency_id", but))
    hers: Any = Q(agency_id=actor.agency_id) | (Q(agency__deputy_id=actor.agency_id) & nobody_there)
    if (actor.tier, actor.kind) == CENTER:
        hers |= nobody_there & ~Exists(_others_at(actor, "agency__deputy_id", but))
    return hers


def _others_at(actor: Actor, agency: str, but: tuple[str, ...]) -> QuerySet[Posting]:
    """Supervisors at work there, apart from the accounts in these columns."""
    there = live_supervisors(actor.now).filter(agency_id=OuterRef(agency))
    for column in but:
        there = there.exclude(account_id=OuterRef(column))
    return there
