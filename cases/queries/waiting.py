"""What waits in the consultations of this person's agency, for the home page."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.cards import local_day, unnamed
from cases.models import CallBack, CodeBook, Consultation
from cases.queries.call_back import MINE, TODAY, board, call_back_rows
from cases.queries.contact import attempt_rows
from cases.queries.contact import own_open as own_contacts
from cases.queries.contact import to_answer as contacts_to_answer
from cases.queries.draft import draft_rows, handed_drafts, handed_rows, my_drafts
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
CALL_BACK_ALONE = "call_back"  # code of `next_step`
MOST_LINES = 3  # of her rule on one row: what must not be done comes first


def waiting_for(actor: Actor) -> list[Waiting]:
    """Call-backs of today, what waits for a second person, next steps that are due, calls that are nobody's yet."""
    if not matrix.may_open(actor, "consultation.list"):
        return []
    return [
        _call_backs(actor),
        *_contacts(actor),
        *_drafts(actor),
        *_handed(actor),
        *_releases(actor),
        *_emergencies(actor),
        *_walls(actor),
        *_ties(actor),
        *waiting_duties(actor),
        _next_steps(actor),
        _without_client(actor),
    ]


def _call_backs(actor: Actor) -> Waiting:
    """Today's call-backs, late ones first: hers and nobody's. Two queries."""
    waiting = board(actor, MINE, TODAY)
    rows = tuple(
        WaitingRow(
            when=clock(row.due_from),
            badge=row.badge,
            title=row.name,
            text=pgettext("list", ", ").join([*row.contact.never, *row.contact.may][:MOST_LINES]),
            url=reverse("call_back_detail", args=[row.number]),
            act=_("Open"),
            tone=row.tone,
        )
        for row in call_back_rows(actor, waiting[:SHOWN])
    )
    return Waiting(
        label=_("Call-backs"),
        count=waiting.count(),
        url=reverse("call_back_list"),
        link=_("Open the board"),
        rows=rows,
        empty=_("No call-back waits for today."),
    )


def _contacts(actor: Actor) -> list[Waiting]:
    """Contacts outside a rule that wait for her as the second person, then her own without an end."""
    book, today, lists = CodeBook("contact_outcome"), local_day(actor.now), []
    for label, act, query in (
        (_("Contact outside the rule: your decision"), _("Decide"), contacts_to_answer(actor)),
        (_("Contacts of yours under way"), _("Go on"), own_contacts(actor)),
    ):
        found = list(query[: SHOWN + 1])
        if not found:
            continue
        rows = tuple(
            WaitingRow(
                when=clock(row.asked_at) if local_day(row.asked_at) == today else day_short(row.asked_at),
                badge="",
                title=row.channel,
                text=f"{row.who}  {row.agency}",
                url=reverse("contact_detail", args=[row.number]),
                act=act,
                tone="late",
            )
            for row in attempt_rows(actor, found[:SHOWN], book, today)
        )
        count = len(found) if len(found) <= SHOWN else query.count()
        lists.append(Waiting(label, count, reverse("contact_list"), rows))
    return lists


def _drafts(actor: Actor) -> list[Waiting]:
    """Drafts of hers, to be continued. One query, and the code list when there are any."""
    waiting = my_drafts(actor)
    found = list(waiting[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=_moment(row.saved_at, actor),
            badge="",
            title=row.name,
            text=_("Change of a consultation") if row.is_change else row.method,
            url=reverse("draft_detail", args=[row.number]),
            act=_("Go on writing"),
            tone="near",
        )
        for row in draft_rows(actor, found[:SHOWN], CodeBook("contact_method"))
    )
    count = len(found) if len(found) <= SHOWN else waiting.count()
    return [Waiting(_("Drafts"), count, reverse("draft_list"), rows)]


def _handed(actor: Actor) -> list[Waiting]:
    """Drafts that colleagues left behind. One query."""
    waiting = handed_drafts(actor)
    found = list(waiting[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=_moment(row.saved_at, actor),
            badge="",
            title=row.writer,
            text=_("Left a draft and can no longer sign in"),
            url=reverse("draft_list"),
            act=_("Open"),
            tone="late",
        )
        for row in handed_rows(found[:SHOWN])
    )
    count = len(found) if len(found) <= SHOWN else waiting.count()
    return [Waiting(_("Left behind by colleagues"), count, reverse("draft_list"), rows)]


def _moment(at: datetime, actor: Actor) -> str:
    return clock(at) if local_day(at) == local_day(actor.now) else day_short(at)


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
                when=_moment(one.asked_at, actor),
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
    promised = CallBack.objects.visible_to(actor).waiting().filter(consultation=OuterRef("pk"))
    due = due.exclude(Q(Exists(promised), next_steps=[CALL_BACK_ALONE]))  # it stands among the call-backs
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
