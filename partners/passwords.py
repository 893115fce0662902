"""Passwords that are long and yet guessed first: patterns, and words that everybody here knows."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_SIGNS = 6
FEWEST_LETTERS = 6
LONGEST = 200  # a longer text only keeps the machine busy
KNOWN_WORDS = (
    "password", "passwort", "passcode", "welcome", "login", "admin", "letmein", "iloveyou", "qwertyuiop",
    "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "counselor", "soudan", "sodan", "josei", "himitsu",
    "pasuwado", "pasuwaado", "yui", "reiwa", "heisei", "showa",
)  # fmt: skip


class NotGuessedFirst:
    """Refuses repetitions, runs and sentences that hold hardly more than well-known words and digits.

    The names of the prefecture's municipalities are among the known words: they come from the reference data.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a sentence on what to write instead."""
        if len(password) > LONGEST:
            raise ValidationError(
                _("At most %(longest)s characters, please.") % {"longest": LONGEST}, code="too_long"
            )
        plain = password.casefold()
        if len(set(plain)) < FEWEST_SIGNS or _is_repetition(plain) or _says_little(plain):
            raise ValidationError(
                _(
                    "This password would be guessed early: it repeats itself or is made of well-known words and"
                    " digits. Write a sentence that only you know."
                ),
                code="guessed_first",
            )

    def get_help_text(self) -> str:
        """For Django."""
        return _("No repetition, no well-known words with digits.")


def _is_repetition(plain: str) -> bool:
    """The same piece of up to half the length, again and again."""
    return re.fullmatch(r"(.+?)\1+.{0,3}", plain) is not None


def _says_little(plain: str) -> bool:
    """What is left without known words, digits and signs is shorter than a word."""
    left = re.sub(r"[\W\d_]", "", plain)
    for word in sorted({*KNOWN_WORDS, *_places()}, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < FEWEST_LETTERS


def _places() -> set[str]:
    from partners.models import Municipality  # settings name this module before the models stand

    names = Municipality.objects.values_list("name", "name_en")
    return {part.casefold() for name, english in names for part in (name, *english.split()) if len(part) > 1}
