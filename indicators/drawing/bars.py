"""Bars by fiscal year: published hollow, recorded full, the running year dashed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from indicators.drawing.layout import Board, Box, Spot, text_width
from indicators.drawing.shapes import WIDE, Picture, line, rect, scale_top, spot_text

MARGIN, TOP, BELOW = 8, 48, 30
THICKEST = 60
LINE = 19  # from one line of words to the next


@dataclass(frozen=True, slots=True)
class Bar:
    """One fiscal year: what was published, what is recorded (None = no records), whether it still runs."""

    label: str
    published: int | None = None
    known: int | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _Column:
    """One bar as it is drawn: number, the word over it, classes."""

    x: float
    y: float
    width: float
    value: int
    word: str
    css: str
    label_css: str

    anchor: str = "middle"

    def spot(self, words: str, lift: float = 0) -> Spot:
        """Over the bar; two bars of one year turn their numbers away from each other."""
        x = {"middle": self.x + self.width / 2, "start": self.x, "end": self.x + self.width}[self.anchor]
        return Spot(x, self.y - 8 - lift, words, self.anchor)


def bar_chart(
    bars: Sequence[Bar],
    *,
    words: dict[str, str],
    target: int | None = None,
    width: float = WIDE,
    height: float = 230,
    key: str = "bars",
) -> Picture:
    """`words`: title, description, published, partial, no_records, target."""
    values = [value for bar in bars for value in (bar.published, bar.known) if value is not None]
    highest = scale_top(max([*values, target or 0, 1]))
    aim = "" if target is None else f"{words['target']} {target}"
    right = width - MARGIN - (text_width(aim) + 6 if aim else 0)
    bottom = height - BELOW
    step = (right - MARGIN) / max(1, len(bars))

    def y(value: float) -> float:
        return bottom - value / highest * (bottom - TOP)

    board = Board(Box(0, 0, width, height))
    shapes = [line(MARGIN, bottom, right, bottom, "c-axis")]
    if target is not None:
        shapes.append(line(MARGIN, y(target), right, y(target), "c-target"))
        board.keep_line([(MARGIN, y(target)), (right, y(target))], steps=60)
        end = Spot(right + 6, y(target) + 5, aim)
        board.keep(end.box)
        shapes.append(spot_text(end, "c-label--target"))
    columns: list[_Column] = []
    for index, bar in enumerate(bars):
        columns += _columns(bar, MARGIN + step * (index + 0.5), min(THICKEST, step * 0.6), y, words)
    shapes += [rect(one.x, one.y, one.width, bottom - one.y, one.css) for one in columns]
    board.keep(*(Box(one.x, one.y, one.width, bottom - one.y) for one in columns))
    middles = [MARGIN + step * (index + 0.5) for index in range(len(bars))]
    shapes += _years(bars, middles, bottom, board) + _numbers(columns, board)
    shapes += _silent(bars, middles, bottom, words["no_records"], board)
    return Picture(width, height, words["title"], words["description"], tuple(shapes), key)


def _columns(
    bar: Bar, middle: float, thick: float, y: Callable[[float], float], words: dict[str, str]
) -> list[_Column]:
    """The published and the recorded bar of a year, side by side when there are both."""
    both = bar.published is not None and bar.known is not None
    wide = thick / 2 - 2 if both else thick
    columns = []
    if bar.published is not None:
        left, value = middle - thick / 2, bar.published
        word, side = words["published"], "end" if both else "middle"
        columns.append(_Column(left, y(value), wide, value, word, "c-bar--published", "c-label", side))
    if bar.known is not None:
        left, value = (middle + 2 if both else middle - thick / 2), bar.known
        css, word = ("c-bar", "") if bar.is_whole else ("c-bar--partial", words["partial"])
        side = "start" if both else "middle"
        columns.append(_Column(left, y(value), wide, value, word, css, "c-label--record", side))
    return columns


def _years(bars: Sequence[Bar], middles: Sequence[float], bottom: float, board: Board) -> list[SafeString]:
    """Years under the axis; one that would touch its neighbor is left out."""
    shapes = []
    for bar, middle in zip(bars, middles, strict=True):
        half = text_width(bar.label) / 2
        x = min(max(middle, half + 1), board.frame.width - half - 1)
        found = board.place([Spot(x, bottom + 23, bar.label, "middle")])
        if found:
            shapes.append(spot_text(found, "c-label--quiet"))
    return shapes


def _numbers(columns: Sequence[_Column], board: Board) -> list[SafeString]:
    """Numbers over the bars, then the words over the numbers, as far as there is room for them."""
    shapes = []
    placed: list[tuple[_Column, Spot]] = []
    for one in columns:
        found = board.place(one.spot(str(one.value), lift) for lift in (0, 6, LINE, 2 * LINE))
        if found:
            placed.append((one, found))
            shapes.append(spot_text(found, one.label_css))
    for one, number in placed:
        if not one.word:
            continue
        half = text_width(one.word) / 2
        middle = number.box.x + number.box.width / 2
        x = min(max(middle, half + 1), board.frame.width - half - 1)
        lifts = (0, 8, 16, 24)
        found = board.place(
            Spot(x + aside, number.y - LINE - lift, one.word, "middle")
            for lift in lifts
            for aside in (0, -10, 10)
        )
        if found:
            css = "c-label c-label--halo" if one.css == "c-bar--published" else "c-label--quiet c-label--halo"
            shapes.append(spot_text(found, css))
    return shapes


def _silent(
    bars: Sequence[Bar], middles: Sequence[float], bottom: float, word: str, board: Board
) -> list[SafeString]:
    """「記録なし」 where a year has neither; a dash where the words do not fit: nothing known is not zero."""
    shapes = []
    for bar, middle in zip(bars, middles, strict=True):
        if bar.published is None and bar.known is None:
            found = board.place(Spot(middle, bottom - 10, words, "middle") for words in (word, "–"))
            if found:
                shapes.append(spot_text(found, "c-label--quiet"))
    return shapes
