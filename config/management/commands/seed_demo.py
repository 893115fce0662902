"""seed_demo: invented people and work."""

import random
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import cases.demo
import indicators.demo
import partners.demo
import referrals.demo
from partners.models import Account
from safeguards import audit
from safeguards.access import Actor
from safeguards.installation import mark_installation
from safeguards.progress import ProgressLine


class Command(BaseCommand):
    """Fill a demo database with invented people and the work of N consultations. Same seed, same data."""

    help = "Invent people and N consultations; refuses a database that holds real accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--consultations", type=int, default=2000, help="how many consultations to invent"
        )
        parser.add_argument("--seed", type=int, default=1, help="same seed, same data")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.YUI_DEMO:
            raise CommandError(
                "Invented people belong into a demo only: set YUI_DEMO=1 on a database of its own."
            )
        if Account.objects.filter(is_demo=False).exists():
            raise CommandError("This database holds real accounts. Nothing was invented.")
        installation = mark_installation()
        asked = {"consultations": options["consultations"], "seed": options["seed"]}
        if installation.seeded:
            self.stdout.write(f"Already filled with {installation.seeded}; nothing was added.")
            return
        folder = settings.YUI_DATA_DIR / settings.YUI_PREFECTURE
        rng, progress = random.Random(options["seed"]), ProgressLine()
        with transaction.atomic():  # an interrupted run leaves nothing half made
            partners.demo.seed(folder, rng, progress)
            cases.demo.seed(folder, rng, progress, consultations=options["consultations"])
            referrals.demo.seed(folder, rng, progress)
            indicators.demo.seed(folder, rng, progress)
            installation.seeded = asked
            installation.save()
            audit.record(Actor.system("demo"), "demo.seed", **asked)
