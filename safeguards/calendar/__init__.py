"""Japanese dates: eras, fiscal years, working days, ages. Pure: the day of today is always an argument."""

from safeguards.calendar.cells import read_birth, read_day_and_clock
from safeguards.calendar.days import (
    AGE_BAND_CODES,
    age_band,
    age_on,
    age_range_on,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_label,
    fiscal_year_start,
    is_working_day,
    next_working_day,
)
from safeguards.calendar.eras import (
    ERAS,
    JAPAN,
    Era,
    PartialDate,
    era_date,
    era_of,
    era_partial,
    era_short,
    era_year,
    japanese_day,
    month_end,
)
from safeguards.calendar.reading import (
    DateUnreadable,
    parse_date,
    parse_partial_date,
)

__all__ = [
    "AGE_BAND_CODES",
    "ERAS",
    "JAPAN",
    "DateUnreadable",
    "Era",
    "PartialDate",
    "age_band",
    "age_on",
    "age_range_on",
    "era_date",
    "era_of",
    "era_partial",
    "era_short",
    "era_year",
    "fiscal_year",
    "fiscal_year_end",
    "fiscal_year_label",
    "fiscal_year_start",
    "is_working_day",
    "japanese_day",
    "month_end",
    "next_working_day",
    "parse_date",
    "parse_partial_date",
    "read_birth",
    "read_day_and_clock",
]
