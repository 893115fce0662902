"""Looking for marked words in files, in every dress in which a program may have written them."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp")
SHORTEST = 6  # bytes: a shorter needle is found by chance in a database of some megabytes


def dresses(mark: str) -> set[bytes]:
    """The bytes that stand for this text: charsets, escapes, hexadecimal and the three shifts of base64."""
    found: set[bytes] = set()
    for charset in CHARSETS:
        try:
            raw = mark.encode(charset)
        except UnicodeEncodeError:
            continue
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), *_in_base64(raw)}
    percent = quote(mark, safe="")
    found |= {percent.encode(), percent.lower().encode(), json.dumps(mark)[1:-1].encode()}
    return {needle for needle in found if len(needle) >= SHORTEST}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The part of its base64 that does not depend on what stands before and after."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        first = (shift * 8 + 5) // 6
        last = (shift + len(raw)) * 8 // 6
        yield whole[first:last]
        yield whole[first:last].replace(b"+", b"-").replace(b"/", b"_")


def texts_of(file: Path) -> Iterator[bytes]:
    """The file as it stands, and unpacked when it is compressed."""
    raw = file.read_bytes()
    yield raw
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(raw)
        except (OSError, EOFError, zlib.error):
            continue


def where(marks: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """`file: mark` for every file below the folders in which a mark stands in any dress."""
    needles = {needle: mark for mark in marks for needle in dresses(mark)}
    found = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if not file.is_file() or file.is_symlink():
                continue
            try:
                texts = list(texts_of(file))
            except OSError:
                continue  # a socket, or gone meanwhile
            hit = {mark for needle, mark in needles.items() if any(needle in text for text in texts)}
            found += [f"{file}: {mark}" for mark in sorted(hit)]
    return found
