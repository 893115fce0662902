"""What stands beside the narrative: words that propose a code, and what to ask. Both are reference data in files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from cases.models import CodeBook, PinnedCode
from safeguards.access import Actor

# The form's field of each list from which a word may propose.
FIELD_OF = {
    "violence_type": "violence_types",
    "harm_type": "harm_types",
    "main_complaint": "main_complaint",
    "wish": "wishes",
    "unmet_need": "unmet_needs",
    "next_step": "next_steps",
    "support_activity": "support_activities",
    "next_day": "next_day",
}


@dataclass(frozen=True, slots=True)
class GuidingQuestion:
    """One thing to ask, with the main complaint at which it is asked."""

    main_complaint: str
    code: str
    text_ja: str
    text_en: str

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return self.text_ja if (get_language() or "ja").startswith("ja") else self.text_en


def _rows(name: str) -> list[dict[str, str]]:
    with (settings.YUI_DATA_DIR / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def guiding_questions() -> tuple[GuidingQuestion, ...]:
    """All of them, in the order of the file."""
    return tuple(GuidingQuestion(**row) for row in _rows("guiding_questions.csv"))


@lru_cache(maxsize=1)
def word_proposals() -> tuple[tuple[str, str, str, str], ...]:
    """(word, field of the sheet, code, shown), longer words first: 首を絞め is found before 絞め."""
    rows = [
        (row["word"], FIELD_OF[row["list"]], row["code"], row["shown"]) for row in _rows("word_proposals.csv")
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def questions_by_complaint(book: CodeBook) -> list[tuple[str, str, list[str]]]:
    """(code, label, codes of its questions) of each main complaint that has some."""
    found: dict[str, list[str]] = {}
    for one in guiding_questions():
        found.setdefault(one.main_complaint, []).append(one.code)
    return [(code, book.label("main_complaint", code), codes) for code, codes in found.items()]


def pins_of(actor: Actor) -> dict[str, list[str]]:
    """The codes that her agency has pinned, by list, in their order. One query."""
    found: dict[str, list[str]] = {}
    for one in PinnedCode.objects.filter(agency_id=actor.own_agency_id):
        found.setdefault(one.list_name, []).append(one.code)
    return found


def pinned_first(
    choices: Iterable[tuple[str, str]], pins: Iterable[str]
) -> tuple[list[tuple[str, str]], int]:
    """The choices with the pinned ones first, and how many these are; the rest keeps its order."""
    rest = dict(choices)
    first = [(code, rest.pop(code)) for code in pins if code in rest]
    return [*first, *rest.items()], len(first)
