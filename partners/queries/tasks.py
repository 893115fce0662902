"""The deadlines of this app, for the one list of deadlines and tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.cards import TaskRow, TaskSource
from partners.queries.review import quarter_began, to_review
from partners.rules import REVIEW_WITHIN
from safeguards import roles
from safeguards.access import Actor


def _reviews(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    """Accounts of this quarter: all of them are due three weeks after it began."""
    if not actor.has("supervisor"):
        return None
    due = quarter_began(actor.now) + REVIEW_WITHIN
    return (
        to_review(actor)
        .select_related("account", "agency")
        .annotate(review_due_at=Value(due, output_field=DateTimeField()))
    )


def _rows(actor: Actor, found: list[Any]) -> list[TaskRow]:
    return [
        TaskRow(
            title=_("Does she still work here?"),
            name=one.account.name,
            text=f"{roles.label(one.role)}  {one.agency.label}",
            url=reverse("account_review_list"),
            act=_("Look at the accounts"),
        )
        for one in found
    ]


SOURCES = (
    TaskSource("review", gettext_lazy("Accounts of this quarter"), "review_due_at", False, _reviews, _rows),
)
