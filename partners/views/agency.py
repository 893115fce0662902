"""The directory of agencies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partners.actions.deputy import name_deputy
from partners.forms.agency import AgencyFilterForm, DeputyForm
from partners.forms.registered_number import RegisteredNumberForm
from partners.models import Agency
from partners.queries import agencies as reads
from partners.queries.registered_number import may_confirm, may_keep, numbers_of, waiting_numbers
from safeguards import matrix
from safeguards.access import Absent
from safeguards.pages import page
from safeguards.paging import page_by_place


@page("partner.list")
def partner_list(request: HttpRequest) -> HttpResponse:
    """Agencies by tier, kind and municipality; `?only=numbers` the registered numbers that wait for her."""
    actor = request.actor
    if request.GET.get("only") == "numbers" and may_confirm(actor):
        shown = page_by_place(request, list(waiting_numbers(actor)))
        return render(request, "partners/agency/numbers.html", {"page": shown})
    form = AgencyFilterForm(request.GET or None, kinds=reads.kinds_in_use(actor))
    asked = form.asked() if form.is_bound else {}
    keys = reads.find_agencies(actor, **asked)
    shown = page_by_place(request, keys)
    return render(
        request,
        "partners/agency/list.html",
        {
            "form": form,
            "page": shown,
            "rows": reads.agency_rows(actor, shown.rows),
            "found": len(keys),
            "is_filtered": any(asked.values()),
        },
    )


@page("partner.detail")
def partner_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: what it is, what it is in charge of, who stands above, below and in for it."""
    return show_agency(request, reads.agency_or_absent(request.actor, code))


def show_agency(
    request: HttpRequest,
    agency: Agency,
    *,
    number_form: RegisteredNumberForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; `number_form` is one that was sent and could not be read."""
    actor = request.actor
    is_whole, places = reads.jurisdiction_of(agency)
    form = None
    if reads.may_name_deputy(actor):
        deputies = list(reads.deputies_for(actor, agency))
        form = DeputyForm(deputies=deputies, initial={"deputy": agency.deputy.code if agency.deputy else ""})
    keeps_numbers = matrix.may_open(actor, "partner.number.new") and may_keep(actor, agency)
    context = {
        "agency": agency,
        "is_whole_prefecture": is_whole,
        "places": places,
        "children": reads.agencies_below(actor, agency),
        "given": matrix.roles_of(agency.tier, agency.kind),
        "phone_is_checked": agency.status == "verified",
        "form": form,
        "numbers": numbers_of(actor, agency),
        "may_confirm": may_confirm(request.actor),
        "number_form": (number_form or RegisteredNumberForm()) if keeps_numbers else None,
    }
    return render(request, "partners/agency/detail.html", context, status=status)


@page("partner.deputy", methods=("POST",))
def partner_deputy(request: HttpRequest, code: str) -> HttpResponse:
    """The center's supervisor names who stands in for an agency without a supervisor."""
    if not reads.may_name_deputy(request.actor):
        raise Absent
    agency = reads.agency_or_absent(request.actor, code)
    form = DeputyForm(request.POST, deputies=list(reads.deputies_for(request.actor, agency)))
    if not form.is_valid():
        raise Absent
    name_deputy(request.actor, agency, form.chosen())
    messages.success(request, _("The change is written."))
    return redirect("partner_detail", code)
