"""Fiscal years, working days and ages."""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday

from safeguards.calendar.eras import PartialDate, as_day, era_year

# The bands of the Cabinet Office's yearly survey of DV centers; codes of `age_band` in data/codes.csv.
AGE_BANDS = ((20, "under_20"), (30, "20s"), (40, "30s"), (50, "40s"), (60, "50s"))
AGE_OLDEST = "60_over"
AGE_UNKNOWN = "unknown"
AGE_BAND_CODES = (*(code for _below, code in AGE_BANDS), AGE_OLDEST, AGE_UNKNOWN)


def fiscal_year(day: date) -> int:
    """The western year in which the fiscal year of that day began (1 April to 31 March, 地方自治法208条)."""
    day = as_day(day)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    """1 April."""
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    """31 March of the next calendar year: the last day that still belongs to it."""
    return date(year + 1, 3, 31)


def fiscal_year_label(year: int) -> str:
    """令和8年度; the one of 2019 is 令和元年度 throughout, as the State wrote it from May 2019."""
    return f"{era_year(year)}度"


def is_working_day(day: date) -> bool:
    """Public offices are open: no weekend, no national holiday, not 29 December to 3 January."""
    day = as_day(day)
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


def next_working_day(day: date) -> date:
    """The first working day after that day."""
    day = as_day(day) + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def age_on(born: date, day: date) -> int:
    """Full years on that day. Born on 29 February: a year older on 1 March in common years."""
    day = as_day(day)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_range_on(born: PartialDate, day: date) -> tuple[int, int]:
    """The lowest and the highest age that a partly known birth date allows on that day; never below 0."""
    return max(age_on(born.latest, day), 0), max(age_on(born.earliest, day), 0)


def age_band(age: int | None) -> str:
    """Code of the age band; unknown for None."""
    if age is None:
        return AGE_UNKNOWN
    return next((code for below, code in AGE_BANDS if age < below), AGE_OLDEST)
