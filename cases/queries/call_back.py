"""The call-back board: what waits, in which slot, for whom, and how she may be reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import states
from cases.call_back_rule import DUE, LATE, Light
from cases.cards import unnamed
from cases.contact_card import SafeContact, rule_of, safe_contact, told_contact
from cases.contact_rule import PHONES, WITHIN, verdict
from cases.models import CallBack, Client, Consultation
from cases.models.call_back import CallBackQuerySet
from cases.queries.sight import groups_seen
from safeguards import calendar
from safeguards.access import Absent, Actor
from safeguards.templatetags.safeguards import clock, day_short, weekday

MINE, ALL = "mine", "all"
TODAY, TOMORROW, WEEK = "today", "tomorrow", "week"
AHEAD = {TODAY: 0, TOMORROW: 1, WEEK: 7}  # days after today up to which the board looks
MOST = 200  # call-backs that one board holds; the oldest slots first, so none that is late is left out
HALF_A_DAY = 12 * 60  # minutes: from there on days are counted
WITH_NAMES = ("consultation__client", "assigned_to", "agency")


def board(actor: Actor, whose: str, until: str) -> CallBackQuerySet:
    """What waits up to the end of that day, earliest slot first: so what is late stands on top.

    `mine` is what she took and what nobody took yet.
    """
    end = datetime.combine(
        calendar.japanese_day(actor.now) + timedelta(days=AHEAD[until] + 1), datetime.min.time(), calendar.JAPAN
    )  # fmt: skip
    rows = CallBack.objects.visible_to(actor).waiting().filter(due_from__lt=end)
    if whose == MINE:
        rows = rows.filter(Q(assigned_to_id=actor.account_id) | Q(assigned_to__isnull=True))
    return rows.select_related(*WITH_NAMES).order_by("due_from", "pk")


def of_consultation(actor: Actor, one: Consultation) -> CallBack | None:
    """The call-back of this consultation that waits, None where none does or it is not hers to see."""
    rows = CallBack.objects.visible_to(actor).waiting().filter(consultation=one)
    return rows.select_related(*WITH_NAMES).first()


def call_back_or_absent(actor: Actor, number: str) -> CallBack:
    """The one call-back with this number that she may see; `Absent` for anything else."""
    found = CallBack.objects.visible_to(actor).select_related(*WITH_NAMES).filter(number=number).first()
    if found is None:
        raise Absent
    return found


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """One line of the board: when and how urgent, who, how she may be reached, who has it."""

    number: str
    version: int
    due_from: datetime
    due_until: datetime
    badge: str
    tone: str
    is_late: bool
    name: str
    contact: SafeContact
    is_outside: bool
    client_number: str
    consultation_number: str
    holder: str
    holder_number: str
    is_mine: bool
    misses: int
    is_missed: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The call-backs of one hour, or those that are late."""

    label: str
    is_late: bool
    rows: tuple[CallBackRow, ...]


def call_back_rows(actor: Actor, found: Iterable[CallBack]) -> list[CallBackRow]:
    """Rows without a further question: they are of her own agency's records."""
    listed = list(found)
    groups = groups_seen(actor, [one.consultation for one in listed])
    return [_row(actor, one, groups[one.consultation_id]) for one in listed]


def _row(actor: Actor, one: CallBack, groups: frozenset[str]) -> CallBackRow:
    talk, client, shown = one.consultation, one.client, one.light(actor)
    contact = safe_contact(client, groups) or told_contact(talk, groups)
    return CallBackRow(
        number=one.number,
        version=one.version,
        due_from=one.due_from,
        due_until=one.due_until,
        badge=light_words(shown, one),
        tone=shown.tone,
        is_late=shown.code == LATE,
        name=name_of(talk, groups),
        contact=contact,
        is_outside=client is not None and _no_phone_now(client, actor.now),
        client_number=client.number if client else "",
        consultation_number=talk.number,
        holder=one.assigned_to.name if one.assigned_to else "",
        holder_number=one.assigned_to.number if one.assigned_to else "",
        is_mine=one.assigned_to_id is not None and one.assigned_to_id == actor.account_id,
        misses=one.misses,
        is_missed=one.state == states.MISSED,
        outcome=one.outcome if one.state == states.TO_CALL else "",
    )


def _no_phone_now(client: Client, now: datetime) -> bool:
    """Does her rule speak of the telephone, and is no line allowed at this moment?"""
    rule = rule_of(client)
    said = [verdict(rule, channel, now).code for channel in PHONES if channel in rule.ways]
    return bool(said) and not set(said) & set(WITHIN)


def name_of(talk: Consultation, groups: frozenset[str]) -> str:
    """How the caller is called on a line of the board."""
    if "identity" not in groups:
        return unnamed()
    return (talk.client.name if talk.client else "") or talk.caller_name or talk.caller_kana or unnamed()


def light_words(shown: Light, one: CallBack) -> str:
    """35分すぎ, あと20分, 11時までのうち, 約5時間あと, あと2日, 1開庁日すぎ."""
    if shown.code == LATE:
        if shown.days and shown.minutes >= HALF_A_DAY:
            return ngettext("%(days)s working day late", "%(days)s working days late", shown.days) % {
                "days": shown.days
            }
        return _("%(length)s late") % {"length": _length(shown.minutes)}
    if shown.code == DUE:
        return _("now, until %(clock)s") % {"clock": clock(one.due_until)}
    if shown.days > 0 and shown.minutes >= HALF_A_DAY:
        return ngettext("in %(days)s day", "in %(days)s days", shown.days) % {"days": shown.days}
    return _("in %(length)s") % {"length": _length(shown.minutes)}


def _length(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    hours = minutes // 60
    return ngettext("about %(hours)s hour", "about %(hours)s hours", hours) % {"hours": hours}


def slots_of(rows: Iterable[CallBackRow], today: date) -> list[Slot]:
    """The board by hour: late ones first, then each hour of each day."""
    slots: dict[str, list[CallBackRow]] = {}
    for row in rows:
        label = _("Late") if row.is_late else _hour(row.due_from, today)
        slots.setdefault(label, []).append(row)
    return [Slot(label, held[0].is_late, tuple(held)) for label, held in slots.items()]


def _hour(moment: datetime, today: date) -> str:
    local = timezone.localtime(moment)
    hour = _("%(hour)s o'clock") % {"hour": local.hour}
    return hour if local.date() == today else f"{day_short(moment)} ({weekday(moment)}) {hour}"
