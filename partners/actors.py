"""From an account and its posting of today to the actor of a request."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BigIntegerField, DateTimeField

from partners.models import Account, Posting
from safeguards.access import Actor
from safeguards.prepared import Prepared

SESSION_KEY = "posting"

_LIVE = Prepared(
    lambda account, now: (
        Posting.objects.live(now).filter(account=account).select_related("agency").order_by("since", "pk")
    ),
    account=BigIntegerField(),
    now=DateTimeField(),
)


def live_postings(account: Account, now: datetime) -> list[Posting]:
    """Her postings that give a role at this moment, oldest first. One query."""
    postings: list[Posting] = _LIVE.rows(account=account.pk, now=now)
    for one in postings:
        one.account = account
    return postings


def actor_of(account: Account, postings: list[Posting], chosen: int | None, now: datetime) -> Actor:
    """The actor for the chosen posting, else for the first one, else without any role."""
    posting = next((one for one in postings if one.pk == chosen), postings[0] if postings else None)
    if posting is None:
        return Actor(account_id=account.pk, login=account.login, name=account.name, now=now)
    agency = posting.agency
    return Actor(
        account_id=account.pk,
        login=account.login,
        name=account.name,
        posting_id=posting.pk,
        agency_id=agency.pk,
        agency_code=agency.code,
        agency_name=agency.label,
        group_id=agency.group_id,
        tier=agency.tier,
        kind=agency.kind,
        municipality_id=agency.municipality_id,
        role=posting.role,
        until=posting.until,
        now=now,
    )
