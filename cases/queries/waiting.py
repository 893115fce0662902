"""What waits in the records of this person's agency, for the home page: one query for each list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.cards import local_day
from cases.models import CodeBook, Consultation
from cases.queries import next_step
from cases.queries.emergency import to_review
from cases.queries.export import answerable as exports_to_answer
from cases.queries.lists import clients, consultations
from cases.queries.opening_question import answerable as questions_to_answer
from cases.queries.release import own_open, to_answer
from cases.queries.sight import groups_seen
from cases.queries.tie import answerable as ties_to_answer
from cases.queries.unusual import unusual
from cases.queries.wall import answerable as walls_to_answer
from cases.states import ASKED
from partners.cards import DayList, Place, Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import clock, day_short, era_short

SHOWN = 5
Rows = Callable[[list[Any]], Iterable[WaitingRow]]


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lists of this app in the order of the day."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def _filled(name: str, label: str, url: str, query: QuerySet[Any], rows: Rows, **more: str) -> Waiting | None:
    """A list that stands there only while something waits in it."""
    found, count = first_and_count(query, SHOWN)
    return Waiting(name, label, count, url, tuple(rows(found)), **more) if found else None


def _releases(actor: Actor) -> Waiting | None:
    """Releases that wait for her as the second person."""
    if not actor.has("supervisor"):
        return None
    label, url = _("Whereabouts asked from outside: your decision"), f"{reverse('release_list')}?only=waiting"
    urgent = _("Somebody outside asks for whereabouts and waits for your decision.")
    return _filled("releases", label, url, to_answer(actor), _release_rows(actor, _("Decide")), urgent=urgent)


def _own_releases(actor: Actor) -> Waiting | None:
    """Her own under way."""
    if not matrix.may_open(actor, "release.list"):
        return None
    label, url = _("Whereabouts asked from outside: yours under way"), f"{reverse('release_list')}?only=mine"
    return _filled("own-releases", label, url, own_open(actor), _release_rows(actor, _("Go on")))


def _release_rows(actor: Actor, act: str) -> Rows:
    today = local_day(actor.now)
    return lambda found: (
        WaitingRow(
            when=clock(one.asked_at) if local_day(one.asked_at) == today else day_short(one.asked_at),
            badge="",
            title=_("asked by %(agency)s") % {"agency": one.to_agency.label},
            name=one.account.name,
            text=one.agency.label,
            url=reverse("release_detail", args=[one.number]),
            act=act,
            tone="late",
        )
        for one in found
    )


def _emergencies(actor: Actor) -> Waiting | None:
    """Emergency accesses of others that wait for her look."""
    if not actor.has("supervisor"):
        return None
    today = local_day(actor.now)

    def rows(found: list[Any]) -> Iterable[WaitingRow]:
        return (
            WaitingRow(
                when=day_short(one.since),
                badge=next_step.late_words(one.review_due, today),
                title="",
                name=one.account.name,
                text=one.agency.label,
                url=reverse("emergency_detail", args=[one.number]),
                act=_("Open"),
                tone="late",
            )
            for one in found
        )

    label, url = _("Emergency access to look at"), f"{reverse('emergency')}#waiting"
    return _filled("emergencies", label, url, to_review(actor), rows)


def _decisions(
    name: str, page: str, label: Promise, url: str, query: Callable[[Actor], QuerySet[Any]], row: Callable[[Any], WaitingRow]
) -> Callable[[Actor], Waiting | None]:  # fmt: skip
    """What waits for a supervisor as the second person."""

    def find(actor: Actor) -> Waiting | None:
        if not (actor.has("supervisor") and matrix.may_open(actor, page)):
            return None
        return _filled(name, str(label), url_of(url), query(actor), lambda found: map(row, found))

    return find


def url_of(name: str) -> str:
    """The address of a page, with the filter or the place that follows its name."""
    for sign in "?#":
        if sign in name:
            bare, _sign, more = name.partition(sign)
            return f"{reverse(bare)}{sign}{more}"
    return reverse(name)


def _wall_row(one: Any) -> WaitingRow:
    return WaitingRow(
        when=day_short(one.since),
        badge="",
        title=_("A wall is asked for") if one.state == ASKED else _("The end of a wall is asked for"),
        text=one.agency.label if one.agency else "",
        url=f"{reverse('wall_list')}#waiting",
        act=_("Decide"),
        tone="near",
    )


def _tie_row(one: Any) -> WaitingRow:
    return WaitingRow(
        when=day_short(one.found_at),
        badge="",
        title="",
        name=one.account.name,
        text=one.agency.label,
        url=reverse("tie_list"),
        act=_("Decide"),
        tone="late",
    )


def _export_row(one: Any) -> WaitingRow:
    count = ngettext("%(count)s consultation", "%(count)s consultations", one.count) % {"count": one.count}
    return WaitingRow(
        when=day_short(one.asked_at),
        badge="",
        title=count,
        name=one.account.name,
        text=one.agency.label,
        url=reverse("export_detail", args=[one.number]),
        act=_("Decide"),
        tone="near",
    )


def _question_row(one: Any) -> WaitingRow:
    return WaitingRow(
        when=day_short(one.asked_at),
        badge="",
        title=_("asked by %(agency)s") % {"agency": one.agency.label},
        text="",
        url=f"{reverse('opening_list')}#waiting",
        act=_("Look into it"),
        tone="near",
    )


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
    urgent = ngettext("%(count)s next step is past its day.", "%(count)s next steps are past their day.", count)
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
    return _filled("handed", label, url, query, rows)


def _without_client(actor: Actor) -> Waiting | None:
    if not matrix.may_open(actor, "consultation.list"):
        return None
    loose = consultations(actor, {"only": "loose"}).order_by("-listed_at", "-pk")
    found, count = first_and_count(loose, SHOWN)
    groups = groups_seen(actor, found)
    rows = tuple(
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
    return Waiting(
        name="unlinked",
        label=_("My consultations without a client, last 30 days"),
        count=count,
        url=f"{reverse('consultation_list')}?only=loose",
        link=_("Open the list"),
        rows=rows,
        empty=_("Each of your consultations of the last 30 days is linked."),
    )


def _unassigned(actor: Actor) -> Waiting | None:
    """How many clients nobody is in charge of; the board gives them out."""
    if not matrix.may_open(actor, "task.board"):
        return None
    count = clients(actor, only="unassigned").count()
    label, url = _("Clients of whom nobody is in charge"), f"{reverse('task_board')}?who=none"
    return Waiting("unassigned", label, count, url, link=_("Open the board")) if count else None


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
    DayList(Place.IN_DANGER, _releases),
    DayList(Place.IN_DANGER, _own_releases),
    DayList(Place.IN_DANGER, _emergencies),
    DayList(Place.LATE, _late),
    DayList(Place.DEADLINES, _near),
    DayList(Place.HANDED_OVER, _handed_over),
    DayList(Place.UNLINKED, _without_client),
    DayList(
        Place.DECISIONS,
        _decisions(
            "walls", "wall.list", gettext_lazy("Walls to decide"), "wall_list#waiting",
            lambda actor: walls_to_answer(actor).select_related("agency").order_by("since", "pk"), _wall_row,
        ),
    ),
    DayList(
        Place.DECISIONS,
        _decisions(
            "ties", "tie.list", gettext_lazy("Staff who may be close to somebody in a record"), "tie_list",
            lambda actor: ties_to_answer(actor).select_related("account", "agency").order_by("found_at", "pk"),
            _tie_row,
        ),
    ),
    DayList(
        Place.DECISIONS,
        _decisions(
            "exports", "export", gettext_lazy("Exports to decide"), "export#waiting",
            lambda actor: exports_to_answer(actor).order_by("asked_at", "pk"), _export_row,
        ),
    ),
    DayList(
        Place.DECISIONS,
        _decisions(
            "questions", "opening.list", gettext_lazy("Questioned openings"), "opening_list#waiting",
            lambda actor: questions_to_answer(actor).select_related("agency").order_by("asked_at", "pk"),
            _question_row,
        ),
    ),
    DayList(Place.UNASSIGNED, _unassigned),
    DayList(Place.TRAIL, _unusual),
)  # fmt: skip
