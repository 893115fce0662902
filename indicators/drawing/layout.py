"""Where words go in a picture, so that none covers another, a mark, or the edge. Units are those of the picture.

No font is measured: widths are estimates on the wide side for text of 16 units, as the style sheet sets it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

SIZE = 16
ASCENT, DESCENT = 14, 4
_WIDE_LETTERS, _NARROW_LETTERS = frozenset("mwMWOQGD%@"), frozenset("iljtfr.,:;'|!()I ")


def text_width(words: Any, size: float = SIZE) -> float:
    """How wide these words are: ideographs and kana a full em, Latin letters and figures by their kind."""
    return size * sum(_em(letter) for letter in str(words))


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _WIDE_LETTERS:
        return 0.9
    if letter in _NARROW_LETTERS:
        return 0.4
    return 0.72 if letter.isupper() else 0.62


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: x and y of its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def cuts(self, other: Box, gap: float = 0) -> bool:
        """Do they overlap, or come nearer than `gap`?"""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def inside(self, other: Box) -> bool:
        """Does it lie wholly in the other?"""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of words on its base line; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """The room it takes."""
        width = text_width(self.words)
        left = {"start": self.x, "middle": self.x - width / 2, "end": self.x - width}[self.anchor]
        return Box(left, self.y - ASCENT, width, ASCENT + DESCENT)


@dataclass(slots=True)
class Board:
    """What is on the picture so far: words and marks may never be covered, lines only when nothing else is free."""

    frame: Box
    words: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)

    def keep(self, *boxes: Box) -> None:
        """These may not be covered."""
        self.words += boxes

    def keep_line(self, points: Sequence[tuple[float, float]], steps: int = 12) -> None:
        """A line through points: covered only when there is no other room."""
        for (ax, ay), (bx, by) in pairwise(points):
            for step in range(steps + 1):
                share = step / steps
                self.lines.append(Box(ax + (bx - ax) * share - 1, ay + (by - ay) * share - 1, 2, 2))

    def is_free(self, box: Box) -> bool:
        """Inside the frame, clear of words and marks."""
        return box.inside(self.frame) and not any(box.cuts(other, 2) for other in self.words)

    def place(self, spots: Iterable[Spot]) -> Spot | None:
        """The first free spot that crosses no line, else the free one that crosses least; None when none is free."""
        best: Spot | None = None
        crossed = 0
        for spot in spots:
            box = spot.box
            if not self.is_free(box):
                continue
            crossing = sum(box.cuts(line) for line in self.lines)
            if best is None or crossing < crossed:
                best, crossed = spot, crossing
            if not crossing:
                break
        if best is not None:
            self.keep(best.box)
        return best


def around(x: float, y: float, words: str, reach: float = 12) -> list[Spot]:
    """Spots for the words of a mark, the best first: right, above, below, left, then farther away."""
    spots = [
        Spot(x + reach, y + 5, words),
        Spot(x, y - reach - 3, words, "middle"),
        Spot(x, y + reach + 15, words, "middle"),
        Spot(x - reach, y + 5, words, "end"),
    ]
    for lift in range(0, 61, 10):
        for side, anchor in ((x - 8, "start"), (x + 8, "end")):
            spots += [
                Spot(side, y - reach - 3 - lift, words, anchor),
                Spot(side, y + reach + 15 + lift, words, anchor),
            ]
    return spots


def spread(wanted: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Heights near the wanted ones, in the same order from above, at least `least` apart, inside the frame."""
    placed: list[float] = []
    for value in wanted:
        low = placed[-1] + least if placed else top
        placed.append(max(value, low))
    if placed and placed[-1] > bottom:
        placed[-1] = bottom
        for index in range(len(placed) - 2, -1, -1):
            placed[index] = min(placed[index], placed[index + 1] - least)
    return placed
