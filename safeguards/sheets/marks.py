"""○ and × as offices write them in tables."""

from __future__ import annotations

from typing import Any

_YES = {"○", "〇", "◯", "●", "✓", "✔", "レ", "1", "はい", "あり", "有", "要", "有り", "yes", "y", "true", "o"}
_NO = {"", "×", "✕", "x", "-", "ー", "—", "0", "いいえ", "なし", "無", "不要", "無し", "no", "n", "false"}


def mark_of(word: str) -> bool | None:
    """Yes or no of a `same_word`; None when it is neither."""
    if word in _YES:
        return True
    return False if word in _NO else None


def quoted(value: Any) -> str:
    """A cell's text as an error repeats it, cut to 30 characters."""
    text = str(value)
    return text if len(text) <= 30 else f"{text[:30]}…"
