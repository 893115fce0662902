"""Finding a person among those the actor may read: by name, reading, telephone or number.

The blind index gives candidates; at most 200, newest first, are decrypted and checked, and the bound is told.
A name is matched only where `identity` may be read, a telephone only where `contact` may be: a field that
may not be read cannot be found by.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.models import Client, Consultation, PersonGram
from cases.models.known_as import with_known_as
from cases.models.person_index import gram_digests
from cases.queries import lists
from cases.queries.merge import holders_of
from cases.queries.sight import groups_of_clients, groups_seen
from cases.rules import is_held_number
from safeguards import names
from safeguards.access import Actor
from safeguards.fields import PUBLIC_NUMBER_LENGTH
from safeguards.traces import phone_key

MOST_CANDIDATES = 200
MOST_WORDS = 4
FEWEST_LETTERS = 2
MOST_SUGGESTED = 10
MOST_SUGGESTED_OF = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that really match, newest first; `is_bounded` when older ones were not looked at."""

    rows: list[Any]
    groups: dict[object, frozenset[str]]
    is_bounded: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What the words can mean: spellings of a name, a telephone, a number.

    `keys` are spellings of the whole; `words` those of each word, when there are several: all must fit, in any order.
    """

    keys: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    phone: str
    number: str

    @property
    def is_number(self) -> bool:
        """Can it be the public number of a record?"""
        return len(self.number) == PUBLIC_NUMBER_LENGTH

    @property
    def is_empty(self) -> bool:
        """Nothing to look for (a wildcard alone, punctuation)."""
        return not (self.keys or self.phone or self.number)


def read_question(text: str) -> Question:
    """Take the words apart."""
    plain = text.strip()
    key = digits = names.search_key(plain)
    parts = plain.split()[:MOST_WORDS]
    return Question(
        _spellings(plain) if not key.isdigit() else (),
        tuple(filter(None, map(_spellings, parts))) if len(parts) > 1 and not key.isdigit() else (),
        phone_key(plain) if digits.isdigit() else "",
        plain if len(plain) == PUBLIC_NUMBER_LENGTH else digits,
    )


def _spellings(text: str) -> tuple[str, ...]:
    key = names.search_key(text)
    readings = [key, *names.readings_of_long_marks(key), *names.readings_of_romaji(text)]
    return tuple(dict.fromkeys(filter(None, readings)))


def _person_keys(actor: Actor, question: Question) -> Q:
    # A number only where it can be one: an OR beside the index of names keeps the database from using it.
    wanted = Q(number=question.number) if question.is_number else Q(pk__in=[])
    for key in question.keys:
        wanted |= _named(actor, key)
    if question.words:
        every = Q()
        for spellings in question.words:
            every &= reduce(or_, (_named(actor, key) for key in spellings))
        wanted |= every
    if question.phone:
        wanted |= Q(
            person_key__in=_with_all(actor, gram_digests(actor.agency_code, "phone", [question.phone]))
        )
    return wanted


def _named(actor: Actor, key: str) -> Q:
    return Q(person_key__in=_with_all(actor, gram_digests(actor.agency_code, "name", _pieces(key))))


def _pieces(key: str) -> tuple[str, ...]:
    return names.grams(key, from_start=len(key) < 2)


def _with_all(actor: Actor, digests: set[int]) -> QuerySet:
    return (
        PersonGram.objects.filter(agency_id=actor.own_agency_id, gram__in=digests)
        .values("person_key")
        .annotate(found=Count("gram"))
        .filter(found=len(digests))
        .values("person_key")
    )


def search_clients(actor: Actor, text: str) -> Found:
    """Clients whose name, reading, former name, telephone or number fits."""
    question = read_question(text)
    holders = _holders(actor, question)
    wanted = _person_keys(actor, question) | Q(pk__in=holders)
    rows = with_known_as(lists.clients(actor).filter(wanted))
    return _checked(actor, rows, question, holders)


def _holders(actor: Actor, question: Question) -> frozenset[uuid.UUID]:
    """Clients of her own agency who hold this number for the telephone, also by a record that was joined to theirs."""
    if not is_held_number(question.number) or actor.agency_id is None:
        return frozenset()
    return holders_of(actor.agency_id, question.number)


def suggest_clients(actor: Actor, text: str, *, own_only: bool = False) -> list[Client]:
    """At most ten clients whose name, reading or former name begins so, or whose telephone it is; newest first.

    A single letter suggests nobody. Rows come from the permitted set alone, so nothing that may not be read
    changes the answer.
    """
    question = read_question(text)
    if not any(len(key) >= FEWEST_LETTERS for key in question.keys) and not question.phone:
        return []
    wanted = Q(pk__in=[])
    for key in question.keys:
        wanted |= Q(person_key__in=_beginning(actor, key))
    if question.phone:
        wanted |= Q(
            person_key__in=_with_all(actor, gram_digests(actor.agency_code, "phone", [question.phone]))
        )
    rows = with_known_as(lists.clients(actor).filter(wanted))
    if own_only:
        rows = rows.filter(agency_id=actor.own_agency_id)
    candidates = list(rows.order_by("-listed_at", "-pk")[:MOST_SUGGESTED_OF])
    groups = groups_seen(actor, candidates)
    return [row for row in candidates if _begins(row, groups[row.pk], question)][:MOST_SUGGESTED]


def _beginning(actor: Actor, key: str) -> QuerySet:
    return _with_all(actor, gram_digests(actor.agency_code, "name", names.grams(key)))


def _begins(row: Client, groups: frozenset[str], question: Question) -> bool:
    if "identity" in groups and any(
        names.search_key(name).startswith(key) for name in row.spoken_names() for key in question.keys
    ):
        return True
    return "contact" in groups and question.phone in _phones(row)


def search_consultations(actor: Actor, text: str, narrowed: QuerySet) -> Found:
    """Consultations whose caller or client fits, among those already narrowed by the list's filters."""
    question = read_question(text)
    holders = _holders(actor, question)
    wanted = _person_keys(actor, question) | Q(client__in=holders, agency_id=actor.agency_id)
    rows = with_known_as(narrowed.filter(wanted).select_related("client", "agency"), "client__")
    return _checked(actor, rows, question, holders)


