"""The supervisors' board: what each colleague carries, who has left, and the clients to give out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.cards import local_day, unnamed
from cases.models import Client, Consultation
from cases.queries import next_step
from cases.queries.assignment import roles_in_charge
from cases.queries.lists import clients
from cases.rules import load_share, load_word
from partners.models import Account, Posting
from partners.rules import LEAVES_WITHIN
from safeguards.access import Actor

CONTACTS_OF = timedelta(days=7)
STEPS_WITHIN = timedelta(days=7)
MOST_WAITING = 200
NOBODY, WAITING = "none", "waiting"


@dataclass(frozen=True, slots=True)
class Load:
    """One figure of one colleague beside her agency's median: a word, the length of a bar and where the median
    stands in it (percent); never a place."""

    number: int
    word: str
    share: int
    usual: int


@dataclass(frozen=True, slots=True)
class CounselorRow:
    """What one colleague carries. `late`: next steps past their day, a part of `steps`; `until`: she leaves soon."""

    number: str
    name: str
    in_charge: Load
    steps: Load
    late: int
    contacts: Load
    until: datetime | None


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Somebody who is not at work here any more, with the clients of whom she is in charge still."""

    number: str
    name: str
    in_charge: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody at work in the order of her reading, those who left, and how many clients nobody is in charge of."""

    people: tuple[CounselorRow, ...]
    left: tuple[LeftRow, ...]
    unassigned: int


def board(actor: Actor) -> Board:
    """The board of the actor's agency; clients behind a wall of hers are in no number. 6 queries."""
    in_charge = _in_charge(actor)
    unassigned = in_charge.pop(None, 0)
    steps, late = _steps(actor)
    contacts = _contacts(actor)
    people = _people(actor)
    usual = [_usual(numbers, people) for numbers in (in_charge, steps, contacts)]
    rows = tuple(
        CounselorRow(
            number=account.number,
            name=account.name,
            in_charge=_load(in_charge, account, usual[0]),
            steps=_load(steps, account, usual[1]),
            late=late.get(account.pk, 0),
            contacts=_load(contacts, account, usual[2]),
            until=until,
        )
        for account, until in people.values()
    )
    gone = Account.objects.filter(pk__in=[key for key in in_charge if key not in people])
    left = tuple(
        LeftRow(one.number, one.name, in_charge[one.pk])
        for one in gone.order_by("family_kana", "given_kana", "pk")
    )
    return Board(rows, left, unassigned)


def _load(numbers: dict[Any, int], account: Account, usual: float) -> Load:
    number = numbers.get(account.pk, 0)
    return Load(number, load_word(number, usual), load_share(number, usual), load_share(usual, usual))


def _usual(numbers: dict[Any, int], people: Iterable[int]) -> float:
    """The median of everybody at work, also of those who carry nothing."""
    return float(median([numbers.get(key, 0) for key in people] or [0]))


def _people(actor: Actor) -> dict[int, tuple[Account, datetime | None]]:
    """Who may be in charge here today, in the order of her reading, with the end of a posting that ends soon."""
    postings = (
        Posting.objects.live(actor.now)
        .filter(agency_id=actor.own_agency_id, role__in=roles_in_charge(Client))
        .select_related("account")
        .order_by("account__family_kana", "account__given_kana", "account_id", "pk")
    )
    edge = actor.now + LEAVES_WITHIN
    found: dict[int, tuple[Account, datetime | None]] = {}
    for one in postings:
        soon = one.until if one.until is not None and one.until <= edge else None
        earlier = found.get(one.account_id)
        stays = earlier is not None and (earlier[1] is None or soon is None)
        found[one.account_id] = (one.account, None if stays else soon)
    return found


def _in_charge(actor: Actor) -> dict[int | None, int]:
    rows = Client.objects.page(actor).filter(agency_id=actor.own_agency_id)
    return dict(rows.order_by().values_list("assigned_to").annotate(number=Count("pk")))


