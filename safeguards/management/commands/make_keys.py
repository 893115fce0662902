"""make_keys: write a new key ring and the signing key of the anchors."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safeguards import anchors
from safeguards.keys import make_ring


class Command(BaseCommand):
    """Write the key ring named by YUI_KEY_FILE. An existing ring is never overwritten."""

    help = "Write a new key ring to YUI_KEY_FILE; refuses when one is there."

    def handle(self, *args: Any, **options: Any) -> None:
        place = Path(settings.YUI_KEY_FILE)
        if not anchors.key_file().exists():
            anchors.make_key(anchors.key_file())
            self.stdout.write(f"Anchor key written to {anchors.key_file()}.")
        try:
            make_ring(place)
        except FileExistsError:
            raise CommandError(
                f"{place} exists. Without it no record can be read, so it is never overwritten."
            ) from None
        self.stdout.write(
            f"Key ring written to {place}. Keep a copy in a safe place apart from the database."
        )
