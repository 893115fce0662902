"""The deadlines of this app, for the one list of deadlines and tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.cards import TaskRow, TaskSource
from partners.models import Posting
from partners.queries.review import quarter_began, to_review
from partners.rules import REVIEW_WITHIN
from safeguards.access import Actor
from safeguards.calendar import japanese_day


def _reviews(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    """The accounts of this quarter are one task, due three weeks after it began: one of them stands for all."""
    if not actor.has("supervisor"):
        return None
    due = japanese_day(quarter_began(actor.now) + REVIEW_WITHIN)
    first = to_review(actor).order_by("pk").values("pk")[:1]
    return Posting.objects.filter(pk__in=first).annotate(review_due_on=Value(due, output_field=DateField()))


def _rows(actor: Actor, found: list[Any]) -> list[TaskRow]:
    count = to_review(actor).count()
    text = ngettext("%(count)s account", "%(count)s accounts", count) % {"count": count}
    return [
        TaskRow(
            _("Accounts of this quarter"), "", text, reverse("account_review_list"), _("Look at the accounts")
        )
        for _one in found
    ]


SOURCES = (
    TaskSource("review", gettext_lazy("Accounts of this quarter"), "review_due_on", True, _reviews, _rows),
)
