"""つなぐ: five questions at the left, the receiver's very screens at the right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CodeBook
from referrals.actions.send import OfferRefused, compose, send
from referrals.cards import group_labels, last_day_of, offer_card
from referrals.forms.referral import ReferralForm
from referrals.queries import agencies
from referrals.queries.person import Person, person_asked
from referrals.queries.told import preview
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("referral.new", methods=("GET", "POST"))
def referral_new(request: HttpRequest) -> HttpResponse:
    """Write and send. `action` preview or narrow draws the page again with all that was typed; nothing is sent."""
    person = person_asked(
        request.actor, client=request.GET.get("client", ""), consultation=request.GET.get("consultation", "")
    )
    options = _options(request, person)
    if request.method == "GET":
        seen(request, "referral.prepare", person.client or person.consultation)
        return _draw(request, ReferralForm(initial={"until": "30"}, **options))
    form = ReferralForm(request.POST, **options)
    valid = form.is_valid()
    if request.POST.get("action") in ("preview", "narrow"):
        return _draw(request, ReferralForm(initial=form.typed(), **options), tried=form)
    if not valid:
        return _draw(request, form, status=422)
    try:
        url, first = with_once(request, lambda: _sent(request, person, form))
    except OfferRefused:
        form.add_error(None, _("This agency or this day can no longer be chosen. Please look again."))
        return _draw(request, form, status=422)
    if first:
        messages.success(request, _("Sent. The other agency sees no name before it accepts."))
    return redirect(url)


def _sent(request: HttpRequest, person: Person, form: ReferralForm) -> str:
    draft = form.draft()
    if draft is None:
        raise OfferRefused("agency")
    return reverse("referral_detail", args=[send(request.actor, person, draft).number])


def _options(request: HttpRequest, person: Person) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "person": person,
        "receivers": agencies.receivers(request.actor),
        "places": agencies.municipalities(),
        "book": CodeBook(),
    }


def _draw(
    request: HttpRequest, form: ReferralForm, *, tried: ReferralForm | None = None, status: int = 200
) -> HttpResponse:
    read = tried or form
    context = {
        "form": form,
        "person": form.person,
        **_seen_by_receiver(request, read if read.is_bound else None, form),
    }
    if request.htmx and tried is not None:
        context |= {"is_part": True, "recipient_shown": request.POST.get("agency_seen", "")}
        return render(request, "referrals/referral/_seen.html", context)
    return render(request, "referrals/referral/new.html", context, status=status)


def _seen_by_receiver(request: HttpRequest, read: ReferralForm | None, form: ReferralForm) -> dict[str, Any]:
    """The receiver's two screens from what is filled in so far, and what stands on neither."""
    draft = read.draft() if read is not None else None
    if draft is None:
        return {"draft": None}
    groups = tuple(form["groups"].value() or ()) if not form.is_bound else draft.field_groups
    referral = compose(request.actor, form.person, draft)
    referral.field_groups = [group for group in form.offered if group in groups]
    return {
        "draft": draft,
        "offer": offer_card(referral, form.book, request.actor.name),
        "told": preview(request.actor, referral, form.book),
        "last_day": last_day_of(draft.until),
        "untold": group_labels([group for group in form.offered if group not in groups]),
        "ticked": len(referral.field_groups),
    }


@page("referral.agencies")
def referral_agencies(request: HttpRequest) -> HttpResponse:
    """The part of the page with the agencies that fit the narrowing; codes and names of agencies only."""
    if request.GET.keys() - {"tier", "municipality", "agency_words", "agency"}:
        raise Absent
    form = ReferralForm(initial=request.GET.dict(), **_options(request, Person()))
    return render(request, "referrals/referral/_agencies.html", {"form": form})
