"""Drafts of hers, what is missing in each, what colleagues left behind, and who is writing at a record now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cases.cards import unnamed
from cases.models import CodeBook, Draft, Presence
from cases.models.anchor import Anchor
from cases.models.draft import DraftQuerySet
from cases.queries.sight import groups_seen
from cases.rules import DRAFT_SIGNS
from partners.models import Posting
from partners.queries.confirmation import live_supervisors
from safeguards import matrix
from safeguards.access import Actor

WRITES_STILL = timedelta(seconds=20)  # an open window tells of itself every five seconds


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of the list of drafts. Of what was typed only the method and a name, and only to its writer."""

    number: str
    started_at: datetime
    saved_at: datetime
    name: str
    method: str
    missing: tuple[str, ...]
    is_change: bool
    writer: str


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """What a form for a consultation needs to be kept as a draft: its own token and address, the numbers of the
    record that it changes and of its client, what its window knew of the draft when it was sent, and, while a call
    may be running, since when. `beside`: (label, here, elsewhere) where another window saved something else first;
    `others`: how many more drafts of hers are open; `is_unsaved`: it came back from a sending.
    """

    token: str
    address: str
    number: str = ""
    version: int = 0
    writer: str = ""
    serial: int = 0
    apart: str = ""
    client: str = ""
    record: str = ""
    started_at: datetime | None = None
    saved_at: datetime | None = None
    is_call: bool = True
    beside: tuple[tuple[str, str, str], ...] = ()
    others: int = 0
    is_unsaved: bool = False
    limit: int = DRAFT_SIGNS


def my_drafts(actor: Actor) -> DraftQuerySet:
    """Hers, newest first."""
    return (
        Draft.objects.mine(actor).open().select_related("client", "consultation").order_by("-saved_at", "-pk")
    )


def handed_drafts(actor: Actor) -> DraftQuerySet:
    """What colleagues left behind, newest first; sealed: nothing that was typed is opened for the list."""
    return Draft.objects.handed(actor).open().select_related("account").order_by("-saved_at", "-pk")


def draft_rows(actor: Actor, drafts: Iterable[Draft], book: CodeBook) -> list[DraftRow]:
    """Her own drafts as lines. No query of its own but the codes'."""
    found = list(drafts)
    groups = groups_seen(actor, [one.client for one in found if one.client])
    return [_row(one, _name(one, groups), book) for one in found]


def _row(one: Draft, name: str, book: CodeBook) -> DraftRow:
    needed = {"started_on": _("Day"), "method": _("Method"), "main_complaint": _("Main complaint")}
    missing = tuple(label for field, label in needed.items() if not _first(one, field))
    method = book.label("contact_method", _first(one, "method"))
    return DraftRow(
        one.number, one.started_at, one.saved_at, name, method, missing, bool(one.consultation_id), ""
    )


def handed_rows(drafts: Iterable[Draft]) -> list[DraftRow]:
    """Drafts of others as lines: who wrote, when."""
    return [
        DraftRow(
            one.number, one.started_at, one.saved_at, "", "", (), bool(one.consultation_id), one.account.name
        )
        for one in drafts
    ]


def _first(one: Draft, name: str) -> str:
    return next(iter(one.fields.get(name, [])), "")


def _name(one: Draft, groups: dict[object, frozenset[str]]) -> str:
    if one.client is not None and "identity" in groups[one.client_id] and one.client.name:
        return one.client.name
    return _first(one, "caller_name") or _first(one, "caller_kana") or unnamed()


def colleagues_to_tell(actor: Actor, draft: Draft) -> list[int]:
    """Accounts to whom a draft is handed over: supervisors of its agency at work, without one all who record there."""
    there = live_supervisors(actor.now).filter(agency_id=draft.agency_id)
    found = list(there.values_list("account_id", flat=True))
    if not found:
        roles = [role for role in matrix.all_roles() if matrix.role_opens(role, "consultation.new")]
        at_work = Posting.objects.live(actor.now).filter(agency_id=draft.agency_id, role__in=roles)
        found = list(at_work.values_list("account_id", flat=True))
    return [one for one in found if one != draft.account_id]


def writing_now(actor: Actor, anchor: Anchor) -> list[str]:
    """Names of colleagues who have this record of her own agency open to change it. One query, none for others'."""
    if anchor.agency_id != actor.agency_id:
        return []
    at: dict[str, Any] = {anchor.object_type(): anchor, "seen_at__gt": actor.now - WRITES_STILL}
    found = (
        Presence.objects.visible_to(actor).filter(**at).select_related("account").order_by("account__login")
    )
    return [one.account.name for one in found]
