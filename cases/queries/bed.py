"""Shelters and their free beds; requests for a bed as the shelter reads them, and as they stand on a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.choices.protection import BED_STATE_LABELS, BED_STATE_TONES
from cases.models import BedAsk, BedRequest, Case, CodeBook, Shelter, TemporaryProtection
from cases.protection_rule import few_words
from cases.states.bed import ASKED, ASKER, DECLINED, HELD, RECEIVER, bed_moves, bed_state
from partners.models import Posting
from safeguards import calendar, matrix
from safeguards.access import Absent, Actor

MOST = 100  # requests on one list


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One shelter as everybody sees it: its code, how many beds are free now, which ages it takes."""

    number: str
    code: str
    beds: int
    free: int
    accepts: str
    is_own: bool


def free_beds(shelters: Iterable[Shelter], now: datetime) -> dict[UUID, int]:
    """Free beds by shelter at this moment: beds less open stays less holds that run. Two queries, counts."""
    found = {one.pk: one.beds for one in shelters}
    stays = TemporaryProtection.objects.everything("how many beds are taken, whoever is in them")
    holds = BedRequest.objects.everything("how many beds are held, whoever asked").holding(now)
    for rows in (stays.filter(ended_on__isnull=True), holds):
        taken = rows.filter(shelter__in=list(found)).order_by().values("shelter").annotate(number=Count("pk"))
        for row in taken:
            found[row["shelter"]] -= row["number"]
    return {pk: max(0, number) for pk, number in found.items()}


def vacancies(actor: Actor, book: CodeBook) -> list[Vacancy]:
    """Every shelter that takes women in, by its code. Three queries."""
    shelters = list(Shelter.objects.visible_to(actor).filter(is_active=True).order_by("code").defer("name"))
    free = free_beds(shelters, actor.now)
    return [
        Vacancy(one.number, one.code, one.beds, free[one.pk], book.labels("family_band", one.accepts),
                one.agency_id == actor.agency_id)
        for one in shelters
    ]  # fmt: skip


def family_words(family: dict[str, int], book: CodeBook) -> str:
    """Who comes along: 乳児 1人、小学生 2人; empty for nobody."""
    joiner = _(", ")
    return joiner.join(
        f"{book.label('family_band', band)} {people_words(family[band])}"
        for band in book.in_order("family_band", family)
        if family[band]
    )


def people_words(number: int) -> str:
    """So many persons."""
    return ngettext("%(number)s person", "%(number)s persons", number) % {"number": number}


@dataclass(frozen=True, slots=True)
class BedLine:
    """One request: what was asked, and where it stands at this moment. Nothing of it is a woman's.

    `yes_from`: who said yes by telephone, on the asker's side alone.
    """

    number: str
    version: int
    code: str
    agency: str
    asked_at: datetime
    adults: str
    family: str
    needs: str
    arrival: str
    state: str
    label: str
    tone: str
    held_until: datetime | None
    reason: str
    hint: str
    is_by_telephone: bool
    moves: tuple[str, ...]
    yes_from: str = ""


def bed_line(one: BedRequest, side: str, now: datetime, book: CodeBook, yes_from: str = "") -> BedLine:
    """A request as it stands now for one side. No query when `shelter` and `agency` came with it."""
    state = bed_state(one.state, one.held_until, now)
    return BedLine(
        one.number, one.version, one.shelter.code, one.agency.label, one.asked_at, people_words(one.adults),
        family_words(one.family, book), book.labels("bed_need", one.needs), book.label("bed_arrival", one.arrival),
        state, str(BED_STATE_LABELS[state]), BED_STATE_TONES.get(state, "quiet"),
        one.held_until if state == HELD else None, book.label("bed_decline", one.decline_reason),
        book.hint("bed_decline", one.decline_reason), one.is_by_telephone,
        tuple(move.name for move in bed_moves(state, side)), yes_from,
    )  # fmt: skip


def may_answer(actor: Actor) -> bool:
    """May she answer for the shelters of her agency?"""
    return matrix.may_act(actor, "bed", "own", "answer")


def requests_to(actor: Actor) -> QuerySet[Any]:
    """Requests put to the shelters of her agency, the newest first; never a case."""
    return (
        BedRequest.objects.visible_to(actor).select_related("shelter", "agency").order_by("-asked_at", "-pk")
    )


def request_lines(actor: Actor, rows: Iterable[BedRequest], book: CodeBook) -> list[BedLine]:
    """Lines of the list; those that wait or are held stand first, the rest as they came."""
    lines = [bed_line(one, RECEIVER, actor.now, book) for one in rows]
    return sorted(lines, key=lambda line: {ASKED: 0, HELD: 1}.get(line.state, 2))


def request_or_absent(actor: Actor, number: str) -> BedRequest:
    """One request to a shelter of her agency; Absent for any other."""
    found: BedRequest | None = None if "\0" in number else requests_to(actor).filter(number=number).first()
    if found is None:
        raise Absent
    return found


def asks_of(actor: Actor, case: Case, book: CodeBook) -> list[BedLine]:
    """What was asked for this case, the newest first. One query."""
    rows = BedAsk.objects.of_her_agency(actor).filter(case=case)
    rows = rows.select_related("request__shelter", "request__agency").order_by("-request__asked_at", "-pk")
    return [bed_line(one.request, ASKER, actor.now, book, one.yes_from) for one in rows[:MOST]]


def held_for(actor: Actor, case: Case) -> list[BedRequest]:
    """Requests of this case for which a bed is held at this moment. One query."""
    asks = BedAsk.objects.of_her_agency(actor).filter(
        case=case, request__state=HELD, request__held_until__gt=actor.now
    )
    return [one.request for one in asks.select_related("request__shelter").order_by("request__held_until")]


def who_answers(agency_id: int, now: datetime, *, but: int | None = None) -> list[int]:
    """Accounts at work that may answer for the shelters of an agency. One query."""
    rows = (
        Posting.objects.live(now)
        .filter(agency_id=agency_id, role__in=matrix.reading_roles())
        .exclude(account_id=but)
    )
    return list(rows.values_list("account_id", flat=True).distinct())


def turned_away(actor: Actor, book: CodeBook) -> list[tuple[str, str]]:
    """How often the shelters of her agency turned a request away this fiscal year, by reason; 1 to 9 as a span."""
    first = calendar.fiscal_year_start(calendar.fiscal_year(calendar.japanese_day(actor.now)))
    since = timezone.make_aware(datetime.combine(first, time()))
    rows = BedRequest.objects.visible_to(actor).filter(state=DECLINED, answered_at__gte=since)
    counted = dict(rows.order_by().values_list("decline_reason").annotate(number=Count("pk")))
    return [
        (book.label("bed_decline", code), few_words(counted[code]))
        for code in book.in_order("bed_decline", counted)
    ]
