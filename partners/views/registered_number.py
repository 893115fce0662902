"""Registered numbers of an agency: one enters, another confirms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.registered_number import confirm_number, end_number, enter_number
from partners.forms.registered_number import RegisteredNumberForm
from partners.queries.agencies import agency_or_absent
from partners.queries.registered_number import may_keep
from partners.views.agency import show_agency
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page


@page("partner.number.new", methods=("POST",))
def partner_number_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a number; nobody may call it before another person has confirmed it."""
    agency = agency_or_absent(request.actor, code)
    if not may_keep(request.actor, agency):
        raise Absent
    form = RegisteredNumberForm(request.POST)
    if not form.is_valid():
        return show_agency(request, agency, number_form=form, status=422)

    def act() -> str:
        enter_number(request.actor, agency, **form.facts())
        return reverse("partner_detail", args=[code])

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("Entered. It may be called when a second person has confirmed it."))
    return redirect(url)


@page("partner.number.confirm", methods=("POST",))
def partner_number_confirm(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The second person has looked it up too."""
    agency = agency_or_absent(request.actor, code)

    def act() -> str:
        confirm_number(request.actor, agency, number)
        return reverse("partner_detail", args=[code])

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("Confirmed. This number may be called back from now on."))
    return redirect(url)


@page("partner.number.end", methods=("POST",))
def partner_number_end(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Nobody calls this number from now on."""
    agency = agency_or_absent(request.actor, code)

    def act() -> str:
        end_number(request.actor, agency, number)
        return reverse("partner_detail", args=[code])

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("Ended. This number is not called any more."))
    return redirect(url)
