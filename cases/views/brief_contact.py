"""Contacts that are only counted, and the chips that an office has pinned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.brief_contact import count_brief_contact, pin_codes
from cases.forms.brief_contact import BriefContactForm, PinForm
from cases.models import CodeBook
from cases.models.pinned_code import PINNED_LISTS
from cases.queries.brief_contact import count_brief_contacts
from cases.queries.call_aids import pins_of
from safeguards.call import note_call
from safeguards.once import with_once
from safeguards.pages import page


@page("brief.contact", methods=("POST",))
def brief_contact(request: HttpRequest) -> HttpResponse:
    """Choose, record: a wrong number, a silent call, information only."""
    today = timezone.localdate()
    form = BriefContactForm(request.POST, book=CodeBook("brief_kind", "contact_method"), today=today)
    if not form.is_valid():
        messages.warning(request, _("Nothing was counted. Please choose what it was."))
        return redirect("home")
    facts = form.cleaned_data

    def act() -> str:
        count_brief_contact(request.actor, facts["kind"], facts["method"] or "phone", facts["brief_minutes"])
        return reverse("home")

    url, first = with_once(request, act)
    note_call(request, is_running=False)
    if first:
        counted = "  ".join(
            f"{kind} {number}" for kind, number in count_brief_contacts(request.actor, today, today)
        )
        messages.success(request, _("Counted. Today: %(counted)s.") % {"counted": counted})
    return redirect(url)


@page("pins", methods=("GET", "POST"))
def pins(request: HttpRequest) -> HttpResponse:
    """The agency's supervisor chooses up to six chips of each list that stand first."""
    options: dict[str, Any] = {"book": CodeBook(*PINNED_LISTS), "today": timezone.localdate()}
    if request.method == "GET":
        form = PinForm(initial=pins_of(request.actor), **options)
        return render(request, "cases/consultation/pins.html", {"form": form})
    form = PinForm(request.POST, **options)
    if not form.is_valid():
        return render(request, "cases/consultation/pins.html", {"form": form}, status=422)

    def act() -> str:
        pin_codes(request.actor, {name: form.cleaned_data[name] for name in PINNED_LISTS})
        return reverse("pins")

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("The pinned chips are kept. They stand first from the next sheet on."))
    return redirect(url)
