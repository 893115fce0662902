"""Verbs of the person and the work: each checks, changes and writes its audit line in one transaction."""

from typing import Any


class Stale(Exception):
    """Somebody saved this record after it was opened; nothing was overwritten. `current` is what stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("stale")
        self.current = current
