"""つなぎ: inbox and outbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from cases.models import CodeBook
from cases.search_limit import hold, sent
from referrals.forms.referral_filter import ReferralFilter
from referrals.queries.referral import CODES_OF_LIST, INBOX, OUTBOX, box, rows_of
from safeguards import calendar
from safeguards.pages import page, seen
from safeguards.paging import page_of
from safeguards.search import PARAMETER, asked_in

WORDS_LENGTH = 120


@page("referral.list", methods=("GET", "POST"))
def referral_list(request: HttpRequest) -> HttpResponse:
    """One box at a time. A search is posted and answered by a redirect with a token."""
    which = OUTBOX if request.GET.get("box") == OUTBOX else INBOX
    if request.method == "POST":
        words = request.POST.get("q", "").replace("\0", "").strip()[:WORDS_LENGTH]
        address = sent(request, "referral.list", {"q": words})
        return redirect(f"{address}{'&' if '?' in address else '?'}{urlencode({'box': which})}")
    actor, book = request.actor, CodeBook(*CODES_OF_LIST)
    words = asked_in(request, "referral.list").get("q", "")
    again = hold(request) if words else None
    if again is not None:
        return again
    form = ReferralFilter(
        request.GET or None, book=book, year=calendar.fiscal_year(calendar.japanese_day(actor.now))
    )
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    query = box(actor, which, state=chosen.get("state", ""), kind=chosen.get("kind", ""), words=words)
    shown = page_of(request, query, moment="sent_at")
    rows = rows_of(actor, which, shown.rows, book)
    seen(
        request, "referral.list", box=which, numbers=[one.number for one in shown.rows], searched=bool(words)
    )
    context = {
        "form": form,
        "rows": rows,
        "page": shown,
        "words": words,
        "token": request.GET.get(PARAMETER, ""),
        "box": which,
        "is_narrowed": bool(words or chosen.get("state") or chosen.get("kind")),
    }
    return render(request, "referrals/referral/list.html", context)
