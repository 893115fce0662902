"""Moving a person to another posting on a date, and ending a posting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partners.actions.posting import end_posting, move_posting
from partners.forms.account import AgencyForm, EndForm, MoveForm
from partners.models import Account, Agency
from partners.queries.accounts import april_after
from partners.queries.reach import (
    account_or_absent,
    agencies_in_reach,
    lasting_posting_or_absent,
    lasting_postings_of,
)
from partners.views.account import WRITTEN
from partners.views.attempt import attempt, renew
from safeguards.access import Absent
from safeguards.calendar import japanese_day
from safeguards.pages import page


@page("account.move", methods=("GET", "POST"))
def account_move(request: HttpRequest, number: str) -> HttpResponse:
    """First the agency she goes to, then the role and the day."""
    account = account_or_absent(request.actor, number)
    agencies = list(agencies_in_reach(request.actor))
    code = request.GET.get("agency", "")
    agency = next((one for one in agencies if one.code == code), None)
    if agency is not None:
        return _move(request, account, agency)
    if code or request.method == "POST":
        raise Absent
    held = lasting_postings_of(request.actor, account)
    form = AgencyForm(agencies=agencies, initial={"agency": held[0].agency.code if held else ""})
    return render(request, "partners/posting/agency.html", {"account": account, "form": form})


def _move(request: HttpRequest, account: Account, agency: Agency) -> HttpResponse:
    held = lasting_postings_of(request.actor, account)
    first_day = japanese_day(april_after(request.actor.now))
    initial = {"version": account.version, "first_day": first_day, "old": held[0].number if held else ""}
    form = MoveForm(request.POST or None, agency=agency, postings=held, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            given = form.cleaned_data
            return move_posting(
                request.actor,
                account.number,
                given["version"],
                old_number=given["old"],
                agency=agency,
                role=given["role"],
                first_day=given["first_day"],
                last_day=given["last_day"],
            )

        done = attempt(request, form, act, to=reverse("account_detail", args=[account.number]), said=WRITTEN)
        if done:
            return done
        renew(form, account.version)
    status = 422 if request.method == "POST" else 200
    shown = {"account": account, "agency": agency, "form": form}
    return render(request, "partners/posting/move.html", shown, status=status)


@page("account.end", methods=("GET", "POST"))
def account_end(request: HttpRequest, number: str, posting: str) -> HttpResponse:
    """End one posting after a day or at once."""
    account = account_or_absent(request.actor, number)
    form = EndForm(request.POST or None, initial={"version": account.version, "when": EndForm.AFTER_DAY})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            form,
            lambda: end_posting(
                request.actor,
                number,
                form.cleaned_data["version"],
                posting_number=posting,
                last_day=form.day(),
            ),
            to=reverse("account_detail", args=[number]),
            said=WRITTEN,
        )
        if done:
            return done
        renew(form, account.version)
    ending = lasting_posting_or_absent(request.actor, account, posting)
    status = 422 if request.method == "POST" else 200
    shown = {"account": account, "posting": ending, "form": form}
    return render(request, "partners/posting/end.html", shown, status=status)
