"""Reading days and times from the cells of old ledgers: every spelling of the offices, and the numbers of Excel."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from safeguards.calendar.eras import PartialDate
from safeguards.calendar.reading import DateUnreadable, parse_date, parse_partial_date

# Excel counts days from here (its error about 1900 lies before every ledger); 1950 to 2100 are taken for days.
_DAY_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
_MOMENT = re.compile(r"(.*\d日?)(?:[ T]|\s|(?<=日))+((?:午前|午後)?\d{1,2}[:時].*)")


def read_day_and_clock(text: str) -> tuple[date, str]:
    """The day, and what is written of the time of day behind it (empty: nothing). Raises DateUnreadable."""
    plain = unicodedata.normalize("NFKC", text).strip()
    serial = _SERIAL.fullmatch(plain)
    if serial and _FIRST_SERIAL <= int(serial[1]) < _LAST_SERIAL:
        moment = datetime.combine(_DAY_ZERO, time()) + timedelta(days=int(serial[1]))
        minutes = round(float(serial[2] or 0) * 24 * 60)
        moment += timedelta(minutes=minutes)
        return moment.date(), f"{moment:%H:%M}" if minutes else ""
    whole = _MOMENT.fullmatch(plain)
    if whole is None:
        return parse_date(text), ""
    return parse_date(whole[1]), re.sub(r"^(\d{1,2}:\d{2}):\d{2}$", r"\1", whole[2].strip())


def read_birth(text: str) -> PartialDate | None:
    """A birth date of which parts may be unknown; None where it says no more than that it is not known.

    頃, 生 and marks of doubt behind a date are left out. Raises DateUnreadable.
    """
    plain = re.sub(
        r"(?:頃|ごろ|生まれ|生|\?|\(推定\)|推定)+$", "", unicodedata.normalize("NFKC", text).strip()
    )
    if plain in ("", "不明", "未確認", "未聴取", "非公表", "-", "ー", "—"):
        return None
    try:
        day, _clock = read_day_and_clock(plain)
    except DateUnreadable:
        return parse_partial_date(plain)
    return PartialDate(day.year, day.month, day.day)
