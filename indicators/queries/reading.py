"""What is read from the database for one indicator: everything else on its page is computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.definitions.registry import Definition, Facts, Ground, ground, of
from indicators.models import Answer, Indicator, PublishedFigure
from indicators.queries.records import live_records
from indicators.rules import State
from partners.models import Municipality
from safeguards.access import Absent


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one indicator: everything else is computed from it."""

    indicator: Indicator
    definition: Definition
    base: Ground
    facts: Facts
    published: tuple[PublishedFigure, ...]
    figure: Any
    on: date
    live: dict[int, list[Any]]

    @property
    def slug(self) -> str:
        """The indicator's slug."""
        return self.indicator.slug

    def state(self, place: Municipality) -> State:
        """The state of a municipality on the day."""
        return self.figure.states[place.pk]


def indicator_of(slug: str) -> Indicator:
    """The indicator with its target; Absent for an unknown slug or one that was not loaded. One query."""
    of(slug)
    found = Indicator.objects.select_related("target").filter(slug=slug).first()
    if found is None:
        raise Absent
    return found


def read(slug: str, on: date) -> Reading:
    """Read one indicator: 6 queries, however many rows there are."""
    indicator, definition = indicator_of(slug), of(slug)
    answers = Answer.objects.standing().filter(indicator=indicator).select_related("indicator")
    base = ground(answers)
    facts = definition.facts(base)
    published = tuple(PublishedFigure.objects.filter(indicator=indicator).order_by("position"))
    live = {} if definition.counts_schools else live_records(slug, on)
    return Reading(indicator, definition, base, facts, published, definition.at(facts, on), on, live)


def number_of_municipalities() -> int:
    """How many municipalities the prefecture has. One query."""
    return Municipality.objects.count()
