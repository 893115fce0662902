"""restore: a backup back in its place, or in another, and a plain word on what it does not hold."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cases.queries.grant_check import count_without_owner
from safeguards import anchors, audit, turning
from safeguards.access import Actor
from safeguards.backup import placing, reading
from safeguards.backup.judging import Judgement, judge
from safeguards.backup.making import FAULTS, sentence
from safeguards.backup.reading import ANCHORS, Checked
from safeguards.progress import ProgressLine

FINDINGS = 3


class Command(BaseCommand):
    """Put FILE where the settings point (DATABASE_URL, YUI_VAR), or elsewhere with --into (R-45).

    Everything is checked before anything is written: the file to its last byte, the target, the version. A
    target that holds a database is refused unless `--replace`. Tables of an older version are migrated forward,
    all sessions end, audit trail, owners' grants and sealed values are checked, and what the newest anchors know
    beyond the backup is told as lost. Exit 0: restored; 1: nothing was changed; 3: restored, with findings.
    """

    placed = False  # has the target been changed?
    help = "Restore a backup: check it whole, put it in place in one step, say what is lost since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--into", type=Path, metavar="VAR", help="restore into this folder instead of YUI_VAR"
        )
        parser.add_argument(
            "--database", metavar="URL", help="with --into: a database other than SQLite in VAR"
        )
        parser.add_argument("--anchors", type=Path, metavar="DIR", help="where the newest anchors stand")
        parser.add_argument("--replace", action="store_true", help="put it in the stead of what is there")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if options["into"] or options["database"]:
            raise SystemExit(self._elsewhere(file, options))
        begun = time.monotonic()
        try:
            findings = self._restore(file, options)
        except (*FAULTS, placing.TargetRefused) as fault:
            if self.placed:
                raise CommandError(
                    f"The database is restored, but not all that follows. {sentence(fault)} Run it again: --replace.",
                    returncode=FINDINGS,
                ) from None
            raise CommandError(f"Nothing was restored. {sentence(fault)}") from None
        self.stdout.write(f"Restored and checked in {time.monotonic() - begun:.0f} seconds.")
        if findings:
            self.stderr.write("\n".join(findings))
            raise SystemExit(FINDINGS)

    def _elsewhere(self, file: Path, options: dict[str, Any]) -> int:
        """The same command in a process of its own, whose settings point to the other place."""
        if not options["into"]:
            raise CommandError("--database needs --into: anchors and files go there.")
        place = options["into"].resolve()
        surroundings = {
            "YUI_VAR": str(place),
            "DATABASE_URL": options["database"]
            or os.environ.get("YUI_RESTORE_DATABASE", "")
            or f"sqlite:///{place / 'db.sqlite3'}",
            "AUDIT_ANCHOR_DIR": str(place / "anchors"),
            "YUI_KEY_FILE": str(settings.YUI_KEY_FILE),
            "DJANGO_SECRET_KEY": settings.SECRET_KEY,
        }
        reach = (options["anchors"] or anchors.folder()).resolve()
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file.resolve())]
        more = [f"--anchors={reach}", *(["--replace"] if options["replace"] else [])]
        return subprocess.run([*command, *more], env={**os.environ, **surroundings}, check=False).returncode

    def _restore(self, file: Path, options: dict[str, Any]) -> list[str]:
        progress, now = ProgressLine(), timezone.now()
        checked = reading.check(file, progress)
        placing.refuse_target(checked, replace=options["replace"])
        with placing.staged_files(checked, progress) as stage:
            verdict = judge(checked.manifest, stage / ANCHORS, options["anchors"] or anchors.folder())
            with placing.restored_database(checked, replace=options["replace"]) as in_place:
                self.placed = in_place
                findings = self._settle(checked, verdict, progress)
            self.placed = True
            aside = placing.place_files(stage, now)
        anchors.write_anchor(timezone.now(), force=True)
        self._tell(checked, verdict, aside)
        return findings

    def _settle(self, checked: Checked, verdict: Judgement, progress: ProgressLine) -> list[str]:
        """Bring the restored database to this version and look through it; what is wrong, in sentences."""
        call_command("migrate", interactive=False, verbosity=0)
        faults = [*verdict.faults, *audit.faults(verdict.against)]
        findings = [f"{fault.stream} {fault.sequence}: {fault.what}" for fault in faults]
        if without := count_without_owner():
            findings.append(f"{without} records have no grant of their own agency.")
        opened, shut = turning.count_opening(progress)
        if shut:
            findings.append(f"{shut} sealed values do not open with this ring.")
        self.stdout.write(
            f"{checked.rows} rows. {opened} sealed values open. {len(faults)} faults in the audit trail."
        )
        with transaction.atomic():
            audit.record(
                Actor.system("restore"), "backup.restore", made_at=checked.manifest["made_at"],
                sha256=checked.digest, lost=sum(verdict.lost.values()), faults=len(findings),
            )  # fmt: skip
        return findings

    def _tell(self, checked: Checked, verdict: Judgement, aside: str) -> None:
        made_at = checked.manifest["made_at"]
        self.stdout.write(f"The house stands as it was at {made_at}. Everybody signs in again.")
        if aside:
            self.stdout.write(f"The anchors that stood there went into {anchors.folder() / aside}.")
        if not verdict.newest_at:
            self.stdout.write(
                "No anchors outside the backup are within reach: what came after it cannot be told."
            )
        elif not verdict.lost:
            self.stdout.write(
                f"The newest anchor is of {verdict.newest_at}; no line of the audit trail is lost."
            )
        else:
            self.stdout.write(
                f"LOST, by the newest anchor of {verdict.newest_at}, in lines of the audit trail:"
            )
            for stream, lines in verdict.lost.items():
                self.stdout.write(
                    f"  {stream}: {lines} after line {checked.manifest['heads'].get(stream, [0])[0]}"
                )
            self.stdout.write(
                "These agencies enter that work again, first of all walls, ended accounts and withdrawn disclosures."
            )
