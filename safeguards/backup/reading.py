"""Reading a backup from its first to its last byte: is it whole, and does it hold what its manifest says?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from safeguards.backup import postgresql, sqlite
from safeguards.backup.parts import FORMAT, MANIFEST, pieces
from safeguards.backup.sealed import NotABackup, SealedReader
from safeguards.progress import ProgressLine

ANCHORS = "anchors"
FILES = "files"
VENDORS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
DATABASE = {"sqlite": "database.sql.gz", "postgresql": "database.dump"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read to its end and found whole."""

    place: Path
    manifest: dict[str, Any]
    size: int
    digest: str

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.manifest["counts"].values())


def check(place: Path, progress: ProgressLine) -> Checked:
    """Decrypt everything, compare digests, rows by table and heads of the audit trail with the manifest.

    Nothing is written anywhere. Raises NotABackup with a sentence, FileNotFoundError.
    """
    with place.open("rb") as source:
        of, reader = place.stat().st_size, SealedReader(source)
        manifest, found = {}, _Found()
        try:
            for part, data in pieces(reader):
                if part == MANIFEST:
                    manifest = json.loads(data)
                else:
                    found.take(part, data)
                progress("reading the backup", min(reader.size, of - 1), of)
        finally:
            found.end()
        progress("reading the backup", of, of)
        found.compare(manifest)
        return Checked(place, manifest, reader.size, reader.digest)


class _Found:
    """What was met while reading."""

    def __init__(self) -> None:
        self._tally: Any = None
        self._digests: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}

    def take(self, part: str, data: bytes) -> None:
        self._digests.setdefault(part, hashlib.sha256()).update(data)
        self._sizes[part] = self._sizes.get(part, 0) + len(data)
        for vendor, name in DATABASE.items():
            if part == name:
                self._tally = self._tally or VENDORS[vendor].Tally()
                self._tally.feed(data)

    def end(self) -> None:
        """Let a program that reads along go, also after a fault."""
        if self._tally:
            self._tally.close()

    def compare(self, manifest: dict[str, Any]) -> None:
        if (
            manifest.get("format") != FORMAT
            or DATABASE.get(manifest.get("database", "")) not in self._digests
        ):
            raise NotABackup("The backup has a form that this version of the product does not know.")
        parts = {
            part: {"bytes": self._sizes[part], "sha256": digest.hexdigest()}
            for part, digest in self._digests.items()
        }
        if parts != manifest["parts"]:
            raise NotABackup("The parts of the backup are not those that its manifest names.")
        counts = manifest["counts"]
        found = {table: self._tally.counts.get(table, 0) for table in counts}
        if found != counts:
            raise NotABackup("The backup does not hold as many rows as were counted when it was made.")
        if self._tally.heads() != manifest["heads"]:
            raise NotABackup("The audit trail in the backup does not end where it ended when it was made.")


def part_of(place: Path, wanted: str) -> Iterator[bytes]:
    """The bytes of one part, authenticated anew while they are read."""
    with place.open("rb") as source:
        for part, data in pieces(SealedReader(source)):
            if part == wanted:
                yield data


def refuse_newer(manifest: dict[str, Any]) -> None:
    """Raise NotABackup when the backup's tables are of a version that this code does not know."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    unknown = sorted(
        f"{app}.{name}" for app, name in map(tuple, manifest["migrations"]) if (app, name) not in known
    )
    if unknown:
        raise NotABackup(
            f"The backup is newer than this product ({unknown[0]} is not known here). Install that version first."
        )
