"""export_audit: the whole trail in one folder, with a checker that anybody can run."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from safeguards import anchors, audit
from safeguards.access import Actor
from safeguards.audit_export import write_lines
from safeguards.checker import check_audit
from safeguards.progress import ProgressLine

READ_ME = """Audit trail of Yui. To check it: python3 check_audit.py .

lines/     one file for each stream (agency), one JSON object for each line of the trail
heads.json newest line of each stream as the database knew it
anchors/   signed marks that were written outside the database
anchor_public.pem  public key of the signatures; compare it with the print-out in the safe
"""


class Command(BaseCommand):
    """Write the trail, the anchors, the public key and the stand-alone checker into a new folder.

    The lines hold codes, numbers and names of staff, no word about a client. One consistent view of the
    database is read; the folder appears under its name when it is complete.
    """

    help = "Write the audit trail with its anchors and a stand-alone checker into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, help="the folder to make; it must not exist")

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        place = Path(to)
        if place.exists():
            raise CommandError(f"{place} exists. Name a folder that does not exist yet.")
        with transaction.atomic():
            audit.record(Actor.system("export_audit"), "audit.export")
        anchors.write_anchor(timezone.now(), force=True)
        unfinished = place.with_name(f"{place.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        lines = write_lines(unfinished, ProgressLine())
        shutil.copytree(
            anchors.folder(), unfinished / "anchors", ignore=shutil.ignore_patterns(".*", "state.*", "*.pem")
        )
        (unfinished / anchors.PUBLIC_KEY).write_bytes(anchors.public_key())
        shutil.copy(Path(check_audit.__file__), unfinished / "check_audit.py")
        (unfinished / "README.txt").write_text(READ_ME, encoding="utf-8")
        unfinished.rename(place)
        self.stdout.write(
            f"{lines} lines in {place}. Check them with: python3 {place}/check_audit.py {place}"
        )
