"""受付簿: a day or a month of the own agency, on the screen and on paper."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.forms.ledger import LedgerForm, LedgerPrintForm, first_of_next
from cases.models import CodeBook
from cases.queries import ledger as ledgers
from cases.queries.ledger import DAY, Ledger, own_agency
from cases.queries.ledger_paper import LEDGER_SHEET, ledger_paper
from safeguards import calendar
from safeguards.calendar import japanese_day
from safeguards.documents import AlreadyPrinted, NotSet, as_answer, document
from safeguards.once import FIELD
from safeguards.pages import page, seen


@page("ledger", methods=("GET", "POST"))
def ledger(request: HttpRequest) -> HttpResponse:
    """One page of the book; a post prints it. The address holds a day and nothing else."""
    today = japanese_day(request.actor.now)
    form = LedgerForm(request.POST if request.method == "POST" else request.GET, today=today)
    book = CodeBook(*ledgers.CODES)
    since, until = form.period()
    card = ledgers.ledger(request.actor, since, until, book)
    purposes = book.choices("print_purpose", calendar.fiscal_year(today))
    printing = LedgerPrintForm(request.POST or None, purposes=purposes)
    if request.method == "POST" and printing.is_valid() and not form.errors:
        try:
            return _print(request, form, card, printing)
        except (AlreadyPrinted, NotSet) as fault:
            printing.add_error(None, str(fault))
    by = form.asked()[0]
    numbers = [row.number for row in card.rows]
    seen(request, "ledger.read", by=by, since=since.isoformat(), until=until.isoformat(), numbers=numbers)
    context = {"form": form, "printing": printing, "card": card, "by": by, "notes": ledgers.notes()}
    context |= _addresses(form, card)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/ledger/detail.html", context, status=status)


def _print(request: HttpRequest, form: LedgerForm, card: Ledger, printing: LedgerPrintForm) -> HttpResponse:
    with_names = printing.cleaned_data["with_names"]
    by, on = form.asked()
    return as_answer(
        document(
            request.actor, LEDGER_SHEET, own_agency(request.actor), printing.asked_purpose(),
            ledger_paper(request.actor, card, by, with_names=with_names),
            groups={"narrative", "identity"} if with_names else {"narrative"},
            part=f"{on:%Y-%m-%d}" if by == DAY else f"{on:%Y-%m}",
            numbers=[row.number for row in card.rows], token=request.POST.get(FIELD, ""),
        )
    )  # fmt: skip


def _addresses(form: LedgerForm, card: Ledger) -> dict[str, str]:
    """The pages around this one, and the way to its Excel file."""
    by, _on = form.asked()
    before, after = card.since - timedelta(days=1), card.until + timedelta(days=1)
    if by != DAY:
        before, after = before.replace(day=1), first_of_next(card.since)

    def address(on: object) -> str:
        return f"{reverse('ledger')}?{urlencode({'by': by, 'on': on})}"

    until = min(card.until, form.today)
    wanted = urlencode({"kind": "ledger", "since": card.since, "until": until})
    return {
        "earlier_url": address(before), "later_url": address(after) if after <= form.today else "",
        "export_url": f"{reverse('export')}?{wanted}",
    }  # fmt: skip
