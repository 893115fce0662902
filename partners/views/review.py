"""The quarterly look at the accounts of an agency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partners.actions.review import confirm_still_here
from partners.queries.review import quarter_began, review_rows
from safeguards.pages import page, seen
from safeguards.paging import page_by_place


@page("account.review.list")
def account_review_list(request: HttpRequest) -> HttpResponse:
    """Everybody who is not reviewed yet this quarter."""
    rows = review_rows(request.actor)
    seen(request, "posting.review.list")
    shown = {
        "page": page_by_place(request, rows),
        "count": len(rows),
        "began": quarter_began(request.actor.now),
    }
    return render(request, "partners/review/list.html", shown)


@page("account.review", methods=("POST",))
def account_review(request: HttpRequest, number: str) -> HttpResponse:
    """She still works here."""
    posting = confirm_still_here(request.actor, number)
    messages.success(request, _("Noted: %(name)s still works here.") % {"name": posting.account.name})
    return redirect("account_review_list")
