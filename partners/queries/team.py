"""Who works in her agency today, for the home page: colleagues in the order of their reading, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from partners.models import Posting
from safeguards import matrix, roles
from safeguards.access import Actor
from safeguards.calendar import japanese_day

MOST_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague: her name, her role in words, whether she has signed in today."""

    name: str
    role: str
    is_here: bool


def team(actor: Actor) -> list[Colleague]:
    """Who reads records in her agency by a live posting, herself left out. One query; none for other roles."""
    if actor.role not in matrix.reading_roles():
        return []
    today = japanese_day(actor.now)
    postings = (
        Posting.objects.live(actor.now)
        .filter(agency_id=actor.own_agency_id, role__in=matrix.reading_roles())
        .exclude(account_id=actor.own_account_id)
        .select_related("account")
        .order_by("account__family_kana", "account__given_kana", "account_id", "pk")
    )
    found: dict[int, Colleague] = {}
    for one in postings[:MOST_SHOWN]:
        seen = one.account.last_login
        is_here = seen is not None and japanese_day(seen) == today
        found.setdefault(one.account_id, Colleague(one.account.name, roles.label(one.role), is_here))
    return list(found.values())
