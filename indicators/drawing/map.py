"""The map and the tile grid of the municipalities, with the same classes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from indicators.drawing.shapes import Picture, rect, shape, text

TILE_WIDTH, TILE_HEIGHT = 100, 62
_DARK = {"is-both", "is-count-3", "is-count-4"}


@dataclass(frozen=True, slots=True)
class Patch:
    """One municipality as it is drawn: its code, names, class, what it says when pointed at, its tile."""

    code5: str
    name: str
    css: str
    words: str
    tile: tuple[int, int]
    figure: str = ""


@lru_cache(maxsize=8)
def outlines(path: str, changed: float) -> dict[str, Any]:
    """The small map of a prefecture. `changed` is the file's time: a new file is read afresh."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def read_outlines(folder: Path) -> dict[str, Any] | None:
    """Outlines in the prefecture's folder, or None when it has no map: then the tiles alone are shown."""
    file = folder / "map.json"
    return outlines(str(file), file.stat().st_mtime) if file.exists() else None


def map_picture(
    outline: Mapping[str, Any],
    patches: Sequence[Patch],
    areas: Mapping[str, str],
    title: str,
    description: str,
) -> Picture:
    """`areas`: the name of each area by its code. A municipality without an outline is left to the tiles."""
    _x, _y, width, height = outline["view_box"]
    shapes: list[SafeString] = []
    for patch in patches:
        found = outline["municipalities"].get(patch.code5)
        if found:
            shapes.append(shape("path", shape("title", patch.words), d=found["path"], css=patch.css))
    if outline.get("area_borders"):
        shapes.append(shape("path", d=outline["area_borders"], css="area-border"))
    for area in outline.get("areas", ()):
        name = areas.get(area["code"])
        if name:
            x, y = area["at"]
            anchor = "end" if x > width * 0.85 else "start" if x < width * 0.12 else "middle"
            shapes.append(text(x + (width * 0.06 if anchor == "end" else 0), y, name, "area-name", anchor))
    return Picture(width, height, title, description, tuple(shapes), "map")


def short_name(name: str, room: int) -> str:
    """A name that fits `room` half-width letters, without the word for city, town, village."""
    for suffix in (" City", " Town", " Village"):
        name = name.removesuffix(suffix)
    if len(name) > 2 and name[-1] in "市町村":
        name = name[:-1]
    if letters(name) <= room:
        return name
    kept = ""
    for letter in name:
        if letters(kept + letter) > room - 1:
            break
        kept += letter
    return kept + "."


def letters(words: str) -> int:
    """Width in half-width letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def tile_picture(
    patches: Sequence[Patch], title: str, description: str, *, room: int = 10, key: str = "tiles"
) -> Picture:
    """Equal squares, placed roughly as on the map; each with its name."""
    shapes: list[SafeString] = []
    left = min((patch.tile[0] for patch in patches), default=0)
    top = min((patch.tile[1] for patch in patches), default=0)
    columns = max((patch.tile[0] for patch in patches), default=0) - left + 1
    rows = max((patch.tile[1] for patch in patches), default=0) - top + 1
    for patch in patches:
        x, y = (patch.tile[0] - left) * TILE_WIDTH, (patch.tile[1] - top) * TILE_HEIGHT
        shapes.append(
            rect(x + 2, y + 2, TILE_WIDTH - 4, TILE_HEIGHT - 4, patch.css, shape("title", patch.words))
        )
        css = (
            "on-hatching"
            if patch.css in ("is-unknown", "is-second")
            else "on-dark"
            if patch.css in _DARK
            else ""
        )
        label = short_name(patch.name, room)
        middle = x + TILE_WIDTH / 2
        if patch.figure:
            shapes.append(text(middle, y + TILE_HEIGHT / 2 - 4, label, css, "middle"))
            shapes.append(text(middle, y + TILE_HEIGHT / 2 + 20, patch.figure, css, "middle"))
        else:
            shapes.append(text(middle, y + TILE_HEIGHT / 2 + 7, label, css, "middle"))
    return Picture(columns * TILE_WIDTH, rows * TILE_HEIGHT, title, description, tuple(shapes), key)
