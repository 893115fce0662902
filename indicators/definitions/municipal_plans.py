"""Municipalities with a plan against spousal violence (DV) and with a women's-support plan.

Source: chapter on promotion of the basic plan, indicator 1. Law: DV Prevention Act art. 2-3 (3); Act on
Support for Women Facing Difficulties art. 8 (3).

Three numbers: municipalities with a valid DV plan, with a valid women's-support plan, with both. One
combined plan counts in each. A plan counts from its first day to its last; one that expired without a
successor does not count, and its municipality has then not answered. A municipality has answered on a
day when it has a record valid on that day, or a statement made for a day of the same fiscal year and not
later. The published figure is a total of DV plans only; it is never added to what the records say.
"""

from __future__ import annotations

from datetime import date

from indicators.definitions.registry import Definition, Facts, Ground, register, standing_of
from indicators.models import MunicipalPlan
from indicators.rules import Span, Standing

SLUG = "municipal-plans"
NAMES = ("dv", "women")


def facts(ground: Ground) -> Facts:
    """All plans that were not withdrawn. One query."""
    rows = MunicipalPlan.objects.standing().order_by("pk")
    spans = tuple(
        Span(
            municipality,
            starts_on,
            ends_on,
            frozenset(name for name, covered in zip(NAMES, (dv, women), strict=True) if covered),
            is_demo,
            key,
        )
        for key, municipality, starts_on, ends_on, dv, women, is_demo in rows.values_list(
            "pk", "municipality_id", "starts_on", "ends_on", "covers_dv", "covers_women", "is_demo"
        )
    )
    return Facts(ground.places, ground.statements.get(SLUG, ()), spans)


def at(rows: Facts, as_of: date) -> Standing:
    """The three numbers on one day."""
    return standing_of(rows, as_of, NAMES)


DEFINITION = register(Definition(SLUG, NAMES, facts, at))


def compute(as_of: date) -> Standing:
    """Municipalities with a DV plan, a women's-support plan, both, as of a day."""
    return DEFINITION.compute(as_of)