def _steps(actor: Actor) -> tuple[dict[int, int], dict[int, int]]:
    """Open next steps until a week from now, and of these the late ones, by whose they are (`next_step.steps`)."""
    today = local_day(actor.now)
    counted = (
        next_step.open_steps(actor, mine=False)
        .filter(next_on__lte=today + STEPS_WITHIN)
        .annotate(whose=Coalesce("client__assigned_to", "counselor_id", output_field=BigIntegerField()))
        .order_by()
        .values("whose")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(next_on__lt=today)))
    )
    rows = list(counted)
    return {one["whose"]: one["number"] for one in rows}, {one["whose"]: one["late"] for one in rows}


def _contacts(actor: Actor) -> dict[int, int]:
    rows: QuerySet[Any] = Consultation.objects.page(actor)
    rows = rows.filter(agency_id=actor.own_agency_id, listed_at__gte=actor.now - CONTACTS_OF)
    return dict(rows.order_by().values_list("counselor_id").annotate(number=Count("pk")))


def clients_of(actor: Actor, holder: Account | None) -> QuerySet[Any]:
    """Clients of her agency of whom this person is in charge, or nobody; in the order of the list of clients."""
    rows = clients(actor).filter(agency_id=actor.own_agency_id, assigned_to=holder)
    return _with_step(actor, rows)


def longest_waiting(actor: Actor) -> list[Any]:
    """Keys of clients with an open next step, those with the oldest contact first. One query, bounded."""
    steps = next_step.open_steps(actor, mine=False).filter(client__isnull=False)
    rows = Client.objects.visible_to(actor).filter(
        agency_id=actor.own_agency_id, pk__in=steps.order_by().values("client")
    )
    contacts = Consultation.objects.visible_to(actor).filter(client_id=OuterRef("pk")).order_by("-sort_key")
    rows = rows.annotate(last_contact=Subquery(contacts.values("sort_key")[:1])).order_by(
        "last_contact", "pk"
    )
    return list(rows.values_list("pk", flat=True)[:MOST_WAITING])


def clients_by_key(actor: Actor, keys: list[Any]) -> list[Any]:
    """These clients in the order of the keys. One query."""
    rows = _with_step(actor, clients(actor).filter(agency_id=actor.own_agency_id, pk__in=keys))
    found = {one.pk: one for one in rows}
    return [found[key] for key in keys if key in found]


def _with_step(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `step_on`: the day of her first open next step."""
    steps = (
        Consultation.objects.visible_to(actor)
        .filter(client_id=OuterRef("pk"), next_on__isnull=False, next_done_at__isnull=True)
        .order_by("next_on")
    )
    return rows.select_related("agency", "assigned_to").annotate(
        step_on=Subquery(steps.values("next_on")[:1])
    )


@dataclass(frozen=True, slots=True)
class ClientToGive:
    """One client in the list of the board. `choice`: her number, and who was in charge when the row was drawn."""

    number: str
    choice: str
    name: str
    reading: str
    holder: str
    days: int | None
    step_on: date | None
    is_late: bool


def rows_to_give(actor: Actor, found: Iterable[Any]) -> list[ClientToGive]:
    """Lines of the list; all are of her own agency, so no further query."""
    today = local_day(actor.now)
    return [
        ClientToGive(
            number=one.number,
            choice=f"{one.number}:{one.assigned_to.number if one.assigned_to else ''}",
            name=one.name or unnamed(),
            reading=one.kana,
            holder=one.assigned_to.name if one.assigned_to else "",
            days=(today - local_day(one.last_contact)).days if one.last_contact else None,
            step_on=one.step_on,
            is_late=one.step_on is not None and one.step_on < today,
        )
        for one in found
    ]


def holder_or_none(actor: Actor, number: str) -> Account | None:
    """The account with this public number, if it is in charge of a client of her agency or at work there."""
    account = Account.objects.filter(number=number).first() if number else None
    if account is None:
        return None
    here = Posting.objects.filter(account=account, agency_id=actor.own_agency_id).exists()
    return account if here or clients_of(actor, account).exists() else None
