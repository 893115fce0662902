"""Municipalities with a DV centre (a body with the functions of DV Prevention Act art. 3).

Source: chapter on promotion of the basic plan, indicator 3.

One number: municipalities with at least one centre open on the day; several centres, also in wards,
count as one municipality. Beside it, never added: the prefecture's own centres. Answered as in
`municipal_plans`: a record valid on the day, or a statement of the same fiscal year.
"""

from __future__ import annotations

from datetime import date

from indicators.definitions.registry import Definition, Facts, Ground, placed_spans, register, standing_of
from indicators.models import DvCenter
from indicators.rules import Standing

SLUG = "municipal-dv-centers"
NAMES = ("first",)


def facts(ground: Ground) -> Facts:
    """All centres that were not withdrawn. One query."""
    spans, offices = placed_spans(DvCenter.objects.standing().order_by("pk"))
    return Facts(ground.places, ground.statements.get(SLUG, ()), spans, offices)


def at(rows: Facts, as_of: date) -> Standing:
    """The number on one day, with the prefecture's centres."""
    return standing_of(rows, as_of, NAMES)


DEFINITION = register(Definition(SLUG, NAMES, facts, at, has_offices=True))


def compute(as_of: date) -> Standing:
    """Municipalities with a DV centre, as of a day."""
    return DEFINITION.compute(as_of)
