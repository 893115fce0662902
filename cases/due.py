"""What the work of cases does by the clock."""

from __future__ import annotations

from datetime import datetime

from cases.actions.emergency import tell_late_reviews
from cases.actions.export import empty_ended
from cases.actions.match import find_matches
from cases.actions.name_search import sweep_typed


def sweep_typed_lists(now: datetime) -> str:
    """Drop suggestion lists that only flitted by."""
    swept = sweep_typed(now)
    return f"{swept} typed lists dropped" if swept else ""


def tell_late_emergencies(now: datetime) -> str:
    """Say which emergency accesses nobody looked at in time."""
    told = tell_late_reviews(now)
    return f"{told} late reviews of emergency access told" if told else ""


def empty_ended_exports(now: datetime) -> str:
    """Take the files of exports away whose 24 hours are over. Nobody can fetch them any more anyway."""
    emptied = empty_ended(now)
    return f"{emptied} ended exports emptied" if emptied else ""


DUE = (sweep_typed_lists, find_matches, tell_late_emergencies, empty_ended_exports)
