"""What waits for somebody's decision as the second person, for the home page: one query for each list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.cards import local_day
from cases.queries.emergency import to_review
from cases.queries.export import answerable as exports_to_answer
from cases.queries.next_step import late_words
from cases.queries.opening_question import answerable as questions_to_answer
from cases.queries.register_protection import measures_to_answer
from cases.queries.release import own_open, to_answer
from cases.queries.risk import answerable as levels_to_answer
from cases.queries.tie import answerable as ties_to_answer
from cases.queries.wall import answerable as walls_to_answer
from cases.states import ASKED
from partners.cards import DayList, Place, Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import clock, day_short

SHOWN = 5
Rows = Callable[[list[Any]], Iterable[WaitingRow]]


def filled(name: str, label: str, url: str, query: QuerySet[Any], rows: Rows, **more: str) -> Waiting | None:
    """A list that stands there only while something waits in it."""
    found, count = first_and_count(query, SHOWN)
    return Waiting(name, label, count, url, tuple(rows(found)), **more) if found else None


def _releases(actor: Actor) -> Waiting | None:
    """Releases that wait for her as the second person."""
    if not actor.has("supervisor"):
        return None
    label, url = _("Whereabouts asked from outside: your decision"), f"{reverse('release_list')}?only=waiting"
    urgent = _("Somebody outside asks for whereabouts and waits for your decision.")
    return filled("releases", label, url, to_answer(actor), _release_rows(actor, _("Decide")), urgent=urgent)


def _own_releases(actor: Actor) -> Waiting | None:
    """Her own under way."""
    if not matrix.may_open(actor, "release.list"):
        return None
    label, url = _("Whereabouts asked from outside: yours under way"), f"{reverse('release_list')}?only=mine"
    return filled("own-releases", label, url, own_open(actor), _release_rows(actor, _("Go on")))


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
                badge=late_words(one.review_due, today),
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
    return filled("emergencies", label, url, to_review(actor), rows)


def _decisions(
    name: str, page: str, label: Promise, url: str,
    query: Callable[[Actor], QuerySet[Any]], row: Callable[[Any], WaitingRow],
) -> Callable[[Actor], Waiting | None]:  # fmt: skip
    """What waits for a supervisor as the second person."""

    def find(actor: Actor) -> Waiting | None:
        if not (actor.has("supervisor") and matrix.may_open(actor, page)):
            return None
        return filled(name, str(label), url_of(url), query(actor), lambda found: map(row, found))

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


def _risk_row(one: Any) -> WaitingRow:
    return WaitingRow(
        when=day_short(one.judged_at),
        badge="",
        title="",
        name=one.signer_name,
        text=one.agency.label,
        url=reverse("case_risk_answer", args=[one.case.number]),
        act=_("Decide"),
        tone="near",
    )


def _measure_row(one: Any) -> WaitingRow:
    return WaitingRow(
        when=day_short(one.made_at),
        badge="",
        title="",
        name=one.account.name,
        text=one.agency.label,
        url=reverse("register_confirm"),
        act=_("Decide"),
        tone="near",
    )


DECISIONS = (
    DayList(Place.IN_DANGER, _releases),
    DayList(Place.IN_DANGER, _own_releases),
    DayList(Place.IN_DANGER, _emergencies),
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
    DayList(
        Place.DECISIONS,
        _decisions(
            "risks", "case.risk.answer", gettext_lazy("Lower levels of risk to decide"),
            "risk_calibration#waiting",
            lambda actor: levels_to_answer(actor).select_related("agency", "case").order_by("judged_at", "pk"),
            _risk_row,
        ),
    ),
    DayList(
        Place.DECISIONS,
        _decisions(
            "measures", "register.confirm", gettext_lazy("Register measures to confirm"), "register_confirm#waiting",
            lambda actor: measures_to_answer(actor).select_related("account", "agency").order_by("made_at", "pk"),
            _measure_row,
        ),
    ),
)  # fmt: skip
