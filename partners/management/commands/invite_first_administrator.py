"""invite_first_administrator: the one account that no screen can make."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners.actions.installation import invite_first_administrator
from partners.actions.refusal import Refused


class Command(BaseCommand):
    """Make the prefecture's first account administrator and print her invitation once."""

    help = "Makes the prefecture's first account administrator and prints her invitation (24 hours, one use)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agency", help="code of the headquarters division")
        parser.add_argument("login")
        parser.add_argument("family_name")
        parser.add_argument("given_name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            secret = invite_first_administrator(options["agency"], options["login"].lower(), options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"/invitation/{secret}/")
