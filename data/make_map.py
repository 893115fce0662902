"""Makes data/<prefecture>/map.json: one short path for each municipality, ready to stand in a page.

usage: python data/make_map.py miyagi yamagata   (standard library only; run again when the boundaries change)

Reads municipalities.topojson, municipalities.csv and prefecture.toml of the folder. A TopoJSON keeps each border
once, so neighbors are simplified alike and no gap opens between them. Lengths below are units of the picture,
which is WIDTH units wide.
"""

from __future__ import annotations

import csv
import json
import math
import sys
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

WIDTH = 1000
MARGIN = 4
TOLERANCE = 1.6  # a point closer than this to the line without it is left out
SMALLEST_ISLAND = 14  # square units; the largest part of a municipality always stays
LABEL_SHAPE = 2.5  # names are about that much wider than high
STEPS = 48

Point = tuple[float, float]
HERE = Path(__file__).resolve().parent


def make(folder: Path) -> dict:
    """The map of one prefecture as the object that map.json holds."""
    topology = json.loads((folder / "municipalities.topojson").read_text(encoding="utf-8"))
    with (folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        area_of = {row["code5"]: row["area"] for row in csv.DictReader(file)}
    prefecture = tomllib.loads((folder / "prefecture.toml").read_text(encoding="utf-8"))
    arcs, height = _arcs(topology)
    shapes = {
        shape["properties"]["code5"]: _polygons(shape)
        for shape in topology["objects"]["municipalities"]["geometries"]
    }
    return {
        "view_box": [0, 0, WIDTH, height],
        "source": "municipalities.topojson",
        "municipalities": {code: _municipality(shapes[code], arcs) for code in sorted(shapes)},
        "areas": [
            {
                "code": area["code"],
                "at": _middle(_outline(shapes, area_of, {area["name"]}), arcs, LABEL_SHAPE),
            }
            for area in prefecture["areas"]
        ],
        "area_borders": _borders(shapes, area_of, arcs),
    }


def _arcs(topology: dict) -> tuple[list[list[Point]], int]:
    """All arcs in units of the picture, simplified, and the height of the picture."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    degrees = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        degrees.append(line)
    points = [point for line in degrees for point in line]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    unit = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
    placed = [
        [((x - west) * squeeze * unit + MARGIN, (north - y) * unit + MARGIN) for x, y in line]
        for line in degrees
    ]
    return [_simplified(line) for line in placed], round((north - south) * unit) + 2 * MARGIN


def _simplified(line: list[Point]) -> list[Point]:
    """Douglas and Peucker; a closed line is first cut at its two ends that lie farthest apart."""
    if line[0] == line[-1] and len(line) > 3:
        far = max(range(len(line)), key=lambda place: math.dist(line[0], line[place]))
        line = _peucker(line[: far + 1])[:-1] + _peucker(line[far:])
    else:
        line = _peucker(line)
    return [(round(x), round(y)) for x, y in line]


def _peucker(line: list[Point]) -> list[Point]:
    if len(line) < 3:
        return line
    distances = [_distance(point, line[0], line[-1]) for point in line[1:-1]]
    worst = max(range(len(distances)), key=distances.__getitem__)
    if distances[worst] < TOLERANCE:
        return [line[0], line[-1]]
    return _peucker(line[: worst + 2])[:-1] + _peucker(line[worst + 1 :])


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a stretch."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    share = 0.0
    if length:
        share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
        share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * across, point[1] - start[1] - share * down)


def _polygons(shape: dict) -> list[list[list[int]]]:
    return shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a closed line, without the repeated last one; ~n means arc n backwards."""
    points: list[Point] = []
    for number in numbers:
        for point in arcs[number] if number >= 0 else arcs[~number][::-1]:
            if not points or point != points[-1]:
                points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _size(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _municipality(polygons: list[list[list[int]]], arcs: list[list[Point]]) -> dict:
    parts = sorted(
        ([_ring(ring, arcs) for ring in polygon] for polygon in polygons), key=lambda part: -_size(part[0])
    )
    kept = [parts[0], *(part for part in parts[1:] if _size(part[0]) >= SMALLEST_ISLAND)]
    path = "".join(_path(ring) + "z" for part in kept for ring in part if len(ring) > 2)
    return {"path": path, "at": _middle_of_rings(parts[0], 1.5)}


def _path(points: list[Point]) -> str:
    """Relative steps: half the length of absolute ones."""
    words = [f"M{points[0][0]} {points[0][1]}"]
    for place, (before, after) in enumerate(pairwise(points)):
        words.append(f"{'l' if place == 0 else ' '}{after[0] - before[0]} {after[1] - before[1]}")
    return "".join(words).replace(" -", "-")


def _outline(shapes: dict, area_of: dict[str, str], names: set[str]) -> list[int]:
    """Numbers of the arcs that have the area on one side only."""
    used = Counter(
        number if number >= 0 else ~number
        for code, polygons in shapes.items()
        if area_of[code] in names
        for polygon in polygons
        for ring in polygon
        for number in ring
    )
    return [number for number, times in used.items() if times == 1]


def _middle(numbers: list[int], arcs: list[list[Point]], shape: float) -> list[int]:
    return _roomiest([arcs[number] for number in numbers], shape)


def _middle_of_rings(rings: list[list[Point]], shape: float) -> list[int]:
    return _roomiest([[*ring, ring[0]] for ring in rings], shape)


def _roomiest(lines: list[list[Point]], shape: float) -> list[int]:
    """The point inside the lines that is farthest from them, for a label `shape` times as wide as high."""
    stretches = [(a, b) for line in lines for a, b in pairwise(line)]
    points = [point for line in lines for point in line]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    north, south = min(y for _x, y in points), max(y for _x, y in points)
    flat = [((a[0] / shape, a[1]), (b[0] / shape, b[1])) for a, b in stretches]
    best, room = (west, north), -1.0
    for column in range(1, STEPS):
        for row in range(1, STEPS):
            point = (west + (east - west) * column / STEPS, north + (south - north) * row / STEPS)
            if not _inside(point, stretches):
                continue
            near = min(_distance((point[0] / shape, point[1]), a, b) for a, b in flat)
            if near > room:
                best, room = point, near
    return [round(best[0]), round(best[1])]


def _inside(point: Point, stretches: list[tuple[Point, Point]]) -> bool:
    """A ray to the east crosses the lines an odd number of times."""
    crossed = False
    for (ax, ay), (bx, by) in stretches:
        if (ay > point[1]) != (by > point[1]) and point[0] < (bx - ax) * (point[1] - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def _borders(shapes: dict, area_of: dict[str, str], arcs: list[list[Point]]) -> str:
    """The borders between two areas, without the coast."""
    outlines = Counter(
        number for name in set(area_of.values()) for number in _outline(shapes, area_of, {name})
    )
    shared = sorted(number for number, times in outlines.items() if times == 2)
    return "".join(_path(arcs[number]) for number in shared)


def main(names: list[str]) -> None:
    """Write the map of each prefecture named."""
    for name in names:
        text = json.dumps(make(HERE / name), ensure_ascii=False, indent=1)
        (HERE / name / "map.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        print(f"{name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
