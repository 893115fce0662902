"""Wrong sign-ins rest longer and longer: by name, by address, by both, and over the whole house (R-22).

django-axes counts and stores; only how long a rest lasts is ours. The steps stand in `matrix.toml`
[sign_in_rest]. A passkey is not counted, and a computer on which the person has signed in before counts for
itself: what others fail at does not hold the owner up.
"""

from __future__ import annotations

import ipaddress
import math
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest

from partners.rules import rest_seconds
from partners.signin import is_known_here
from safeguards import matrix, whence

# What axes counts by, for each column of steps; nothing to count by is the whole house.
COUNTED_BY: dict[str, list[str]] = {
    "name": ["username"],
    "both": ["username", "ip_address"],
    "address": ["ip_address"],
    "house": [],
}


def counted_by(request: HttpRequest, credentials: dict[str, Any] | None = None) -> list[list[str]]:
    """The counts that a try is judged by; on a computer that she has used before her own alone."""
    names = ["name"] if is_known_here(request, credentials) else [*COUNTED_BY]
    return [COUNTED_BY[name] for name in names]


class GrowingRest(AxesDatabaseHandler):
    """axes locks while `get_failures` reaches AXES_FAILURE_LIMIT, which is 1: here the answer is a time."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Whole seconds that this try has to wait, 0 when it may be looked at. At most four queries."""
        counts = zip(COUNTED_BY, self.get_user_attempts(request, credentials), strict=False)
        request.rest_seconds = max(
            _left(matrix.sign_in_rest(kind), attempts, request.axes_attempt_time) for kind, attempts in counts
        )
        if not hasattr(request, "was_resting"):  # asked again after a try that was looked at
            request.was_resting = request.rest_seconds > 0
        return int(request.rest_seconds)

    def reset_user_attempts(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """A success begins the count of its own name anew; those of the address and the house stay."""
        mine = self.filter_user_attempts(request, credentials)[0]
        return int(mine.delete()[0])


def _left(steps: list[list[int]], attempts: QuerySet[Any], now: datetime) -> int:
    """Seconds from `now` to the end of the rest that these failures have brought."""
    found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    rest = rest_seconds(steps, found["failures"] or 0)
    if not rest:
        return 0
    left = math.ceil((found["last"] + timedelta(seconds=rest) - now).total_seconds())
    return min(rest, max(0, left))  # a new row is dated a moment after its try began


def address_of(request: HttpRequest) -> str | None:
    """The address that a try came from. One house has a whole IPv6 network of 64 bits: it counts as one."""
    told = whence.address_of(request)
    if not told:
        return None
    address = ipaddress.ip_address(told)
    if address.version == 4:
        return told
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
