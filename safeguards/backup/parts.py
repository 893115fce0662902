"""What stands inside a backup: an ordinary tar stream of pieces, and at its end the manifest.

A part (the database, the anchors, each file) has no known length while it is written: it is cut into pieces
`<part>/00000000`, `<part>/00000001` ... of one MiB, so that neither side holds more than one in memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from typing import Any

from safeguards.backup.sealed import NotABackup, SealedReader, SealedWriter

PIECE = 1 << 20
MANIFEST = "manifest.json"
FORMAT = 1


class PartWriter:
    """One part that is being written, a file object for whoever fills it."""

    def __init__(self, house: PartsWriter, name: str) -> None:
        self._house, self._name, self._waiting, self._number = house, name, bytearray(), 0
        self._hash, self._size = hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Take some bytes; whole pieces go out."""
        self._waiting += data
        self._hash.update(data)
        self._size += len(data)
        while len(self._waiting) >= PIECE:
            self._put(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        """The last piece; length and digest stand in the manifest from now on."""
        if self._waiting or not self._number:
            self._put(bytes(self._waiting))
        self._house.parts[self._name] = {"bytes": self._size, "sha256": self._hash.hexdigest()}

    def _put(self, data: bytes) -> None:
        self._house.put(f"{self._name}/{self._number:08d}", data)
        self._number += 1


class PartsWriter:
    """The tar stream of a backup, written part after part."""

    def __init__(self, out: SealedWriter) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w|")  # type: ignore[call-overload]  # noqa: SIM115  `finish` closes
        self.parts: dict[str, dict[str, Any]] = {}

    def part(self, name: str) -> PartWriter:
        """Begin a part; `close` it before the next."""
        return PartWriter(self, name)

    def put(self, name: str, data: bytes) -> None:
        """One member of the tar stream; it is not kept in memory."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, io.BytesIO(data))
        self._tar.members = []

    def finish(self, manifest: dict[str, Any]) -> None:
        """The manifest last, with the digests of all parts."""
        told = {"format": FORMAT, **manifest, "parts": self.parts}
        self.put(MANIFEST, json.dumps(told, sort_keys=True).encode())
        self._tar.close()


def pieces(source: SealedReader) -> Iterator[tuple[str, bytes]]:
    """Every piece as (part, bytes) in the order of writing, the manifest last as (`manifest.json`, bytes).

    Reads to the authenticated end; raises NotABackup.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:  # type: ignore[call-overload]
            for member in tar:
                held = tar.extractfile(member)
                data = held.read() if held else b""
                yield (member.name if member.name == MANIFEST else member.name.rpartition("/")[0]), data
                tar.members = []
    except tarfile.TarError:
        raise NotABackup("The backup does not hold what a backup of this product holds.") from None
    source.drain()
