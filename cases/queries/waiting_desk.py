"""What waits at the desk, for the home page: call-backs of today, ways to reach her outside her rule, drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.cards import local_day
from cases.models import CodeBook
from cases.queries.call_back import MINE, TODAY, board, call_back_rows
from cases.queries.contact import attempt_rows, own_open, to_answer
from cases.queries.decisions import SHOWN, Rows, filled
from cases.queries.draft import draft_rows, handed_drafts, handed_rows, my_drafts
from partners.cards import DayList, Place, Waiting, WaitingRow
from safeguards import matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import clock, day_short

MOST_LINES = 3  # of her rule on one row: what must not be done comes first


def _call_backs(actor: Actor) -> Waiting | None:
    """Today's call-backs, late ones first: hers and nobody's."""
    if not matrix.may_open(actor, "call_back.list"):
        return None
    found, count = first_and_count(board(actor, MINE, TODAY), SHOWN)
    cards = call_back_rows(actor, found) if found else []
    late = sum(card.tone == "late" for card in cards)
    rows = tuple(
        WaitingRow(
            when=clock(card.due_from),
            badge=card.badge,
            title="",
            name=card.name,
            text=pgettext("list", ", ").join([*card.contact.never, *card.contact.may][:MOST_LINES]),
            url=reverse("call_back_detail", args=[card.number]),
            act=_("Open"),
            tone=card.tone,
        )
        for card in cards
    )
    urgent = ngettext("%(count)s call-back is late.", "%(count)s call-backs are late.", late) % {
        "count": late
    }
    return Waiting(
        name="call-backs",
        label=_("Call-backs"),
        count=count,
        url=reverse("call_back_list"),
        link=_("Open the call-back board"),
        rows=rows,
        empty=_("No call-back waits for today."),
        urgent=urgent if late else "",
    )


def _contacts_to_decide(actor: Actor) -> Waiting | None:
    """Contacts outside a rule that wait for her as the second person."""
    if not matrix.may_act(actor, "contact", "own", "answer"):
        return None
    label, url = _("Contact outside the rule: your decision"), f"{reverse('contact_list')}#waiting"
    urgent = _("A colleague waits for your decision before she may reach a client.")
    return filled("contacts", label, url, to_answer(actor), _contact_rows(actor, _("Decide")), urgent=urgent)


def _own_contacts(actor: Actor) -> Waiting | None:
    """Her own without an end."""
    if not matrix.may_open(actor, "contact.list"):
        return None
    label, url = _("Contacts of yours under way"), f"{reverse('contact_list')}#mine"
    return filled("own-contacts", label, url, own_open(actor), _contact_rows(actor, _("Go on")))


def _contact_rows(actor: Actor, act: str) -> Rows:
    return lambda found: (
        WaitingRow(
            when=_moment(row.asked_at, actor),
            badge="",
            title=row.channel,
            name=row.who,
            text=row.agency,
            url=reverse("contact_detail", args=[row.number]),
            act=act,
            tone="late",
        )
        for row in attempt_rows(actor, found, CodeBook("contact_outcome"), local_day(actor.now))
    )


def _drafts(actor: Actor) -> Waiting | None:
    """Drafts of hers, to be continued."""
    if not matrix.may_open(actor, "draft.list"):
        return None

    def rows(found: list[Any]) -> Iterable[WaitingRow]:
        return (
            WaitingRow(
                when=_moment(row.saved_at, actor),
                badge="",
                title=_("Change of a consultation") if row.is_change else row.method,
                name=row.name,
                text="",
                url=reverse("draft_detail", args=[row.number]),
                act=_("Go on writing"),
                tone="near",
            )
            for row in draft_rows(actor, found, CodeBook("contact_method"))
        )

    return filled("drafts", _("Drafts"), f"{reverse('draft_list')}#mine", my_drafts(actor), rows)


def _handed(actor: Actor) -> Waiting | None:
    """Drafts that colleagues left behind."""
    if not matrix.may_open(actor, "draft.list"):
        return None

    def rows(found: list[Any]) -> Iterable[WaitingRow]:
        return (
            WaitingRow(
                when=_moment(row.saved_at, actor),
                badge="",
                title="",
                name=row.writer,
                text=_("Left a draft and can no longer sign in"),
                url=f"{reverse('draft_list')}#handed",
                act=_("Open"),
                tone="late",
            )
            for row in handed_rows(found)
        )

    label, url = _("Left behind by colleagues"), f"{reverse('draft_list')}#handed"
    return filled("handed-drafts", label, url, handed_drafts(actor), rows)


def _moment(at: datetime, actor: Actor) -> str:
    return clock(at) if local_day(at) == local_day(actor.now) else day_short(at)


DESK = (
    DayList(Place.CALL_BACKS, _call_backs),
    DayList(Place.IN_DANGER, _contacts_to_decide),
    DayList(Place.CALL_BACKS, _own_contacts),
    DayList(Place.DRAFTS, _drafts),
    DayList(Place.DRAFTS, _handed),
)
