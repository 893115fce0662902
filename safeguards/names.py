"""Japanese names as search keys: one key for all spellings of a name. Pure; what was typed is kept as typed.

Two spellings with one key are treated as the same name in searches, walls and warnings, so a key errs towards
finding too much: 渡邊 and 渡辺, ササキ and ささき, しょうこ and しようこ, ちづる and ちずる are alike.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from itertools import product
from pathlib import Path

VARIANTS_FILE = Path(__file__).resolve().parent.parent / "data" / "kanji_variants.csv"
START = "^"  # cannot stand in a key: keys hold letters and digits only
MOST_READINGS = 8

# Small kana stand large in old registers and on half-width forms; the rest sounds alike on the telephone.
_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖぢづをゐゑ", "あいうえおつやゆよわかけじずおいえ")
_VOICED = str.maketrans(
    "かきくけこさしすせそたちつてとはひふへほう", "がぎぐげござじずぜぞだぢづでどばびぶべぼゔ"
)
_LOOSE_MARKS = str.maketrans("゛゜", "\u3099\u309a")  # typed after the kana instead of with it
_LATIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def search_key(text: str) -> str:
    """One key for all spellings of a name; empty for a text without letters.

    NFKC, lower case, hiragana, variant characters folded by data/kanji_variants.csv, repeat marks written out
    (佐々木 = 佐佐木), small kana large; variation selectors, spaces, dots, hyphens and Latin accents dropped.
    """
    folded = unicodedata.normalize("NFKC", (text or "").translate(_LOOSE_MARKS)).casefold()
    folded = "".join(_fold(char) for char in folded)
    folded = _repeat_marks(folded).translate(_KANA)
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")


def grams(key: str, *, from_start: bool = True) -> tuple[str, ...]:
    """The distinct pairs of neighboring characters of a key, in order, with a pair for its start.

    Store grams(key). Ask with grams(key) for names that begin so, with from_start=False for a part from the
    middle; a single character from the middle has no gram, so nothing can be asked for it.
    """
    marked = START + key if from_start and key else key
    pairs = (marked[place : place + 2] for place in range(len(marked) - 1))
    return tuple(dict.fromkeys(pairs))


def readings_of_romaji(text: str) -> tuple[str, ...]:
    """Search keys of the readings that Latin letters can mean, at most eight; none if they are no romaji.

    Satō and Satoh give さとう and さとお; SATO gives さと: a search from the start finds さとう by it. Passports
    leave long vowels out, so Shoko gives しょこ and しょうこ, Ono also おおの.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text or "").lower())
    letters = re.sub(r"[\s.\-・]", "", plain).replace("’", "'")
    parts: list[tuple[str, ...]] = []
    while letters:
        taken, kana = _syllable(letters)
        if not taken:
            return ()
        is_first, vowel = not parts, letters[taken - 1]
        letters = letters[taken:].lstrip("'")  # it only parts n from a vowel: Jun'ichi
        if letters and len(kana) == 1 and vowel in "ou":
            kana = (*kana, f"{kana[0]}う", *(["おお"] if is_first and kana == ("お",) else []))
        parts.append(kana)
    readings = (
        search_key("".join(choice))
        for _count, choice in zip(range(MOST_READINGS), product(*parts), strict=False)
    )
    return tuple(dict.fromkeys(reading for reading in readings if reading))


_VOWEL_ROWS = {
    "あ": "あかがさざただなはばぱまやらわ", "い": "いきぎしじちぢにひびぴみり", "う": "うくぐすずつづぬふぶぷむゆるゔ",
    "え": "えけげせぜてでねへべぺめれ", "お": "おこごそぞとどのほぼぽもよろ",
}  # fmt: skip
_VOWEL_OF = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_WRITTEN_OUT = {"お": "うお", "え": "いえ"}


def readings_of_long_marks(key: str) -> tuple[str, ...]:
    """What a key with long marks can be when they are written out, at most eight: おーの is おうの or おおの.

    The key itself is not among them; none when it has no long mark after a kana.
    """
    parts: list[str] = []
    for place, char in enumerate(key):
        vowel = _VOWEL_OF.get(key[place - 1]) if char == "ー" and place else None
        parts.append(_WRITTEN_OUT.get(vowel, vowel) if vowel else char)
    if parts == list(key):
        return ()
    return tuple(
        "".join(choice) for _count, choice in zip(range(MOST_READINGS), product(*parts), strict=False)
    )


