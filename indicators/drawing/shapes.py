"""Shapes of an SVG picture. Colours come from classes; no style stands in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from indicators.drawing.layout import Spot

TEXT_HEIGHT = 20  # pixels that a line of 16 px text needs
WIDE, NARROW = 520, 320  # units of the two drawings: shown 1:1 on a screen and on a phone


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its size in units, what it says in words, its shapes from back to front."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[SafeString, ...]
    key: str = ""

    @property
    def view_box(self) -> str:
        """For the svg element."""
        return f"0 0 {number(self.width)} {number(self.height)}"


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{round(value, 1):g}"


def shape(tag: str, content: Any = None, **attributes: Any) -> SafeString:
    """One element; `css` becomes class, `_` becomes `-`, numbers are rounded, None is left out."""
    pairs = []
    for name, value in attributes.items():
        if value is None or value == "":
            continue
        key = "class" if name == "css" else name.replace("_", "-")
        pairs.append((key, number(value) if isinstance(value, (int, float)) else value))
    inside = format_html_join("", ' {}="{}"', pairs)
    if content is None:
        return format_html("<{}{}/>", tag, inside)
    return format_html("<{}{}>{}</{}>", tag, inside, content, tag)


def text(x: float, y: float, words: Any, css: str = "", anchor: str = "") -> SafeString:
    """A line of text; `anchor` is start (default), middle or end."""
    return shape("text", words, x=x, y=y, css=css, text_anchor=anchor if anchor != "start" else "")


def spot_text(spot: Spot, css: str = "") -> SafeString:
    """Words on the spot that was found for them."""
    return text(spot.x, spot.y, spot.words, css, spot.anchor)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> SafeString:
    """A straight line."""
    return shape("line", x1=x1, y1=y1, x2=x2, y2=y2, css=css)


def rect(x: float, y: float, width: float, height: float, css: str, content: Any = None) -> SafeString:
    """A rectangle."""
    return shape("rect", content, x=x, y=y, width=width, height=height, css=css)


def path(points: list[tuple[float, float]], css: str, *, closed: bool = False) -> SafeString:
    """A line through points; closed for an area."""
    d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return shape("path", d=d + ("Z" if closed else ""), css=css)


def diamond(x: float, y: float, css: str = "c-published", size: float = 8) -> SafeString:
    """The hollow mark of a published figure."""
    return path([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], css, closed=True)


def scale_top(highest: float, total: int | None = None) -> int:
    """The end of the scale: a round number not below the highest value; the total when that is near."""
    for step in (5, 10, 20, 30, 40, 50, 80, 100, 150, 200, 300, 400, 500, 800, 1000, 2000, 5000):
        if step >= highest:
            if total is not None and step >= total * 0.6 and total >= highest:
                return total
            return step
    return int(highest)
