"""What the work of cases does by the clock."""

from __future__ import annotations

from datetime import datetime

from cases.actions.emergency import tell_late_reviews
from cases.actions.match import find_matches
from cases.actions.name_search import sweep_typed
from cases.actions.tie import find_ties


def sweep_typed_lists(now: datetime) -> str:
    """Drop suggestion lists that only flitted by."""
    swept = sweep_typed(now)
    return f"{swept} typed lists dropped" if swept else ""


def tell_late_emergencies(now: datetime) -> str:
    """Say which emergency accesses nobody looked at in time."""
    told = tell_late_reviews(now)
    return f"{told} late reviews of emergency access told" if told else ""


DUE = (sweep_typed_lists, find_matches, find_ties, tell_late_emergencies)
