"""One who calls, on the screen: a line of the list, and the card of the one who was chosen; narrowed to the reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import local_day, unnamed
from cases.choices.client_page import MOST_ALERTS
from cases.models import Client, CodeBook, Consultation
from cases.queries import lists
from cases.queries.client_alert import CardAlert, alerts_of
from cases.queries.sight import groups_of, groups_seen
from cases.rules import split_name, spoken
from safeguards.access import Actor

SHOWN_BEFORE = 3


@dataclass(frozen=True, slots=True)
class CallerRow:
    """One person of the list: what is needed to take the right one of two with the same name."""

    number: str
    name: str
    reading: str
    age_band: str
    children: str
    last_contact: datetime | None
    last_by: str
    agency: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class CallBefore:
    """One of her last consultations in a line."""

    number: str
    started_at: datetime
    method: str
    minutes: int | None
    about: str


@dataclass(frozen=True, slots=True)
class CallerCard:
    """The one who was chosen: who she is and her last consultations; narrowed to the reader."""

    row: CallerRow
    held_number: str
    before: tuple[CallBefore, ...]
    alerts: tuple[CardAlert, ...]


def caller_rows(actor: Actor, rows: list[Any], groups: dict[object, frozenset[str]]) -> list[CallerRow]:
    """Lines of rows of `lists.clients`. One query at most."""
    today = local_day(actor.now)
    by = _last_by(actor, rows)
    return [_row(actor, row, groups[row.pk], by.get(row.pk, ""), today) for row in rows]


def caller_card(actor: Actor, client: Client) -> CallerCard:
    """The chosen client, as far as she may read her. Six queries at most."""
    groups, book = groups_of(actor, client), CodeBook(*lists.CODES_OF_LIST, "violence_type", "client_alert")
    calls = list(
        Consultation.objects.visible_to(actor)
        .filter(client_id=client.pk)
        .order_by("-sort_key", "-pk")
        .defer(*lists.long_beside(Consultation, frozenset({"violence_types", "harm_types", "next_steps"})))[
            :SHOWN_BEFORE
        ]
    )
    of_calls = groups_seen(actor, calls)
    row = _row(actor, client, groups, "", local_day(actor.now))
    newest = calls[0] if calls else None
    if newest is not None:
        is_own = newest.agency_id == actor.agency_id
        by = _short(newest.counselor_name) if is_own else ""
        row = replace(row, last_contact=newest.started_at, last_by=by)
    alerts = tuple(alerts_of(actor, client, groups, book)[:MOST_ALERTS])
    before = tuple(_before(one, of_calls[one.pk], book) for one in calls)
    return CallerCard(row, spoken(client.held_number) if row.is_own else "", before, alerts)


def _before(one: Consultation, groups: frozenset[str], book: CodeBook) -> CallBefore:
    about = [book.label("main_complaint", one.main_complaint)] if "narrative" in groups else []
    if "risk" in groups and one.violence_types:
        about.append(book.labels("violence_type", one.violence_types))
    method = book.label("contact_method", one.method)
    return CallBefore(one.number, one.started_at, method, one.minutes, "  ".join(filter(None, about)))


def _row(actor: Actor, row: Client, groups: frozenset[str], last_by: str, today: date) -> CallerRow:
    named = "identity" in groups
    return CallerRow(
        number=row.number,
        name=(row.name if named else "") or unnamed(),
        reading=row.kana if named else "",
        age_band=half_decade(row.birth, today) if named else "",
        children=_children(row.children_count) if "children" in groups else "",
        last_contact=getattr(row, "last_contact", None),
        last_by=last_by,
        agency=row.agency.label,
        is_own=row.tie_to(actor) == "own",
    )


def half_decade(birth: dict, on: date) -> str:
    """Age to five years: 30歳代前半. Empty when the year is unknown."""
    if not birth.get("year"):
        return ""
    age = on.year - birth["year"]
    if (birth.get("month") or 1, birth.get("day") or 1) > (on.month, on.day):
        age -= 1
    if age < 20:
        return _("under 20")
    tens = {"ten": age // 10 * 10}
    return _("in her early %(ten)ss") % tens if age % 10 < 5 else _("in her late %(ten)ss") % tens


def _children(count: int | None) -> str:
    if count is None:
        return ""
    return (
        ngettext("%(count)s child", "%(count)s children", count) % {"count": count}
        if count
        else _("no child")
    )


def _last_by(actor: Actor, rows: list[Any]) -> dict[object, str]:
    """Who had the newest contact with each, where it was of her own agency."""
    last = {row.pk: row.last_contact for row in rows if row.last_contact}
    if not last:
        return {}
    found = (
        Consultation.objects.visible_to(actor)
        .filter(client_id__in=last, sort_key__in=set(last.values()), agency_id=actor.own_agency_id)
        .values_list("client_id", "sort_key", "counselor_name")
    )
    return {client: _short(name) for client, moment, name in found if last[client] == moment}


def _short(name: str) -> str:
    """A colleague's family name: enough to ask her."""
    return split_name(name)[0]
