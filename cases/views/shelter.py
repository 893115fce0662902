"""The shelters of her own agency: code, name, beds; how often a request was turned away, by reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.shelter import CodeTaken, keep_shelter
from cases.forms.bed import ShelterForm
from cases.models import CodeBook, Shelter
from cases.queries.bed import turned_away, vacancies
from safeguards import calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("bed.shelters", methods=("GET", "POST"))
def shelter_list(request: HttpRequest) -> HttpResponse:
    """Her agency's places; `shelter` in the address is the one that is changed, none makes a new one."""
    number = request.GET.get("shelter", "")
    one: Shelter | None = get_or_absent(Shelter, number, request.actor) if number else None
    if one is not None and one.agency_id != request.actor.agency_id:
        raise Absent
    options: dict[str, Any] = {"book": CodeBook(), "year": calendar.fiscal_year(timezone.localdate())}
    if request.method == "GET":
        return _show(request, one, ShelterForm(initial=ShelterForm.initial_of(one), **options))
    form = ShelterForm(request.POST, **options)
    if not form.is_valid():
        return _show(request, one, form, status=422)

    def act() -> str:
        keep_shelter(request.actor, number, form.cleaned_data["version"], form.facts())
        return reverse("bed_shelters")

    try:
        url, first = with_once(request, act)
    except CodeTaken:
        form.add_error("code", _("Another shelter has this code. Please choose another one."))
        return _show(request, one, form, status=422)
    except Stale as stale:
        form.add_error(
            None, _("Somebody else wrote here meanwhile. Please look at what stands now, then send yours.")
        )
        form.data = request.POST.copy()
        form.data["version"] = str(stale.current.version)
        return _show(request, one, form, status=409)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _show(request: HttpRequest, one: Shelter | None, form: ShelterForm, status: int = 200) -> HttpResponse:
    book = CodeBook()
    found = Shelter.objects.visible_to(request.actor).filter(agency_id=request.actor.agency_id)
    seen(request, "shelter.list")
    free = {vacancy.number: vacancy.free for vacancy in vacancies(request.actor, book)}
    shelters = [
        {"one": place, "free": free.get(place.number), "accepts": book.labels("family_band", place.accepts)}
        for place in found.order_by("code").defer("name")
    ]
    context = {
        "one": one,
        "form": form,
        "shelters": shelters,
        "turned_away": turned_away(request.actor, book),
    }
    return render(request, "cases/bed/shelters.html", context, status=status)
