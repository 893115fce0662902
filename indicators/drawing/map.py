"""The map and the tile grid of the municipalities, with the same classes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from indicators.drawing.layout import Spot, text_width
from indicators.drawing.shapes import Picture, rect, shape, spot_text, text

# Shown about 1:1, so that names have 16 px: seven columns beside the map, and on a phone of 390 px.
TILE, SMALL_TILE = (88, 60), (51, 46)
TILE_LINE = 18
AREA_NAME = 46  # units of the map: 16 px on a phone, where the map is smallest
_DARK = {"is-both", "is-count-4"}
# Words with which romaji names of municipalities begin: the best place to part them.
_FIRST_WORDS = {"Higashi-", "Nishi-", "Minami-", "Kita-"}
# Neither black nor white alone stands out enough on these: black in a white seam does.
_SEAMED = {"is-unknown", "is-second", "is-count-3"}


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
        if area["code"] in areas:
            x, y = area["at"]
            shapes.append(spot_text(_area_spot(x, y, areas[area["code"]], width), "area-name"))
    return Picture(width, height, title, description, tuple(shapes), "map")


def _area_spot(x: float, y: float, name: str, width: float) -> Spot:
    """In the middle of its area; at the edge, where a large letter of the phone would leave the map, inside it."""
    half = text_width(name, AREA_NAME) / 2
    if x + half > width:
        return Spot(width - 4, y, name, "end")
    if x - half < 0:
        return Spot(4, y, name)
    return Spot(x, y, name, "middle")


def plain_name(name: str) -> str:
    """A name without the word for city, town, village: the tiles are small."""
    for suffix in (" City", " Town", " Village"):
        name = name.removesuffix(suffix)
    return name[:-1] if len(name) > 2 and name[-1] in "市町村" else name


def tile_lines(name: str, room: float, lines: int) -> tuple[str, ...]:
    """The name in one line, or in up to `lines` parted between syllables, or cut with a point."""
    if text_width(name) <= room:
        return (name,)
    for parts in range(2, lines + 1):
        fitting = [cut for cut in _parted(name, parts) if max(map(text_width, cut)) <= room]
        if fitting:
            return min(fitting, key=lambda cut: (cut[0] not in _FIRST_WORDS, max(map(text_width, cut))))
    kept = name
    while kept and text_width(kept + ".") > room:
        kept = kept[:-1]
    return (kept + ".",)


def _parted(name: str, parts: int) -> list[tuple[str, ...]]:
    """All ways to part a name into so many lines of two letters and more."""
    if parts == 1:
        return [(name,)]
    hyphen = "-" if name.isascii() else ""
    return [
        (name[:cut] + hyphen, *rest)
        for cut in range(2, len(name) - 1)
        if _may_part(name, cut)
        for rest in _parted(name[cut:], parts - 1)
    ]


def _may_part(name: str, cut: int) -> bool:
    """Romaji may be parted before the consonant of a syllable; Japanese writing after any letter."""
    if not name.isascii():
        return True
    before, after, second = name[cut - 1].lower(), name[cut].lower(), name[cut + 1].lower()
    begins_syllable = after.isalpha() and after not in "aiueoy" and second in "aiueoyhs"
    return before in "aiueon" and begins_syllable


def tile_picture(
    patches: Sequence[Patch], title: str, description: str, *, room: int = 10, key: str = "tiles"
) -> Picture:
    """Equal squares, placed roughly as on the map; each with its name.

    `room`: half-width letters that a tile holds in a line; 6 and fewer draws the grid for a phone.
    """
    wide, high = TILE if room > 6 else SMALL_TILE
    left = min((patch.tile[0] for patch in patches), default=0)
    top = min((patch.tile[1] for patch in patches), default=0)
    columns = max((patch.tile[0] for patch in patches), default=0) - left + 1
    rows = max((patch.tile[1] for patch in patches), default=0) - top + 1
    shapes: list[SafeString] = []
    for patch in patches:
        x, y = (patch.tile[0] - left) * wide, (patch.tile[1] - top) * high
        shapes.append(rect(x + 1, y + 1, wide - 2, high - 2, patch.css, shape("title", patch.words)))
        most = 1 if room <= 6 else 2 if patch.figure else 3
        lines = [
            *tile_lines(plain_name(patch.name), wide - 3, most),
            *([patch.figure] if patch.figure else []),
        ]
        css = "on-hatching" if patch.css in _SEAMED else "on-dark" if patch.css in _DARK else ""
        first = y + high / 2 + 6 - (len(lines) - 1) * TILE_LINE / 2
        shapes += [
            text(x + wide / 2, first + index * TILE_LINE, words, css, "middle")
            for index, words in enumerate(lines)
        ]
    return Picture(columns * wide, rows * high, title, description, tuple(shapes), key)
