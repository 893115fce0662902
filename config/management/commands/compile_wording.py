"""Compile the Japanese wording after a change of a django.po."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.wording import ROOT, compile_wording, stale_wording


class Command(BaseCommand):
    """Only what changed is compiled, so it may run before every start."""

    help = "Compiles every django.po that is newer than its .mo. Needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for text in stale_wording():
            try:
                compile_wording(text)
            except OSError as fault:
                raise CommandError(f"{text.relative_to(ROOT)}: {fault}") from None
            if options["verbosity"]:
                self.stdout.write(f"compiled {text.relative_to(ROOT)}")
