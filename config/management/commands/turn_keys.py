"""turn_keys: a new key for new values, old values sealed anew, and the old key out of the ring."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners.actions.factor import factors_under, reseal_factors
from safeguards import keys, turning
from safeguards.progress import ProgressLine


class Command(BaseCommand):
    """Turn the key of the fields while the house runs (R-44). May be stopped at any moment: `--resume` goes on.

    Where several machines share a database: `--add` first, copy the ring to each of them, then turn. A machine
    without the new key could not read what the others write. `--retire N` takes key N out of the ring once no
    value stands under it. Sessions of before then end: people sign in again.
    """

    help = "Turn the key of the encrypted fields: new key, seal anew (--resume goes on), then --retire N."

    def add_arguments(self, parser: CommandParser) -> None:
        """Either of the two later steps."""
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--add", action="store_true", help="only put a new key into the ring")
        step.add_argument("--resume", action="store_true", help="no new key; seal anew what is left")
        step.add_argument("--retire", type=int, metavar="N", help="take key N out of the ring for good")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retire"] is not None:
            return self._retire(options["retire"])
        old = keys.current_version()
        if not options["resume"]:
            version = turning.add_key()
            self.stdout.write(f"Key {version} is in the ring. Copy the ring to its safe place.")
        if options["add"]:
            return None
        if not options["resume"]:
            turning.use_newest()
        changed = turning.reseal_fields(ProgressLine()) + reseal_factors()
        self.stdout.write(f"{changed} rows sealed anew under key {keys.current_version()}.")
        if not options["resume"]:
            self.stdout.write(f"When no backup needs key {old} any more: turn_keys --retire {old}")
        return None

    def _retire(self, version: int) -> None:
        used = turning.count_under(version) + factors_under(version)
        try:
            turning.retire_key(version, used)
        except turning.StillUsed:
            raise CommandError(
                f"Key {version} stays: it is the current one, not in the ring, or {used} values stand under it. "
                "Run turn_keys --resume first."
            ) from None
        self.stdout.write(
            f"Key {version} is out of the ring. Backups from before can no longer be read with it."
        )
