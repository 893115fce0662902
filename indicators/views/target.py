"""The target of an indicator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators import wording
from indicators.actions.record import Stale
from indicators.actions.target import set_target
from indicators.definitions import of
from indicators.forms.record import again
from indicators.forms.target import TargetForm
from indicators.models.record import may_write_for
from indicators.queries.published import target_of
from indicators.queries.reading import indicator_of, number_of_municipalities
from safeguards.access import Absent
from safeguards.calendar import japanese_day
from safeguards.once import with_once
from safeguards.pages import page


@page("indicator.target", methods=("GET", "POST"))
def indicator_target(request: HttpRequest, slug: str) -> HttpResponse:
    """Write or change the target; the prefecture's planners only."""
    actor = request.actor
    if not may_write_for(actor, None):
        raise Absent
    indicator = indicator_of(slug)
    target = target_of(indicator)
    most = None if of(slug).counts_schools else number_of_municipalities()
    form = TargetForm(
        japanese_day(actor.now), most, request.POST if request.method == "POST" else None, target=target
    )
    status, other = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                version = form.cleaned_data.get("version") or 0
                url, first = with_once(
                    request,
                    lambda: (
                        set_target(actor, indicator, version, form.facts()),
                        reverse("indicator_detail", args=[slug]),
                    )[1],
                )
                if first:
                    messages.success(request, _("The target is recorded."))
                return HttpResponseRedirect(url)
            except Stale as stale:
                status, other = 409, stale.current
                again(form, other.version)
    context = {
        "slug": slug,
        "title": wording.WORDS[slug].title,
        "form": form,
        "target": target,
        "other": other,
    }
    return render(request, "indicators/target/form.html", context, status=status)
