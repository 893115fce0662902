"""Pure sums of a referral: when an answer is due, when sight ends, what a kind needs, names in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from safeguards.calendar import JAPAN
from safeguards.names import search_key

LONGEST_DAYS = 90
OFFICE_CLOSES = time(17, 0)
DUE_DAYS = {"three_days": 3, "week": 7}

# What a kind cannot do without: ticked when the kind is chosen, nothing more (codes of `referral_kind`).
MINIMUM = {
    "handover": ("identity", "contact", "narrative"),
    "joint": ("identity", "contact", "narrative"),
    "advice": (),
    "notice": ("identity",),
    "protection_request": ("identity", "contact", "narrative", "risk"),
}

HONORIFICS = tuple(search_key(word) for word in ("さん", "さま", "様", "氏", "ちゃん", "くん", "君", "殿"))


def due_at(urgency: str, now: datetime) -> datetime | None:
    """The moment by which an answer is wished for; None when there is no hurry.

    At once = one hour. Today = 17:00, but never less than two hours. Days = 17:00 of that calendar day.
    """
    local = now.astimezone(JAPAN)
    if urgency == "immediate":
        return now + timedelta(hours=1)
    if urgency == "today":
        return max(datetime.combine(local.date(), OFFICE_CLOSES, JAPAN), now + timedelta(hours=2))
    if urgency in DUE_DAYS:
        return datetime.combine(local.date() + timedelta(days=DUE_DAYS[urgency]), OFFICE_CLOSES, JAPAN)
    return None


def holds_acceptance(urgency: str) -> bool:
    """Does acceptance wait until a named person was looked for? Not where the answer is wanted at once: what
    protects a woman waits for nobody (decision 7), and who is named by name is walled off already."""
    return urgency != "immediate"


def until_after(last_day: date) -> datetime:
    """The first moment without access: midnight in Japan after the last day."""
    return datetime.combine(last_day + timedelta(days=1), time(0, 0), JAPAN)


def last_day(days: int, today: date) -> date:
    """The last day of sight when it shall live `days` days, today included."""
    return today + timedelta(days=days - 1)


def minimum_of(kind: str, offered: Iterable[str]) -> list[str]:
    """The groups that a kind ticks by itself, among those that can be offered here."""
    return [group for group in offered if group in MINIMUM.get(kind, ())]


def words_found(text: str, words: Iterable[str], phones: Iterable[str]) -> list[str]:
    """Names, readings, places and telephones of the person that stand in a text, as they were given.

    A short word (one character; a reading of up to three) counts only where it stands as a name: alone in its
    script or before an honorific; otherwise 林 would be found in 林業 and まり in つまり.
    """
    found = [word for word in dict.fromkeys(words) if _stands_in(word, text)]
    digits = re.sub(r"(?<=\d)[\s\-‐‑–—―−ー()（）.・]+(?=[\d(（])", "", unicodedata.normalize("NFKC", text))
    for phone in dict.fromkeys(phones):
        bare = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
        if len(bare) >= 6 and (bare in digits or (len(bare) >= 9 and bare[1:] in digits)):
            found.append(phone)
    return found


def _stands_in(word: str, text: str) -> bool:
    key, whole = search_key(word), search_key(text)
    if not key or key not in whole:
        return False
    if len(key) >= (4 if _is_kana(key) else 2):
        return True
    if any(key + honorific in whole for honorific in HONORIFICS):
        return True
    plain = unicodedata.normalize("NFKC", text)
    runs = re.findall(r"[ァ-ヺー]+|[ぁ-ゖー]+|[一-鿿㐀-䶿豈-﫿々𠀀-𪛟]+|[A-Za-z]+", plain)
    return any(search_key(run) == key for run in runs)


def _is_kana(key: str) -> bool:
    return all("ぁ" <= char <= "ゖ" or char == "ー" for char in key)
