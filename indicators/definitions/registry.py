"""The list of definitions, and what they share: the municipalities and their statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from indicators.models import Answer
from indicators.rules import Span, Standing, Statement, standing
from partners.models import Municipality
from safeguards.access import Absent


@dataclass(frozen=True, slots=True)
class Ground:
    """What every indicator stands on, read once for a page: all municipalities, all statements by slug."""

    municipalities: tuple[Municipality, ...]
    statements: dict[str, tuple[Statement, ...]]
    answers: tuple[Answer, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """Keys of the municipalities, by area and code."""
        return tuple(one.pk for one in self.municipalities)


def ground(answers: Iterable[Answer] | None = None) -> Ground:
    """Read municipalities with their area, and statements. Two queries (one, if the answers are given)."""
    found = tuple(Municipality.objects.select_related("area").order_by("area__position", "code"))
    if answers is None:
        answers = Answer.objects.standing().select_related("indicator").defer("comment", "source", "note")
    answers = tuple(answers)
    statements: dict[str, list[Statement]] = {}
    for answer in answers:
        line = Statement(answer.municipality_id, answer.as_of, answer.has, answer.is_demo)
        statements.setdefault(answer.indicator.slug, []).append(line)
    return Ground(found, {slug: tuple(lines) for slug, lines in statements.items()}, answers)


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of one indicator, ready for any day."""

    places: tuple[int, ...]
    statements: tuple[Statement, ...]
    spans: tuple[Span, ...] = ()
    offices: tuple[Span, ...] = ()
    held: tuple[Any, ...] = ()

    @property
    def first_day(self) -> date | None:
        """The first day on which anything is recorded, or None."""
        days = [span.starts_on for span in (*self.spans, *self.offices)]
        days += [one.held_on for one in self.held] + [one.as_of for one in self.statements]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator: its slug, the names of its numbers, how to read it and how to count it."""

    slug: str
    names: tuple[str, ...]
    facts: Callable[[Ground], Facts]
    at: Callable[[Facts, date], Any]
    counts_schools: bool = False
    has_offices: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def compute(self, as_of: date) -> Any:
        """The figure of one day, reading everything afresh (3 or 4 queries)."""
        return self.at(self.facts(ground()), as_of)


DEFINITIONS: dict[str, Definition] = {}


def register(definition: Definition) -> Definition:
    """Add a definition; a slug is taken once."""
    if definition.slug in DEFINITIONS:
        raise ValueError(f"{definition.slug} is registered already.")
    DEFINITIONS[definition.slug] = definition
    return definition


def of(slug: str) -> Definition:
    """The definition of a slug; Absent for any other."""
    try:
        return DEFINITIONS[slug]
    except KeyError:
        raise Absent from None


def placed_spans(query: QuerySet) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Spans of municipalities, and of offices of the prefecture. One query."""
    rows = query.values_list("pk", "municipality_id", "agency_id", "starts_on", "ends_on", "is_demo")
    of_municipalities, of_offices = [], []
    for key, municipality, agency, starts_on, ends_on, is_demo in rows:
        if municipality is not None:
            of_municipalities.append(Span(municipality, starts_on, ends_on, is_demo=is_demo, key=key))
        else:
            of_offices.append(Span(agency, starts_on, ends_on, is_demo=is_demo, key=key))
    return tuple(of_municipalities), tuple(of_offices)


def standing_of(facts: Facts, as_of: date, names: Sequence[str]) -> Standing:
    """Count the municipalities of these facts on one day."""
    return standing(facts.places, facts.spans, facts.statements, as_of, names=names, offices=facts.offices)
