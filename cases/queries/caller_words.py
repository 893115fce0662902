"""What a counselor types while somebody speaks: names, pieces of numbers, and hints at the age. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from safeguards import calendar

FEWEST_DIGITS = 4
_BETWEEN = re.compile(r"[\s、,，]+")
_DECADE = re.compile(r"([1-9]0)(?:歳代|才代|代)(前半|後半)?(?:くらい|ぐらい|ごろ)?")
_AGE = re.compile(r"([1-9]\d?)[歳才](?:くらい|ぐらい|ごろ)?")
_BIRTH = re.compile(r"(.+?年)(?:生まれ|生)?")
_CHILDREN = re.compile(r"(?:子|子ども|子供|こども)(\d|なし|いない)人?")
_NUMBER = re.compile(r"[+()\d\-‐–ー−]*\d[+()\d\-‐–ー−]*")
_BEFORE_KANA = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003134f々〆])(?=[ぁ-ゖァ-ヺ])")


@dataclass(frozen=True, slots=True)
class CallerWords:
    """`name`: the words of a name as typed; `digits` of a telephone or a held number; hints only put in order.

    `born`: first and last year of birth that the hint allows; `children`: how many.
    """

    name: str = ""
    digits: str = ""
    born: tuple[int, int] | None = None
    children: int | None = None

    @property
    def name_in_parts(self) -> str:
        """The name with a space where kana follow kanji: 佐藤みさき is 佐藤 みさき."""
        return _BEFORE_KANA.sub(" ", self.name)

    @property
    def is_reading(self) -> bool:
        """Kana alone: a reading, not a name as it is written."""
        return bool(self.name) and all("ぁ" <= char <= "ヿ" or char in " 　・" for char in self.name)


def read_caller(text: str, today: date) -> CallerWords:
    """Take the words apart: さとう 30代 5678 is a reading, a decade and the end of a telephone number."""
    names: list[str] = []
    digits = ""
    born: tuple[int, int] | None = None
    children: int | None = None
    for word in filter(None, _BETWEEN.split(unicodedata.normalize("NFKC", text or ""))):
        years = _years(word, today)
        if years is not None:
            born = years
        elif found := _CHILDREN.fullmatch(word):
            children = int(found[1]) if found[1].isdigit() else 0
        elif _NUMBER.fullmatch(word):
            digits += re.sub(r"\D", "", word)
        else:
            names.append(word)
    return CallerWords(" ".join(names), digits if len(digits) >= FEWEST_DIGITS else "", born, children)


def _years(word: str, today: date) -> tuple[int, int] | None:
    """The years of birth that a word allows; None when it says none."""
    if found := _DECADE.fullmatch(word):
        youngest, oldest = int(found[1]), int(found[1]) + 9
        if found[2]:
            youngest, oldest = (youngest, oldest - 5) if found[2] == "前半" else (youngest + 5, oldest)
        return today.year - oldest - 1, today.year - youngest
    if found := _AGE.fullmatch(word):
        return today.year - int(found[1]) - 2, today.year - int(found[1]) + 1
    if found := _BIRTH.fullmatch(word):
        try:
            year = calendar.parse_partial_date(found[1]).year
        except calendar.DateUnreadable:
            return None
        return year, year
    return None


def with_words_of(facts: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """The facts of a contact, where nothing was written of the caller with what was typed to look for her."""
    if facts.get("caller_name") or facts.get("caller_kana") or facts.get("caller_phone"):
        return facts
    asked = read_caller(text, today)
    named = "caller_kana" if asked.is_reading else "caller_name"
    return {**facts, named: asked.name, "caller_phone": asked.digits}
