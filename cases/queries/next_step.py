"""Next steps with a day: which are open, whose they are, and how each stands in a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.cards import local_day, unnamed
from cases.models import Client, CodeBook, Consultation
from cases.queries.lists import CALLER, NAMES, long_beside
from cases.queries.sight import groups_seen
from partners.cards import TaskRow, TaskSource
from safeguards.access import Actor

SOON = timedelta(days=14)  # what home and the list call a near deadline
KEPT = CALLER | {"next_steps"}


def steps(actor: Actor, *, mine: bool) -> QuerySet[Any]:
    """Consultations of her agency with the day of a next step, done or not; hers, or everybody's.

    Hers are those of clients of whom she is in charge, and those she recorded of whom nobody is: what is handed
    over takes its next steps along.
    """
    rows: QuerySet[Any] = Consultation.objects.visible_to(actor).filter(
        agency_id=actor.own_agency_id, next_on__isnull=False
    )
    if mine:
        rows = rows.filter(
            Q(client__assigned_to=actor.account_id)
            | Q(client__assigned_to__isnull=True, counselor_id=actor.account_id)
        )
    rows = rows.select_related("client")
    return rows.defer(*long_beside(Consultation, KEPT), *long_beside(Client, NAMES, "client__"))


def open_steps(actor: Actor, *, mine: bool) -> QuerySet[Any]:
    """The same, without those that are done. Walks the index of open steps."""
    return steps(actor, mine=mine).filter(next_done_at__isnull=True)


def late_steps(actor: Actor, *, mine: bool) -> QuerySet[Any]:
    """Open ones whose day is past, the longest first."""
    late = open_steps(actor, mine=mine).filter(next_on__lt=local_day(actor.now))
    return late.order_by("next_on", "pk")


def near_steps(actor: Actor, *, mine: bool) -> QuerySet[Any]:
    """Open ones from today until two weeks from now, the nearest first."""
    today = local_day(actor.now)
    near = open_steps(actor, mine=mine).filter(next_on__gte=today, next_on__lte=today + SOON)
    return near.order_by("next_on", "pk")


def late_words(day: date, today: date) -> str:
    """How late it is; empty when it is not."""
    days = (today - day).days
    if days <= 0:
        return ""
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def step_words(one: Consultation, book: CodeBook) -> str:
    """What is to be done."""
    return book.labels("next_step", one.next_steps) or _("Next step")


def name_of(one: Consultation, groups: frozenset[str]) -> str:
    """The caller as far as the reader may know her name."""
    if "identity" not in groups:
        return unnamed()
    return (one.client.name if one.client else "") or one.caller_name or one.caller_kana or unnamed()


def step_rows(actor: Actor, found: Iterable[Consultation]) -> list[TaskRow]:
    """Lines of the list of tasks. One query at most, whatever their number."""
    listed = list(found)
    book, groups = CodeBook("next_step"), groups_seen(actor, listed)
    rows = []
    for one in listed:
        assert one.next_on is not None
        rows.append(
            TaskRow(
                title=step_words(one, book),
                name=name_of(one, groups[one.pk]),
                text=one.counselor_name,
                url=reverse("consultation_detail", args=[one.number]),
                act=_("Open"),
                done=f"{one.number}:{one.next_on.isoformat()}",
            )
        )
    return rows


def _open(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    return open_steps(actor, mine=mine) if actor.has("counselor") else None


def _done(actor: Actor, mine: bool) -> QuerySet[Any] | None:
    """Done lately: a press in error is taken back from here."""
    if not actor.has("counselor"):
        return None
    return steps(actor, mine=mine).filter(next_done_at__gte=actor.now - SOON)


NEXT_STEPS = TaskSource(
    kind="step",
    label=gettext_lazy("Next steps"),
    moment="next_on",
    is_day=True,
    find=_open,
    rows=step_rows,
    find_done=_done,
)
