"""Bring the demo's database to the state in which the server can start."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from safeguards.installation import installation, refuse_wrong_database

AFRESH = (
    "To begin anew, move it aside with `make fresh`, or keep both:\n"
    "    YUI_VAR=var-{prefecture} YUI_PREFECTURE={prefecture} make run"
)


class Command(BaseCommand):
    """Tables, wording, reference data and invented data, each only as far as it is missing."""

    help = "Prepares the demo: tables, wording, reference data, invented data. Safe to repeat; demo only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--consultations", type=int, default=2000, help="how many to invent")
        parser.add_argument("--seed", type=int, default=1, help="same seed, same data")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.YUI_DEMO:
            raise CommandError("This is not a demo: set YUI_DEMO=1, on a database that holds no real work.")
        self._refuse_other_database()
        settings.YUI_VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("compile_wording", verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference")
        if not self._seeded():
            call_command("seed_demo", consultations=options["consultations"], seed=options["seed"])

    def _refuse_other_database(self) -> None:
        """Before the first write: never migrate a database that is real or of another prefecture."""
        try:
            refuse_wrong_database()
        except ImproperlyConfigured as difference:
            raise CommandError(f"{difference}\n{AFRESH.format(prefecture=settings.YUI_PREFECTURE)}") from None

    def _seeded(self) -> bool:
        try:
            found = installation()
        except DatabaseError:
            return False
        return found is not None and bool(found.seeded)
