"""Writing down a report by somebody else, and what was explained to the woman after it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from cases.actions import Stale
from cases.cards import local_day
from cases.models import Consultation, DvReport
from cases.queries.dv_report import report_of
from cases.queries.sight import require
from cases.rules import explanation_due
from cases.states import DV_REPORT_MOVE_BY_NAME
from safeguards import audit
from safeguards.access import Absent, Actor

FIELDS = ("reporter_kind", "reporter_name", "reported_at", "her_will")
OF_MOVE = {
    "explain": ("explained_at", "explainer", "explanation_way", "explanation_points", "words"),
    "postpone": ("why_not", "again_on", "words"),
}


@transaction.atomic
def write_dv_report(actor: Actor, one: Consultation, facts: dict[str, Any], version: int) -> DvReport:
    """Write down who reported and when; with `version` 0 for the first time, else change it.

    Raises Absent for what is not hers to change, Stale when somebody wrote it meanwhile.
    """
    require(actor, one, "edit")
    if version == 0:
        return _make(actor, one, facts)
    report = _locked(actor, one, version)
    changed = [name for name in FIELDS if facts[name] != getattr(report, name)]
    for name in FIELDS:
        setattr(report, name, facts[name])
    report.due_on = explanation_due(local_day(report.reported_at))
    report.version += 1
    report.save()
    audit.record(actor, "dv_report.change", report, record=one.number, fields=changed)
    return report


def _make(actor: Actor, one: Consultation, facts: dict[str, Any]) -> DvReport:
    report = DvReport(
        consultation=one, agency_id=actor.own_agency_id, account_id=actor.own_account_id, made_at=actor.now,
        due_on=explanation_due(local_day(facts["reported_at"])), **{name: facts[name] for name in FIELDS},
    )  # fmt: skip
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise Stale(report_of(actor, one)) from None  # a second hand wrote it at the same moment
    audit.record(actor, "dv_report.make", report, record=one.number, kind=report.reporter_kind)
    return report


@transaction.atomic
def move_dv_report(
    actor: Actor, one: Consultation, name: str, facts: dict[str, Any], version: int
) -> DvReport:
    """Write down the explanation, or why there is none yet. Raises Absent for no move of the table or one that is
    not complete, Stale when somebody was quicker."""
    require(actor, one, "edit")
    move = DV_REPORT_MOVE_BY_NAME.get(name)
    if move is None or not move.needs <= {key for key in facts if facts[key]}:
        raise Absent
    report = _locked(actor, one, version)
    if report.state not in move.sources:
        raise Stale(report)
    for key in OF_MOVE[name]:
        setattr(report, key, facts[key])
    report.state, report.noter_id, report.noted_at = move.target, actor.own_account_id, actor.now
    report.version += 1
    report.save()
    code = report.explanation_way if name == "explain" else report.why_not
    audit.record(actor, f"dv_report.{name}", report, record=one.number, code=code)
    return report


def _locked(actor: Actor, one: Consultation, version: int) -> DvReport:
    rows = DvReport.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    report = rows.filter(consultation=one).first()
    if report is None:
        raise Absent
    if report.version != version:
        raise Stale(report)
    return report
