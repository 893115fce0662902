"""What stands on a paper: a title and parts of plain words. How it looks stands in `paper.typ`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of a label and its value."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; `widths` in millimetres, 0 takes what is left."""

    heading: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: ClassVar[str] = "rows"


@dataclass(frozen=True, slots=True)
class Text:
    """One long text under its label."""

    heading: str
    label: str
    text: str
    kind: ClassVar[str] = "long"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of ours."""

    heading: str
    text: str
    kind: ClassVar[str] = "words"


@dataclass(frozen=True, slots=True)
class Label:
    """What is cut out and put on an envelope, in a dashed frame: to whom, where, and the sender below (or none)."""

    heading: str
    to: str
    place: str
    sender: str = ""
    kind: ClassVar[str] = "label"


Part = Facts | Rows | Text | Words | Label


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, already narrowed to what its reader may see. `stamps`: labels of boxes for seals, at most three.
    `is_wide`: lying, with smaller letters in its tables, for a ledger.
    """

    title: str
    lead: str
    parts: tuple[Part, ...]
    stamps: tuple[str, ...] = ()
    is_wide: bool = False

    def as_data(self) -> dict[str, Any]:
        """For the layout."""
        parts = [{"kind": part.kind, **asdict(part)} for part in self.parts]
        return {
            "title": self.title, "lead": self.lead, "stamps": self.stamps, "parts": parts, "wide": self.is_wide
        }  # fmt: skip
