"""What the ground floor does by the clock."""

from __future__ import annotations

from datetime import datetime

from safeguards.anchors import write_anchor


def anchor_the_trail(now: datetime) -> str:
    """Anchor what came since the last anchor, when a minute or a thousand lines have passed."""
    lines = write_anchor(now)
    return f"{lines} lines anchored" if lines else ""


DUE = (anchor_the_trail,)
