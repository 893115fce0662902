"""Screenshots made small: at most 256 colors, which flat screens hardly exceed. Without a picture library."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLORS = 256


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    near = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[near.index(min(near))]


def _unfilter(kind: int, line: bytearray, above: bytes, step: int) -> bytearray:
    """Undo the filter of one line (PNG specification, section 9)."""
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, above, strict=True))
    for i in range(len(line)) if kind else ():
        left = line[i - step] if i >= step else 0
        if kind == 1:
            line[i] = (line[i] + left) & 255
        elif kind == 3:
            line[i] = (line[i] + (left + above[i]) // 2) & 255
        else:
            line[i] = (line[i] + _paeth(left, above[i], above[i - step] if i >= step else 0)) & 255
    return line


def _pixels(png: bytes) -> tuple[int, int, list[list[bytes]]]:
    """Width, height and the lines of pixels, three bytes each; for what Chromium writes: 8 bits, RGB or RGBA."""
    parts = list(_chunks(png))
    width, height, depth, color = struct.unpack(">IIBB", parts[0][1][:10])
    if depth != 8 or color not in (2, 6):
        raise ValueError("not a screenshot of Chromium")
    step = 3 if color == 2 else 4
    raw = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    above, lines, length = bytes(width * step), [], width * step
    for row in range(height):
        at = row * (length + 1)
        line = _unfilter(raw[at], bytearray(raw[at + 1 : at + 1 + length]), above, step)
        above = bytes(line)
        lines.append([above[i : i + 3] for i in range(0, length, step)])
    return width, height, lines


def _palette(lines: list[list[bytes]]) -> dict[bytes, int]:
    """Each color to its place in a palette: the usual ones stay, a rare one takes its nearest neighbor."""
    counts = Counter(color for line in lines for color in line)
    kept = [color for color, _count in counts.most_common(COLORS)]
    places = {color: place for place, color in enumerate(kept)}
    for color in counts:
        if color not in places:
            apart = [sum((a - b) ** 2 for a, b in zip(color, other, strict=True)) for other in kept]
            places[color] = apart.index(min(apart))
    return places


def shrink(png: bytes) -> bytes:
    """The same picture with a palette of at most 256 colors."""
    width, height, lines = _pixels(png)
    places = _palette(lines)
    palette = dict.fromkeys(range(min(len(places), COLORS)), b"")
    for color, place in places.items():
        palette[place] = palette[place] or color
    rows = b"".join(b"\0" + bytes([places[color] for color in line]) for line in lines)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        [SIGNATURE, _chunk(b"IHDR", head), _chunk(b"PLTE", b"".join(palette.values())),
         _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b"")]
    )  # fmt: skip
