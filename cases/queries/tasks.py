"""The deadlines of this app, for the one list of deadlines and tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import states
from cases.queries.case_task import CASE_TASKS
from cases.queries.emergency import to_review
from cases.queries.next_step import NEXT_STEPS
from cases.queries.release import to_answer
from partners.cards import TaskRow, TaskSource
from safeguards.access import Actor


def _emergencies(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    return to_review(actor) if actor.has("supervisor") else None


def _releases(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    if not actor.has("supervisor"):
        return None
    return to_answer(actor).filter(review=states.TO_REVIEW, review_due__isnull=False)


def _emergency_rows(actor: Actor, found: list[Any]) -> list[TaskRow]:
    return [
        TaskRow(
            "", one.account.name, one.agency.label, reverse("emergency_detail", args=[one.number]), _("Open")
        )
        for one in found
    ]


def _release_rows(actor: Actor, found: list[Any]) -> list[TaskRow]:
    return [
        TaskRow(
            _("asked by %(agency)s") % {"agency": one.to_agency.label}, one.account.name, one.agency.label,
            reverse("release_detail", args=[one.number]), _("Open"),
        )
        for one in found
    ]  # fmt: skip


SOURCES = (
    NEXT_STEPS,
    CASE_TASKS,
    TaskSource(
        "emergency", gettext_lazy("Emergency access to look at"), "review_due", True, _emergencies, _emergency_rows
    ),
    TaskSource(
        "release", gettext_lazy("Told in imminent danger, to look at"), "review_due", True, _releases, _release_rows
    ),
)  # fmt: skip