def _checked(actor: Actor, rows: QuerySet, question: Question, holders: frozenset[uuid.UUID]) -> Found:
    if question.is_empty:
        return Found([], {}, False)
    candidates = list(rows.order_by("-listed_at", "-pk")[: MOST_CANDIDATES + 1])
    bounded = len(candidates) > MOST_CANDIDATES
    candidates = candidates[:MOST_CANDIDATES]
    groups = groups_seen(actor, candidates)
    calls = [row for row in candidates if isinstance(row, Consultation)]
    of_clients = groups_of_clients(actor, calls, groups)
    hits = [
        row
        for row in candidates
        if _is_numbered(actor, row, question, holders) or _fits(row, groups[row.pk], of_clients, question)
    ]
    return Found(hits, groups, bounded)


def _is_numbered(actor: Actor, row: Any, question: Question, holders: frozenset[uuid.UUID]) -> bool:
    """By its public number; by the number for the telephone only of her own agency's."""
    if question.is_number and question.number == row.number:
        return True
    client = row.client if isinstance(row, Consultation) else row
    return client is not None and client.pk in holders and client.tie_to(actor) == "own"


def _fits(
    row: Any,
    groups: frozenset[str],
    of_clients: dict[object, frozenset[str]],
    question: Question,
) -> bool:
    """By what may be read of the row itself or of its client: of each only its own groups."""
    parts = [(row, groups)]
    if isinstance(row, Consultation) and row.client is not None:
        parts.append((row.client, of_clients.get(row.client_id, frozenset())))
    spoken = [
        names.search_key(name) for one, may in parts if "identity" in may for name in one.spoken_names()
    ]
    phones = [phone for one, may in parts if "contact" in may for phone in _phones(one)]
    return _is_named(question, spoken) or (bool(question.phone) and question.phone in phones)


def _is_named(question: Question, spoken: list[str]) -> bool:
    def stands(spellings: tuple[str, ...]) -> bool:
        return any(key in name for key in spellings for name in spoken)

    return stands(question.keys) or (bool(question.words) and all(map(stands, question.words)))


def _phones(row: Client | Consultation) -> list[str]:
    return [phone_key(phone) for phone in row.spoken_phones()]
