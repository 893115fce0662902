"""Names of agencies that are easily taken for each other (R-18). Pure and deterministic; errs towards warning.

What a name has of its own is what is left when the words that many agencies share (`data/agency_words.csv`),
the prefecture and what stands in brackets are taken away: 若林 of a police station, 大崎 of a city's desk.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from safeguards.names import search_key

WORDS_FILE = Path(__file__).resolve().parent.parent / "data" / "agency_words.csv"
# Desks of municipalities stand beside each other in every list, whatever each of them is called.
MUNICIPAL_DESKS = ("municipal_desk", "city_welfare_office", "dv_center", "residents_desk")
SHORT = 3  # so many characters are read at one glance: then the first of them decides
WHOLE = 5  # a whole name of so many characters inside another one is taken for it

_BRACKETS = re.compile(r"【[^】]*】|[(][^)]*[)]")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|\w{2,3}県)\s*")
_PREFECTURE_READ = re.compile(r"^(?:トウキョウト|ホッカイドウ|(?:キョウト|オオサカ)フ|[ァ-ヶー]{2,4}ケン)\s*")


@dataclass(frozen=True, slots=True)
class Called:
    """How one agency is called, and what it is."""

    name: str
    reading: str = ""
    kind: str = ""

    @property
    def family(self) -> str:
        """Agencies of one family are looked for in one list."""
        return "municipal" if self.kind in MUNICIPAL_DESKS else self.kind


def are_alike(one: Called, other: Called) -> bool:
    """Are the two easily taken for each other?

    Whole names: equal, one within the other, or one slip apart (若林警察署 and 若柳警察署). In one family also what
    they have of their own: equal in writing or reading, one slip apart (村田 and 柴田, 泉 and 泉崎), or both short
    and beginning alike (大崎 and 大河原).
    """
    first, second = search_key(one.name), search_key(other.name)
    if not first or not second:
        return False
    if first == second or (min(len(first), len(second)) >= WHOLE and (first in second or second in first)):
        return True
    if min(len(first), len(second)) >= SHORT and _one_slip(first, second):
        return True
    return one.family == other.family and _own_parts_alike(one, other)


def _own_parts_alike(one: Called, other: Called) -> bool:
    first, second = search_key(own_part(one.name)), search_key(own_part(other.name))
    read, other_read = _own_reading(one.reading), _own_reading(other.reading)
    if first == second or (read and read == other_read):
        return True
    begin_alike = first[:1] == second[:1] and max(len(first), len(second)) <= SHORT
    return begin_alike or (max(len(first), len(second)) > 1 and _one_slip(first, second))


def _one_slip(first: str, second: str) -> bool:
    """One character more, fewer or other."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other_rest = first[start:], second[start:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]


@lru_cache(maxsize=2048)
def own_part(name: str) -> str:
    """What the name has of its own, as it is written; the whole name where nothing is left."""
    plain = unicodedata.normalize("NFKC", name)
    return _without(_PREFECTURE.sub("", _BRACKETS.sub(" ", plain).strip()), "word") or plain


@lru_cache(maxsize=2048)
def _own_reading(reading: str) -> str:
    plain = _PREFECTURE_READ.sub("", unicodedata.normalize("NFKC", reading).strip())
    return search_key(_without(plain, "kana"))


def _without(text: str, column: str) -> str:
    words = _words()
    for row in words:
        if row["where"] == "anywhere":
            text = text.replace(row[column], " ")
    ends = tuple(row[column] for row in words if row["where"] == "end")
    return "".join(_without_end(part, ends) for part in text.split())


def _without_end(part: str, ends: tuple[str, ...]) -> str:
    end = next((one for one in ends if part.endswith(one) and len(part) > len(one)), "")
    return part.removesuffix(end)


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], ...]:
    """The shared words, longest first."""
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(sorted(csv.DictReader(file), key=lambda row: -len(row["word"])))
