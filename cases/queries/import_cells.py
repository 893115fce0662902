"""How one cell of an old ledger is read. Each refuses with a sentence: what is wrong, how to mend it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

from django.utils.translation import gettext as _

from cases.rules import is_held_number
from safeguards import calendar
from safeguards.clock import parse_clock
from safeguards.sheets import same_word
from safeguards.sheets.marks import mark_of, quoted

EARLIEST = date(1950, 1, 1)
MOST_MINUTES = 1440
_AGE = re.compile(r"(\d{1,3})(?:歳|才)?(代)?(?:前半|後半|半ば|くらい|ぐらい|位|頃)?")
_MINUTES = re.compile(r"(?:(\d{1,2})(?:時間|:))?(?:(\d{1,4})分?)?")
_UNTIL = re.compile(r"\s*(?:~|〜|～|-|－|から)\s*")
_MANY = re.compile(r"[、,，;；/／\n]+")


class CellUnreadable(ValueError):
    """A cell that cannot be taken. str() is a sentence in the reader's language."""


def read_day(text: str, today: date | None = None) -> tuple[date, str]:
    """A day, and what is written of the time behind it. With `today` it is a day of the past."""
    try:
        day, clock = calendar.read_day_and_clock(text)
    except calendar.DateUnreadable as unreadable:
        raise CellUnreadable(str(unreadable)) from None
    if day < EARLIEST or day.year > 2100:
        raise CellUnreadable(
            _("The year of “%(text)s” cannot be right. Please look at it again.") % {"text": quoted(text)}
        )
    if today is not None and day > today:
        raise CellUnreadable(
            _("%(day)s has not come yet. Please write the day of the contact.")
            % {"day": calendar.era_date(day)}
        )
    return day, clock


def read_clock(text: str) -> tuple[time, int | None]:
    """When it began, and the minutes where an end is written behind it (10:00～10:40)."""
    parts = _UNTIL.split(unicodedata.normalize("NFKC", text).strip().replace("〜", "~"), maxsplit=1)
    parts = [re.sub(r"^(\d{1,2}:\d{2}):\d{2}$", r"\1", part) for part in parts if part]
    try:
        clocks = [parse_clock(part) for part in parts]
    except calendar.DateUnreadable as unreadable:
        raise CellUnreadable(str(unreadable)) from None
    if not clocks:
        raise CellUnreadable(
            _("“%(text)s” is not a time of day. Please write it like 14:05.") % {"text": quoted(text)}
        )
    begin = clocks[0]
    if len(clocks) < 2:
        return begin, None
    length = (clocks[1].hour - begin.hour) * 60 + clocks[1].minute - begin.minute
    return begin, length % MOST_MINUTES


def read_minutes(text: str) -> int:
    """25, 25分, 1時間30分, 1:30."""
    found = _MINUTES.fullmatch(same_word(text))
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0) if found and found[0] else MOST_MINUTES + 1
    if minutes > MOST_MINUTES:
        raise CellUnreadable(
            _("“%(text)s” is not a number of minutes from 0 to 1440. Write it like 25.")
            % {"text": quoted(text)}
        )
    return minutes


def read_age(text: str) -> str:
    """The band of 35, 35歳, 30代; empty where it is no age."""
    found = _AGE.fullmatch(same_word(text))
    return calendar.age_band(int(found[1])) if found and int(found[1]) < 120 else ""


def read_birth_band(text: str, day: date | None) -> str:
    """The band of age on the day of the contact; unknown where the birth date leaves it open."""
    try:
        born = calendar.read_birth(text)
    except calendar.DateUnreadable as unreadable:
        raise CellUnreadable(str(unreadable)) from None
    if born is None or day is None:
        return calendar.age_band(None)
    if born.earliest > day:
        raise CellUnreadable(
            _("“%(text)s” lies after the contact. Please look at the birth date again.")
            % {"text": quoted(text)}
        )
    youngest, oldest = calendar.age_range_on(born, day)
    band = calendar.age_band(youngest)
    return band if band == calendar.age_band(oldest) else calendar.age_band(None)


def read_mark(text: str) -> tuple[bool, str]:
    """Yes or no, and the word that stays to be kept where it says more than that."""
    marked = mark_of(same_word(text))
    return (True, text) if marked is None else (marked, "")


def read_held_number(text: str) -> str:
    """Nine digits that the client holds."""
    number = re.sub(r"[-‐－ー\s]", "", unicodedata.normalize("NFKC", text))
    if not is_held_number(number):
        raise CellUnreadable(
            _("“%(text)s” is no number that a client holds. Its last digit does not fit the others.")
            % {"text": quoted(text)}
        )
    return number


def read_text(text: str, most: int) -> str:
    """A text of at most `most` characters: it is never cut."""
    if len(text) > most:
        raise CellUnreadable(
            _("This has %(count)s characters. Please shorten it to %(limit)s.")
            % {"count": len(text), "limit": most}
        )
    return text


def pieces(text: str) -> list[str]:
    """The words of a cell that holds several."""
    return [piece.strip() for piece in _MANY.split(text) if piece.strip()]
