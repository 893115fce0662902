"""安全計画 as its readers see it: each answer only for who reads its field group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.choices.safety_plan import DISGUISED, NO_PAPER, PAPER_LABELS, PAPERS_SAFE_LABELS, SAFETY_QUESTIONS
from cases.models import Case, SafetyPlan
from safeguards.access import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what she said."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class SafetyVersion:
    """One signed version, narrowed to the reader's groups; `author` only in her own agency."""

    version: int
    answers: tuple[Answer, ...]
    papers_safe: str
    paper: str
    is_disguised: bool
    talked_on: date
    author: str
    signed_at: datetime


def newest_safety_plan(actor: Actor, case: Case) -> SafetyPlan | None:
    """The newest version."""
    return SafetyPlan.objects.visible_to(actor).filter(case=case).order_by("-version").first()


def safety_versions(actor: Actor, case: Case, groups: frozenset[str]) -> list[SafetyVersion]:
    """Every version, the newest first. One query."""
    is_own = case.tie_to(actor) == "own"
    rows = SafetyPlan.objects.visible_to(actor).filter(case=case).order_by("-version")
    return [
        SafetyVersion(
            row.version, _answers(row.answers, groups), str(PAPERS_SAFE_LABELS[row.papers_safe]),
            str(PAPER_LABELS[row.paper]), row.paper == DISGUISED, row.talked_on,
            row.author_name if is_own else "", row.signed_at,
        )
        for row in rows
    ]  # fmt: skip


def _answers(answers: Mapping[str, str], groups: frozenset[str]) -> tuple[Answer, ...]:
    return tuple(
        Answer(str(one.label), answers[one.code])
        for one in SAFETY_QUESTIONS
        if one.group in groups and answers.get(one.code)
    )


def paper_preset(rule: Mapping[str, Any]) -> str:
    """ "No paper" where her contact rule says that nothing may come by letter; nothing chosen otherwise."""
    way = (rule.get("ways") or {}).get("letter") or {}
    return NO_PAPER if way.get("may") is False else ""
