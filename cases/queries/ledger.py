"""受付簿: the consultations of the own agency by day or month, numbered as in the old books, and their sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import counting
from cases.cards import local_day, unnamed
from cases.counting import Contact, Sums
from cases.models import Client, CodeBook, Consultation
from cases.queries.lists import CALLER, NAMES, OF_AGENCY, long_beside
from cases.queries.sight import groups_of_clients, groups_seen
from partners.models import Agency
from safeguards.access import Actor
from safeguards.calendar import fiscal_year, fiscal_year_start
from safeguards.forms import moment_of
from safeguards.templatetags.safeguards import clock

DAY, MONTH = "day", "month"
MOST = 3_000  # lines of one page: the month of the busiest office is far below
CODES = (
    "contact_method", "caller", "route", "main_complaint", "disposition", "next_step", "print_purpose",
)  # fmt: skip

# What an office counts beside consultations (silent calls, wrong numbers): each gives label and number of a period
# of the actor's own agency. A part that keeps such contacts enters itself here; the ledger knows none by itself.
CountedBeside = Callable[[Actor, date, date], Sequence[tuple[str, int]]]
COUNTED_BESIDE: list[CountedBeside] = []


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line. `serial` counts within the fiscal year among what the reader may see; it is no address."""

    serial: int
    number: str
    started_at: datetime
    method: str
    caller: str
    name: str
    route: str
    main_complaint: str
    counselor: str
    minutes: int | None
    disposition: str
    next_step: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Foot:
    """The sums at the foot. `year`: from April to the last day shown; `months`: its persons month by month."""

    total: Sums
    by_method: tuple[tuple[str, Sums], ...]
    by_main_complaint: tuple[tuple[str, Sums], ...]
    year: Sums
    months: int
    beside: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of the book: a day, or a month as a whole."""

    since: date
    until: date
    rows: tuple[LedgerRow, ...]
    foot: Foot
    is_cut: bool


def entries(actor: Actor, since: date, until: date) -> QuerySet[Any]:
    """Consultations of her own agency that began on these Japanese days, in the order of the book."""
    rows: QuerySet[Any] = Consultation.objects.page(actor).select_related("client", "agency")
    rows = rows.defer(
        *long_beside(Consultation, CALLER | {"next_steps"}),
        *long_beside(Client, NAMES, "client__"),
        *OF_AGENCY,
    )
    return _within(rows, actor, since, until).order_by("started_at", "pk")


def _within(rows: QuerySet[Any], actor: Actor, since: date, until: date) -> QuerySet[Any]:
    first, after = moment_of(since, None), moment_of(until + timedelta(days=1), None)
    return rows.filter(agency_id=actor.own_agency_id, started_at__gte=first, started_at__lt=after)


def own_agency(actor: Actor) -> Agency:
    """The agency whose book it is."""
    return Agency.objects.get(pk=actor.own_agency_id)


def ledger(actor: Actor, since: date, until: date, book: CodeBook) -> Ledger:
    """One page of the book. The number of queries is the same for every day and month."""
    found = list(entries(actor, since, until)[: MOST + 1])
    shown = found[:MOST]
    return Ledger(
        since, until, tuple(rows_of(actor, shown, book)), foot(actor, since, until, book), len(found) > MOST
    )


def rows_of(actor: Actor, shown: Sequence[Consultation], book: CodeBook) -> list[LedgerRow]:
    """The lines of these entries, which follow one another in the book; names only where she may read them."""
    groups = groups_seen(actor, shown)
    of_clients = groups_of_clients(actor, shown, groups)
    serials = _serials(actor, shown)
    return [
        _row(one, serial, groups[one.pk], of_clients.get(one.client_id, frozenset()), book)
        for one, serial in zip(shown, serials, strict=True)
    ]


def _row(
    one: Consultation, serial: int, may: frozenset[str], of_client: frozenset[str], book: CodeBook
) -> LedgerRow:
    name = one.client.name if one.client and "identity" in of_client else ""
    if not name and "identity" in may:
        name = one.caller_name or one.caller_kana
    return LedgerRow(
        serial, one.number, one.started_at, book.label("contact_method", one.method), book.label("caller", one.caller),
        name or unnamed(), book.label("route", one.route),
        book.label("main_complaint", one.main_complaint) if "narrative" in may else "", one.counselor_name,
        one.minutes, book.label("disposition", one.disposition), book.labels("next_step", one.next_steps), one.next_on,
    )  # fmt: skip


def _serials(actor: Actor, shown: Sequence[Consultation]) -> list[int]:
    """受付番号 of entries that follow one another: 1 is the first of its fiscal year. At most one query."""
    if not shown:
        return []
    year = fiscal_year(local_day(shown[0].started_at))
    april = fiscal_year_start(year)
    first = shown[0].started_at
    before = _within(Consultation.objects.page(actor), actor, april, local_day(first))
    earlier = Q(started_at__lt=first) | Q(started_at=first, pk__lt=shown[0].pk)
    serial = before.filter(earlier).count()
    serials = []
    for one in shown:
        of_this = fiscal_year(local_day(one.started_at))
        serial = serial + 1 if of_this == year else 1
        year = of_this
        serials.append(serial)
    return serials


def contacts(actor: Actor, since: date, until: date) -> list[Contact]:
    """What is counted of a period: codes and keys alone, nothing sealed. One query."""
    columns = ("started_at", "client_id", "person_key", "caller", "method", "main_complaint")
    rows = _within(Consultation.objects.page(actor), actor, since, until).order_by().values_list(*columns)
    return [
        Contact(local_day(at), person if client else None, caller, method, complaint)
        for at, client, person, caller, method, complaint in rows
    ]


def foot(actor: Actor, since: date, until: date, book: CodeBook) -> Foot:
    """The sums of a period, and those of its fiscal year up to its last day. One query and those of what is
    counted beside."""
    of_year = contacts(actor, min(since, fiscal_year_start(fiscal_year(until))), until)
    some = [one for one in of_year if since <= one.day]
    of_year = [one for one in of_year if fiscal_year(one.day) == fiscal_year(until)]
    return Foot(
        counting.sums_of(some),
        _labelled(book, "contact_method", counting.sums_by(some, lambda one: one.method)),
        _labelled(book, "main_complaint", counting.sums_by(some, lambda one: one.main_complaint)),
        counting.sums_of(of_year),
        counting.monthly_person_count(of_year),
        tuple(line for lines in COUNTED_BESIDE for line in lines(actor, since, until)),
    )


def _labelled(book: CodeBook, list_name: str, sums: dict[str, Sums]) -> tuple[tuple[str, Sums], ...]:
    return tuple((book.label(list_name, code), sums[code]) for code in book.in_order(list_name, sums))


def table(
    rows: Iterable[LedgerRow], *, is_named: bool
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Head and lines of a sheet; without names their column is not there."""
    head = [
        pgettext("ledger", "No."), _("Day"), pgettext("ledger", "Time"), _("Method"), _("Who is speaking"), _("Route"),
        _("Main complaint"), _("Counselor"), _("Minutes"), _("Disposition"), _("Next step"), _("By when"),
    ]  # fmt: skip
    lines = [
        (
            row.serial, local_day(row.started_at), clock(row.started_at), row.method, row.caller, row.route,
            row.main_complaint, row.counselor, row.minutes, row.disposition, row.next_step, row.next_on,
            *((row.name,) if is_named else ()),
        )
        for row in rows
    ]  # fmt: skip
    return (*head, *((_("Client"),) if is_named else ())), tuple(lines)


