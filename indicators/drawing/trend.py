"""A trend: published marks, the recorded line, and the pale band of what is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

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
    spread,
    text,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of the trend. `known` is None where nothing is recorded; `label` stands under the axis."""

    day: date
    label: str = ""
    known: int | None = None
    at_most: int | None = None
    published: int | None = None


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
    values = [
        value for mark in marks for value in (mark.known, mark.at_most, mark.published) if value is not None
    ]
    highest = scale_top(max([*values, target or 0, 1]), total)
    tail = max((len(words[name]) for name in ("record", "at_most", "target")), default=4)
    wide_letters = any(ord(letter) > 0x2E80 for letter in words["record"])
    right = width - (16 if wide_letters else 9) * tail - 36
    days = [mark.day.toordinal() for mark in marks] or [0, 1]
    frame = _Frame(34, right, 30, height - 30, min(days), max(days), highest)
    shapes = [*_axes(frame, marks, words["unit"]), *_record(frame, marks), *_published(frame, marks, words)]
    if target is not None:
        shapes.append(line(frame.left, frame.y(target), frame.right, frame.y(target), "c-target"))
    shapes += _ends(frame, marks, words, target)
    return Picture(width, height, words["title"], words["description"], tuple(shapes), key)


def _axes(frame: _Frame, marks: Sequence[Mark], unit: str) -> list[SafeString]:
    shapes = [
        line(frame.left, frame.bottom, frame.right, frame.bottom, "c-axis"),
        line(frame.left, frame.top, frame.right, frame.top, "c-grid"),
        text(frame.left - 8, frame.bottom + 5, 0, "c-label--quiet", "end"),
        text(frame.left - 8, frame.top + 5, frame.highest, "c-label--quiet", "end"),
        text(frame.left, frame.top - 12, unit, "c-label--quiet"),
    ]
    for mark in marks:
        if mark.label:
            x = frame.x(mark.day)
            shapes.append(line(x, frame.bottom, x, frame.bottom + 5, "c-axis"))
            shapes.append(text(max(x, 24), frame.bottom + 23, mark.label, "c-label--quiet", "middle"))
    return shapes


def _record(frame: _Frame, marks: Sequence[Mark]) -> list[SafeString]:
    known = [(frame.x(mark.day), frame.y(mark.known), mark) for mark in marks if mark.known is not None]
    band = [(x, y, frame.y(mark.at_most)) for x, y, mark in known if mark.at_most is not None]
    shapes = []
    if len(band) > 1:
        above = [(x, top) for x, _y, top in band]
        below = [(x, y) for x, y, _top in reversed(band)]
        shapes.append(path(above + below, "c-band", closed=True))
    elif band:
        x, y, top = band[0]
        shapes.append(rect(x - 7, top, 14, max(y - top, 0), "c-band"))
    if len(known) > 1:
        shapes.append(path([(x, y) for x, y, _mark in known], "c-record"))
    shapes += [shape("circle", cx=x, cy=y, r=4.5, css="c-record-dot") for x, y, _mark in known]
    return shapes


def _published(frame: _Frame, marks: Sequence[Mark], words: dict[str, str]) -> list[SafeString]:
    shapes = []
    for mark in marks:
        if mark.published is None:
            continue
        x, y = frame.x(mark.day), frame.y(mark.published)
        taken = None if mark.known is None else frame.y(mark.known)
        above = not (taken is not None and 0 < y - taken < 34) and y - 34 > frame.top - 24
        shapes.append(diamond(x, y))
        label = f"{words['published']} {mark.published}"
        shapes.append(text(max(x - 8, 4), y - 16 if above else y + 28, label, "c-label c-label--halo"))
    return shapes


def _ends(
    frame: _Frame, marks: Sequence[Mark], words: dict[str, str], target: int | None
) -> list[SafeString]:
    """Labels at the right end, never one over the other."""
    last = next((mark for mark in reversed(marks) if mark.known is not None), None)
    ends: list[tuple[float, Any, str]] = []
    if target is not None:
        ends.append((frame.y(target), f"{words['target']} {target}", "c-label--target"))
    if last is not None:
        if last.at_most is not None and last.at_most != last.known:
            ends.append((frame.y(last.at_most), f"{words['at_most']} {last.at_most}", "c-label--quiet"))
        ends.append((frame.y(last.known or 0), f"{words['record']} {last.known}", "c-label--record"))
    ends.sort(key=lambda end: end[0])
    heights = spread([y for y, _words, _css in ends], TEXT_HEIGHT, frame.top - 8, frame.bottom)
    return [
        text(frame.right + 12, y + 5, label, css)
        for y, (_wanted, label, css) in zip(heights, ends, strict=True)
    ]
