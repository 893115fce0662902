"""What the pages of the indicators show: words and numbers, ready for a template or a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.drawing import Picture


@dataclass(frozen=True, slots=True)
class PublishedCard:
    """The published headline: never mixed with records."""

    value: int
    unit: str
    when: str
    lines: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One number from the records. `value` is text: a number, or a dash where nothing is recorded."""

    label: str
    value: str
    unit: str
    lines: tuple[str, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class TargetCard:
    """The target, or that none is set. `url` only for those who may write it."""

    value: int | None = None
    unit: str = ""
    when: str = ""
    comment: str = ""
    is_demo: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class SummaryCard:
    """One indicator on the dashboard."""

    slug: str
    title: str
    question: str
    published: PublishedCard | None
    figures: tuple[FigureCard, ...]
    charts: tuple[Picture, ...]
    sentence: str
    target: TargetCard
    others: str = ""
    is_demo: bool = False

    @property
    def main(self) -> FigureCard:
        """The headline from the records."""
        return self.figures[0]


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A day that can be chosen with one press."""

    day: date
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """One class of the map: its words and how many municipalities."""

    css: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: text, and the class of its square where it shows a state."""

    text: Any
    css: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One municipality in the table."""

    code: str
    name: str
    kind: str
    state: str
    cells: tuple[Cell, ...]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class AreaCard:
    """One area: its bar, its sentence, its municipalities."""

    name: str
    count: str
    sentence: str
    bar: Picture
    rows: tuple[PlaceRow, ...]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record behind the figure."""

    place: str
    title: str
    period: str
    source: str
    counts: bool
    is_demo: bool
    edit_url: str = ""
    end_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Up to 20 records, and the neighbours."""

    rows: tuple[RecordRow, ...]
    total: int
    counted: int
    number: int = 1
    pages: int = 1

    @property
    def previous(self) -> int:
        """0 = none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """0 = none."""
        return self.number + 1 if self.number < self.pages else 0


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A municipality that has not answered, or what it said. `comment` is empty for who may not read it."""

    name: str
    text: str = ""
    answered: str = ""
    url: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class DetailCard:
    """One indicator, as of one day."""

    slug: str
    title: str
    heading: str
    official: str
    lead: str
    sentence: str
    figures: tuple[FigureCard, ...]
    published: PublishedCard | None
    charts: tuple[Picture, ...]
    target: TargetCard
    marks: tuple[TimeMark, ...]
    legend: tuple[Legend, ...]
    map: Picture | None
    credit: str
    tiles: tuple[Picture, ...]
    areas: tuple[AreaCard, ...]
    header: tuple[str, ...]
    how: tuple[tuple[str, str], ...]
    changes: str
    records: RecordPage
    unanswered: tuple[AnswerRow, ...]
    said_none: tuple[AnswerRow, ...]
    said_yes: tuple[AnswerRow, ...]
    total: int
    is_demo: bool
    as_of: date
    is_today: bool


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One row of a cross table: its words, one number for each column, and their sum."""

    label: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """Of the cells that are shown."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Consultations by two of their codes; only codes that occur. Every total is the sum of the cells above or beside.

    `is_plain`: by one code alone; then each row holds one number, which is its total.
    """

    title: str
    rows_name: str
    columns_name: str
    since: date
    until: date
    columns: tuple[str, ...]
    rows: tuple[CrossRow, ...]
    is_plain: bool

    @property
    def totals(self) -> tuple[int, ...]:
        """By column."""
        return tuple(map(sum, zip(*(row.numbers for row in self.rows), strict=True)))

    @property
    def total(self) -> int:
        """Of the whole table."""
        return sum(row.total for row in self.rows)
