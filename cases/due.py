"""What the work of cases does by the clock."""

from __future__ import annotations

from datetime import datetime

from cases.actions.emergency import tell_late_reviews
from cases.actions.match import find_matches
from cases.actions.name_search import sweep_typed
from cases.actions.release import tell_late_release_reviews


def sweep_typed_lists(now: datetime) -> str:
    """Drop suggestion lists that only flitted by."""
    swept = sweep_typed(now)
    return f"{swept} typed lists dropped" if swept else ""


def tell_late_emergencies(now: datetime) -> str:
    """Say which emergency accesses nobody looked at in time."""
    told = tell_late_reviews(now)
    return f"{told} late reviews of emergency access told" if told else ""


def tell_late_releases(now: datetime) -> str:
    """Say which releases in imminent danger nobody looked at in time."""
    told = tell_late_release_reviews(now)
    return f"{told} late reviews of releases told" if told else ""


DUE = (sweep_typed_lists, find_matches, tell_late_emergencies, tell_late_releases)
