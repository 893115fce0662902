"""Putting a checked backup in its place: nothing is written before everything was looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from safeguards import anchors
from safeguards.backup import postgresql, reading, sqlite
from safeguards.backup.making import database, sync_folder
from safeguards.backup.parts import MANIFEST, pieces
from safeguards.backup.reading import ANCHORS, DATABASE, FILES, VENDORS, Checked
from safeguards.backup.sealed import NotABackup, SealedReader
from safeguards.progress import ProgressLine

RESTORING = ".restoring"
LOGS = ("-wal", "-shm", "-journal")


class TargetRefused(RuntimeError):
    """The place cannot take this backup; the text is a sentence for the person at the machine."""


def refuse_target(checked: Checked, *, replace: bool) -> None:
    """Raise TargetRefused or NotABackup unless this backup may be put here; nothing is written."""
    told, (vendor, name) = checked.manifest, database()
    if told["database"] != vendor:
        raise TargetRefused(f"The backup is of {told['database']}, DATABASE_URL names {vendor}.")
    if (told["is_demo"], told["prefecture"]) != (settings.YUI_DEMO, settings.YUI_PREFECTURE):
        kind = "demo" if told["is_demo"] else "real"
        raise TargetRefused(
            f"The backup is marked {kind}, of {told['prefecture']}; YUI_DEMO or YUI_PREFECTURE say otherwise."
        )
    reading.refuse_newer(told)
    anchors.public_key()  # the restored trail goes on under it
    if not VENDORS[vendor].is_empty(name) and not replace:
        raise TargetRefused("There is a database in this place. To put the backup in its stead: --replace.")
    refuse_used()


def refuse_used() -> None:
    """Raise TargetRefused while another process works on this database: what it writes would be lost."""
    vendor, name = database()
    if VENDORS[vendor].is_used(name):
        raise TargetRefused("The product is running on this database. Stop it first; nothing was changed.")


@contextmanager
def restored_database(checked: Checked, *, replace: bool) -> Iterator[bool]:
    """The block runs on the restored database: on SQLite on a file beside the target, which takes its place at the
    end of the block; on PostgreSQL in the target itself, filled in one transaction. A fault before leaves it as it was.
    Yields whether the target has been changed already.
    """
    vendor, name = database()
    data, counts = reading.part_of(checked.place, DATABASE[vendor]), checked.manifest["counts"]
    connection.close()
    if vendor == "postgresql":
        postgresql.load(data, counts, replace=replace)
        yield True
        return
    target = Path(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(target.name + RESTORING)
    _remove(fresh)
    try:
        sqlite.load(fresh, data, counts)
        connection.settings_dict["NAME"] = str(fresh)
        yield False
        connection.close()
        sqlite.fold(fresh)
        connection.settings_dict["NAME"] = name
        refuse_used()
        for ending in LOGS:  # of a file that is gone: SQLite would read it into the new one
            target.with_name(target.name + ending).unlink(missing_ok=True)
        fresh.replace(target)
        sync_folder(target.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        _remove(fresh)


def _remove(place: Path) -> None:
    for ending in ("", *LOGS):
        place.with_name(place.name + ending).unlink(missing_ok=True)


@contextmanager
def staged_files(checked: Checked, progress: ProgressLine) -> Iterator[Path]:
    """Anchors and files of the backup in a folder of their own, for its owner alone; gone after the block."""
    stage = settings.YUI_VAR_DIR / RESTORING
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True, mode=0o700)
    try:
        (stage / ANCHORS).mkdir(mode=0o700)
        with checked.place.open("rb") as source:
            for part, data in pieces(SealedReader(source)):
                if part != MANIFEST and part not in DATABASE.values():
                    _append(stage, part, data)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _append(stage: Path, part: str, data: bytes) -> None:
    place = (stage / part).resolve()
    if not place.is_relative_to(stage.resolve()) or part.partition("/")[0] not in (ANCHORS, FILES):
        raise NotABackup("The backup names a file outside its own folders.")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as out:
        out.write(data)


def place_files(stage: Path, now: datetime) -> str:
    """Move anchors and files where they belong; the name under which older anchors and files went aside, or ''."""
    aside, moved = f"before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}", False
    moved = anchors.replace_with(stage / ANCHORS, aside)
    root = Path(settings.MEDIA_ROOT)
    if (stage / FILES).exists():
        if root.exists():
            root.rename(root.with_name(f"{root.name}.{aside}"))
        (stage / FILES).rename(root)
    return aside if moved and (anchors.folder() / aside).exists() else ""
