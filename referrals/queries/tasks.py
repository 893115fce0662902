"""The deadlines of this app, for the one list of deadlines and tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CodeBook
from partners.cards import TaskRow, TaskSource
from referrals.cards import about
from referrals.queries.referral import CODES_OF_LIST, to_answer
from safeguards import matrix
from safeguards.access import Actor


def _received(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    """Received and waiting with a day for the answer: anybody of the agency answers."""
    if not matrix.may_open(actor, "referral.list"):
        return None
    return to_answer(actor).filter(answer_due_at__isnull=False)


def _rows(actor: Actor, found: list[Any]) -> list[TaskRow]:
    book = CodeBook(*CODES_OF_LIST)
    return [
        TaskRow(
            title=_("%(kind)s, from %(agency)s")
            % {"kind": book.label("referral_kind", one.kind), "agency": one.from_agency.label},
            name="",
            text=about(one, book),
            url=reverse("referral_detail", args=[one.number]),
            act=_("Read and answer"),
        )
        for one in found
    ]


SOURCES = (
    TaskSource("referral", gettext_lazy("Referrals to answer"), "answer_due_at", False, _received, _rows),
)
