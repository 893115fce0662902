"""Words of old ledgers: which heading means which field, which word which code in which fiscal year."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings

from cases.choices.record_import import IMPORT_FIELDS
from cases.models import Code, CodeBook
from safeguards.sheets import same_word

HEADINGS_FOR_SURE = 2  # so many known words make a row the heading


def _rows(name: str) -> list[dict[str, str]]:
    with (settings.YUI_DATA_DIR / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def _headings() -> dict[str, str]:
    """Field by heading, from the file of headings and from the labels of the sheet."""
    told = {same_word(row["heading"]): row["field"] for row in _rows("import_columns.csv")}
    return {**{same_word(name): name for name in IMPORT_FIELDS}, **told}


def is_heading(cells: tuple[Any, ...]) -> bool:
    """Does this row name columns? What stands above it (a title, a year) does not."""
    return sum(same_word(str(cell)) in _headings() for cell in cells) >= HEADINGS_FOR_SURE


def proposed(header: Iterable[str]) -> dict[str, str]:
    """Field by column (counted from 0, as text) where the heading is known.

    A field that takes one column gets the first that names it.
    """
    found: dict[str, str] = {}
    for place, word in enumerate(header):
        name = _headings().get(same_word(word), "")
        if name and (IMPORT_FIELDS[name].kind == "long" or name not in found.values()):
            found[str(place)] = name
    return found


@cache
def _synonyms() -> dict[str, dict[str, list[str]]]:
    """Codes by list and word, in the order of the file."""
    told: dict[str, dict[str, list[str]]] = {}
    for row in _rows("import_words.csv"):
        told.setdefault(row["list"], {}).setdefault(same_word(row["word"]), []).append(row["code"])
    return told


class Words:
    """Codes by word for one look: labels in both languages, the codes themselves, and the synonyms of the data file.

    A word may stand for several codes, of which one was valid at each time (婦人相談所 until fiscal year 2023).
    """

    def __init__(self) -> None:
        wanted = sorted({field.list_name for field in IMPORT_FIELDS.values() if field.list_name})
        self.book = CodeBook(*wanted)
        self._codes: dict[str, dict[str, Code]] = {name: {} for name in wanted}
        self._words: dict[str, dict[str, list[str]]] = {name: {} for name in wanted}
        for row in Code.objects.filter(list_name__in=wanted).order_by("list_name", "position", "pk"):
            self._codes[row.list_name][row.code] = row
            for word in (row.label_ja, row.label_en, row.code):
                self._words[row.list_name].setdefault(same_word(word), []).append(row.code)
        for name, words in _synonyms().items():
            for word, codes in words.items():
                self._words[name].setdefault(word, []).extend(codes)

    def candidates(self, list_name: str, text: str) -> list[str]:
        """Codes that this word may mean, the likeliest first; none when it is unknown."""
        return self._words[list_name].get(same_word(text), [])

    def is_valid(self, list_name: str, code: str, year: int) -> bool:
        """Was this code in use in that fiscal year?"""
        row = self._codes[list_name].get(code)
        if row is None:
            return False
        return (row.valid_from_fy or year) <= year <= (row.valid_to_fy or year)

    def parent(self, list_name: str, code: str) -> str:
        """The code of the first level above a finer one; empty for one of the first level."""
        row = self._codes[list_name].get(code)
        return row.parent_code if row else ""

    def choices(self, list_name: str) -> list[tuple[str, str]]:
        """Every code of the first level, old ones too: a contact of an old year may need it."""
        return [(code, row.label) for code, row in self._codes[list_name].items() if not row.parent_code]
