"""Pure sums of the indicators: who has it, who has not, who did not answer, and the band between.

Three things are never mixed: what is known from dated records, what a municipality merely states, and
what nobody has answered. `known` counts records; `at_most` adds every municipality that might have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from safeguards.calendar import fiscal_year, fiscal_year_end, fiscal_year_start


class State(StrEnum):
    """What is known of one municipality on one day. FIRST and SECOND are the subjects an indicator names."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"
    NONE = "none"  # states that it has it not
    STATED = "stated"  # states that it has it, but no dated record says since when
    UNKNOWN = "unknown"  # has not answered

    @property
    def is_open(self) -> bool:
        """Might have it: in the band, not in the count."""
        return self in (State.STATED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Span:
    """A dated fact: `place` has `marks` over [starts_on, ends_on). `key` is the record it comes from."""

    place: int
    starts_on: date
    ends_on: date | None = None
    marks: frozenset[str] = frozenset({"first"})
    is_demo: bool = False
    key: int = 0

    def is_live(self, day: date) -> bool:
        """Valid on this day; the last day is the one before `ends_on`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Statement:
    """A municipality says for the day `as_of` that it has it, or has it not."""

    place: int
    as_of: date
    has: bool
    is_demo: bool = False

    def holds(self, day: date) -> bool:
        """Made for a day of the same fiscal year, not later than this day: each April one is asked again."""
        return self.as_of <= day and fiscal_year(self.as_of) == fiscal_year(day)


@dataclass(frozen=True, slots=True)
class Count:
    """One number with its band: `known` from records, `at_most` if every open municipality had it."""

    known: int
    at_most: int
    places: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator of municipalities on one day.

    `counts` holds a Count for each mark and, where there are two marks, one for "both". `offices` is the
    number of the prefecture's own places, which is never added to the municipalities.
    """

    as_of: date
    total: int
    counts: Mapping[str, Count]
    states: Mapping[int, State]
    offices: int = 0
    is_demo: bool = False
    records: frozenset[int] = frozenset()

    @property
    def main(self) -> Count:
        """The headline: the first mark."""
        return next(iter(self.counts.values()))

    @property
    def known(self) -> int:
        """Municipalities of the headline, counted from records."""
        return self.main.known

    @property
    def at_most(self) -> int:
        """The headline if every open municipality had it."""
        return self.main.at_most

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Municipalities that have not answered, in the order given."""
        return tuple(place for place, state in self.states.items() if state is State.UNKNOWN)

    @property
    def stated(self) -> tuple[int, ...]:
        """Municipalities that say yes without a dated record."""
        return tuple(place for place, state in self.states.items() if state is State.STATED)

    @property
    def answered(self) -> int:
        """Municipalities with a live record or a statement of this fiscal year."""
        return self.total - len(self.unanswered)

    def number_of(self, *states: State) -> int:
        """How many municipalities stand in one of these states."""
        return sum(1 for state in self.states.values() if state in states)

    def places_since(self, before: Standing) -> list[int]:
        """Municipalities of the headline that were not in it at `before`, in order."""
        return [place for place in self.states if place in self.main.places - before.main.places]


def state_of(marks: frozenset[str], names: Sequence[str], statement: Statement | None) -> State:
    """The state of one place: its records first, else what it states, else unknown."""
    if marks:
        if len(names) > 1 and marks.issuperset(names):
            return State.BOTH
        return State.FIRST if names[0] in marks else State.SECOND
    if statement is None:
        return State.UNKNOWN
    return State.STATED if statement.has else State.NONE


def latest_statements(statements: Iterable[Statement], day: date) -> dict[int, Statement]:
    """For each place the latest statement that holds on this day."""
    latest: dict[int, Statement] = {}
    for statement in statements:
        held = latest.get(statement.place)
        if statement.holds(day) and (held is None or statement.as_of >= held.as_of):
            latest[statement.place] = statement
    return latest


def standing(
    places: Sequence[int],
    spans: Iterable[Span],
    statements: Iterable[Statement],
    as_of: date,
    *,
    names: Sequence[str] = ("first",),
    offices: Iterable[Span] = (),
) -> Standing:
    """Who has it on this day. A place counts once, however many records it has; strangers are left out."""
    live = [span for span in spans if span.is_live(as_of)]
    marks: dict[int, frozenset[str]] = dict.fromkeys(places, frozenset())
    for span in live:
        if span.place in marks:
            marks[span.place] |= span.marks
    said = latest_statements(statements, as_of)
    states = {place: state_of(marks[place], names, said.get(place)) for place in places}
    still_open = sum(1 for state in states.values() if state.is_open)
    groups = {name: frozenset({name}) for name in names}
    if len(names) > 1:
        groups["both"] = frozenset(names)
    counts = {}
    for name, wanted in groups.items():
        having = frozenset(place for place in places if marks[place] >= wanted)
        counts[name] = Count(len(having), len(having) + still_open, having)
    live_offices = [span for span in offices if span.is_live(as_of)]
    return Standing(
        as_of=as_of,
        total=len(places),
        counts=counts,
        states=states,
        offices=len({span.place for span in live_offices}),
        is_demo=any(one.is_demo for one in (*live, *live_offices))
        or any(one.is_demo for one in said.values()),
        records=frozenset(span.key for span in (*live, *live_offices) if span.key),
    )


# --- lectures at schools: counted over a fiscal year, not on a day -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """One lecture: at which school, in which municipality, when, for how many pupils (None = not known)."""

    school: int
    place: int
    held_on: date
    pupils: int | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The lectures of one fiscal year up to a day. A school counts once, however many lectures it had.

    `is_whole` is False while the year still runs. No lecture at all is "no records", which is not zero.
    """

    fiscal_year: int
    schools: int
    lectures: int
    pupils: int
    is_whole: bool
    by_place: Mapping[int, int] = field(default_factory=dict)
    is_demo: bool = False

    @property
    def has_records(self) -> bool:
        """Is anything recorded for this year?"""
        return self.lectures > 0


def school_year(held: Iterable[Held], year: int, until: date) -> SchoolYear:
    """The fiscal year `year`, counting lectures up to and including `until`."""
    counted = [one for one in held if fiscal_year(one.held_on) == year and one.held_on <= until]
    schools = {one.school: one.place for one in counted}
    by_place: dict[int, int] = {}
    for place in schools.values():
        by_place[place] = by_place.get(place, 0) + 1
    return SchoolYear(
        fiscal_year=year,
        schools=len(schools),
        lectures=len(counted),
        pupils=sum(one.pupils or 0 for one in counted),
        is_whole=until >= fiscal_year_end(year),
        by_place=by_place,
        is_demo=any(one.is_demo for one in counted),
    )


def school_state(schools: int, statement: Statement | None) -> State:
    """Of one municipality in one fiscal year: some school has had a lecture, none has, or no answer."""
    return state_of(frozenset({"first"}) if schools else frozenset(), ("first",), statement)


# --- the days of a trend -------------------------------------------------------------------------------------


def mark_days(first: date, today: date) -> tuple[date, ...]:
    """Each 1 April from `first` until today, and today. Empty when `first` lies in the future."""
    days = [date(year, 4, 1) for year in range(first.year, today.year + 1)]
    return tuple(
        sorted({day for day in days if first <= day <= today} | ({today} if first <= today else set()))
    )


def year_marks(first_year: int, today: date) -> tuple[date, ...]:
    """The last day of each fiscal year from `first_year`; of the running one, today."""
    return tuple(min(fiscal_year_end(year), today) for year in range(first_year, fiscal_year(today) + 1))


def previous_mark(day: date) -> date:
    """The 1 April a day is compared with: the one of its own fiscal year, or for a 1 April the one before."""
    start = fiscal_year_start(fiscal_year(day))
    return start if start < day else fiscal_year_start(fiscal_year(day) - 1)


def count_class(number: int, highest: int) -> int:
    """Shade 1 to 4 of a positive number, by quarters of the highest."""
    if highest <= 0 or number <= 0:
        raise ValueError("only a positive number has a shade")
    return min(4, 1 + (4 * (number - 1)) // highest)
