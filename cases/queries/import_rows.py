"""From the rows of an old ledger to the facts of consultations, the same way for the look and for the taking in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.choices.record_import import IMPORT_FIELDS, KEPT_AS_WORD, LEFT_OUT, NEEDS_CODE, ImportField
from cases.queries import import_cells as cells
from cases.queries.import_cells import CellUnreadable
from cases.queries.import_words import Words
from safeguards import calendar, keys
from safeguards.forms import moment_of
from safeguards.sheets import column
from safeguards.sheets.marks import quoted

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that cannot be taken: line, column and heading of the file, and a sentence how to mend it."""

    line: int
    column: str
    heading: str
    text: str


@dataclass(slots=True)
class Row:
    """One row as it would be stored. `facts` are those of `record_consultation`; `digest` tells the row again."""

    line: int
    facts: dict[str, Any] = field(default_factory=dict)
    counselor_name: str = ""
    held_number: str = ""
    digest: str = ""
    is_known: bool = False
    faults: list[Fault] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # words that stay in the narrative as they were
    unknown: set[str] = field(default_factory=set)  # fields with a word for which no code is known


@dataclass(frozen=True, slots=True)
class Plan:
    """What the office chose: field by column, code by word of a field, codes for rows that say none."""

    header: list[str]
    columns: dict[int, ImportField]
    words: dict[str, dict[str, str]]
    fixed: dict[str, str]

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Plan:
        """From what is kept with the import."""
        columns = {
            int(place): IMPORT_FIELDS[name]
            for place, name in sorted(stored.get("columns", {}).items(), key=lambda pair: int(pair[0]))
            if name != LEFT_OUT and name in IMPORT_FIELDS
        }
        return cls(stored["header"], columns, stored.get("words", {}), stored.get("fixed", {}))


