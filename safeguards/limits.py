"""How often one account may do a thing within a time (R-29): the table is `matrix.toml` [limits].

What counts are the lines that the pages leave in the audit trail anyway: every process sees the same number, and
a reading stays a reading.
"""

from __future__ import annotations

import json
import math
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField
from django.http import HttpRequest

from safeguards import audit, matrix
from safeguards.access import Actor
from safeguards.call import is_calling
from safeguards.matrix import Limit
from safeguards.models import AuditLine
from safeguards.prepared import Prepared

MET = "limit.meet"


class Reached(Exception):
    """The page rests for this account; `seconds` until one more is allowed."""

    def __init__(self, seconds: int) -> None:
        super().__init__("limit")
        self.seconds = seconds


def hold(request: HttpRequest, actor: Actor | None, page: str) -> None:
    """Raise Reached when this account has done enough of it; before any record is looked up. At most one query.

    That it was met is written down once in the limit's time, also when a call keeps the page open.
    """
    limit = matrix.limit_of("GET" if request.method == "HEAD" else str(request.method), page)
    if limit is None or actor is None or actor.account_id is None:
        return
    seconds = _seconds_to_wait(actor, limit)
    if not seconds:
        return
    _note_once(actor, limit)
    if not (limit.opens_in_calls and is_calling(request)):
        raise Reached(seconds)


def _seconds_to_wait(actor: Actor, limit: Limit) -> int:
    """0 below the limit; else the time until the oldest of the last `times` lines is old enough."""
    window = timedelta(minutes=limit.minutes)
    oldest = _last_but(limit).values(account=actor.account_id, since=actor.now - window)
    return math.ceil((oldest[0][0] + window - actor.now).total_seconds()) if oldest else 0


@cache
def _last_but(limit: Limit) -> Prepared:
    """When an account wrote the oldest of the last `times` lines since a moment."""
    return Prepared(
        lambda account, since: (
            AuditLine.objects.filter(account_id=account, event__in=limit.counts, at__gt=since)
            .order_by("-at")
            .values_list("at")[limit.times - 1 : limit.times]
        ),
        account=BigIntegerField(),
        since=DateTimeField(),
    )


@transaction.atomic
def _note_once(actor: Actor, limit: Limit) -> None:
    facts: dict[str, Any] = {"limit": limit.counts[0], "times": limit.times, "minutes": limit.minutes}
    since = actor.now - timedelta(minutes=limit.minutes)
    lines = AuditLine.objects.filter(account_id=actor.account_id, event=MET, at__gt=since)
    told = (json.loads(line) for line in lines.values_list("facts", flat=True))
    if not any(facts.items() <= line.items() for line in told):
        audit.record(actor, MET, **facts)
