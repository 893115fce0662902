"""One referral, from either side: read, move, reveal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.actions.wall import declare_tie, hold_person
from cases.models import CodeBook
from referrals.actions.move import MoveRefused, move_referral
from referrals.cards import last_day_of, offer_card, sheet_name, state_words
from referrals.choices import RECEIVER, SENDER, SENT
from referrals.forms.move import FORMS, MoveForm, form_of
from referrals.models import Referral
from referrals.queries.named_person import is_held, keep_from
from referrals.queries.referral import WITH_PEOPLE, history
from referrals.queries.reveal import place_of, purposes
from referrals.queries.told import preview, reach_of, told_to
from referrals.states import open_moves
from safeguards import audit, calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

OPEN_FOR = timedelta(minutes=3)
WITH_ALL = WITH_PEOPLE.select_related("client", "consultation")
DONE = {
    "accept": _("Accepted. What was told stands below."),
    "decline": _("Your answer was sent."),
    "report": _("Your report was sent."),
    "close": _("Closed. The other agency no longer sees the record."),
    "recall": _("Taken back. The other agency no longer sees it."),
}


class _Unfinished(Exception):
    """The form of the move has faults; nothing was done."""

    def __init__(self, referral: Referral, form: MoveForm) -> None:
        super().__init__("unfinished")
        self.referral, self.form = referral, form


@page("referral.detail")
def referral_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The sender's or the receiver's view; before acceptance the latter holds no identity."""
    return show_referral(request, get_or_absent(WITH_ALL, number, request.actor))


def show_referral(
    request: HttpRequest, referral: Referral, *, tried: MoveForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Draw the page; `tried` keeps what was typed, `more` carries a revealed value."""
    actor, book = request.actor, CodeBook()
    side, tells = referral.side_of(actor), referral.tells(actor.now)
    seen(
        request,
        "referral.read",
        referral,
        side=side,
        state=referral.state,
        groups=referral.field_groups if tells else [],
    )
    label, tone = state_words(referral, actor.now)
    contact, contact_url = reach_of(actor, referral) if side == RECEIVER else (None, "")
    context = {
        "referral": referral,
        "is_sender": side == SENDER,
        "is_receiver": side == RECEIVER,
        "tells": tells,
        "state": label,
        "tone": tone,
        "sheet_name": sheet_name(referral),
        "offer": offer_card(referral, book, referral.from_account.name),
        "told": _told(request, referral, book),
        "contact": contact,
        "contact_url": contact_url,
        "last_day": last_day_of(referral.until),
        "events": history(actor, referral, book),
        "moves": _moves(request, referral, book, tried),
        "purposes": purposes(book, calendar.fiscal_year(calendar.japanese_day(actor.now))),
        "asks": request.GET.get("ask", ""),
        "agency": (referral.to_agency if side == SENDER else referral.from_agency).label,
        "receiver": referral.to_agency.label,
        "is_held": side == RECEIVER and referral.state == SENT and is_held(referral),
        "keep_from": keep_from(actor, referral) if side == SENDER else None,
        "is_stale": False,
        "revealed": {},
        "open_until": None,
        **more,
    }
    return render(request, "referrals/referral/detail.html", context, status=status)


def _told(request: HttpRequest, referral: Referral, book: CodeBook) -> Any:
    if referral.side_of(request.actor) == SENDER:
        return preview(request.actor, referral, book)
    return told_to(request.actor, referral, book) if referral.tells(request.actor.now) else None


def _moves(
    request: HttpRequest, referral: Referral, book: CodeBook, tried: MoveForm | None
) -> dict[str, MoveForm]:
    today = calendar.japanese_day(request.actor.now)
    names = [move.name for move in open_moves(referral.state, referral.side_of(request.actor), request.actor)]
    if referral.side_of(request.actor) == RECEIVER and not referral.is_open_to_receiver(request.actor.now):
        return {}
    return {
        name: tried
        if tried is not None and tried.prefix == name
        else form_of(name, None, book=book, today=today)
        for name in names
    }


@page("referral.move", methods=("POST",))
def referral_move(request: HttpRequest, number: str) -> HttpResponse:
    """One step. The row is fetched within the once: a second press leads where the first one led."""
    name = request.POST.get("move", "")
    if name not in FORMS:
        raise Absent
    try:
        url, first = with_once(request, lambda: _moved(request, number, name))
    except _Unfinished as unfinished:
        return show_referral(request, unfinished.referral, tried=unfinished.form, status=422)
    except MoveRefused:
        return _too_late(request, number, name)
    if first:
        messages.success(request, str(DONE[name]))
    return redirect(url)


def _moved(request: HttpRequest, number: str, name: str) -> str:
    actor = request.actor
    referral = get_or_absent(WITH_ALL, number, actor)
    form = form_of(name, request.POST, book=CodeBook(), today=calendar.japanese_day(actor.now))
    if not form.is_valid():
        raise _Unfinished(referral, form)
    move_referral(actor, referral, name, **form.facts())
    stays = referral.side_of(actor) == SENDER or referral.is_open_to_receiver(actor.now)
    return reverse("referral_detail", args=[number]) if stays else reverse("referral_list")


def _too_late(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Somebody was quicker: the page as it stands now, with the words typed kept."""
    referral = get_or_absent(WITH_ALL, number, request.actor)
    form = form_of(name, request.POST, book=CodeBook(), today=calendar.japanese_day(request.actor.now))
    form.is_valid()
    return show_referral(request, referral, tried=form, status=409, is_stale=True)


@page("referral.reveal", methods=("POST",))
def referral_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Open one masked place for one purpose; the line stands in the audit trail before the value is shown."""
    actor, key, purpose = request.actor, request.GET.get("field", ""), request.POST.get("purpose", "")
    referral = get_or_absent(WITH_ALL, number, actor)
    place = place_of(actor, referral, key)
    if purpose not in dict(purposes(CodeBook(), calendar.fiscal_year(calendar.japanese_day(actor.now)))):
        raise Absent
    with transaction.atomic():
        audit.record(
            actor, "whereabouts.reveal", place.record, field=place.field, purpose=purpose, referral=number
        )
    return show_referral(request, referral, revealed={key: place.value}, open_until=actor.now + OPEN_FOR)


@page("referral.know", methods=("POST",))
def referral_know(request: HttpRequest, number: str) -> HttpResponse:
    """I know this person: from the next request on neither she nor this referral exists for me."""
    referral = get_or_absent(WITH_ALL, number, request.actor)

    def act() -> str:
        anchor = referral.client or referral.consultation
        declare_tie(request.actor, hold_person(anchor) if anchor else referral.person_key)
        return reverse("home")

    url, _first = with_once(request, act)
    messages.success(
        request, _("Thank you for saying so. You do not see this person any more; your supervisor was told.")
    )
    return redirect(url)
