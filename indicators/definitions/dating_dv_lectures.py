"""Schools at which a lecture on dating violence was held, over a fiscal year.

Source: chapter on promotion of the basic plan, indicator 4. Unit: schools, from 1 April to 31 March.

A school counts once in a fiscal year, however many lectures it had. A day stands for its fiscal year up
to that day; the running year is marked as not whole. A year without any record is "no records", not zero.
There is no upper bound: how many schools would have had one is not asked. A municipality has answered
when one of its schools has a record in the year, or it states that none has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.definitions.registry import Definition, Facts, Ground, register
from indicators.models import Lecture
from indicators.rules import Held, SchoolYear, State, latest_statements, school_state, school_year
from safeguards.calendar import fiscal_year, fiscal_year_end

SLUG = "dating-dv-lectures"


@dataclass(frozen=True, slots=True)
class SchoolFigure:
    """Schools with a lecture: the fiscal year of the day, and the last whole one before or on it."""

    as_of: date
    year: SchoolYear
    last_whole: SchoolYear
    states: Mapping[int, State]
    at_most: None = None

    @property
    def known(self) -> int:
        """Schools of the fiscal year of the day, up to the day."""
        return self.year.schools

    @property
    def total(self) -> int:
        """Municipalities of the prefecture."""
        return len(self.states)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Municipalities without a record and without a statement in that fiscal year."""
        return tuple(place for place, state in self.states.items() if state is State.UNKNOWN)

    @property
    def answered(self) -> int:
        """The others."""
        return self.total - len(self.unanswered)

    @property
    def stated(self) -> tuple[int, ...]:
        """Municipalities that say yes without a record."""
        return tuple(place for place, state in self.states.items() if state is State.STATED)

    @property
    def is_demo(self) -> bool:
        """Is any lecture behind it invented?"""
        return self.year.is_demo or self.last_whole.is_demo

    def number_of(self, *states: State) -> int:
        """How many municipalities stand in one of these states."""
        return sum(1 for state in self.states.values() if state in states)


def facts(ground: Ground) -> Facts:
    """All lectures that were not withdrawn. One query."""
    rows = Lecture.objects.standing().order_by("pk")
    held = tuple(
        Held(*row)
        for row in rows.values_list("school_id", "school__municipality_id", "held_on", "pupils", "is_demo")
    )
    return Facts(ground.places, ground.statements.get(SLUG, ()), held=held)


def at(rows: Facts, as_of: date) -> SchoolFigure:
    """The fiscal year of this day up to this day, and the last whole one."""
    year = fiscal_year(as_of)
    whole = year if as_of == fiscal_year_end(year) else year - 1
    this = school_year(rows.held, year, as_of)
    said = latest_statements(rows.statements, as_of)
    states = {place: school_state(this.by_place.get(place, 0), said.get(place)) for place in rows.places}
    return SchoolFigure(as_of, this, school_year(rows.held, whole, as_of), states)


DEFINITION = register(Definition(SLUG, ("first",), facts, at, counts_schools=True))


def compute(as_of: date) -> SchoolFigure:
    """Schools with a lecture in the fiscal year of a day, up to that day."""
    return DEFINITION.compute(as_of)
