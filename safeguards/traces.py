"""By what two records can be about one person: full names, telephones, addresses as keys, and their blind digests.

The digests are made with a key of their own (`PURPOSE`): no screen can search by them, and no index of names
can be laid beside them. A key errs towards finding too much: a warning costs a press, a missed one a life.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from safeguards import keys, names

PURPOSE = "tie"
NAME, PHONE, ADDRESS = "name", "phone", "address"
KINDS = (NAME, PHONE, ADDRESS)
FEWEST_DIGITS = 10  # of a whole Japanese telephone number; shorter ones are the same in many towns
MOST_LINES = 20

_JAPAN = re.compile(r"^(?:010|00)?810?(?=\d{9,10}$)")
_LOST_ZERO = re.compile(r"^(?=[789]0\d{8}$)")
_BETWEEN_PHONES = re.compile(r"[/,;、，；。\n]|または|又は")
_BETWEEN_PLACES = re.compile(r"[\n,、。;:()]")
_POSTCODE = re.compile(r"〒?\d{3}-\d{4}(?!\d)|〒\d{7}")
_PREFECTURE = re.compile(r"^(?:北海道|東京都|(?:京都|大阪)府|..県|神奈川県|和歌山県|鹿児島県)")
_ABOVE_WARD = re.compile(r"^.{1,5}市(?=.{1,4}区)|^.{1,4}郡(?=.{1,5}[町村])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ", "-"))
_KANJI = "〇一二三四五六七八九十百"
_KANJI_NUMBER = re.compile(
    rf"[{_KANJI}]+(?=丁目|番|号|条|の[{_KANJI}\d]|-)|(?<=[番目地の-])[{_KANJI}]+(?=号|\s|$)"
)
_DIGIT_OF = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def name_keys(*texts: str) -> tuple[str, ...]:
    """Keys of whole names: as written or read, long marks written out, romaji read. Order of texts is kept."""
    found: dict[str, None] = {}
    for text in texts:
        key = names.search_key(text)
        for one in (key, *names.readings_of_long_marks(key), *names.readings_of_romaji(text)):
            if one:
                found[one] = None
    return tuple(found)


def full_name_keys(family: str, given: str) -> tuple[str, ...]:
    """Keys of a name in two parts, in both orders; none without one of the parts: a surname alone tells nobody."""
    if not names.search_key(family) or not names.search_key(given):
        return ()
    return name_keys(f"{family} {given}", f"{given} {family}")


def phone_key(text: str) -> str:
    """Digits only; empty when there are fewer than six."""
    digits = re.sub(r"\D", "", names.search_key(text))
    return digits if len(digits) >= 6 else ""


def phone_keys(text: str) -> tuple[str, ...]:
    """Whole telephone numbers in a field that may hold several; +81 and a lost first zero are set right."""
    found: dict[str, None] = {}
    for part in _BETWEEN_PHONES.split(unicodedata.normalize("NFKC", text or "")):
        digits = _LOST_ZERO.sub("0", _JAPAN.sub("0", phone_key(part)))
        if len(digits) >= FEWEST_DIGITS:
            found[digits] = None
    return tuple(found)


def place_keys(text: str) -> tuple[str, ...]:
    """Keys of the addresses in a note, at most twenty lines: what stands before the first number, and the numbers.

    Postcode, prefecture, the city above a ward, 大字 and the name of a building drop out; 三丁目2番1号 is 3-2-1.
    A place without a number has no key: a town is not a home.
    """
    found: dict[str, None] = {}
    for part in _BETWEEN_PLACES.split(unicodedata.normalize("NFKC", text or ""))[:MOST_LINES]:
        key = _place_key(part)
        if key:
            found[key] = None
    return tuple(found)


def _place_key(part: str) -> str:
    plain = _POSTCODE.sub("", part.translate(_DASHES).casefold())
    plain = re.sub(r"\s", "", _KANJI_NUMBER.sub(lambda found: str(_number(found[0])), plain))
    town, _none, _rest = re.match(r"^(\D*)(\d?)(.*)$", plain).groups()  # type: ignore[union-attr]
    numbers = [str(int(one)) for one in re.findall(r"\d+", plain[len(town) :])]
    while _PREFECTURE.match(town) or _ABOVE_WARD.match(town):
        town = _ABOVE_WARD.sub("", _PREFECTURE.sub("", town))
    town = names.search_key(town.replace("大字", "").replace("字", ""))
    return f"{town}|{'-'.join(numbers)}" if len(town) >= 2 and numbers else ""


def _number(kanji: str) -> int:
    """三 is 3, 十二 is 12, 二〇 is 20, 百五 is 105."""
    if not set(kanji) & set("十百"):
        return int("".join(str(_DIGIT_OF[char]) for char in kanji))
    total, last = 0, 0
    for char in kanji:
        if char in "十百":
            total, last = total + (last or 1) * (10 if char == "十" else 100), 0
        else:
            last = _DIGIT_OF[char]
    return total + last


def blind(kind: str, found: Iterable[str]) -> set[tuple[str, str]]:
    """(kind, keyed digest of 128 bits) of each key."""
    return {(kind, keys.index_digest(f"{PURPOSE}:{kind}", key).hex()[:32]) for key in found}
