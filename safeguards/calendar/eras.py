"""Eras: which day belongs to which, and how days, months and years are written in them.

Eras follow 元号法 and the cabinet orders made under it; a day of change belongs to the new era.
Years before 明治6年 (1873), when the present calendar began, are written in the western count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Era:
    """One era: its names, its first day, and the western year that is its first year."""

    name: str
    initial: str
    letter: str
    first_day: date
    first_year: int


# Newest first: the first era that has begun on a day is the era of that day.
ERAS = (
    Era("令和", "令", "R", date(2019, 5, 1), 2019),
    Era("平成", "平", "H", date(1989, 1, 8), 1989),
    Era("昭和", "昭", "S", date(1926, 12, 25), 1926),
    Era("大正", "大", "T", date(1912, 7, 30), 1912),
    Era("明治", "明", "M", date(1873, 1, 1), 1868),
)
ERA_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.initial, era.letter)}


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day, or month and day, may be unknown (birth dates told on the telephone)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """ISO form, cut where knowledge ends: 1988, 1988-05, 1988-05-12."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def is_whole(self) -> bool:
        """Year, month and day are known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        if self.day is not None:
            return self.earliest
        return month_end(self.year, self.month or 12)


def era_date(day: date) -> str:
    """令和8年4月1日."""
    day = as_day(day)
    return f"{era_year(day)}{day.month}月{day.day}日"


def era_short(day: date) -> str:
    """R8.4.1, as on forms and in narrow columns; days before 1873 as 1872.12.31."""
    day = as_day(day)
    era = era_of(day)
    year = f"{era.letter}{day.year - era.first_year + 1}" if era else f"{day.year}"
    return f"{year}.{day.month}.{day.day}"


def era_year(moment: date | int) -> str:
    """令和8年 of a day, or of a western year; a year of change takes its last era (2019: 令和元年)."""
    day = date(moment, 12, 31) if isinstance(moment, int) else as_day(moment)
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.first_year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_partial(partial: PartialDate) -> str:
    """昭和63年5月; a year or month in which the era changed is given in the western count (1989年)."""
    if partial.is_whole:
        return era_date(partial.earliest)
    known = era_of(partial.earliest)
    year = era_year(partial.earliest) if known is era_of(partial.latest) else f"{partial.year}年"
    return year if partial.month is None else f"{year}{partial.month}月"


def era_of(day: date) -> Era | None:
    """The era of a day; None before 1873."""
    return next((era for era in ERAS if day >= era.first_day), None)


def japanese_day(moment: datetime) -> date:
    """The day on which that moment falls in Japan. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no Japanese day")
    return moment.astimezone(JAPAN).date()


def as_day(day: date) -> date:
    """A datetime is a date to Python; here it stands for its Japanese day, never for its day in UTC."""
    return japanese_day(day) if isinstance(day, datetime) else day


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
