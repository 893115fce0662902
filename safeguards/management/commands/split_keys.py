"""split_keys: a sealed copy of the key ring, and three shares of which any two open it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguards.recovery import split_ring, write_once


class Command(BaseCommand):
    """Write FOLDER/ring.sealed and FOLDER/share-1.txt to share-3.txt (R-46). Never overwrites.

    Print each share, put each into a sealed envelope with another person, and delete the files. Do it anew after
    each turning of the key: the copy holds the ring as it stands now.
    """

    help = "Write a sealed copy of the key ring and three shares; any two open it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder to write into."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        copy, shares = split_ring()
        files = {"ring.sealed": copy} | {
            f"share-{at}.txt": f"{one}\n".encode() for at, one in enumerate(shares, 1)
        }
        if any((folder / name).exists() for name in files):
            raise CommandError(f"{folder} holds a split already. Name an empty folder.")
        for name, text in files.items():
            write_once(folder / name, text)
        self.stdout.write(
            f"Written to {folder}. Print the three shares, give each to another person in a sealed envelope, delete "
            "the share files, and keep ring.sealed with the backups. Two shares and the copy open the ring."
        )
