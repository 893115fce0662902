"""One area as a row of squares, a square for each municipality."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.drawing.shapes import Picture, rect, shape

SIDE = 24


def area_bar(squares: Sequence[tuple[str, str]], title: str, key: str) -> Picture:
    """`squares`: (class, words) of each municipality, in the order of the classes."""
    shapes = [
        rect(1 + index * SIDE, 1, SIDE, SIDE, css, shape("title", words))
        for index, (css, words) in enumerate(squares)
    ]
    return Picture(2 + len(squares) * SIDE, SIDE + 2, title, "", tuple(shapes), key)
