"""The column of events of one client, newest first: by page, by kind, from a year on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.cards import local_day
from cases.choices.client_page import CONSULTATION, CONSULTATION_MARK, EVENT_KINDS, EVENTS
from cases.models import Client, ClientAlert, CodeBook, Consultation, TimelineEntry
from cases.queries.client_alert import kind_of
from cases.queries.sight import groups_seen
from safeguards.access import Actor
from safeguards.calendar import JAPAN
from safeguards.forms import moment_of
from safeguards.merging import Part, merged_page
from safeguards.paging import KeyPage


@dataclass(frozen=True, slots=True)
class Event:
    """One line: mark of one character, title as link, one line of words, who."""

    at: datetime
    mark: str
    tone: str
    title: str
    url: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Year:
    """The events of one calendar year that stand on a page."""

    day: date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One link above the column: a kind with how many, or a year."""

    label: Any
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The page of events, and the ways to the others."""

    years: tuple[Year, ...]
    page: KeyPage
    total: int
    kinds: tuple[Choice, ...]
    jumps: tuple[Choice, ...]


def column_of(
    request: HttpRequest, actor: Actor, client: Client, book: CodeBook, groups: frozenset[str]
) -> Column:
    """What happened with one client, as far as the actor may see it; `kind` and `year` of the address narrow it.

    `groups` are those of the client. Six queries at most, whatever the number of events: two of counts, two of the
    page, one of field groups, one of alerts.
    """
    calls, entries = _sources(actor, client)
    counted = _counted(calls, entries)
    kind = request.GET.get("kind", "")
    kind = kind if kind in EVENT_KINDS else ""
    year = _year_asked(request, {year for _kind, year in counted})
    page = merged_page(request, _narrowed(calls, entries, kind, year), newest_first=True)
    return Column(
        _years(actor, [row for _place, row in page.rows], book, groups),
        page,
        sum(number for (of, _year), number in counted.items() if kind in ("", of)),
        _kinds(client, counted, kind),
        _jumps(client, counted, kind, year),
    )


MOST_PRINTED = 200


def newest_events(actor: Actor, client: Client, book: CodeBook, groups: frozenset[str]) -> list[Event]:
    """The newest two hundred events, for a paper. Four queries."""
    calls, entries = _sources(actor, client)
    rows = [*calls.order_by("-started_at")[:MOST_PRINTED], *entries.order_by("-at")[:MOST_PRINTED]]
    rows.sort(key=lambda row: getattr(row, "started_at", None) or row.at, reverse=True)
    return [event for year in _years(actor, rows[:MOST_PRINTED], book, groups) for event in year.events]


def _sources(actor: Actor, client: Client) -> tuple[QuerySet, QuerySet]:
    calls = Consultation.objects.visible_to(actor).filter(client=client).select_related("agency")
    entries = TimelineEntry.objects.visible_to(actor).filter(client=client, event__in=EVENTS)
    return calls, entries.select_related("other_agency")


def _counted(calls: QuerySet, entries: QuerySet) -> Counter[tuple[str, int]]:
    """How many events of each kind and calendar year in Japan. Two queries."""
    counted: Counter[tuple[str, int]] = Counter()
    by_year = calls.select_related(None).order_by().annotate(year=ExtractYear("started_at", tzinfo=JAPAN))
    for year, number in by_year.values_list("year").annotate(Count("pk")):
        counted[CONSULTATION, year] += number
    by_year = entries.select_related(None).order_by().annotate(year=ExtractYear("at", tzinfo=JAPAN))
    for event, year, number in by_year.values_list("event", "year").annotate(Count("pk")):
        counted[EVENTS[event].kind, year] += number
    return counted


def _year_asked(request: HttpRequest, years: set[int]) -> int | None:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else None


def _narrowed(calls: QuerySet, entries: QuerySet, kind: str, year: int | None) -> list[Part]:
    if year is not None:
        end = moment_of(date(year + 1, 1, 1), None)
        calls, entries = calls.filter(started_at__lt=end), entries.filter(at__lt=end)
    if kind:
        entries = entries.filter(event__in=[code for code, event in EVENTS.items() if event.kind == kind])
    consultations = Part(calls if kind in ("", CONSULTATION) else None, "started_at", is_day=False)
    return [consultations, Part(entries if kind != CONSULTATION else None, "at", is_day=False)]


def _address(client: Client, **asked: object) -> str:
    words = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"{reverse('client_detail', args=[client.number])}{'?' if words else ''}{words}#events"


def _kinds(client: Client, counted: Counter[tuple[str, int]], chosen: str) -> tuple[Choice, ...]:
    by_kind: Counter[str] = Counter()
    for (kind, _year), number in counted.items():
        by_kind[kind] += number
    there = [kind for kind in EVENT_KINDS if by_kind[kind]]
    if len(there) < 2 and not chosen:
        return ()
    every = Choice(_("All"), _address(client), sum(by_kind.values()), not chosen)
    return every, *(
        Choice(EVENT_KINDS[kind], _address(client, kind=kind), by_kind[kind], kind == chosen)
        for kind in there
    )


def _jumps(
    client: Client, counted: Counter[tuple[str, int]], kind: str, chosen: int | None
) -> tuple[Choice, ...]:
    years = sorted({year for of, year in counted if kind in ("", of)}, reverse=True)
    if len(years) < 2:
        return ()
    return tuple(
        Choice(date(year, 12, 31), _address(client, kind=kind, year=year), 0, year == chosen)
        for year in years
    )


def _years(actor: Actor, rows: Iterable[Any], book: CodeBook, of_client: frozenset[str]) -> tuple[Year, ...]:
    listed = list(rows)
    groups = groups_seen(actor, [row for row in listed if isinstance(row, Consultation)])
    alerts = _alert_words(actor, listed, book, of_client)
    years: dict[int, list[Event]] = {}
    for row in listed:
        if isinstance(row, Consultation):
            event = _consultation_event(row, groups[row.pk], book, row.tie_to(actor) == "own")
        else:
            event = _entry_event(row, alerts.get(row.target_number, ""))
        years.setdefault(local_day(event.at).year, []).append(event)
    return tuple(Year(date(year, 12, 31), tuple(events)) for year, events in years.items())


def _consultation_event(one: Consultation, groups: frozenset[str], book: CodeBook, is_own: bool) -> Event:
    minutes = _("%(minutes)s min") % {"minutes": one.minutes} if one.minutes else ""
    title = _("Consultation (%(how)s)") % {
        "how": " ".join(filter(None, [book.label("contact_method", one.method), minutes]))
    }
    text = book.label("main_complaint", one.main_complaint) if "narrative" in groups else ""
    url = reverse("consultation_detail", args=[one.number])
    who = one.counselor_name if is_own else one.agency.label
    return Event(one.started_at, str(CONSULTATION_MARK), "", title, url, text, who)


def _alert_words(actor: Actor, rows: list[Any], book: CodeBook, groups: frozenset[str]) -> dict[str, str]:
    """What the alerts among these lines were, by number; only those of field groups that she reads."""
    numbers = [row.target_number for row in rows if getattr(row, "event", "").startswith("alert.")]
    if not numbers:
        return {}
    alerts = ClientAlert.objects.visible_to(actor).filter(number__in=numbers)
    return {
        one.number: book.label("client_alert", one.kind)
        for one in alerts
        if kind_of(one.kind).group in groups
    }


def _entry_event(entry: TimelineEntry, text: str) -> Event:
    kind = EVENTS[entry.event]
    agency = entry.other_agency.label if entry.other_agency else ""
    url = reverse(kind.page, args=[entry.target_number]) if kind.page and entry.target_number else ""
    title = str(kind.title) % {"agency": agency}
    return Event(entry.at, str(kind.mark), kind.tone, title, url, text, entry.account_name)
