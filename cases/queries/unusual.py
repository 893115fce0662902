"""Signs of unusual access, counted from the trail: accounts, days, numbers, never a word about a client (R-66)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from cases.cards import local_day
from cases.choices import DAY_BEGINS, DAY_ENDS, SIGNS, TIMES_USUAL, USUAL_DAYS
from cases.models import Client, Consultation, PersonGram
from cases.models.person_index import gram_digests
from partners.models import Account, Agency
from safeguards import events, names
from safeguards.access import Actor
from safeguards.calendar import JAPAN, is_working_day
from safeguards.forms import moment_of
from safeguards.models import AuditLine

WEEK_DAYS = 7
MOST_OF_A_SIGN = 100
MOST_PAIRS = 2000  # accounts and records that are compared by family name, newest first
WHY = "signs of unusual access"
READS = ("client.read", "consultation.read")
LISTS = ("client.list", "consultation.list", "narrative.search")


@dataclass(frozen=True, slots=True)
class Found:
    """One sign of one account: on which day (the last one for a week), in which hour it began, how often."""

    sign: str
    account_id: int
    agency_code: str
    day: date
    hour: int
    count: int


@dataclass(frozen=True, slots=True)
class UnusualRow:
    """The same for the screen."""

    sign: str
    who: str
    login: str
    agency: str
    day: date
    hour: int
    count: int


Lines = QuerySet[Any, Any]


def _lines(actor: Actor, first: date) -> Lines:
    """Lines of people since that day: of her agency for a supervisor, of all for an auditor; never her own."""
    lines: Lines = AuditLine.objects.filter(
        at__gte=moment_of(first, None), at__lte=actor.now, account_id__isnull=False
    )
    if not actor.has("auditor"):
        lines = lines.filter(agency_code=actor.agency_code)
    return lines.exclude(account_id=actor.own_account_id).annotate(
        day=TruncDate("at", tzinfo=JAPAN), hour=ExtractHour("at", tzinfo=JAPAN)
    )


def _by_day(sign: str, lines: Lines) -> list[Found]:
    """Accounts and days with at least as many lines as the sign asks for. One query, bounded."""
    counted = (
        lines.values("account_id", "agency_code", "day")
        .annotate(number=Count("pk"), began=Min("hour"))
        .filter(number__gte=SIGNS[sign].at_least)
        .order_by("-day", "-number", "account_id")[:MOST_OF_A_SIGN]
    )
    return [
        Found(sign, one["account_id"], one["agency_code"], one["day"], one["began"], one["number"])
        for one in counted
    ]


def _first_day(actor: Actor) -> date:
    return local_day(actor.now) - timedelta(days=WEEK_DAYS - 1)


def _night(actor: Actor) -> list[Found]:
    first = _first_day(actor)
    days = [first + timedelta(days=place) for place in range(WEEK_DAYS)]
    free = [day for day in days if not is_working_day(day)]
    dark = Q(hour__lt=DAY_BEGINS) | Q(hour__gte=DAY_ENDS) | Q(day__in=free)
    return _by_day("night", _lines(actor, first).filter(dark, event__in=events.OPENINGS))


def _many(actor: Actor) -> list[Found]:
    """More than the limit and more than three times her own usual day: the median of the four weeks before."""
    first = _first_day(actor)
    counted = (
        _lines(actor, first - timedelta(days=USUAL_DAYS))
        .filter(event__in=events.OPENINGS)
        .values("account_id", "agency_code", "day")
        .annotate(number=Count("pk"), began=Min("hour"))
        .order_by("-day", "-number", "account_id")
    )
    usual: dict[tuple[int, str], list[int]] = {}
    lately: list[dict[str, Any]] = []
    for one in counted:
        if one["day"] >= first:
            lately.append(one)
        else:
            usual.setdefault((one["account_id"], one["agency_code"]), []).append(one["number"])
    found = []
    for one in lately:
        before = usual.get((one["account_id"], one["agency_code"]), [0])
        if one["number"] >= max(SIGNS["many"].at_least, TIMES_USUAL * median(before)):
            found.append(
                Found("many", one["account_id"], one["agency_code"], one["day"], one["began"], one["number"])
            )
    return found[:MOST_OF_A_SIGN]


def _fruitless(actor: Actor) -> list[Found]:
    """Searches whose line tells that nobody was shown."""
    nobody = _lines(actor, _first_day(actor)).filter(event__in=LISTS, facts__contains='"numbers":[]')
    searched = Q(facts__contains='"searched":true') | Q(event="narrative.search")
    return _by_day("fruitless", nobody.filter(searched))


def _foreign(actor: Actor) -> list[Found]:
    """Records that another counselor keeps, opened and left without a word written into them in the week."""
    first, calls = _first_day(actor), Consultation.objects.everything(WHY)
    of_call = calls.filter(number=OuterRef("object_number"))
    of_client = calls.filter(client__number=OuterRef("object_number"))
    hers = {"counselor_id": OuterRef("account_id")}
    anothers = [
        Exists(kept.filter(counselor_id__isnull=False).exclude(**hers)) & ~Exists(kept.filter(**hers))
        for kept in (of_call, of_client)
    ]
    wrote = AuditLine.objects.filter(
        account_id=OuterRef("account_id"), object_number=OuterRef("object_number"), event__in=events.WRITINGS,
        at__gte=moment_of(first, None),
    )  # fmt: skip
    counted = (
        _lines(actor, first)
        .filter(
            Q(anothers[0], event="consultation.read") | Q(anothers[1], event="client.read"),
            ~Exists(wrote),
            event__in=READS,
        )
        .values("account_id", "agency_code")
        .annotate(number=Count("object_number", distinct=True), last=Max("day"), began=Min("hour"))
        .filter(number__gte=SIGNS["foreign"].at_least)
        .order_by("-number", "account_id")[:MOST_OF_A_SIGN]
    )
    return [
        Found("foreign", one["account_id"], one["agency_code"], one["last"], one["began"], one["number"])
        for one in counted
    ]


def _refused(actor: Actor) -> list[Found]:
    return _by_day("refused", _lines(actor, _first_day(actor)).filter(event__in=events.codes_of("refusal")))


def _emergency(actor: Actor) -> list[Found]:
    used = ("emergency.open", "emergency.miss")
    return _by_day("emergency", _lines(actor, _first_day(actor)).filter(event__in=used))


def _namesake(actor: Actor) -> list[Found]:
    """Clients whose indexed names begin with the reader's own family name, by writing and reading.

    Compared blindly: pieces of her name under the key of the index, no client's name is opened. A piece can
    collide and a longer name begins alike: it is a sign, not a proof.
    """
    pairs = list(
        _lines(actor, _first_day(actor))
        .filter(event="client.read")
        .values("account_id", "agency_code", "object_number")
        .annotate(last=Max("day"), began=Min("hour"))
        .order_by("-last", "account_id", "object_number")[:MOST_PAIRS]
    )
    if not pairs:
        return []
    people = Account.objects.in_bulk({one["account_id"] for one in pairs})
    records = {
        one.number: one
        for one in Client.objects.everything(WHY)
        .filter(number__in={one["object_number"] for one in pairs})
        .select_related("agency")
        .only("number", "person_key", "agency__code")
    }
    wanted: dict[tuple[int, str], set[int]] = {}
    for one in pairs:
        person, record = people.get(one["account_id"]), records.get(one["object_number"])
        if person is not None and record is not None:
            place = (person.pk, record.agency.code)
            wanted.setdefault(place, _pieces_of(person, record.agency.code))
    indexed: dict[tuple[Any, str], set[int]] = {}
    for key, code, gram in PersonGram.objects.filter(
        person_key__in={one.person_key for one in records.values()}, gram__in=set().union(*wanted.values())
    ).values_list("person_key", "agency__code", "gram"):
        indexed.setdefault((key, code), set()).add(gram)
    return _counted(pairs, records, wanted, indexed)


def _pieces_of(person: Account, agency_code: str) -> set[int]:
    pieces = [
        *names.grams(names.search_key(person.family_name)),
        *names.grams(names.search_key(person.family_kana)),
    ]
    return gram_digests(agency_code, "name", pieces)


def _counted(
    pairs: Iterable[dict[str, Any]],
    records: dict[str, Client],
    wanted: dict[tuple[int, str], set[int]],
    indexed: dict[tuple[Any, str], set[int]],
) -> list[Found]:
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for one in pairs:
        record = records.get(one["object_number"])
        if record is None:
            continue
        pieces = wanted.get((one["account_id"], record.agency.code), set())
        if pieces and pieces <= indexed.get((record.person_key, record.agency.code), set()):
            found.setdefault((one["account_id"], one["agency_code"]), []).append(one)
    return [
        Found("namesake", account, agency, alike[0]["last"], alike[0]["began"], len(alike))
        for (account, agency), alike in found.items()
        if len(alike) >= SIGNS["namesake"].at_least
    ][:MOST_OF_A_SIGN]


SIGNS_BY: dict[str, Callable[[Actor], list[Found]]] = {
    "night": _night,
    "many": _many,
    "fruitless": _fruitless,
    "foreign": _foreign,
    "refused": _refused,
    "emergency": _emergency,
    "namesake": _namesake,
}


def unusual(actor: Actor) -> list[Found]:
    """Every sign of the last seven days that this reader may see, in the order of `cases.choices.SIGNS`.

    Ten queries at most, each bounded by the week and by a number of rows.
    """
    return [one for sign in SIGNS for one in SIGNS_BY[sign](actor)]


def unusual_rows(found: Iterable[Found]) -> list[UnusualRow]:
    """Signs with names of people and agencies. Two queries."""
    listed = list(found)
    people = Account.objects.in_bulk({one.account_id for one in listed})
    places = {
        one.code: one.label for one in Agency.objects.filter(code__in={one.agency_code for one in listed})
    }
    return [
        UnusualRow(
            one.sign, people[one.account_id].name if one.account_id in people else "",
            people[one.account_id].login if one.account_id in people else "",
            places.get(one.agency_code, one.agency_code), one.day, one.hour, one.count,
        )
        for one in listed
    ]  # fmt: skip


def first_moment(actor: Actor) -> datetime:
    """Since when signs are counted."""
    return moment_of(_first_day(actor), None)