@lru_cache(maxsize=1)
def variants() -> dict[str, str]:
    """Variant character to the one that stands in keys, from data/kanji_variants.csv."""
    with VARIANTS_FILE.open(encoding="utf-8", newline="") as file:
        return {variant: row["key"] for row in csv.DictReader(file) for variant in row["variants"]}


def _fold(char: str) -> str:
    code = ord(char)
    if 0x30A1 <= code <= 0x30F6 or char in "ヽヾ":  # katakana lie 0x60 above hiragana
        return chr(code - 0x60)
    if 0xC0 <= code <= 0x24F or 0x1E00 <= code <= 0x1EFF:  # Latin letters with marks
        bare = unicodedata.normalize("NFD", char.translate(_LATIN))
        return "".join(part for part in bare if not unicodedata.combining(part))
    return variants().get(char, char)


def _repeat_marks(text: str) -> str:
    """佐々木 -> 佐佐木, みすゞ -> みすず, 美ゝ -> 美美."""
    written: list[str] = []
    for char in text:
        before = written[-1] if written else ""
        if char in "々〻ゝ" and before:
            char = before
        elif char == "ゞ" and before:
            char = before.translate(_VOICED)
        written.append(char)
    return "".join(written)


_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ", "l": "らりるれろ",
}  # fmt: skip
_GLIDES = {
    "ky": "き", "gy": "ぎ", "sh": "し", "sy": "し", "j": "じ", "jy": "じ", "zy": "じ", "ch": "ち", "ty": "ち",
    "cy": "ち", "ny": "に", "hy": "ひ", "by": "び", "py": "ぴ", "my": "み", "ry": "り",
}  # fmt: skip
_LONG = {"ā": "ああ", "ī": "いい", "ū": "うう", "ē": "えい ええ", "ō": "おう おお"}
_CIRCUMFLEX = str.maketrans("âîûêô", "āīūēō")


def _table() -> dict[str, str]:
    table = {
        start + vowel: kana for start, row in _ROWS.items() for vowel, kana in zip("aiueo", row, strict=True)
    }
    for start, kana in _GLIDES.items():
        table |= {start + vowel: kana + small for vowel, small in zip("auo", "ゃゅょ", strict=True)}
    table |= {
        "shi": "し",
        "ji": "じ",
        "chi": "ち",
        "tsu": "つ",
        "fu": "ふ",
        "she": "しぇ",
        "je": "じぇ",
        "che": "ちぇ",
    }
    table |= {
        "ya": "や",
        "yu": "ゆ",
        "yo": "よ",
        "wa": "わ",
        "wo": "を",
        "we": "うぇ",
        "fa": "ふぁ",
        "fi": "ふぃ",
    }
    return table | {"va": "ゔぁ", "vi": "ゔぃ", "vu": "ゔ", "ti": "ち", "dzu": "づ"}


_SYLLABLES = _table()


def _syllable(letters: str) -> tuple[int, tuple[str, ...]]:
    """How many letters the next syllable takes, and what it can be in hiragana; 0 if it is none."""
    letters = letters.translate(_CIRCUMFLEX)
    if len(letters) > 1 and letters[0] not in "aiueon" and (letters[0] == letters[1] or letters[:3] == "tch"):
        return 1, ("っ",)
    if letters[0] in "nm" and (len(letters) == 1 or letters[1] not in "aiueoyāīūēō"):
        return (1, ("ん",)) if letters[0] == "n" or letters[1:2] in tuple("bmp") else (0, ())
    for size in (4, 3, 2, 1):
        head = letters[:size]
        vowel = unicodedata.normalize("NFD", head[-1])[0]
        kana = _SYLLABLES.get(head[:-1] + vowel)
        if kana is None or len(head) < size:
            continue
        if head[-1] in _LONG:
            return size, tuple(kana + tail[1:] for tail in _LONG[head[-1]].split())
        if (
            vowel == "o"
            and letters[size : size + 1] == "h"
            and letters[size + 1 : size + 2] not in tuple("aiueoyāīūēō")
        ):
            return size + 1, (kana + "う", kana + "お")
        return size, (kana,)
    return 0, ()
