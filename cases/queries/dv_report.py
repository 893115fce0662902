"""通報: what somebody else reported, what was explained to the woman, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases import rules, states
from cases.cards import Fact, local_day
from cases.models import CodeBook, Consultation, DvReport
from cases.states import DV_REPORT_MOVES
from safeguards.access import Actor
from safeguards.templatetags.safeguards import era, when

REPORTER = "reporter"  # of the list `caller`


@dataclass(frozen=True, slots=True)
class DvReportCard:
    """One report as its own agency sees it. `is_late`: the aim has passed and nothing was explained."""

    state: str
    label: str
    tone: str
    facts: tuple[Fact, ...]
    explained: tuple[Fact, ...]
    due_on: date
    again_on: date | None
    is_late: bool
    made_at: datetime
    maker: str


def report_of(actor: Actor, one: Consultation) -> DvReport | None:
    """The report that came in with this consultation."""
    rows = DvReport.objects.visible_to(actor).filter(consultation=one)
    return rows.select_related("account", "noter").first()


def dv_report_card(actor: Actor, report: DvReport, book: CodeBook) -> DvReportCard:
    """For its page and for the page of the consultation."""
    today = local_day(actor.now)
    label, tone = {
        states.TO_EXPLAIN: (_("To be explained to her"), "near"),
        states.EXPLAINED: (_("Explained to her"), "done"),
        states.NOT_EXPLAINED: (_("Not explained, for a reason"), "care"),
    }[report.state]
    is_late = report.state == states.TO_EXPLAIN and today > report.due_on
    pairs = [
        (_("Who reported"), book.label("dv_report_by", report.reporter_kind)),
        (_("Name of who reported"), report.reporter_name),
        (_("Reported at"), when(report.reported_at)),
        (_("Her will, as far as it is known"), book.label("dv_report_will", report.her_will)),
    ]
    return DvReportCard(
        report.state, label, "late" if is_late else tone, _facts(pairs), _facts(_explained(report, book)),
        report.due_on, report.again_on, is_late, report.made_at, report.account.name,
    )  # fmt: skip


def _explained(report: DvReport, book: CodeBook) -> list[tuple[str, str]]:
    noted = f"{report.noter.name}　{when(report.noted_at)}" if report.noter else ""
    return [
        (_("Explained at"), when(report.explained_at)),
        (_("Explained by"), report.explainer),
        (_("How it was explained"), book.label("dv_report_way", report.explanation_way)),
        (_("What was explained"), book.labels("dv_report_point", report.explanation_points)),
        (_("Why not yet"), book.label("dv_report_why_not", report.why_not)),
        (_("Tried again on"), era(report.again_on)),
        (_("In words"), report.words),
        (_("Noted by"), noted),
    ]


def _facts(pairs: list[tuple[str, str]]) -> tuple[Fact, ...]:
    return tuple(Fact(label, value) for label, value in pairs if value)


def open_moves(report: DvReport) -> list[str]:
    """Moves that may be made now; the same list draws the forms and checks the post."""
    return [move.name for move in DV_REPORT_MOVES if report.state in move.sources]


def owed(actor: Actor) -> QuerySet[DvReport]:
    """Reports after which she has still to be told: hers, for a supervisor all of the agency, the oldest aim first."""
    today = local_day(actor.now)
    waits = Q(state=states.TO_EXPLAIN) | Q(state=states.NOT_EXPLAINED, again_on__lte=today)
    rows = DvReport.objects.visible_to(actor).filter(waits)
    if not actor.has("supervisor"):
        rows = rows.filter(Q(account_id=actor.account_id) | Q(consultation__counselor_id=actor.account_id))
    return rows.select_related("consultation__client").order_by("due_on", "pk")


def unwritten(actor: Actor) -> QuerySet[Any]:
    """Her consultations of the last weeks in which somebody reported, and the report is not written down yet."""
    written = DvReport.objects.everything("whether a report is written down").values("consultation_id")
    return (
        Consultation.objects.visible_to(actor)
        .filter(
            agency_id=actor.own_agency_id,
            counselor_id=actor.account_id,
            caller=REPORTER,
            started_at__gte=actor.now - rules.DUTY_IS_SHOWN,
        )
        .exclude(pk__in=written)
        .select_related("client")
        .order_by("started_at", "pk")
    )
