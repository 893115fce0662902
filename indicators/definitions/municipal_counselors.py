"""Municipalities that have placed women's support counselors.

Source: chapter on promotion of the basic plan, indicator 2. Law: Act on Support for Women Facing
Difficulties art. 11.

One number: municipalities with at least one placement valid on the day; a designated city's wards count
as the city, once. Beside it, never added: the prefecture's own places (offices with a valid placement).
Answered as in `municipal_plans`: a record valid on the day, or a statement of the same fiscal year.
"""

from __future__ import annotations

from datetime import date

from indicators.definitions.registry import Definition, Facts, Ground, placed_spans, register, standing_of
from indicators.models import CounselorPlacement
from indicators.rules import Standing

SLUG = "municipal-counselors"
NAMES = ("first",)


def facts(ground: Ground) -> Facts:
    """All placements that were not withdrawn. One query."""
    spans, offices = placed_spans(CounselorPlacement.objects.standing().order_by("pk"))
    return Facts(ground.places, ground.statements.get(SLUG, ()), spans, offices)


def at(rows: Facts, as_of: date) -> Standing:
    """The number on one day, with the prefecture's places."""
    return standing_of(rows, as_of, NAMES)


DEFINITION = register(Definition(SLUG, NAMES, facts, at, has_offices=True))


def compute(as_of: date) -> Standing:
    """Municipalities with women's support counselors, as of a day."""
    return DEFINITION.compute(as_of)
