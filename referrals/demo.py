"""Invented referrals between the agencies of the demo, over its invented clients: pending, answered, ended."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.demo.people import People, new_number, new_uuid, phone, rows_of
from cases.models import AccessReason, Client, Consultation, TimelineEntry
from partners import actors
from partners.models import Agency, Posting
from referrals.actions.move import MoveRefused, move_referral
from referrals.actions.note import note
from referrals.actions.send import Draft, compose
from referrals.models import Referral
from referrals.queries.person import Person, Traces, traces_of
from referrals.rules import last_day, minimum_of, until_after, words_found
from referrals.states import ANSWERERS
from safeguards import audit, calendar, matrix
from safeguards.access import Actor

Progress = Callable[[str, int, int], None]

# Who waits for an answer when the demo is opened: sender, receiver, kind, urgency, hours since it was sent.
PENDING = (
    ("center", "police", "protection_request", "today", 2),
    ("city", "police", "joint", "three_days", 20),
    ("office", "police", "notice", "no_hurry", 70),
    ("center", "npo", "joint", "three_days", 5),
    ("ward", "npo", "joint", "week", 30),
    ("city", "hospital", "advice", "three_days", 26),
    ("center", "hospital", "joint", "week", 50),
    ("center", "office", "handover", "three_days", 6),
    ("second_city", "office", "joint", "week", 44),
    ("police", "office", "notice", "today", 3),
    ("center", "second_city", "handover", "three_days", 8),
    ("npo", "second_city", "joint", "week", 28),
    ("police", "center", "protection_request", "immediate", 1),
    ("second_city", "center", "advice", "today", 4),
    ("hospital", "center", "protection_request", "three_days", 23),
    ("npo", "center", "handover", "week", 49),
    ("center", "city", "handover", "three_days", 7),
    ("police", "city", "joint", "today", 2),
    ("office", "ward", "joint", "week", 30),
)
# Ways that earlier ones have gone: the moves after sending, and how often.
ENDS = (
    (("accept",), 4),
    (("accept", "report"), 5),
    (("accept", "report", "report"), 2),
    (("accept", "report", "close"), 5),
    (("decline",), 3),
    (("recall",), 2),
    (("accept", "recall"), 1),
)
EARLIER = 48
CHILDREN = re.compile("子ども|お子さん|保育|児童")
KINDS = ("handover", "joint", "joint", "advice", "notice", "protection_request")
EXTRA = ("children", "health", "risk", "other_party")
SUMMARIES = (
    "ご本人は、これまでの経過を何度も話すことに疲れておられます。はじめの面接では、今日のことからお聞きください。",
    "当方で3回面接しました。暮らしの見通しが立たないことがいちばんの心配です。急がせず、一つずつ確かめています。",
    "お仕事の時間があるため、連絡は平日の昼休みを望んでおられます。書類はご自宅に送らないでください。",
    "相手方はこの相談を知りません。窓口でお名前を呼ばないこと、別室での面接をお願いします。",
    "",
)


@dataclass(slots=True)
class Place:
    """One agency of the cast and the people who may answer or send there."""

    agency: Agency
    people: list[Posting]
    clients: list[Client]
    calls: list[Consultation]


def seed(data_dir: Path, rng: random.Random, progress: Progress) -> None:
    """Invent referrals among the agencies that demo.toml names; same seed, same referrals."""
    _Writer(data_dir, rng).write(progress)


class _Writer:
    def __init__(self, data_dir: Path, rng: random.Random) -> None:
        self.rng, self.now = rng, timezone.now().replace(second=0, microsecond=0)
        stock = data_dir.parent / "demo"
        self.people = People(stock, rng)
        self.words = {name: _by_code(stock / f"{name}.csv") for name in ("requests", "reports", "declines")}
        cast = tomllib.loads((data_dir / "demo.toml").read_text(encoding="utf-8")).get("agencies", {})
        self.cast = {part: place for part, code in cast.items() if (place := self._place(code))}

    def _place(self, code: str) -> Place | None:
        answering = [role for role in matrix.all_roles() if matrix.held_roles(role).intersection(ANSWERERS)]
        people = list(
            Posting.objects.live(self.now)
            .filter(agency__code=code, role__in=answering)
            .select_related("agency", "account")
            .order_by("account__login")
        )
        if not people:
            return None
        why, agency = "demo", people[0].agency
        clients = Client.objects.everything(why).filter(agency=agency).order_by("-sort_key", "pk")[:400]
        calls = Consultation.objects.everything(why).filter(agency=agency, client__isnull=True)
        return Place(agency, people, list(clients), list(calls.order_by("-sort_key", "pk")[:200]))

    def write(self, progress: Progress) -> None:
        """All of them, oldest first as far as it matters; one progress line."""
        total = EARLIER + len(PENDING)
        for done in range(1, EARLIER + 1):
            self._earlier()
            progress("referrals", done, total)
        for done, (sender, receiver, kind, urgency, hours) in enumerate(PENDING, start=EARLIER + 1):
            if sender in self.cast and receiver in self.cast:
                self._send(sender, receiver, kind, urgency, self.now - timedelta(hours=hours, minutes=7))
            progress("referrals", done, total)

    def _earlier(self) -> None:
        if len(self.cast) < 2:
            return
        sender, receiver = self.rng.sample(sorted(self.cast), 2)
        days = self.rng.randint(3, 75)
        at = self.now - timedelta(days=days, hours=self.rng.randint(0, 6), minutes=self.rng.randrange(60))
        urgency = self.rng.choice(("today", "three_days", "week", "no_hurry"))
        referral = self._send(sender, receiver, self.rng.choice(KINDS), urgency, at)
        moves = self.rng.choices([moves for moves, _weight in ENDS], [weight for _moves, weight in ENDS])[0]
        for name in moves:
            at += timedelta(hours=self.rng.randint(2, max(3, 12 * days // len(moves))))
            if at >= min(self.now, referral.until) or not self._move(sender, receiver, referral, name, at):
                return

    def _send(self, sender: str, receiver: str, kind: str, urgency: str, at: datetime) -> Referral:
        place, rng = self.cast[sender], self.rng
        person, posting = self._person(place, at), self._sender(place)
        actor = self._actor(posting, at)
        offered = [one for one in matrix.field_groups() if not (person.is_sheet and one == "narrative")]
        groups = minimum_of(kind, offered)
        if groups:
            groups += [one for one in EXTRA if one not in groups and rng.random() < 0.25]
            groups += ["whereabouts"] if kind == "protection_request" and rng.random() < 0.4 else []
        day = calendar.japanese_day(at)
        draft = Draft(
            to_agency=self.cast[receiver].agency,
            kind=kind,
            asked="",
            urgency=urgency,
            ground="consent"
            if rng.random() < 0.75
            else rng.choice(("dv_9", "privacy_69_2", "women_support_15")),
            until=until_after(last_day(rng.choice((30, 30, 60, 90)), day)),
            field_groups=tuple(groups),
            summary=rng.choice(SUMMARIES),
            consent_note="面接で、相手・枠・期間を説明しました。いつでも取り消せることも伝えました。",
            **(self._sheet() if person.is_sheet else {}),
        )
        referral = compose(actor, person, draft)
        referral.asked = self._request(kind, referral.children_count or 0, traces_of(person, referral.sheet))
        referral.id, referral.number = new_uuid(rng), new_number(rng)
        if person.is_sheet:
            referral.person_key = new_uuid(rng)
        referral.save(force_insert=True)
        note(actor, referral, "send")
        audit.record(actor, "referral.send", referral, to=draft.to_agency.code, kind=kind, groups=groups)
        self._number_rows(referral)
        return referral

    def _request(self, kind: str, children: int, traces: Traces) -> str:
        """A request that does not speak of children who are not there, nor of anything that reads like her name."""
        told = self.words["requests"][kind]
        texts = [one for one in told if not words_found(one, traces.words, traces.phones)] or told
        fitting = [one for one in texts if not CHILDREN.search(one) or f"子ども{children}人" in one]
        return self.rng.choice(fitting or texts)

    def _sender(self, place: Place) -> Posting:
        counseling = [one for one in place.people if one.role != "liaison"]
        return self.rng.choice(counseling if counseling else place.people)

    def _person(self, place: Place, at: datetime) -> Person:
        clients = [one for one in place.clients if one.sort_key < at]
        calls = [one for one in place.calls if one.sort_key < at]
        if clients and (not calls or self.rng.random() < 0.8):
            client = self.rng.choice(clients[:60])
            linked = Consultation.objects.everything("demo").filter(client=client, sort_key__lt=at)
            latest = linked.order_by("-sort_key", "pk").first()
            return Person(client, latest if self.rng.random() < 0.4 else None, latest)
        if calls:
            call = self.rng.choice(calls[:40])
            return Person(None, call, call)
        return Person()

    def _sheet(self) -> dict[str, Any]:
        rng, person = self.rng, self.people.person(self.now.date())
        children = rng.choice((0, 0, 1, 2, 2, 3))
        return {
            "sheet": {
                "name": f"{person.family_name} {person.given_name}",
                "kana": f"{person.family_kana} {person.given_kana}",
                "birth_on": person.born.isoformat(),
                "phone": phone(rng),
                "safe_contact": "平日の10時から16時。留守番電話には残さない。",
                "children_note": f"子ども{children}人。" if children else "",
                "risk_note": "3日前に物を投げられた。けがはない。",
                "other_party_note": "同居の夫。仕事は不規則。",
                "places": "【架空】親族の家",
            },
            "outline": {
                "age_band": calendar.age_band(calendar.age_on(person.born, self.now.date())),
                "children_count": children,
                "main_complaint": rng.choice(("spouse_violence", "dating_violence", "family_violence")),
            },
        }

    def _move(self, sender: str, receiver: str, referral: Referral, name: str, at: datetime) -> bool:
        place = self.cast[sender if name in ("recall", "close") else receiver]
        posting = self._sender(place) if place is self.cast[sender] else self.rng.choice(place.people)
        facts: dict[str, object] = {}
        if name == "report":
            facts = self._words("reports") | {"done_on": calendar.japanese_day(at)}
        elif name == "decline":
            facts = self._words("declines")
        elif name == "recall":
            facts = {"code": self.rng.choice(("her_wish", "settled", "content_wrong")), "text": ""}
        try:
            move_referral(self._actor(posting, at), referral, name, **facts)
        except MoveRefused:
            return False
        self._number_rows(referral)
        return True

    def _words(self, which: str) -> dict[str, object]:
        code = self.rng.choice(sorted(self.words[which]))
        return {"code": code, "text": self.rng.choice(self.words[which][code])}

    def _number_rows(self, referral: Referral) -> None:
        """Numbers from the seed for the rows that the actions made, so that the same seed makes the same rows."""
        for reason in AccessReason.objects.filter(referral_number=referral.number).order_by("pk"):
            AccessReason.objects.filter(pk=reason.pk).update(number=new_number(self.rng))
        events = TimelineEntry.objects.everything("demo").filter(target_number=referral.number).order_by("pk")
        for event in events:
            TimelineEntry.objects.everything("demo").filter(pk=event.pk).update(number=new_number(self.rng))

    @staticmethod
    def _actor(posting: Posting, at: datetime) -> Actor:
        return replace(actors.actor_of(posting.account, [posting], None, at), now=at)


def _by_code(place: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows_of(place):
        code, text = row.values()
        found.setdefault(code, []).append(text)
    return found
