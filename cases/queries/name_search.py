"""How many persons an account has searched for in the last hour."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from cases.models.name_search import COUNTED, TYPED, NameSearch
from safeguards.access import Actor

HOUR = timedelta(hours=1)
TYPED_IN_ONE = 10  # who only lets lists flit by still asks: ten of them are one search


def searches_in_hour(actor: Actor) -> int:
    """Searches of this account in the hour before now, over all processes. One query."""
    found = (
        NameSearch.objects.visible_to(actor)
        .filter(at__gt=actor.now - HOUR, at__lte=actor.now)
        .aggregate(counted=Count("pk", filter=Q(how__in=COUNTED)), typed=Count("pk", filter=Q(how=TYPED)))
    )
    return found["counted"] + found["typed"] // TYPED_IN_ONE


def is_over_limit(actor: Actor) -> bool:
    """More searches than the office allows in an hour (`YUI_NAME_SEARCHES_PER_HOUR`)?"""
    return searches_in_hour(actor) > settings.YUI_NAME_SEARCHES_PER_HOUR
