"""Duties of the law on the page of a consultation: a report that came in, a decision about a child."""

from __future__ import annotations

from typing import Any

from cases.models import CodeBook, Consultation
from cases.queries.child_check import child_box
from cases.queries.dv_report import REPORTER, dv_report_card, report_of
from safeguards.access import Actor


def duties_of(
    actor: Actor, one: Consultation, groups: frozenset[str], tie: str, book: CodeBook
) -> dict[str, Any]:
    """Context `child_box`, `dv_report`, `asks_dv_report` of the page; empty where they are not hers to see."""
    report = report_of(actor, one) if tie == "own" and "narrative" in groups else None
    return {
        "child_box": child_box(actor, one, groups, tie, book),
        "dv_report": dv_report_card(actor, report, book) if report else None,
        "asks_dv_report": tie == "own" and report is None and one.caller == REPORTER,
    }
