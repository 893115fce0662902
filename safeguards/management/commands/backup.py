"""backup: one moment of the whole house in one encrypted file, read back before it gets its name."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from safeguards.backup.making import FAULTS, make_backup, sentence
from safeguards.progress import ProgressLine


class Command(BaseCommand):
    """Write DIR/yui-<time>.backup while the product runs, and read it back (R-45).

    It holds the database as it stood at one moment, the anchors of the audit trail and the files; it opens with
    the key ring alone, which is not in it. Exit 0: whole and on the disk. Exit 1: no backup was made, one
    sentence tells why, and no file stands under the name. For a timer: each 15 minutes, `--keep 96`.
    """

    help = "Write one encrypted, verified backup into DIR; --keep N removes older ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="keep the newest N; 0 keeps all")

    def handle(self, *args: Any, folder: Path, keep: int, **options: Any) -> None:
        if keep < 0:
            raise CommandError("--keep needs a number of 1 or more.")
        try:
            made = make_backup(folder, timezone.now(), ProgressLine(), keep=keep)
        except FAULTS as fault:
            raise CommandError(f"No backup was made. {sentence(fault)}") from None
        self.stdout.write(
            f"{made.place}\n{made.rows} rows, {made.size} bytes, read back and whole. SHA-256 {made.digest}"
        )
