"""Somebody who must not see a referral: the supervisors' list and their answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from referrals.actions.named_person import answer_naming
from referrals.forms.named_person import NamedPersonForm
from referrals.models import NamedPerson
from referrals.queries import named_person as namings
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of


@page("named.list")
def named_list(request: HttpRequest) -> HttpResponse:
    """What waits for her look: from whom and since when; the words stand on the page of each."""
    waiting = namings.answerable(request.actor).select_related("agency", "referral__from_agency")
    shown = page_of(request, waiting, moment="asked_at")
    rows = [namings.named_row(one) for one in shown.rows]
    seen(request, "named.list", numbers=[row.number for row in rows])
    return render(request, "referrals/named_person/list.html", {"rows": rows, "page": shown})


@page("named.detail", methods=("GET", "POST"))
def named_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The sender's words beside the names of the staff. The named one is told nothing."""
    actor = request.actor
    naming = namings.named_or_absent(actor, number)
    staff = [one for one in namings.staff_of(naming.agency, actor.now) if one.pk != actor.account_id]
    if request.method == "GET":
        fitting = {one.number for one in namings.named_in(naming.words, naming.agency, actor.now)}
        ticked = [one.number for one in staff if one.number in fitting]
        return _draw(request, naming, NamedPersonForm(initial={"accounts": ticked}, staff=staff))
    form = NamedPersonForm(request.POST, staff=staff)
    if not form.is_valid():
        return _draw(request, naming, form, status=422)

    def act() -> str:
        answer_naming(actor, number, form.cleaned_data["accounts"])
        return reverse("named_list")

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("Thank you. The referral can be accepted now."))
    return redirect(url)


def _draw(
    request: HttpRequest, naming: NamedPerson, form: NamedPersonForm, *, status: int = 200
) -> HttpResponse:
    seen(request, "named.read", naming)
    context = {"naming": naming, "row": namings.named_row(naming), "form": form}
    return render(request, "referrals/named_person/detail.html", context, status=status)
