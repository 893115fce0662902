"""Draws the table of moves of a support case into docs/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.case_picture import case_moves_svg

PLACE = Path("docs") / "pictures" / "case-moves.svg"


class Command(BaseCommand):
    """`draw_case_moves`: writes docs/pictures/case-moves.svg anew from `cases.states.case.CASE_MOVES`."""

    help = "Draws the table of moves of a support case into docs/pictures/case-moves.svg."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the picture and say where it is."""
        (Path(settings.BASE_DIR) / PLACE).write_text(case_moves_svg(), encoding="utf-8")
        self.stdout.write(str(PLACE))
