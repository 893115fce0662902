"""What this floor does by the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from partners.actions.limit import tell_of_limits
from partners.actions.review import tell_of_reviews
from safeguards.calendar import JAPAN, is_working_day


def remind_of_reviews(now: datetime) -> str:
    """On working days from nine: who has accounts to review this quarter."""
    local = timezone.localtime(now, JAPAN)
    if local.hour < 9 or not is_working_day(local.date()):
        return ""
    told = tell_of_reviews(now)
    return f"{told} people told of reviews" if told else ""


def tell_of_met_limits(now: datetime) -> str:
    """Who met a limit since the last minute."""
    told = tell_of_limits(now)
    return f"{told} people told of limits" if told else ""


DUE = (remind_of_reviews, tell_of_met_limits)