class RowReader:
    """Reads rows by one plan. `unknown` gathers, by field, the words for which no code is known, and how often.

    Rows of a file that are alike throughout (two silent calls on a day) are told apart by their count.
    """

    def __init__(self, plan: Plan, words: Words, today: date, agency_code: str) -> None:
        self.plan, self.words, self.today, self.agency_code = plan, words, today, agency_code
        self.unknown: dict[str, dict[str, int]] = {}
        self._alike: dict[str, int] = {}
        kinds = [field.name for field in plan.columns.values() if field.kind == "long"]
        self._shared = {name for name in kinds if kinds.count(name) > 1}

    def read(self, line: int, held: Cells) -> Row:
        """One row; what is wrong with it stands in its `faults`."""
        row = Row(line, digest=self._digest(held))
        day = self._days(row, held)
        for place, target in self.plan.columns.items():
            value = held[place] if place < len(held) else ""
            if value and target.name not in ("started_on", "started_clock"):
                with self._guarded(row, place):
                    self._cell(row, place, value, day)
        self._complete(row, calendar.fiscal_year(day) if day else None)
        if row.kept:
            row.facts["narrative"] = "\n".join(filter(None, [row.facts.get("narrative", ""), *row.kept]))
        self._lengths(row)
        return row

    # --- the cells of one row --------------------------------------------------------------------------------

    @contextmanager
    def _guarded(self, row: Row, place: int) -> Iterator[None]:
        try:
            yield
        except CellUnreadable as unreadable:
            self._fault(row, place, str(unreadable))

    def _fault(self, row: Row, place: int, text: str) -> None:
        row.faults.append(Fault(row.line, column(place), self._heading(place), text))

    def _heading(self, place: int) -> str:
        return self.plan.header[place] if place < len(self.plan.header) else ""

    def _place(self, name: str) -> int | None:
        return next((place for place, one in self.plan.columns.items() if one.name == name), None)

    def _days(self, row: Row, held: Cells) -> date | None:
        """When the contact began, from the day's and the clock's columns."""
        place, day, clock = self._place("started_on"), None, ""
        if place is None or place >= len(held) or not held[place]:
            self._fault(row, place or 0, _("The day is missing. Without it there is no consultation."))
            return None
        with self._guarded(row, place):
            day, clock = cells.read_day(held[place], self.today)
        clock_place, began = self._place("started_clock"), None
        if clock_place is not None and clock_place < len(held) and held[clock_place]:
            clock, place = held[clock_place], clock_place
        if clock:
            with self._guarded(row, place):
                began, length = cells.read_clock(clock)
                row.facts |= {} if length is None else {"minutes": length}
        if day is not None:
            row.facts["started_at"] = moment_of(day, began)
        return day

    def _cell(self, row: Row, place: int, text: str, day: date | None) -> None:
        """One cell into the facts."""
        target, facts = self.plan.columns[place], row.facts
        name, year = target.name, calendar.fiscal_year(day) if day else None
        match target.kind:
            case "day":
                facts[name] = cells.read_day(text)[0]
            case "minutes":
                facts[name] = cells.read_minutes(text)
            case "text" if name == "counselor_name":
                row.counselor_name = cells.read_text(text, target.most)
            case "text":
                facts[name] = cells.read_text(" ".join(text.split("\n")), target.most)
            case "long":
                told = f"【{self._heading(place)}】\n{text}" if name in self._shared else text
                facts[name] = "\n".join(filter(None, [facts.get(name, ""), told]))
            case "one":
                facts[name] = self._code(row, target, text, year)
            case "many":
                codes = [self._code(row, target, word, year) for word in self._pieces(target, text)]
                facts[name] = [code for code in dict.fromkeys(codes) if code]
            case "age":
                facts[name] = cells.read_age(text) or self._code(row, target, text, year)
            case "birth":
                facts.setdefault("age_band", cells.read_birth_band(text, day))
            case "mark":
                facts[name], word = cells.read_mark(text)
                row.kept += [f"【{target.label}】{word}"] if word else []
            case "number":
                row.held_number = cells.read_held_number(text)

    def _pieces(self, target: ImportField, text: str) -> list[str]:
        whole = self.words.candidates(target.list_name, text) or text in self.plan.words.get(target.name, {})
        return [text] if whole else cells.pieces(text)

    def _code(self, row: Row, target: ImportField, text: str, year: int | None) -> str:
        """The code of a word in the fiscal year of the contact; empty while it is unknown or stays as a word.

        A word whose code says less than the word (chosen by hand, or a finer old complaint) stays besides.
        """
        chosen = self.plan.words.get(target.name, {}).get(text, "")
        if chosen == KEPT_AS_WORD:
            row.kept.append(f"【{target.label}】{text}")
            return ""
        candidates = [chosen] if chosen else self.words.candidates(target.list_name, text)
        if not candidates:
            seen = self.unknown.setdefault(target.name, {})
            seen[text] = seen.get(text, 0) + 1
            row.unknown.add(target.name)
            return ""
        valid = (
            one for one in candidates if year is None or self.words.is_valid(target.list_name, one, year)
        )
        code = next(valid, "")
        if not code:
            raise CellUnreadable(
                _("“%(text)s” was not in use in %(year)s. Choose another code for it, or correct the day.")
                % {"text": quoted(text), "year": calendar.fiscal_year_label(year or 0)}
            )
        parent = self.words.parent(target.list_name, code)
        if parent or chosen:
            row.kept.append(f"【{target.label}】{text}")
        return parent or code

    # --- the row as a whole ----------------------------------------------------------------------------------

    def _complete(self, row: Row, year: int | None) -> None:
        """What no consultation lacks: from the codes for rows that say none, or a fault."""
        wrong = {fault.column for fault in row.faults}
        for name in NEEDS_CODE:
            place = self._place(name)
            if row.facts.get(name) or name in row.unknown or (place is not None and column(place) in wrong):
                continue
            target, code = IMPORT_FIELDS[name], self.plan.fixed.get(name, "")
            if code and (year is None or self.words.is_valid(target.list_name, code, year)):
                row.facts[name] = code
                continue
            text = _("“%(field)s” is missing. Fill it in, or choose above what holds for rows without it.")
            self._fault(row, place or 0, text % {"field": target.label})

    def _lengths(self, row: Row) -> None:
        """Long texts may have grown by headings and kept words: they are never cut."""
        for target in IMPORT_FIELDS.values():
            text = row.facts.get(target.name, "") if target.kind == "long" else ""
            if len(text) > target.most:
                with self._guarded(row, self._place(target.name) or 0):
                    cells.read_text(text, target.most)

    def _digest(self, held: Cells) -> str:
        """Keyed digest of what stands in the row, whatever its columns are called, ordered or mapped to."""
        told = sorted(filter(None, (_plain(value) for value in held)))
        text = json.dumps(told, ensure_ascii=False)
        count = self._alike[text] = self._alike.get(text, 0) + 1
        return keys.index_digest(f"import:{self.agency_code}", f"{count}:{text}").hex()[:32]


def _plain(text: str) -> str:
    """A cell as it is compared: days in one spelling, one width, no spaces."""
    if len(text) <= 24 and any(sign.isdigit() for sign in text):
        try:
            day, clock = calendar.read_day_and_clock(text)
            text = f"{day.isoformat()}{clock}"
        except calendar.DateUnreadable:
            pass
    return "".join(unicodedata.normalize("NFKC", text).split())
