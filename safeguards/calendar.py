"""Japanese dates: eras, fiscal years, working days, ages. Pure: the day of today is always an argument.

Eras follow 元号法 and the cabinet orders made under it; a day of change belongs to the new era.
Years before 明治6年 (1873), when the present calendar began, are written in the western count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import jpholiday
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
_ERA_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.initial, era.letter)}

LONGEST_QUOTE = 30  # characters of the text that an error repeats
EMPTY = gettext_noop("Nothing is written. Write a date such as 令和8年4月1日 or 2026-04-01.")
UNREADABLE = gettext_noop(
    "“%(text)s” cannot be read as a date. Write it as 令和8年4月1日, R8.4.1 or 2026-04-01."
)
NO_YEAR = gettext_noop("“%(text)s” does not tell the year. Write the era or four digits: %(example)s.")
NO_SUCH_DAY = gettext_noop("“%(text)s” does not exist. Write a date that exists, such as %(example)s.")
OTHER_ERA = gettext_noop("“%(text)s” lies outside that era. Write it as %(example)s.")


class DateUnreadable(ValueError):
    """A text that is no date. str() is a sentence in the language of the reader: what, where, how to mend."""

    def __init__(self, message: str, text: str, example: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.facts = {
            "text": text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…",
            "example": example,
        }

    def __str__(self) -> str:
        return _(self.message) % self.facts


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which the day, or the month and the day, may be unknown (birth dates told on the telephone)."""

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
        return _month_end(self.year, self.month or 12)


# --- reading ---------------------------------------------------------------------------------------------------

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー─"), "-") | dict.fromkeys(map(ord, "、。，,．・"), ".")
_WEEKDAY = re.compile(r"\([月火水木金土日祝・]+(曜日?)?\)$|[月火水木金土日]曜日?$")
_FIRST = re.compile(r"(?<=[和成正治令平昭大明RHSTM.])元")
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十]+")
_SIGN = r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明]|[RHSTM])\.?"
_YEAR = rf"(?:{_SIGN}(?P<short>\d{{1,2}})|(?:西暦)?(?P<long>\d{{4}}))"
_WHOLE = re.compile(rf"{_YEAR}(?:年|[-/.])(?P<month>\d{{1,2}})(?:月|[-/.])(?P<day>\d{{1,2}})日?")
_RUN = re.compile(rf"(?:{_SIGN}(?P<short>\d\d)|(?P<long>\d{{4}}))(?P<month>\d\d)(?P<day>\d\d)")
_MONTH_ONLY = re.compile(rf"{_YEAR}(?:年|[-/.])(?P<month>\d{{1,2}})月?")
_YEAR_ONLY = re.compile(rf"{_YEAR}年?")
_YEARLESS = re.compile(r"(?:\d{1,3}(?:年|[-/.]))?\d{1,2}(?:月|[-/.])\d{1,2}日?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<name>[a-z]{3,9})\.?,? (?P<long>\d{4})")
_ENGLISH_MONTH_FIRST = re.compile(
    r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<long>\d{4})"
)


def parse_date(text: str) -> date:
    """Read a date as people write it: 令和8年4月1日, R8.4.1, 2026-04-01, 2026/4/1, 20260401, 1 April 2026.

    Widths, spaces, kanji numbers, 元年 and a weekday behind the date are understood. A two-digit year without
    its era is refused, because 8.4.1 may be 2008 or 令和8年. Raises DateUnreadable.
    """
    plain = _plain(text)
    match = _WHOLE.fullmatch(plain) or _RUN.fullmatch(plain)
    if match:
        return _whole_date(match, text)
    english = _english(text)
    if english:
        return _existing(*english, text=text, written_in_era=False)
    raise _refusal(plain, text)


def parse_partial_date(text: str) -> PartialDate:
    """Read a birth date of which only the year, or year and month, may be known: 昭和63年, S63.5, 1988年5月.

    Raises DateUnreadable.
    """
    plain = _plain(text)
    month_only = _MONTH_ONLY.fullmatch(plain)
    if month_only:
        return _partial(month_only, int(month_only["month"]), text)
    year_only = _YEAR_ONLY.fullmatch(plain)
    if year_only:
        return _partial(year_only, None, text)
    day = parse_date(text)
    return PartialDate(day.year, day.month, day.day)


def _plain(text: str) -> str:
    """One width, no spaces, Arabic numbers, 元年 as 1, no weekday."""
    plain = unicodedata.normalize("NFKC", text or "").upper().translate(_DASHES)
    plain = "".join(plain.split())
    plain = _FIRST.sub("1", _WEEKDAY.sub("", plain))
    return _KANJI_NUMBER.sub(_arabic, plain)


def _arabic(match: re.Match[str]) -> str:
    """二十三 -> 23, 二〇二六 -> 2026."""
    word = match[0]
    digits = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
    if "十" not in word:
        return "".join(str(digits[sign]) for sign in word)
    tens, _ten, ones = word.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return word
    return str((digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0))


def _western_year(match: re.Match[str]) -> int:
    if match["long"]:
        return int(match["long"])
    return _ERA_BY_SIGN[match["era"]].first_year + int(match["short"]) - 1


def _whole_date(match: re.Match[str], text: str) -> date:
    in_era = not match["long"]
    if in_era and int(match["short"]) == 0:
        raise DateUnreadable(UNREADABLE, text.strip())
    day = _existing(_western_year(match), int(match["month"]), int(match["day"]), text, in_era)
    if in_era and _era_of(day) is not _ERA_BY_SIGN[match["era"]]:
        raise DateUnreadable(OTHER_ERA, text.strip(), era_date(day))
    return day


