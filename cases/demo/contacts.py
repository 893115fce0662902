"""Invented rules of safe contact, and call-backs on the boards of the demo."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from cases import states
from cases.call_back_rule import MISSES_ASK, slot_on
from cases.contact_card import rule_of
from cases.contact_rule import (
    CHAT,
    DAYS_OFF,
    HOME_PHONE,
    LETTER,
    MAIL,
    MOBILE,
    WORK_PHONE,
    WORKING_DAYS,
    ContactRule,
    Hours,
    Way,
    as_data,
)
from cases.demo.people import new_number, new_uuid
from cases.models import CallBack, Client, Consultation
from partners.models import Agency, Posting

NO = Way(False)
# Numbers that are not given out.
AT_HOME, AT_WORK = "000-555-0142", "000-555-0188"
RULES = (
    ContactRule(
        {MOBILE: Way(True, Hours(time(10), time(15), WORKING_DAYS)), HOME_PHONE: NO, LETTER: NO},
        voicemail=False,
    ),
    ContactRule(
        {MOBILE: NO, WORK_PHONE: Way(True, Hours(time(12), time(13), WORKING_DAYS), AT_WORK), LETTER: NO},
        voicemail=False,
    ),
    ContactRule({MOBILE: Way(True), HOME_PHONE: Way(False, at=AT_HOME)}, voicemail=True, code_word="さくら"),
    ContactRule(
        {MAIL: Way(True, at="demo@example.invalid"), MOBILE: NO, HOME_PHONE: NO, CHAT: NO}, voicemail=False
    ),
    ContactRule({MOBILE: Way(True, Hours(time(19), time(21))), LETTER: NO}, code_word="青い傘"),
    ContactRule({MOBILE: Way(True, Hours(time(9), time(12), DAYS_OFF)), HOME_PHONE: NO}, voicemail=False),
    ContactRule(
        {CHAT: Way(True, at="demo-chat"), MOBILE: Way(True, Hours(time(9), time(17))), LETTER: Way(True)}
    ),
)
WITHOUT_RULE = 0.25
SHOWN = 6  # call-backs of today on the board of each agency, besides those that a sheet promised
PER_TRY = timedelta(minutes=30)


def contact_rule(held_number: str) -> dict:
    """The rule of an invented client; the same number has the same one, and some have none."""
    dice = random.Random(held_number)
    return {} if dice.random() < WITHOUT_RULE else as_data(dice.choice(RULES))


def promised_by(one: Consultation, now: datetime) -> CallBack | None:
    """The call-back that a sheet promised, as its saving makes it; of days that are over none waits any more."""
    if "call_back" not in one.next_steps or one.next_on is None or one.next_on < now.date():
        return None
    return _call_back(one, slot_on(rule_of(one.client), one.next_on), random.Random(one.number))


def _call_back(
    one: Consultation, slot: tuple[datetime, datetime], rng: random.Random, **more: object
) -> CallBack:
    return CallBack(
        id=new_uuid(rng), number=new_number(rng), agency_id=one.agency_id, consultation=one, due_from=slot[0],
        due_until=slot[1], made_by_id=one.counselor_id, made_at=one.sort_key, **more,
    )  # fmt: skip


def todays(agency: Agency, workers: list[Posting], now: datetime) -> Iterable[CallBack]:
    """Call-backs by hand around this moment: one late, one near, one taken, one missed three times, some later."""
    waiting = CallBack.objects.everything("demo").waiting().filter(agency=agency)
    talks = Consultation.objects.everything("demo").filter(agency=agency, client__isnull=False)
    newest = talks.exclude(pk__in=waiting.values("consultation")).order_by("-sort_key", "pk")
    for place, one in enumerate(_each_client_once(newest.select_related("client")[: SHOWN * 20])):
        begins = now.replace(minute=now.minute // 30 * 30) + timedelta(minutes=60 * (place - 1))
        more: dict[str, object] = {}
        if place == 2:
            more = {"assigned_to_id": workers[0].account_id}
        if place == 3:
            more = {"state": states.MISSED, "misses": MISSES_ASK}
        yield _call_back(one, (begins, begins + PER_TRY), random.Random(f"today {one.number}"), **more)


def _each_client_once(talks: Iterable[Consultation]) -> list[Consultation]:
    found: dict[Client | None, Consultation] = {}
    for one in talks:
        found.setdefault(one.client, one)
        if len(found) == SHOWN:
            break
    return list(found.values())
