"""Who is calling: at most ten clients whom she may see, the likeliest first, while she types.

The blind index gives candidates, which are decrypted and checked: a name is matched only where `identity` may be
read, a telephone only where `contact` may be. Nothing outside her sight changes the answer or its order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from cases.cards import local_day
from cases.models import Client, Consultation
from cases.models.person_index import TAIL
from cases.queries import lists
from cases.queries.caller import CallerRow, caller_rows
from cases.queries.caller_words import CallerWords, read_caller
from cases.queries.person_search import (
    FEWEST_LETTERS,
    MOST_SUGGESTED,
    Question,
    beginning,
    having,
    pieces_of,
    read_question,
)
from cases.queries.sight import groups_seen
from cases.rules import HELD_LENGTH
from safeguards import names
from safeguards.access import Actor
from safeguards.traces import phone_key

MOST_OF_A_KIND = 60  # candidates of one kind that are decrypted, newest first
NEWEST_CONTACTS = 500  # among these of the agency stand "her own recent ones"
NO_NUMBER, NO_NAME = 3, 9


def find_callers(actor: Actor, text: str) -> list[CallerRow]:
    """At most ten, the likeliest first. Eight queries at most, whatever stands in the tables.

    First by a whole number, then by what the hints say, then exact names before mere beginnings, her own recent
    ones before others, and the newest contact.
    """
    today = local_day(actor.now)
    asked = read_caller(text, today)
    questions = [read_question(name) for name in dict.fromkeys((asked.name, asked.name_in_parts)) if name]
    recent = _her_recent(actor)
    candidates = _candidates(actor, asked, questions, recent)
    groups = groups_seen(actor, candidates)
    ranked = []
    for row in candidates:
        place = _place(actor, row, groups[row.pk], asked, questions)
        if place is not None:
            last = row.last_contact.timestamp() if row.last_contact else 0.0
            ranked.append(((*place, row.pk not in recent, -last, str(row.pk)), row))
    ranked.sort(key=lambda pair: pair[0])
    best = [row for _place_of, row in ranked[:MOST_SUGGESTED]]
    return caller_rows(actor, best, {row.pk: groups[row.pk] for row in best})


def _her_recent(actor: Actor) -> set[object]:
    """Clients with whom she herself spoke among the newest contacts of her agency."""
    rows: QuerySet[Any] = Consultation.objects.page(actor)
    newest = rows.order_by("-listed_at", "-pk").values_list("client_id", "counselor_id", "agency_id")[
        :NEWEST_CONTACTS
    ]
    mine = (actor.account_id, actor.agency_id)
    found = dict.fromkeys(one for one, *by in newest if one and tuple(by) == mine)
    return set(list(found)[:MOST_OF_A_KIND])


def _candidates(
    actor: Actor, asked: CallerWords, questions: list[Question], recent: Iterable[object]
) -> list[Any]:
    """Rows that may fit: by name (the newest, and of her recent ones all), by what was said of a number."""
    found: dict[object, Any] = {}

    def take(wanted: Q) -> None:
        rows = lists.clients(actor).filter(wanted).order_by("-listed_at", "-pk")[:MOST_OF_A_KIND]
        found.update((row.pk, row) for row in rows if row.pk not in found)

    named = [_named(actor, question) for question in questions if _is_long_enough(question)]
    if named:
        take(reduce(or_, named))
        if len(found) == MOST_OF_A_KIND and recent:
            take(Q(pk__in=recent))
    if asked.digits:
        take(having(actor, "tail", [asked.digits[-TAIL:]]))
        if len(asked.digits) <= HELD_LENGTH:
            take(_held(actor, asked.digits))
    return list(found.values())


def _is_long_enough(question: Question) -> bool:
    return any(len(key) >= FEWEST_LETTERS for key in question.keys)


def _named(actor: Actor, question: Question) -> Q:
    wanted = reduce(or_, (beginning(actor, key) for key in question.keys))
    if question.words:
        every = Q()
        for spellings in question.words:  # wherever it stands: Hoa of Nguyen Thi Hoa
            every &= reduce(or_, (having(actor, "name", pieces_of(key)) for key in spellings))
        wanted |= every
    return wanted


def _held(actor: Actor, digits: str) -> Q:
    """A range, not a pattern: the index of held numbers serves it under every collation."""
    return Q(
        held_number__gte=digits,
        held_number__lte=digits.ljust(HELD_LENGTH, "9"),
        agency_id=actor.own_agency_id,
    )


def _place(
    actor: Actor, row: Client, groups: frozenset[str], asked: CallerWords, questions: list[Question]
) -> tuple[int, int, int] | None:
    """How well a row fits, small numbers first: number, hints, name. None when it does not fit at all."""
    number = _number_fits(actor, row, groups, asked.digits)
    name = min((_name_fits(row, groups, one) for one in questions), default=NO_NAME)
    if number == NO_NUMBER and name == NO_NAME:
        return None
    return number, _hints_fit(row, groups, asked), name


def _number_fits(actor: Actor, row: Client, groups: frozenset[str], digits: str) -> int:
    if not digits:
        return NO_NUMBER
    phones = [phone_key(phone) for phone in row.spoken_phones()] if "contact" in groups else []
    held = row.held_number if row.tie_to(actor) == "own" else ""
    if digits in (held, *phones):
        return 0
    if any(phone.endswith(digits) for phone in phones):
        return 1
    return 2 if held.startswith(digits) else NO_NUMBER


def _name_fits(row: Client, groups: frozenset[str], question: Question) -> int:
    """0 the whole name or reading, 1 a whole family or given name, 2 the whole name begins so, 3 a part begins so."""
    if "identity" not in groups:
        return NO_NAME
    whole = [names.search_key(name) for name in (row.name, row.kana)]
    parts = [names.search_key(part) for name in row.spoken_names() for part in (name, *name.split())]
    keys = question.keys
    if any(key in whole for key in keys):
        return 0
    if question.words:
        exact = all(any(key in parts for key in word) for word in question.words)
        if exact:
            return 0
    if any(key in parts for key in keys):
        return 1
    if any(name.startswith(key) for name in whole for key in keys):
        return 2
    if question.words and all(_begins(parts, word) for word in question.words):
        return 2
    return 3 if _begins(parts, keys) else NO_NAME


def _begins(parts: list[str], spellings: Iterable[str]) -> bool:
    return any(name.startswith(key) for name in parts for key in spellings)


def _hints_fit(row: Client, groups: frozenset[str], asked: CallerWords) -> int:
    """0 all hints agree, one more for each that cannot be told, many for each that contradicts."""
    misses = 0
    if asked.born is not None:
        year = row.birth.get("year") if "identity" in groups else None
        misses += 1 if not year else 0 if asked.born[0] <= year <= asked.born[1] else 10
    if asked.children is not None:
        count = row.children_count if "children" in groups else None
        misses += 1 if count is None else 0 if count == asked.children else 10
    return misses
