"""confirm_first_supervisor: two persons at the machine wake the center's first supervisor."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners.actions.installation import confirm_first_supervisor, waiting_first_supervisor
from partners.actions.refusal import Refused


class Command(BaseCommand):
    """Confirm the first supervisor of the women's support center; both persons give their names."""

    help = "Two persons confirm the first supervisor of the women's support center."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="login of the supervisor")
        parser.add_argument("--first", help="full name of the first person; asked for when left out")
        parser.add_argument("--second", help="full name of the second person; asked for when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            posting = waiting_first_supervisor(options["login"])
            self.stdout.write(f"{posting.account.name} ({posting.account.login}), {posting.agency.label}")
            first = options["first"] or input("First person, full name: ")
            second = options["second"] or input("Second person, full name: ")
            confirm_first_supervisor(posting, (first, second))
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("Confirmed.")
