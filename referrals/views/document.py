"""The receipt of a referral, printed by its sender for the woman."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.models import CodeBook
from referrals.models import Referral
from referrals.queries.document import RECEIPT, receipt
from referrals.queries.referral import WITH_PEOPLE
from safeguards import calendar
from safeguards.access import get_or_absent
from safeguards.documents import AlreadyPrinted, NotSet, as_answer, document
from safeguards.forms import PrintForm
from safeguards.once import FIELD
from safeguards.pages import page, seen


@page("referral.print", methods=("GET", "POST"))
def referral_print(request: HttpRequest, number: str) -> HttpResponse:
    """For the sending side alone; the receiver has nothing to hand out."""
    referral: Referral = get_or_absent(WITH_PEOPLE, number, request.actor)
    book, year = CodeBook(), calendar.fiscal_year(calendar.japanese_day(request.actor.now))
    paper = receipt(request.actor, referral, book)
    form = PrintForm(
        request.POST or None, purposes=book.choices("receipt_purpose", year), has_places=False,
        initial={"purpose": "to_her"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return as_answer(
                document(
                    request.actor, RECEIPT, referral, form.asked_purpose(), paper,
                    groups=(), token=request.POST.get(FIELD, ""),
                )
            )  # fmt: skip
        except (AlreadyPrinted, NotSet) as fault:
            form.add_error(None, str(fault))
    seen(request, "referral.open_to_print", referral)
    context = {
        "form": form,
        "back": reverse("referral_detail", args=[number]),
        "agency": referral.to_agency.label,
    }
    return render(
        request, "referrals/document/form.html", context, status=422 if request.method == "POST" else 200
    )
