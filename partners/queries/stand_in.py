"""Who answers for an agency where nobody else there can: its deputy, else the women's center (decision 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Q, QuerySet

from partners.models import Posting
from partners.queries.confirmation import CENTER
from safeguards.access import Actor

# Postings of supervisors who can answer a row, at the agency to which this column of the row leads.
Others = Callable[[str], QuerySet[Posting]]


def answered_by(actor: Actor, others_at: Others) -> Q:
    """Rows with an `agency` that this supervisor answers: her own agency's; those of an agency that named hers as
    deputy, where `others_at` finds nobody; for the center those where neither there nor at the deputy is anybody.

    `watchers_of` (`partners.queries.alert`) names the same people for one agency. What she must not answer in her
    own agency, for instance what she asked, is for the caller to leave out.
    """
    nobody_there = ~Exists(others_at("agency_id"))
    hers: Any = Q(agency_id=actor.agency_id) | (Q(agency__deputy_id=actor.agency_id) & nobody_there)
    if (actor.tier, actor.kind) == CENTER:
        hers |= nobody_there & ~Exists(others_at("agency__deputy_id"))
    return hers
