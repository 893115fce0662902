"""Making a backup: one moment of the database and what stands beside it, into one encrypted file that is read back."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from safeguards import anchors, audit
from safeguards.access import Actor
from safeguards.backup import reading
from safeguards.backup.parts import PIECE, PartsWriter
from safeguards.backup.postgresql import ProgramFailed, ProgramMissing
from safeguards.backup.reading import ANCHORS, DATABASE, FILES, VENDORS, Checked
from safeguards.backup.sealed import NotABackup, SealedWriter
from safeguards.models import AuditHead, Installation
from safeguards.progress import ProgressLine

SUFFIX = ".backup"
UNFINISHED = ".unfinished"
NAME = "yui-{at:%Y%m%dT%H%M%SZ}" + SUFFIX


class Busy(RuntimeError):
    """Another backup is being written into this folder."""


# What may stop a backup or a restore; the first line of each is a sentence without any row.
FAULTS = (
    Busy, NotABackup, ImproperlyConfigured, ProgramMissing, ProgramFailed, DatabaseError, sqlite3.Error, OSError,
)  # fmt: skip


def sentence(fault: BaseException) -> str:
    """What a fault tells the person at the machine."""
    if isinstance(fault, OSError) and fault.strerror:
        return f"{fault.strerror}: {fault.filename}" if fault.filename else f"{fault.strerror}."
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def backups(folder: Path) -> list[Path]:
    """The finished backups of a folder, oldest first: their names sort by time."""
    return sorted(folder.glob(f"yui-*{SUFFIX}"))


def database() -> tuple[str, str]:
    """Kind and name of the database of the settings; raises ImproperlyConfigured for one that is in memory only."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor not in VENDORS or ":memory:" in name or "mode=memory" in name:
        raise ImproperlyConfigured("Only SQLite in a file and PostgreSQL can be backed up.")
    return connection.vendor, name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer in this folder; what a killed one left goes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Another backup is being written into {folder}.") from None
        for left in folder.glob(f"*{UNFINISHED}"):
            left.unlink()
        yield


def make_backup(folder: Path, now: datetime, progress: ProgressLine, *, keep: int = 0) -> Checked:
    """Write `yui-<time>.backup` into the folder and read it back; with `keep` older ones go beyond that number.

    The name stands only when the file is whole, on the disk, and told to the audit trail. Raises Busy,
    NotABackup (what was read back is not what was written), OSError, the programs' errors.
    """
    place = folder / NAME.format(at=now.astimezone(UTC))
    database()
    with _alone(folder):
        unfinished = place.with_name(place.name + UNFINISHED)
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                _write(SealedWriter(out), now, progress)
            checked = reading.check(unfinished, progress)
            _give_name(checked, place)
        finally:
            unfinished.unlink(missing_ok=True)
        for old in backups(folder)[:-keep] if keep else []:
            old.unlink()
    return Checked(place, checked.manifest, checked.size, checked.digest)


def _give_name(checked: Checked, place: Path) -> None:
    with transaction.atomic():
        audit.record(
            Actor.system("backup"),
            "backup.make",
            rows=checked.rows,
            bytes=checked.size,
            sha256=checked.digest,
        )
        checked.place.rename(place)
        sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Force the names of a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _write(out: SealedWriter, now: datetime, progress: ProgressLine) -> None:
    """Anchors first, so that none of them speaks of a line which the database of this backup does not have."""
    house = PartsWriter(out)
    _put_files(house, ANCHORS, anchors.folder(), sorted(anchors.folder().glob("*.jsonl")))
    vendor, name = database()
    with VENDORS[vendor].snapshot(name) as moment:
        manifest = _manifest(moment, now)
        part, about = house.part(DATABASE[vendor]), max(_size(moment), 1)
        moment.dump(part, lambda: progress("writing the backup", min(out.size, about - 1), about))
        part.close()
        progress("writing the backup", about, about)
    root = Path(settings.MEDIA_ROOT)
    _put_files(house, FILES, root, sorted(one for one in root.rglob("*") if one.is_file()))
    house.finish(manifest)
    out.finish()


def _put_files(house: PartsWriter, kind: str, root: Path, places: list[Path]) -> None:
    """Each file as far as it was written when its turn came: anchors only grow."""
    for place in places:
        part, left = house.part(f"{kind}/{place.relative_to(root)}"), place.stat().st_size
        with place.open("rb") as source:
            while left and (data := source.read(min(PIECE, left))):
                part.write(data)
                left -= len(data)
        part.close()


def _manifest(moment: Any, now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
    quote = connection.ops.quote_name
    heads = moment.rows(f"SELECT stream, sequence, digest FROM {quote(AuditHead._meta.db_table)}")
    mark = moment.rows(f"SELECT is_demo, prefecture FROM {quote(Installation._meta.db_table)}")
    applied = moment.rows(
        f"SELECT app, name FROM {quote(MigrationRecorder.Migration._meta.db_table)} ORDER BY id"
    )
    return {
        "database": moment.vendor,
        "made_at": now.astimezone(UTC).isoformat(),
        "is_demo": bool(mark[0][0]) if mark else settings.YUI_DEMO,
        "prefecture": mark[0][1] if mark else settings.YUI_PREFECTURE,
        "migrations": [list(row) for row in applied],
        "counts": {table: moment.rows(f"SELECT count(*) FROM {quote(table)}")[0][0] for table in tables},
        "heads": {stream: [sequence, digest] for stream, sequence, digest in heads},
    }


def _size(moment: Any) -> int:
    """About how many bytes will come: for the progress line alone."""
    ask = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    return int(moment.rows(ask[moment.vendor])[0][0])
