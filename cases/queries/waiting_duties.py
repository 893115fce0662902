"""Duties of the law that wait, for the home page: what is owed after a report, and decisions about children."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import rules
from cases.cards import local_day, unnamed
from cases.models import Client, Consultation
from cases.queries.child_check import undecided, with_minors
from cases.queries.dv_report import owed, unwritten
from cases.queries.lists import CALLER, NAMES, OF_AGENCY, long_beside
from cases.queries.sight import groups_seen
from partners.cards import Waiting, WaitingRow
from safeguards.access import Actor
from safeguards.templatetags.safeguards import day_short

SHOWN = 50  # all of them stand here: no other page lists them
MOST = 200  # decisions about children that one page of home looks at


def waiting_duties(actor: Actor) -> list[Waiting]:
    """Lists that hold something; a list without a row is left out."""
    if actor.agency_id is None:
        return []
    return [*_children(actor), *_explanations(actor), *_unwritten(actor)]


def _children(actor: Actor) -> list[Waiting]:
    """Hers, undecided; for a supervisor also those of others after one working day, and those she was asked about.

    A person stands once, by her oldest contact that waits: one signature is for all of them.
    """
    today = local_day(actor.now)
    rows = undecided(actor).select_related("client").order_by("started_at", "pk")
    rows = rows.defer(*long_beside(Consultation, CALLER), *long_beside(Client, NAMES, "client__"), *OF_AGENCY)
    if not actor.has("supervisor"):
        rows = rows.filter(counselor_id=actor.account_id)
    found = [
        one
        for one in with_minors(rows[:MOST], today)
        if one.counselor_id == actor.account_id or one.asks or _is_late(one, actor)
    ]
    if not found:
        return []
    found.sort(key=lambda one: (not (one.asks and actor.has("supervisor")), one.started_at))
    found = list({one.person_key: one for one in reversed(found)}.values())[::-1]
    groups = groups_seen(actor, found[:SHOWN])
    shown = tuple(
        WaitingRow(
            when=day_short(one.started_at),
            badge=_badge(one, actor),
            title=_("Is a child abused? Not decided yet"),
            text="",
            name=_name(one, groups[one.pk]),
            url=reverse("child_check", args=[one.number]),
            act=_("Decide"),
            tone="late" if _is_late(one, actor) else "near",
        )
        for one in found[:SHOWN]
    )
    return [Waiting("children", _("Decisions about children"), len(shown), "", shown)]


def _is_late(one: Any, actor: Actor) -> bool:
    return local_day(actor.now) > rules.child_check_due(local_day(one.started_at))


def _badge(one: Any, actor: Actor) -> str:
    if one.asks and actor.has("supervisor"):
        return _("You are asked")
    return _("late") if _is_late(one, actor) else ""


def _explanations(actor: Actor) -> list[Waiting]:
    """Reports after which the help has still to be explained to her."""
    today, waiting = local_day(actor.now), owed(actor)
    found = list(waiting[:SHOWN])
    if not found:
        return []
    calls = [one.consultation for one in found[:SHOWN]]
    groups = groups_seen(actor, calls)
    rows = tuple(
        WaitingRow(
            when=day_short(one.again_on or one.due_on),
            badge=_("late") if today > (one.again_on or one.due_on) else "",
            title=_("Explain to her what help there is"),
            text="",
            name=_name(one.consultation, groups[one.consultation_id]),
            url=reverse("dv_report", args=[one.consultation.number]),
            act=_("Write it down"),
            tone="late" if today > (one.again_on or one.due_on) else "near",
        )
        for one in found[:SHOWN]
    )
    return [Waiting("explanations", _("Explanations owed after a report"), len(rows), "", rows)]


def _unwritten(actor: Actor) -> list[Waiting]:
    """Contacts in which somebody reported, without the block of the report."""
    waiting = unwritten(actor)
    found = list(waiting[:SHOWN])
    if not found:
        return []
    groups = groups_seen(actor, found[:SHOWN])
    rows = tuple(
        WaitingRow(
            when=day_short(one.started_at),
            badge="",
            title=_("Somebody reported violence"),
            text="",
            name=_name(one, groups[one.pk]),
            url=reverse("dv_report", args=[one.number]),
            act=_("Write down the report"),
            tone="near",
        )
        for one in found[:SHOWN]
    )
    return [Waiting("reports", _("Reports to write down"), len(rows), "", rows)]


def _name(one: Consultation, groups: frozenset[str]) -> str:
    if "identity" not in groups:
        return unnamed()
    return (one.client.name if one.client else "") or one.caller_name or one.caller_kana or unnamed()
