"""Bars by fiscal year: published hollow, recorded full, the running year dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.drawing.shapes import WIDE, Picture, line, rect, scale_top, text


@dataclass(frozen=True, slots=True)
class Bar:
    """One fiscal year: what was published, what is recorded (None = no records), whether it still runs."""

    label: str
    published: int | None = None
    known: int | None = None
    is_whole: bool = True


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
    highest = scale_top(
        max([*(bar.published or 0 for bar in bars), *(bar.known or 0 for bar in bars), target or 0, 1])
    )
    left, right, top, bottom = 8, width - (70 if target is not None else 8), 46, height - 30
    step = (right - left) / max(1, len(bars))
    thick = min(60, step * 0.6)

    def y(value: float) -> float:
        return bottom - value / highest * (bottom - top)

    shapes = [line(left, bottom, right, bottom, "c-axis")]
    if target is not None:
        shapes.append(line(left, y(target), right, y(target), "c-target"))
        shapes.append(text(right + 6, y(target) + 5, f"{words['target']} {target}", "c-label--target"))
    for index, bar in enumerate(bars):
        middle = left + step * (index + 0.5)
        shapes.append(text(middle, bottom + 23, bar.label, "c-label--quiet", "middle"))
        both = bar.published is not None and bar.known is not None
        wide = thick / 2 - 2 if both else thick
        if bar.published is not None:
            x = middle - thick / 2
            shapes.append(rect(x, y(bar.published), wide, bottom - y(bar.published), "c-bar--published"))
            label = f"{words['published']} {bar.published}"
            lift = 30 if both and abs(y(bar.published) - y(bar.known or 0)) < 24 else 10
            shapes.append(text(max(middle, 36), y(bar.published) - lift, label, "c-label", "middle"))
        if bar.known is not None:
            x = middle + 2 if both else middle - thick / 2
            css = "c-bar" if bar.is_whole else "c-bar--partial"
            shapes.append(rect(x, y(bar.known), wide, bottom - y(bar.known), css))
            shapes.append(text(x + wide / 2, y(bar.known) - 8, bar.known, "c-label--record", "middle"))
            if not bar.is_whole:
                shapes.append(
                    text(x + wide / 2, y(bar.known) - 28, words["partial"], "c-label--quiet", "middle")
                )
        elif bar.published is None:
            shapes.append(text(middle, bottom - 10, words["no_records"], "c-label--quiet", "middle"))
    return Picture(width, height, words["title"], words["description"], tuple(shapes), key)
