"""A supervisor confirms the people who wait for her."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.actions.confirmation import confirm_posting
from partners.forms.account import ConfirmForm
from partners.queries.confirmation import waiting_posting_or_absent, waiting_postings
from partners.views.attempt import attempt, renew
from safeguards.pages import page, seen
from safeguards.paging import page_by_place

CONFIRMED = _("She is confirmed and can work from the first day of her posting.")


@page("account.confirm.list")
def account_confirm_list(request: HttpRequest) -> HttpResponse:
    """Everybody whom this supervisor may confirm."""
    waiting = list(waiting_postings(request.actor))
    seen(request, "posting.waiting")
    shown = {"page": page_by_place(request, waiting), "count": len(waiting)}
    return render(request, "partners/confirmation/list.html", shown)


@page("account.confirm", methods=("GET", "POST"))
def account_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """One person: who she is, then the supervisor's statement."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            request,
            form,
            lambda: confirm_posting(request.actor, number, version),
            to=reverse("account_confirm_list"),
            said=CONFIRMED,
        )
        if done:
            return done
    posting = waiting_posting_or_absent(request.actor, number)
    if not form.is_bound:
        form = ConfirmForm(initial={"version": posting.account.version})
    renew(form, posting.account.version)
    shown = {
        "posting": posting,
        "form": form,
        "is_stand_in": posting.agency_id != request.actor.agency_id,
        "has_signed_up": posting.account.has_usable_password(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "partners/confirmation/detail.html", shown, status=status)
