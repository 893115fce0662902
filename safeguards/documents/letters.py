"""Which letters the fonts of the papers have. A letter that they lack is shown as 〓 and named; none vanishes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path(__file__).with_name("fonts")
MISSING = "〓"  # the sign of Japanese printers for a letter that the case does not hold
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WITHOUT_INK = frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff"
)  # joiners: leaving them out changes no letter
_FORMS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # which form of the letter before is meant


@cache
def letters() -> frozenset[int]:
    """Code points for which a regular font has a picture. The bold one has the same, or the regular one steps in."""
    found: set[int] = set()
    for place in sorted(FONTS.glob("*/Regular.ttf")):
        with TTFont(place, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


class Case:
    """Sets the words of one paper and remembers what could not be set as it stands."""

    def __init__(self) -> None:
        self.missing: dict[str, None] = {}
        self.forms: dict[str, None] = {}

    def set(self, value: Any) -> Any:
        """The same value with every text in it made of letters that print."""
        if isinstance(value, str):
            return self._set_text(value)
        if isinstance(value, dict):
            return {name: self.set(one) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.set(one) for one in value]
        return value

    def _set_text(self, text: str) -> str:
        text = _BREAKS.sub("\n", text).replace("\t", "    ")
        for match in _FORMS.finditer(text):
            self.forms[text[match.start() - 1 : match.start()] or MISSING] = None
        return "".join(map(self._set_letter, _FORMS.sub("", text)))

    def _set_letter(self, letter: str) -> str:
        if letter == "\n" or (ord(letter) in letters() and unicodedata.category(letter)[0] != "C"):
            return letter
        if letter in _WITHOUT_INK:
            return ""
        self.missing[letter] = None
        return MISSING


def named(missing: Iterable[str]) -> str:
    """Letters by their number and name, for a note at the end of the paper: U+0E01 THAI CHARACTER KO KAI."""
    return "\n".join(f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip() for one in missing)
