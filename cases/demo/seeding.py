"""Fills the tables with invented clients and consultations, in bulk, as the actions would have written them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from cases.demo.anchors import BATCH, write_anchors, write_many
from cases.demo.cases import seed_cases
from cases.demo.contacts import contact_rule, promised_by, todays
from cases.demo.duties import seed_duties
from cases.demo.people import People, new_held_number, new_number, new_uuid
from cases.demo.words import Words
from cases.models import (
    CallBack,
    Client,
    ClientGrant,
    Consultation,
    ConsultationGrant,
    MatchKey,
    PartyKey,
    PersonGram,
    TimelineEntry,
)
from cases.models.match import match_digests
from cases.models.party import client_digests, party_keys
from cases.models.person_index import grams_of
from partners.models import Agency, Posting

Progress = Callable[[str, int, int], None]
YEARS = 3
OF_NOBODY = 12  # of so many new clients nobody is in charge of one
UNNAMED_SHARE = 0.22
NEW_CLIENT_SHARE = 0.42
# How much of the work the agencies of a kind do; the rest of the counseling agencies share what is left.
WEIGHTS = {
    "womens_center": 30,
    "health_office": 5,
    "dv_center": 14,
    "municipal_desk": 6,
    "npo": 5,
    "city_welfare_office": 6,
}


@dataclass(slots=True)
class Desk:
    """One agency with the people who take calls there."""

    agency: Agency
    workers: list[Posting]
    clients: list[Client]


def desks(now: datetime) -> list[Desk]:
    """Agencies in which somebody may record consultations today, in the order of their codes."""
    by_agency: dict[int, Desk] = {}
    postings = Posting.objects.live(now).filter(role__in=["counselor", "supervisor"])
    for posting in postings.select_related("agency", "account").order_by("agency__code", "account__login"):
        desk = by_agency.setdefault(posting.agency_id, Desk(posting.agency, [], []))
        desk.workers.append(posting)
    return list(by_agency.values())


def seed(data_dir: Path, rng: random.Random, progress: Progress, *, consultations: int) -> None:
    """Invent `consultations` contacts of the last three years and the clients behind them."""
    now = timezone.now().replace(second=0, microsecond=0)
    stock = data_dir.parent / "demo"
    writer = _Writer(People(stock, rng), Words(stock, rng), rng, now)
    open_desks = desks(now)
    weights = [WEIGHTS.get(desk.agency.kind, 2) * (1 + len(desk.workers) / 10) for desk in open_desks]
    moments = sorted(_moment(rng, now) for _number in range(consultations))
    for start in range(0, len(moments), BATCH):
        for moment in moments[start : start + BATCH]:
            writer.contact(rng.choices(open_desks, weights)[0], moment)
        writer.flush()
        progress("consultations", min(start + BATCH, len(moments)), len(moments))
    for desk in open_desks:
        CallBack.objects.bulk_create(todays(desk.agency, desk.workers, now))
    seed_duties(Words(stock, random.Random(1)), now)
    seed_cases(now)


def _moment(rng: random.Random, now: datetime) -> datetime:
    """A moment of the last three years, mostly in office hours, more of late."""
    days = int(YEARS * 365 * rng.random() ** 1.3)
    day = timezone.localtime(now) - timedelta(days=days)
    if day.weekday() >= 5 and rng.random() < 0.8:
        day -= timedelta(days=2)
    hour = rng.choices([9, 10, 11, 13, 14, 15, 16, 17, 19, 22], [9, 14, 12, 12, 13, 11, 9, 4, 3, 1])[0]
    moment = day.replace(hour=hour, minute=rng.randrange(60), second=0, microsecond=0)
    return min(moment, now - timedelta(minutes=30))


class _Writer:
    """Collects rows and writes them in bulk: records, reasons, grants, index, events."""

    def __init__(self, people: People, words: Words, rng: random.Random, now: datetime) -> None:
        self.people, self.words, self.rng, self.now = people, words, rng, now
        self.used_numbers: set[str] = set()
        self.new_clients: list[Client] = []
        self.new_consultations: list[Consultation] = []
        self.new_events: list[TimelineEntry] = []
        self.new_call_backs: list[CallBack] = []
        self.grams: dict[tuple[int, str], set[tuple[str, str]]] = {}

    def contact(self, desk: Desk, moment: datetime) -> None:
        """One consultation at one desk, of a new, a known or an unnamed caller."""
        client = self._caller(desk, moment)
        worker = self.rng.choice(desk.workers).account
        one = Consultation(
            id=new_uuid(self.rng),
            number=new_number(self.rng),
            agency=desk.agency,
            client=client,
            person_key=client.person_key if client else new_uuid(self.rng),
            sort_key=moment,
            started_at=moment,
            made_by_id=worker.pk,
            counselor_id=worker.pk,
            counselor_name=worker.name,
            is_demo=True,
        )
        first = client is not None and client.sort_key == moment
        if client is not None and first and moment.minute % OF_NOBODY:
            client.assigned_to, client.assigned_since, client.assigned_by_id = worker, moment, worker.pk
        for name, value in self.words.contact(client, moment, self.now, first=first).items():
            setattr(one, name, value)
        self.new_consultations.append(one)
        promise = promised_by(one, self.now)
        if promise is not None:
            self.new_call_backs.append(promise)
        if client is not None:
            event = TimelineEntry(
                client=client, agency=desk.agency, at=moment, event="consultation.made", target_number=one.number,
                account_name=worker.name, number=new_number(self.rng),
            )  # fmt: skip
            self.new_events.append(event)

    def _caller(self, desk: Desk, moment: datetime) -> Client | None:
        dice = self.rng.random()
        if dice < UNNAMED_SHARE:
            return None
        if desk.clients and dice > UNNAMED_SHARE + NEW_CLIENT_SHARE:
            return desk.clients[-1 - int(len(desk.clients) * self.rng.random() ** 2)]
        client = self._client(desk.agency, moment)
        desk.clients.append(client)
        return client

    def _client(self, agency: Agency, moment: datetime) -> Client:
        person = self.people.person(self.now.date())
        client = Client(
            id=new_uuid(self.rng),
            number=new_number(self.rng),
            agency=agency,
            person_key=new_uuid(self.rng),
            held_number=new_held_number(self.rng, self.used_numbers),
            sort_key=moment,
            is_demo=True,
            family_name=person.family_name,
            given_name=person.given_name,
            family_kana=person.family_kana,
            given_kana=person.given_kana,
        )
        for name, value in self.words.client(person, agency, self.now).items():
            setattr(client, name, value)
        client.contact_rule = contact_rule(client.held_number)
        self.new_clients.append(client)
        return client

    def flush(self) -> None:
        """Write what was collected."""
        write_anchors(Client, ClientGrant, self.new_clients)
        write_anchors(Consultation, ConsultationGrant, self.new_consultations)
        TimelineEntry.objects.bulk_create(self.new_events, batch_size=BATCH)
        CallBack.objects.bulk_create(self.new_call_backs, batch_size=BATCH)
        PersonGram.objects.bulk_create(
            (
                PersonGram(agency_id=client.agency_id, gram=gram, person_key=client.person_key)
                for client in self.new_clients
                for gram in sorted(grams_of(client.agency.code, [client]))
            ),
            batch_size=5 * BATCH,
        )
        write_many(MatchKey, (key for client in self.new_clients for key in self._match_keys(client)))
        write_many(PartyKey, (key for client in self.new_clients for key in self._party_keys(client)))
        self.new_clients, self.new_consultations, self.new_events, self.new_call_backs = [], [], [], []

    @staticmethod
    def _party_keys(client: Client) -> list[PartyKey]:
        """Keys as a saving writes them; the clock compares them when it writes those of the demo's staff."""
        keys = party_keys(client_digests(client), client.person_key, client=client)
        for key in keys:
            key.is_compared = True
        return keys

    def _match_keys(self, client: Client) -> list[MatchKey]:
        """Keys as a saving writes them; the invented ones are not compared with each other."""
        digests = match_digests(client.kana, client.birth, self.now.date())
        return [
            MatchKey(client=client, agency_id=client.agency_id, kind=kind, digest=digest, is_compared=True)
            for kind, digest in digests.items()
        ]
