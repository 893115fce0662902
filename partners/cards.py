"""What the home page may show of each app."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits: when, an urgent mark, what, and the one act that answers it."""

    when: str
    badge: str
    title: str
    text: str
    url: str
    act: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One list of the home page: what waits, how many, where the whole list stands."""

    label: str
    count: int
    url: str
    rows: tuple[WaitingRow, ...] = ()
    link: str = ""
    empty: str = ""
