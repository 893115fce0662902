"""What the work of cases does by the clock."""

from __future__ import annotations

from datetime import datetime

from cases.actions.match import find_matches
from cases.actions.name_search import sweep_typed


def sweep_typed_lists(now: datetime) -> str:
    """Drop suggestion lists that only flitted by."""
    swept = sweep_typed(now)
    return f"{swept} typed lists dropped" if swept else ""


DUE = (sweep_typed_lists, find_matches)
