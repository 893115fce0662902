"""How the cells of an uploaded row are read. Each refuses with a sentence: what is wrong, how to mend it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from indicators.models.record import PlacedRecord
from safeguards.calendar import parse_date
from safeguards.sheets import same_word
from safeguards.sheets.marks import mark_of, quoted

EARLIEST = date(1950, 1, 1)
LATEST = date(2100, 1, 1)


class NeededText(Widget):
    """A text of at most `longest` characters; empty is refused when `needed`."""

    def __init__(self, longest: int, *, needed: bool = False) -> None:
        super().__init__()
        self.longest, self.needed = longest, needed

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        if self.needed and not text:
            raise ValueError(_("Nothing is written here. Please fill it in."))
        if len(text) > self.longest:
            raise ValueError(
                _("This has %(count)s characters. Please shorten it to %(limit)s.")
                % {"count": len(text), "limit": self.longest}
            )
        return text


class Day(Widget):
    """A date in any spelling of the offices, or a date cell of Excel."""

    def __init__(self, *, needed: bool = False, is_last_day: bool = False) -> None:
        super().__init__()
        self.needed, self.is_last_day = needed, is_last_day

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if value in ("", None):
            if self.needed:
                raise ValueError(_("The date is missing. Write it like 令和8年4月1日 or 2026-04-01."))
            return None
        day = value if isinstance(value, date) else self._read(str(value))
        if not EARLIEST <= day < LATEST:
            raise ValueError(
                _("The year of “%(text)s” cannot be right. Please look at it again.")
                % {"text": quoted(value)}
            )
        return day + timedelta(days=1) if self.is_last_day else day

    @staticmethod
    def _read(text: str) -> date:
        if re.fullmatch(r"\d{5}", text):
            raise ValueError(
                _("“%(text)s” is a number, not a date. Format the cell as a date, or write 2026-04-01.")
                % {"text": text}
            )
        return parse_date(text)


class Mark(Widget):
    """○ or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        marked = mark_of(same_word(str(value if value is not None else "")))
        if marked is not None:
            return marked
        raise ValueError(_("“%(text)s” cannot be read. Write ○ or leave it empty.") % {"text": quoted(value)})


class Number(Widget):
    """A whole number from `least` to `most`; widths and a unit behind it (3人, 41校) are understood."""

    def __init__(self, *, least: int = 0, most: int = 9_999, needed: bool = False) -> None:
        super().__init__()
        self.least, self.most, self.needed = least, most, needed

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        if value in ("", None):
            if self.needed:
                raise ValueError(_("The number is missing. Please fill it in."))
            return None
        plain = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
        found = re.fullmatch(r"(\d{1,9})\s*[人名校か所]*", plain)
        if not found or not self.least <= int(found[1]) <= self.most:
            raise ValueError(
                _("“%(text)s” is not a whole number from %(least)s to %(most)s.")
                % {"text": quoted(value), "least": self.least, "most": self.most}
            )
        return int(found[1])


class Choice(Widget):
    """One of a closed list, by its code or its label in either language."""

    def __init__(self, words: dict[str, str], labels: list[str]) -> None:
        super().__init__()
        self.words, self.labels = words, labels

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        found = self.words.get(same_word(str(value or "")))
        if found is None:
            raise ValueError(
                _("“%(text)s” is not in the list. Write one of: %(list)s.")
                % {"text": quoted(value), "list": "、".join(self.labels)}
            )
        return found


class Place(Widget):
    """A municipality, by name or by code of 5 or 6 digits; where offices are allowed, also one of them."""

    def __init__(self, places: dict[str, Any], writable: Any) -> None:
        super().__init__()
        self.places, self.writable = places, writable

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value in ("", None):
            raise ValueError(_("The municipality is missing. Write its name or its code."))
        found = self.places.get(same_word(str(value)))
        if found is None:
            raise ValueError(
                _(
                    "There is no municipality “%(text)s” in this prefecture. Write its name as in the form sheet."
                )
                % {"text": quoted(value)}
            )
        if not self.writable(found):
            raise ValueError(
                _("“%(text)s” is another municipality. You can take in rows of your own only.")
                % {"text": quoted(value)}
            )
        return found


class PlaceField(Field):
    """Puts a place into `municipality` or `agency` of a record."""

    def save(self, instance: PlacedRecord, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        place = self.clean(row, **kwargs)
        is_office = place._meta.model_name == "agency"
        instance.municipality = None if is_office else place
        instance.agency = place if is_office else None
