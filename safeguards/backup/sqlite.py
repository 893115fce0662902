"""SQLite in and out of a backup: one read transaction as SQL statements, and a new file from them.

Statements end with a zero byte, which no SQL text can hold, and are packed with gzip. A copy of the file by
SQLite's own backup would have to stand in clear on a disk or as a whole in memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session

from safeguards.backup.parts import PartWriter
from safeguards.backup.sealed import NotABackup
from safeguards.models import AuditHead

GZIP = 31  # zlib's word for a gzip stream
LEVEL = 1
END = b"\0"
HEADS = AuditHead._meta.db_table
INSERT = b'INSERT INTO "'


class Snapshot:
    """One moment of the database, while others go on writing."""

    vendor = "sqlite"

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of this moment."""
        return self._base.execute(sql).fetchall()

    def dump(self, out: PartWriter, step: Callable[[], None]) -> None:
        """Write every statement that makes this moment anew."""
        pack = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        for number, statement in enumerate(self._base.iterdump()):
            out.write(pack.compress(statement.encode() + END))
            if not number % 1_000:
                step()
        out.write(pack.flush())


@contextmanager
def snapshot(name: str) -> Iterator[Snapshot]:
    """Hold the present moment of the file until the block ends; it never blocks a writer."""
    there = f"{Path(name).absolute().as_uri()}?mode=rw"  # never a new, empty file
    with closing(sqlite3.connect(there, uri=True, timeout=20, isolation_level=None)) as base:
        base.execute("PRAGMA query_only = ON")
        base.execute("BEGIN")
        base.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone()  # the moment is taken by the first reading
        yield Snapshot(base)


class Statements:
    """Bytes in, statements out."""

    def __init__(self) -> None:
        self._pack, self._left = zlib.decompressobj(GZIP), b""

    def feed(self, data: bytes) -> Iterator[str]:
        """The statements that are complete with these bytes."""
        *whole, self._left = (self._left + self._pack.decompress(data)).split(END)
        for one in whole:
            yield one.decode()


class Tally:
    """Counts the rows of a dump by table and reads the heads of the audit trail, without a database."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._statements, self._heads = Statements(), []  # type: ignore[var-annotated]

    def feed(self, data: bytes) -> None:
        """Some bytes of the part."""
        for statement in self._statements.feed(data):
            if statement.startswith('INSERT INTO "'):
                table = statement[len(INSERT) : statement.index('"', len(INSERT))]
                self.counts[table] = self.counts.get(table, 0) + 1
            if f'"{HEADS}"' in statement[:80]:
                self._heads.append(statement)

    def close(self) -> None:
        """The dump has ended."""

    def heads(self) -> dict[str, list[Any]]:
        """Sequence and digest of the newest line of each stream."""
        with closing(sqlite3.connect(":memory:")) as small:
            for statement in self._heads:
                small.execute(statement)
            told = small.execute(f"SELECT stream, sequence, digest FROM {HEADS}").fetchall()
        return {stream: [sequence, digest] for stream, sequence, digest in told}


def is_empty(name: str) -> bool:
    """Is there no table in this file, or no file?"""
    if not Path(name).exists():
        return True
    with closing(sqlite3.connect(name)) as base:
        return base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def load(place: Path, data: Iterable[bytes], counts: dict[str, int]) -> None:
    """Write a new file from a dump, check it, and end all sessions: who signed out since stays out.

    Raises NotABackup when it is not what was counted.
    """
    place.touch(mode=0o600)
    with closing(sqlite3.connect(place, isolation_level=None)) as base:
        base.execute("PRAGMA synchronous = FULL")
        statements = Statements()
        for some in data:
            for statement in statements.feed(some):
                base.execute(statement)
        if base.in_transaction:
            raise NotABackup("The database in the backup has no end.")
        if base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise NotABackup("The restored database is not sound (integrity_check).")
        if base.execute("PRAGMA foreign_key_check").fetchone():
            raise NotABackup("In the restored database a row points to another that is not there.")
        found = {table: base.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in counts}
        base.execute(f"DELETE FROM {Session._meta.db_table}")
    if found != counts:
        raise NotABackup("The restored database does not hold as many rows as the backup says.")


def is_used(name: str) -> bool:
    """Does another process have this file open?"""
    try:
        fold(Path(name))
    except BlockingIOError:
        return True
    return False


def fold(place: Path) -> None:
    """Fold the write-ahead log into the file and leave the file alone on the disk.

    Raises BlockingIOError while another process has it open. A log left behind would be read with the next file
    of that name.
    """
    if not place.exists():
        return
    with closing(sqlite3.connect(place, timeout=2, isolation_level=None)) as base:
        try:
            mode = base.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            raise BlockingIOError(str(place)) from None
        if mode != "delete":
            raise BlockingIOError(str(place))
