"""What waits in the consultations of this person's agency, for the home page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import local_day, unnamed
from cases.models import CodeBook, Consultation
from cases.queries.emergency import to_review
from cases.queries.release import own_open, to_answer
from cases.queries.sight import groups_seen
from cases.queries.tie import answerable as ties_to_answer
from cases.queries.waiting_duties import waiting_duties
from cases.queries.wall import answerable
from cases.states import ASKED
from partners.cards import Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.templatetags.safeguards import clock, day_short, era_short

SHOWN = 5
AHEAD = timedelta(days=14)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Next steps that are due, and consultations of hers that belong to nobody yet."""
    if not matrix.may_open(actor, "consultation.list"):
        return []
    return [
        *_releases(actor),
        *_emergencies(actor),
        *_walls(actor),
        *_ties(actor),
        *waiting_duties(actor),
        _next_steps(actor),
        _without_client(actor),
    ]


def _emergencies(actor: Actor) -> list[Waiting]:
    """Emergency accesses of others that wait for her look. One query for a supervisor, none for others."""
    if not actor.has("supervisor"):
        return []
    waiting = to_review(actor)
    found = list(waiting[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.since),
            badge="",
            title=one.account.name,
            text=one.agency.label,
            url=reverse("emergency_detail", args=[one.number]),
            act=_("Open"),
            tone="late",
        )
        for one in found[:SHOWN]
    )
    count = len(found) if len(found) <= SHOWN else waiting.count()
    return [Waiting(_("To look at"), count, reverse("emergency"), rows)]


def _releases(actor: Actor) -> list[Waiting]:
    """Releases that wait for her as the second person, then her own under way. One query, two for a supervisor."""
    lists = []
    for label, act, query in (
        (_("Whereabouts asked from outside: your decision"), _("Decide"), to_answer(actor)),
        (_("Whereabouts asked from outside: yours under way"), _("Go on"), own_open(actor)),
    ):
        found = list(query[: SHOWN + 1])
        if not found:
            continue
        rows = tuple(
            WaitingRow(
                when=clock(one.asked_at)
                if local_day(one.asked_at) == local_day(actor.now)
                else day_short(one.asked_at),
                badge="",
                title=_("asked by %(agency)s") % {"agency": one.to_agency.label},
                text=f"{one.account.name}  {one.agency.label}",
                url=reverse("release_detail", args=[one.number]),
                act=act,
                tone="late",
            )
            for one in found[:SHOWN]
        )
        count = len(found) if len(found) <= SHOWN else query.count()
        lists.append(Waiting(label, count, reverse("release_list"), rows))
    return lists


def _walls(actor: Actor) -> list[Waiting]:
    """Walls that wait for her as the second person. One query for a supervisor, none for others."""
    if not actor.has("supervisor"):
        return []
    found = list(answerable(actor).select_related("agency").order_by("since")[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.since),
            badge="",
            title=_("A wall is asked for") if one.state == ASKED else _("The end of a wall is asked for"),
            text=one.agency.label if one.agency else "",
            url=reverse("wall_list"),
            act=_("Decide"),
            tone="near",
        )
        for one in found[:SHOWN]
    )
    count = len(found) if len(found) <= SHOWN else answerable(actor).count()
    return [Waiting(_("Walls to decide"), count, reverse("wall_list"), rows)]


def _ties(actor: Actor) -> list[Waiting]:
    """Staff who resemble somebody in a record. One query for a supervisor, none for others."""
    if not actor.has("supervisor"):
        return []
    waiting = ties_to_answer(actor)
    found = list(waiting.select_related("account", "agency").order_by("found_at", "pk")[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.found_at),
            badge="",
            title=one.account.name,
            text=one.agency.label,
            url=reverse("tie_list"),
            act=_("Decide"),
            tone="late",
        )
        for one in found[:SHOWN]
    )
    count = len(found) if len(found) <= SHOWN else waiting.count()
    return [Waiting(_("Staff who may be close to somebody in a record"), count, reverse("tie_list"), rows)]


def _next_steps(actor: Actor) -> Waiting:
    today = local_day(actor.now)
    due = Consultation.objects.visible_to(actor).filter(
        agency_id=actor.own_agency_id, next_on__gte=today - timedelta(days=30), next_on__lte=today + AHEAD
    )
    if not actor.has("supervisor"):
        due = due.filter(counselor_id=actor.account_id)
    shown = list(due.select_related("client").order_by("next_on", "pk")[:SHOWN])
    book, groups = CodeBook(), groups_seen(actor, shown)
    rows = []
    for one in shown:
        assert one.next_on is not None
        days = (one.next_on - today).days
        late = days < 0
        rows.append(
            WaitingRow(
                when=day_short(one.next_on),
                badge=_late(-days) if late else (_("today") if days == 0 else ""),
                tone="late" if late else "near",
                title=book.labels("next_step", one.next_steps) or _("Next step"),
                text=_name(one, groups[one.pk]),
                url=reverse("consultation_detail", args=[one.number]),
                act=_("Open"),
            )
        )
    return Waiting(
        label=_("Next steps"),
        count=due.count(),
        url=reverse("consultation_list"),
        link=_("All consultations"),
        rows=tuple(rows),
        empty=_("No next step is due within two weeks."),
    )


def _late(days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def _without_client(actor: Actor) -> Waiting:
    since = actor.now - timedelta(days=30)
    loose = Consultation.objects.visible_to(actor).filter(
        agency_id=actor.own_agency_id, counselor_id=actor.account_id, client__isnull=True, sort_key__gte=since
    )
    shown = list(loose.select_related("client").order_by("-sort_key")[:SHOWN])
    groups = groups_seen(actor, shown)
    rows = tuple(
        WaitingRow(
            when=era_short(one.started_at),
            badge="",
            title=_name(one, groups[one.pk]),
            text=_("Not linked to a client. It may stay so."),
            url=reverse("consultation_detail", args=[one.number]),
            act=_("Say who it was"),
        )
        for one in shown
    )
    return Waiting(
        label=_("My consultations without a client, last 30 days"),
        count=loose.count(),
        url=reverse("consultation_list"),
        link=_("All consultations"),
        rows=rows,
        empty=_("Each of your consultations of the last 30 days is linked."),
    )


def _name(one: Consultation, groups: frozenset[str]) -> str:
    if "identity" not in groups:
        return unnamed()
    return (one.client.name if one.client else "") or one.caller_name or one.caller_kana or unnamed()
