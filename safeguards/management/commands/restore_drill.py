"""restore_drill: the newest backup restored beside the house, timed, looked through, taken away, and written down."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from safeguards import audit
from safeguards.access import Actor
from safeguards.backup.making import backups
from safeguards.backup.postgresql import database_beside

OUTCOMES = {0: "whole", 1: "not restored", 3: "restored with findings"}
LOG = "drills.log"


class Command(BaseCommand):
    """Restore the newest backup of DIR (or one FILE) into a place of its own and take it away again (R-45).

    On PostgreSQL into a database that is made for it. The line goes to YUI_VAR/drills.log and to the audit trail.
    Exit 0 when the backup was restored without a finding.
    """

    help = "Restore the newest backup beside the house, time it, write it down, take it away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, metavar="DIR|FILE")

    def handle(self, *args: Any, backup: Path, **options: Any) -> None:
        file = backup if backup.is_file() else next(reversed(backups(backup)), None)
        if file is None:
            raise CommandError(f"There is no backup in {backup}.")
        begun = time.monotonic()
        with _place() as (folder, more):
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file.resolve())]
            surroundings = {
                **os.environ,
                **more,
            }  # an address with its password is nobody's to read in a list of processes
            code = subprocess.run([*command, f"--into={folder}"], env=surroundings, check=False).returncode
        seconds = round(time.monotonic() - begun, 1)
        outcome = OUTCOMES.get(code, f"ended with {code}")
        self._write_down(file, seconds, outcome)
        self.stdout.write(f"Drill: {outcome}, {seconds:g} seconds. Written to {settings.YUI_VAR_DIR / LOG}.")
        if code:
            raise SystemExit(1)

    def _write_down(self, file: Path, seconds: float, outcome: str) -> None:
        line = {
            "at": timezone.now().isoformat(timespec="seconds"),
            "backup": file.name,
            "bytes": file.stat().st_size,
        }
        told = {**line, "seconds": seconds, "outcome": outcome}
        log = settings.YUI_VAR_DIR / LOG
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
            out.write(json.dumps(told) + "\n")
        with transaction.atomic():
            audit.record(
                Actor.system("drill"), "backup.drill", backup=file.name, seconds=seconds, outcome=outcome
            )


@contextmanager
def _place() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder for its owner alone, and on PostgreSQL a database; both gone after the block."""
    folder = settings.YUI_VAR_DIR / "drill"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        if connection.vendor == "sqlite":
            yield folder, {}
        else:
            with database_beside() as address:
                yield folder, {"YUI_RESTORE_DATABASE": address}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
