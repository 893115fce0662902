"""demo_accounts: the table of logins that `make run` prints."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partners.demo import read
from partners.models import Agency
from safeguards import roles


class Command(BaseCommand):
    """Print login, role and agency of each account of the demo, and their password."""

    help = "Prints the accounts of the demo and their password."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.YUI_DEMO:
            raise CommandError("Only a demo has accounts that may be printed.")
        described = read(settings.YUI_DATA_DIR / settings.YUI_PREFECTURE)
        names = {agency.code: agency.label for agency in Agency.objects.all()}
        for row in described["accounts"]:
            role = roles.label(row["role"])
            agency = names.get(row["agency"], row["agency"])
            self.stdout.write(f"  {_wide(row['login'], 22)}{_wide(role, 24)}{agency}")
        self.stdout.write(f"  password: {described['password']}")


def _wide(text: str, columns: int) -> str:
    """Fill up to so many columns of a terminal; wide characters take two."""
    taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(columns - taken, 1)
