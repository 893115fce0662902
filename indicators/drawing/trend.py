"""A trend: published marks, the recorded line, and the pale band of what is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from indicators.drawing.layout import Board, Box, Spot, around, spread, text_width
from indicators.drawing.shapes import (
    TEXT_HEIGHT,
    WIDE,
    Picture,
    diamond,
    line,
    path,
    rect,
    scale_top,
    shape,
    spot_text,
    text,
)

TOP, BELOW = 30, 30  # room for the unit above and for the years below


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of the trend. `known` is None where nothing is recorded; `label` stands under the axis."""

    day: date
    label: str = ""
    known: int | None = None
    at_most: int | None = None
    published: int | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """A label at the right end, beside the height that it names."""

    y: float
    words: str
    css: str


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    highest: int

    def x(self, day: date) -> float:
        share = (day.toordinal() - self.first) / max(1, self.last - self.first)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.highest * (self.bottom - self.top)


def trend_chart(
    marks: Sequence[Mark],
    *,
    words: dict[str, str],
    total: int | None = None,
    target: int | None = None,
    width: float = WIDE,
    height: float = 210,
    key: str = "trend",
) -> Picture:
    """Draw marks in the order of their days.

    `words`: title, description, unit, published, record, at_most, target (each a short word in the
    reader's language; numbers are put behind them). Published marks are never joined to the record.
    """
    ends = _end_words(marks, words, target)
    frame = _frame(marks, [label for label, _value, _css in ends], total, target, width, height)
    board = Board(Box(0, 0, width, height))
    shapes = [*_axes(frame, marks, words["unit"], board), *_record(frame, marks, board)]
    if target is not None:
        shapes.append(line(frame.left, frame.y(target), frame.right, frame.y(target), "c-target"))
        board.keep_line([(frame.left, frame.y(target)), (frame.right, frame.y(target))], steps=60)
    shapes += _ends(frame, [_End(frame.y(value), label, css) for label, value, css in ends], board)
    shapes += _published(frame, marks, words["published"], board)
    return Picture(width, height, words["title"], words["description"], tuple(shapes), key)


def _frame(
    marks: Sequence[Mark],
    ends: Sequence[str],
    total: int | None,
    target: int | None,
    width: float,
    height: float,
) -> _Frame:
    values = [
        value for mark in marks for value in (mark.known, mark.at_most, mark.published) if value is not None
    ]
    highest = scale_top(max([*values, target or 0, 1]), total)
    tail = max((text_width(words) for words in ends), default=0)
    days = [mark.day.toordinal() for mark in marks] or [0, 1]
    left = text_width(highest) + 14
    return _Frame(left, width - tail - 16, TOP, height - BELOW, min(days), max(days), highest)


def _axes(frame: _Frame, marks: Sequence[Mark], unit: str, board: Board) -> list[SafeString]:
    quiet = "c-label--quiet"
    fixed = [
        Spot(frame.left - 8, frame.bottom + 5, "0", "end"),
        Spot(frame.left - 8, frame.top + 5, str(frame.highest), "end"),
        Spot(frame.left, frame.top - 12, unit),
    ]
    board.keep(*(spot.box for spot in fixed))
    shapes = [
        line(frame.left, frame.bottom, frame.right, frame.bottom, "c-axis"),
        line(frame.left, frame.top, frame.right, frame.top, "c-grid"),
        *(spot_text(spot, quiet) for spot in fixed),
    ]
    for mark in marks:
        if not mark.label:
            continue
        x = frame.x(mark.day)
        half = text_width(mark.label) / 2
        middle = min(max(x, half + 1), board.frame.width - half - 1)
        shapes.append(line(x, frame.bottom, x, frame.bottom + 5, "c-axis"))
        found = board.place([Spot(middle, frame.bottom + 26, mark.label, "middle")])
        if found:  # years too near to each other keep their tick only
            shapes.append(spot_text(found, quiet))
    return shapes


def _record(frame: _Frame, marks: Sequence[Mark], board: Board) -> list[SafeString]:
    known = [(frame.x(mark.day), frame.y(mark.known), mark) for mark in marks if mark.known is not None]
    band = [(x, y, frame.y(mark.at_most)) for x, y, mark in known if mark.at_most is not None]
    shapes = []
    if len(band) > 1:
        above = [(x, top) for x, _y, top in band]
        below = [(x, y) for x, y, _top in reversed(band)]
        shapes.append(path(above + below, "c-band", closed=True))
        board.keep_line([below[-1], *above])
    elif band:
        x, y, top = band[0]
        shapes.append(rect(x - 7, top, 14, max(y - top, 0), "c-band"))
    if len(known) > 1:
        shapes.append(path([(x, y) for x, y, _mark in known], "c-record"))
        board.keep_line([(x, y) for x, y, _mark in known])
    board.keep(*(Box(x - 5, y - 5, 10, 10) for x, y, _mark in known))
    return shapes + [shape("circle", cx=x, cy=y, r=4.5, css="c-record-dot") for x, y, _mark in known]


def _published(frame: _Frame, marks: Sequence[Mark], word: str, board: Board) -> list[SafeString]:
    """Diamonds first, then their words where there is room: with the word, else the number alone."""
    named = [
        (frame.x(mark.day), frame.y(mark.published), mark.published)
        for mark in marks
        if mark.published is not None
    ]
    board.keep(*(Box(x - 9, y - 9, 18, 18) for x, y, _value in named))
    shapes = [diamond(x, y) for x, y, _value in named]
    for x, y, value in named:
        found = board.place(around(x, y, f"{word} {value}")) or board.place(around(x, y, str(value)))
        if found:
            shapes.append(spot_text(found, "c-label c-label--halo"))
    return shapes


def _end_words(
    marks: Sequence[Mark], words: dict[str, str], target: int | None
) -> list[tuple[str, int, str]]:
    """What stands at the right end: words, value, class."""
    last = next((mark for mark in reversed(marks) if mark.known is not None), None)
    ends: list[tuple[str, int, str]] = []
    if target is not None:
        ends.append((f"{words['target']} {target}", target, "c-label--target"))
    if last is not None and last.known is not None:
        if last.at_most is not None and last.at_most != last.known:
            ends.append((f"{words['at_most']} {last.at_most}", last.at_most, "c-label--quiet"))
        ends.append((f"{words['record']} {last.known}", last.known, "c-label--record"))
    return ends


def _ends(frame: _Frame, ends: Sequence[_End], board: Board) -> list[SafeString]:
    """Labels at the right end, never one over the other."""
    ordered = sorted(ends, key=lambda end: end.y)
    heights = spread([end.y for end in ordered], TEXT_HEIGHT, frame.top - 8, frame.bottom)
    shapes = []
    for y, end in zip(heights, ordered, strict=True):
        shapes.append(text(frame.right + 12, y + 5, end.words, end.css))
        board.keep(Spot(frame.right + 12, y + 5, end.words).box)
    return shapes
