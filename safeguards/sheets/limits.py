"""How much of an uploaded table is taken, and how strictly; the words for what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MB = 1024 * 1024
MAX_PARTS = 400
MAX_DEPTH = 20_000  # the last row that is looked at, empty ones included
MAX_RATIO = 120  # unpacked to packed; a sheet of 5,000 alike rows stays below 60


class SheetUnreadable(ValueError):
    """The file cannot be taken. str() is a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kind of upload may be. `cell` counts characters, the other sizes bytes.

    `by_content`: the kind of file is judged by what it holds, not by its name; `keeps_formulas`: a formula stands as
    the text that it is, never worked out, instead of being refused; `keeps_times`: the time of day of a moment stays;
    `is_header`: tells a heading from what stands above it; without it the first row with content is the heading.
    """

    size: int = 2 * MB
    unpacked: int = 40 * MB
    rows: int = 5_000
    columns: int = 60
    cell: int = 5_000
    by_content: bool = False
    keeps_formulas: bool = False
    keeps_times: bool = False
    is_header: Callable[[tuple[Any, ...]], bool] | None = None


FORM_SHEET = Limits()