def _existing(year: int, month: int, day: int, text: str, written_in_era: bool) -> date:
    """The date, or the refusal that names a near date that exists, in the spelling the writer chose."""
    try:
        return date(year, month, day)
    except ValueError:
        near = _near(year, month)
        example = era_date(near) if written_in_era else near.isoformat()
        raise DateUnreadable(NO_SUCH_DAY, text.strip(), example) from None


def _near(year: int, month: int) -> date:
    """The day after the month that was meant: 30 February is most often 1 March miscounted."""
    year = min(max(year, 1), 9998)
    if 1 <= month <= 12:
        return _month_end(year, month) + timedelta(days=1)
    return date(year, 4, 1)


def _partial(match: re.Match[str], month: int | None, text: str) -> PartialDate:
    in_era = not match["long"]
    year = _western_year(match)
    known = _existing(year, month or 1, 1, text, in_era)
    if not in_era:
        return PartialDate(year, month)
    era = _ERA_BY_SIGN[match["era"]]
    last = _month_end(year, month or 12)
    if int(match["short"]) == 0:
        raise DateUnreadable(UNREADABLE, text.strip())
    if era not in (_era_of(known), _era_of(last)):
        raise DateUnreadable(OTHER_ERA, text.strip(), era_partial(PartialDate(year, month)))
    return PartialDate(year, month)


def _english(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of "1 April 2026" or "April 1, 2026": the spellings of our own English screens."""
    plain = " ".join(unicodedata.normalize("NFKC", text or "").lower().replace(",", ", ").split()).replace(
        " ,", ","
    )
    match = _ENGLISH_DAY_FIRST.fullmatch(plain) or _ENGLISH_MONTH_FIRST.fullmatch(plain)
    if match is None or match["name"][:3] not in _MONTHS:
        return None
    return int(match["long"]), _MONTHS.index(match["name"][:3]) + 1, int(match["day"])


def _refusal(plain: str, text: str) -> DateUnreadable:
    if not plain:
        return DateUnreadable(EMPTY, "")
    if _YEARLESS.fullmatch(plain):
        return DateUnreadable(NO_YEAR, text.strip(), "令和8年4月1日, 2026-04-01")
    return DateUnreadable(UNREADABLE, text.strip())


# --- writing ---------------------------------------------------------------------------------------------------


def era_date(day: date) -> str:
    """令和8年4月1日."""
    day = _day(day)
    return f"{era_year(day)}{day.month}月{day.day}日"


def era_short(day: date) -> str:
    """R8.4.1, as on forms and in narrow columns; days before 1873 as 1872.12.31."""
    day = _day(day)
    era = _era_of(day)
    year = f"{era.letter}{day.year - era.first_year + 1}" if era else f"{day.year}"
    return f"{year}.{day.month}.{day.day}"


def era_year(moment: date | int) -> str:
    """令和8年 of a day, or of a western year; a year of change takes the era in which it ended (2019: 令和元年)."""
    day = date(moment, 12, 31) if isinstance(moment, int) else _day(moment)
    era = _era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.first_year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_partial(partial: PartialDate) -> str:
    """昭和63年5月; a year or month in which the era changed is given in the western count (1989年)."""
    if partial.is_whole:
        return era_date(partial.earliest)
    known = _era_of(partial.earliest)
    year = era_year(partial.earliest) if known is _era_of(partial.latest) else f"{partial.year}年"
    return year if partial.month is None else f"{year}{partial.month}月"


def _era_of(day: date) -> Era | None:
    return next((era for era in ERAS if day >= era.first_day), None)


# --- fiscal years (4月1日 to 3月31日, 地方自治法208条) ------------------------------------------------------------


def fiscal_year(day: date) -> int:
    """The western year in which the fiscal year of that day began."""
    day = _day(day)
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


# --- days ------------------------------------------------------------------------------------------------------


def japanese_day(moment: datetime) -> date:
    """The day on which that moment falls in Japan. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no Japanese day")
    return moment.astimezone(JAPAN).date()


def is_working_day(day: date) -> bool:
    """Public offices are open: no weekend, no national holiday, not 29 December to 3 January."""
    day = _day(day)
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


def next_working_day(day: date) -> date:
    """The first working day after that day."""
    day = _day(day) + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _day(day: date) -> date:
    """A datetime is a date to Python; here it stands for its Japanese day, never for its day in UTC."""
    return japanese_day(day) if isinstance(day, datetime) else day


def _month_end(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


# --- ages ------------------------------------------------------------------------------------------------------

# The bands of the Cabinet Office's yearly survey of DV centers; codes of the list `age_band` in data/codes.csv.
AGE_BANDS = ((20, "under_20"), (30, "20s"), (40, "30s"), (50, "40s"), (60, "50s"))
AGE_OLDEST = "60_over"
AGE_UNKNOWN = "unknown"


def age_on(born: date, day: date) -> int:
    """Full years on that day. Born on 29 February: a year older on 1 March in common years."""
    day = _day(day)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_range_on(born: PartialDate, day: date) -> tuple[int, int]:
    """The lowest and the highest age that a partly known birth date allows on that day; never below 0."""
    return max(age_on(born.latest, day), 0), max(age_on(born.earliest, day), 0)


def age_band(age: int | None) -> str:
    """Code of the age band; unknown for None."""
    if age is None:
        return AGE_UNKNOWN
    return next((code for below, code in AGE_BANDS if age < below), AGE_OLDEST)
