"""What waits in the records of this person's agency, for the home page: one query for each list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import local_day
from cases.models import CodeBook, Consultation
from cases.queries import next_step
from cases.queries.decisions import DECISIONS, SHOWN, Rows, filled
from cases.queries.lists import clients, consultations
from cases.queries.sight import groups_seen
from cases.queries.unusual import unusual
from cases.queries.waiting_bed import waiting_beds
from cases.queries.waiting_cases import late_deadlines, near_deadlines
from cases.queries.waiting_desk import DESK
from cases.queries.waiting_duties import waiting_duties
from partners.cards import DayList, Place, Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import day_short, era_short


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lists of this app in the order of the day."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def _late(actor: Actor) -> Waiting | None:
    """Next steps whose day is past: hers; for a supervisor her agency's."""
    if not matrix.may_open(actor, "task.list"):
        return None
    mine = not actor.has("supervisor")
    steps = next_step.late_steps(actor, mine=mine) if actor.has("counselor") else None
    if steps is None:
        return None
    found, count = first_and_count(steps, SHOWN)
    if not found:
        return None
    urgent = ngettext(
        "%(count)s next step is past its day.", "%(count)s next steps are past their day.", count
    )
    return Waiting(
        name="late",
        label=_("Next steps past their day"),
        count=count,
        url=_tasks("late", mine=mine),
        link=_("Open the list"),
        rows=tuple(_step_rows(actor)(found)),
        urgent=urgent % {"count": count},
    )


def _near(actor: Actor) -> Waiting | None:
    """Next steps of the next two weeks."""
    if not (matrix.may_open(actor, "task.list") and actor.has("counselor")):
        return None
    mine = not actor.has("supervisor")
    found, count = first_and_count(next_step.near_steps(actor, mine=mine), SHOWN)
    return Waiting(
        name="near",
        label=_("Next steps of the next two weeks"),
        count=count,
        url=_tasks("soon", mine=mine),
        link=_("Open the list"),
        rows=tuple(_step_rows(actor)(found)),
        empty=_("No next step is due within two weeks."),
    )


def _tasks(due: str, *, mine: bool) -> str:
    return f"{reverse('task_list')}?kind=step&due={due}&whose={'mine' if mine else 'agency'}"


def _step_rows(actor: Actor) -> Rows:
    today = local_day(actor.now)

    def rows(found: list[Consultation]) -> Iterable[WaitingRow]:
        if not found:
            return
        book, groups = CodeBook("next_step"), groups_seen(actor, found)
        for one in found:
            assert one.next_on is not None
            late = next_step.late_words(one.next_on, today)
            yield WaitingRow(
                when=day_short(one.next_on),
                badge=late or (_("today") if one.next_on == today else ""),
                tone="late" if late else "near",
                title=next_step.step_words(one, book),
                name=next_step.name_of(one, groups[one.pk]),
                text="",
                url=reverse("consultation_detail", args=[one.number]),
                act=_("Open"),
            )

    return rows


def _handed_over(actor: Actor) -> Waiting | None:
    """Clients whom somebody else put into her hands lately."""
    if not matrix.may_open(actor, "client.list"):
        return None
    query = clients(actor, only="handed").order_by("-assigned_since", "pk")

    def rows(found: list[Any]) -> Iterable[WaitingRow]:
        groups = groups_seen(actor, found)
        return (
            WaitingRow(
                when=day_short(one.assigned_since),
                badge="",
                title="",
                name=one.name if "identity" in groups[one.pk] else "",
                text=_("You are in charge now."),
                url=reverse("client_detail", args=[one.number]),
                act=_("Open"),
            )
            for one in found
        )

    label, url = _("Handed over to you, last 14 days"), f"{reverse('client_list')}?only=handed"
    return filled("handed", label, url, query, rows)


def _without_client(actor: Actor) -> Waiting | None:
    if not matrix.may_open(actor, "consultation.list"):
        return None
    loose = consultations(actor, {"only": "loose"}).order_by("-listed_at", "-pk")

    def rows(found: list[Any]) -> Iterable[WaitingRow]:
        groups = groups_seen(actor, found)
        return (
            WaitingRow(
                when=era_short(one.started_at),
                badge="",
                title="",
                name=next_step.name_of(one, groups[one.pk]),
                text=_("Not linked to a client. It may stay so."),
                url=reverse("consultation_detail", args=[one.number]),
                act=_("Say who it was"),
            )
            for one in found
        )

    label, url = (
        _("My consultations without a client, last 30 days"),
        f"{reverse('consultation_list')}?only=loose",
    )
    return filled("unlinked", label, url, loose, rows)


def _unassigned(actor: Actor) -> Waiting | None:
    """How many clients nobody is in charge of; the board gives them out."""
    if not matrix.may_open(actor, "task.board"):
        return None
    count = clients(actor, only="unassigned").count()
    label, url = _("Clients of whom nobody is in charge"), f"{reverse('task_board')}?who=none"
    return Waiting("unassigned", label, count, url, link=_("Open the board of clients")) if count else None


def _unusual(actor: Actor) -> Waiting | None:
    """For auditors: signs of unusual access in the last seven days. Ten queries at most."""
    if not actor.has("auditor"):
        return None
    return Waiting(
        name="unusual",
        label=_("Signs of unusual access, last 7 days"),
        count=len(unusual(actor)),
        url=reverse("unusual_list"),
        link=_("Open the list"),
        empty=_("No sign in these seven days."),
    )


LISTS = (
    *DECISIONS,
    *DESK,
    DayList(Place.IN_DANGER, waiting_beds),
    DayList(Place.DUTIES, waiting_duties),
    DayList(Place.LATE, _late),
    DayList(Place.LATE, late_deadlines),
    DayList(Place.DEADLINES, _near),
    DayList(Place.DEADLINES, near_deadlines),
    DayList(Place.HANDED_OVER, _handed_over),
    DayList(Place.UNLINKED, _without_client),
    DayList(Place.UNASSIGNED, _unassigned),
    DayList(Place.TRAIL, _unusual),
)
