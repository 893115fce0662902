"""join_keys: the key ring from its sealed copy and two of the three shares."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguards.recovery import NotTheShares, join_ring, write_once


class Command(BaseCommand):
    """Write YUI_KEY_FILE anew from the sealed copy and two shares (R-46). An existing ring is never overwritten.

    Shares are typed, unseen, and stand in no history of a shell; `--share FILE` twice reads them from files.
    """

    help = "Write the key ring to YUI_KEY_FILE from ring.sealed and two shares."

    def add_arguments(self, parser: CommandParser) -> None:
        """The copy, and for a drill the files of two shares."""
        parser.add_argument("copy", type=Path)
        parser.add_argument("--share", type=Path, action="append", default=[], metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        shares = [one.read_text() for one in options["share"]] or [
            getpass("First share: "), getpass("Second share: "),
        ]  # fmt: skip
        place = Path(settings.YUI_KEY_FILE)
        try:
            write_once(place, join_ring(options["copy"].read_bytes(), shares))
        except NotTheShares:
            raise CommandError(
                "These are not two shares of this copy. Compare them letter by letter: both must be of one split."
            ) from None
        except FileExistsError:
            raise CommandError(f"{place} exists and was not touched. Move it aside first.") from None
        self.stdout.write(f"The ring stands in {place}.")
