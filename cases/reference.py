"""Loads the code lists of the field, the questions about risk and the checklist of procedures from `data/`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from cases.models import Code, Procedure, RiskQuestion
from cases.models.code import SHELF

Progress = Callable[[str, int, int], None]


def _year(text: str) -> int | None:
    return int(text) if text else None


@transaction.atomic
def load(data_dir: Path, progress: Progress) -> None:
    """Write codes, questions and procedures.

    `data_dir` is the folder of the prefecture; these are the same for all and stand one level above.
    """
    _load_codes(data_dir.parent, progress)
    _load_risk_questions(data_dir.parent, progress)
    _load_procedures(data_dir.parent / "procedures.csv", progress)


def _load_codes(data_dir: Path, progress: Progress) -> None:
    """Write every code, new or changed; codes that left the file stay, because records point to them."""
    with (data_dir / "codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    transaction.on_commit(SHELF.clear)
    Code.objects.bulk_create(
        [
            Code(
                list_name=row["list"],
                code=row["code"],
                label_ja=row["label_ja"],
                label_en=row["label_en"],
                parent_code=row["parent"],
                position=int(row["sort"] or 0),
                valid_from_fy=_year(row["valid_from_fy"]),
                valid_to_fy=_year(row["valid_to_fy"]),
                status=row["status"],
                source=row["source"],
                survey_code=row["cao_code"],
                hint_ja=row["hint_ja"],
                hint_en=row["hint_en"],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["list_name", "code"],
        update_fields=[
            "label_ja", "label_en", "parent_code", "position", "valid_from_fy", "valid_to_fy", "status", "source",
            "survey_code", "hint_ja", "hint_en",
        ],
    )  # fmt: skip
    progress("codes", len(rows), len(rows))


def _load_risk_questions(data_dir: Path, progress: Progress) -> None:
    """Write every question of every version; a version that left the file stays, because judgements point to it."""
    with (data_dir / "risk_questions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    facts = ("text_ja", "text_en", "group", "source")
    RiskQuestion.objects.bulk_create(
        [
            RiskQuestion(
                version=row["version"],
                code=row["code"],
                is_red_flag=row["is_red_flag"] == "true",
                position=int(row["sort"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                **{name: row[name] for name in facts},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["version", "code"],
        update_fields=[*facts, "is_red_flag", "position", "valid_from"],
    )
    progress("risk questions", len(rows), len(rows))


PROCEDURE_TEXTS = (
    "label_ja", "label_en", "office_ja", "office_en", "evidence_ja", "evidence_en", "status", "source",
)  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(text: str) -> list[str]:
    return text.split("|") if text else []


def _load_procedures(path: Path, progress: Progress) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [
        Procedure(
            code=row["code"],
            position=int(row["sort"]),
            needs_attendance=row["needs_attendance"] == "yes",
            conditions=_words(row["conditions"]),
            sheet_fields=_words(row["sheet_fields"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            **{name: row[name] for name in PROCEDURE_TEXTS},
        )
        for row in rows
    ]
    Procedure.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "position", "needs_attendance", "conditions", "sheet_fields", "valid_from", "valid_to", *PROCEDURE_TEXTS,
        ],
    )  # fmt: skip
    progress("procedures", len(rows), len(rows))
