"""Reading dates as people write them, and refusing what is none with a sentence that tells how to mend it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from safeguards.calendar.eras import ERA_BY_SIGN, PartialDate, era_date, era_of, era_partial, month_end

LONGEST_QUOTE = 30  # characters of the text that an error repeats
EMPTY = gettext_noop("Nothing is written. Write a date such as 令和8年4月1日 or 2026-04-01.")
UNREADABLE = gettext_noop(
    "“%(text)s” cannot be read as a date. Write it as 令和8年4月1日, R8.4.1 or 2026-04-01."
)
NO_YEAR = gettext_noop("“%(text)s” does not tell the year. Write the era or four digits: %(example)s.")
NO_SUCH_DAY = gettext_noop("“%(text)s” does not exist. Write a date that exists, such as %(example)s.")
OTHER_ERA = gettext_noop("“%(text)s” lies outside that era. Write it as %(example)s.")


class DateUnreadable(ValueError):
    """A text that is no date. str() is a sentence in the language of the reader: what, where, how to mend.

    `message` is a source string with %(text)s and %(example)s; without `text` it is a whole sentence.
    """

    def __init__(self, message: str, text: str | None = None, example: str = "") -> None:
        super().__init__(message)
        self.message, self.text, self.example = message, text, example

    def __str__(self) -> str:
        if self.text is None:
            return self.message
        text = self.text if len(self.text) <= LONGEST_QUOTE else f"{self.text[:LONGEST_QUOTE]}…"
        return _(self.message) % {"text": text, "example": self.example}


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
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
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
    return ERA_BY_SIGN[match["era"]].first_year + int(match["short"]) - 1


def _whole_date(match: re.Match[str], text: str) -> date:
    in_era = not match["long"]
    if in_era and int(match["short"]) == 0:
        raise DateUnreadable(UNREADABLE, text.strip())
    day = _existing(_western_year(match), int(match["month"]), int(match["day"]), text, in_era)
    if in_era and era_of(day) is not ERA_BY_SIGN[match["era"]]:
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
        return month_end(year, month) + timedelta(days=1)
    return date(year, 4, 1)


def _partial(match: re.Match[str], month: int | None, text: str) -> PartialDate:
    in_era = not match["long"]
    year = _western_year(match)
    known = _existing(year, month or 1, 1, text, in_era)
    if not in_era:
        return PartialDate(year, month)
    era = ERA_BY_SIGN[match["era"]]
    last = month_end(year, month or 12)
    if int(match["short"]) == 0:
        raise DateUnreadable(UNREADABLE, text.strip())
    if era not in (era_of(known), era_of(last)):
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