HEADS = {
    "own_contacts": lambda: pgettext("ledger", "By herself"),
    "persons": lambda: pgettext("ledger", "Persons"),
    "unlinked": lambda: pgettext("ledger", "Not linked"),
    "contacts": lambda: pgettext("ledger", "All contacts"),
}


def sums_table(foot: Foot) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The foot as head and lines of a table, for paper and sheet."""
    lines: list[tuple[str, Sums]] = [(_("Total"), foot.total)]
    lines += [(f"{_('Method')}: {label}", sums) for label, sums in foot.by_method]
    lines += [(f"{_('Main complaint')}: {label}", sums) for label, sums in foot.by_main_complaint]
    lines += [(_("Fiscal year so far"), foot.year)]
    head = ("", *(label() for label in HEADS.values()))
    table = [(label, *(getattr(sums, name) for name in HEADS)) for label, sums in lines]
    table.append((_("Persons of each month, added up"), "", foot.months, "", ""))
    return head, (*table, *((label, "", "", "", number) for label, number in foot.beside))


def notes() -> Iterable[str]:
    """How was counted, in the words of the page."""
    return (
        _("By herself: contacts in which she spoke herself, as the Cabinet Office counts."),
        _("Persons: each client once, however often. Persons of two lines stand in both."),
        _(
            "Not linked: contacts that belong to no client, unnamed callers among them; they are no persons here."
        ),
        _(
            "Numbers run from April in the order of the contacts. An entry that is added later moves those after it."
        ),
    )
