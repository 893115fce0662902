"""load_reference: municipalities, agencies, code lists, indicators."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import cases.reference
import indicators.reference
import partners.reference
from safeguards.installation import mark_installation
from safeguards.progress import ProgressLine


class Command(BaseCommand):
    """Load the reference data of the prefecture named by YUI_PREFECTURE. Safe to repeat."""

    help = "Load municipalities, agencies, code lists and indicators of YUI_PREFECTURE; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.YUI_DATA_DIR / settings.YUI_PREFECTURE
        if not (folder / "prefecture.toml").exists():
            raise CommandError(
                f"There is no reference data for {settings.YUI_PREFECTURE!r} under {settings.YUI_DATA_DIR}."
            )
        mark_installation()
        progress = ProgressLine()
        for app in (partners, cases, indicators):
            app.reference.load(folder, progress)
