"""How many persons an account has searched for in the last hour."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import BigIntegerField, Count, DateTimeField

from cases.models.name_search import COUNTED, TYPED, NameSearch
from safeguards.access import Actor
from safeguards.prepared import Prepared

HOUR = timedelta(hours=1)
TYPED_IN_ONE = 10  # who only lets lists flit by still asks: ten of them are one search


_BY_KIND = Prepared(
    lambda account, since, now: (
        NameSearch.objects.everything("how often an account searches")
        .filter(account_id=account, at__gt=since, at__lte=now)
        .order_by()
        .values_list("how")
        .annotate(times=Count("pk"))
    ),
    account=BigIntegerField(),
    since=DateTimeField(),
    now=DateTimeField(),
)


def searches_in_hour(actor: Actor) -> int:
    """Searches of this account in the hour before now, over all processes. One query."""
    found = dict(_BY_KIND.values(account=actor.own_account_id, since=actor.now - HOUR, now=actor.now))
    return sum(found.get(how, 0) for how in COUNTED) + found.get(TYPED, 0) // TYPED_IN_ONE


def is_over_limit(actor: Actor) -> bool:
    """More searches than the office allows in an hour (`YUI_NAME_SEARCHES_PER_HOUR`)?"""
    return searches_in_hour(actor) > settings.YUI_NAME_SEARCHES_PER_HOUR
