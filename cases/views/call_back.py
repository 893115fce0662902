"""折り返し: the board, one call-back with its moves, and promising one by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.call_back import CallBackRefused, move_call_back, set_call_back, take_call_back
from cases.call_back_rule import next_try
from cases.cards import local_day
from cases.contact_card import rule_of
from cases.forms.call_back import ClosingForm, MissForm, SlotForm, slot_form
from cases.models import CallBack, CodeBook, Consultation
from cases.queries import call_back as call_backs
from cases.queries.contact import contact_url
from cases.queries.sight import groups_of, require
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place

WHOSE = ((call_backs.MINE, gettext_lazy("Mine and nobody's")), (call_backs.ALL, gettext_lazy("Everybody's")))
UNTIL = (
    (call_backs.TODAY, gettext_lazy("Up to today")),
    (call_backs.TOMORROW, gettext_lazy("Up to tomorrow")),
    (call_backs.WEEK, gettext_lazy("Up to a week ahead")),
)
DONE = {
    "shift": gettext_lazy("The call-back has its new time."),
    "miss": gettext_lazy("Noted. The next try stands on the board."),
    "again": gettext_lazy("The call-back has its new time."),
    "tell": gettext_lazy("The supervisor was told. It stays on the board."),
    "safety": gettext_lazy("The supervisor was asked to see whether she is safe. It stays on the board."),
    "close": gettext_lazy("The call-back is closed, with its reason."),
}
MOVES_WITH_SLOT = ("shift", "again")


@page("call_back.list")
def call_back_list(request: HttpRequest) -> HttpResponse:
    """The board by hour: late ones first; hers and nobody's unless everybody's is asked for."""
    actor = request.actor
    whose = _one_of(request.GET.get("whose", ""), WHOSE)
    until = _one_of(request.GET.get("until", ""), UNTIL)
    found = list(call_backs.board(actor, whose, until)[: call_backs.MOST])
    shown = page_by_place(request, found)
    rows = call_backs.call_back_rows(actor, shown.rows)
    seen(request, "call_back.list", numbers=[row.number for row in rows])
    context = {
        "slots": call_backs.slots_of(rows, local_day(actor.now)),
        "count": len(found),
        "is_cut": len(found) == call_backs.MOST,
        "page": shown,
        "chosen": {"whose": whose, "until": until},
        "whose": [(code, label, f"?{urlencode({'whose': code, 'until': until})}") for code, label in WHOSE],
        "until": [(code, label, f"?{urlencode({'whose': whose, 'until': code})}") for code, label in UNTIL],
    }
    return render(request, "cases/call_back/list.html", context)


def _one_of(asked: str, choices: Any) -> str:
    """The code that was asked for, else the first."""
    codes = [code for code, _label in choices]
    return asked if asked in codes else codes[0]


@page("call_back.detail", methods=("GET", "POST"))
def call_back_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One call-back: taken, tried, given another time, decided after the third miss, closed."""
    one = call_backs.call_back_or_absent(request.actor, number)
    if request.method == "GET":
        return _show(request, one)
    name = request.POST.get("move", "")
    return _take(request, number) if name == "take" else _move(request, one, name)


def _show(request: HttpRequest, one: CallBack, *, status: int = 200, **sent: Any) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    groups = groups_of(actor, one.consultation)
    seen(request, "call_back.read", one)
    context = {
        "one": one,
        "row": call_backs.call_back_rows(actor, [one])[0],
        "contact_url": contact_url(actor, one.client, groups),
        "outcome": book.label("call_back_closing", one.outcome),
        "slot": slot_form(one, actor.now),
        "again": _again_form(one, actor.now),
        "miss": MissForm(book=book),
        "closing": ClosingForm(book=book, today=timezone.localdate()),
        **sent,
    }
    return render(request, "cases/call_back/detail.html", context, status=status)


def _again_form(one: CallBack, now: Any) -> SlotForm:
    return SlotForm(initial=SlotForm.initial_of(next_try(rule_of(one.client), now)), now=now)


def _take(request: HttpRequest, number: str) -> HttpResponse:
    """Hers now: the call screen for that client. Who was slower reads who has it."""
    try:
        taken = take_call_back(request.actor, number, request.POST.get("before", ""))
    except CallBackRefused as refused:
        return _slower(request, refused.current)
    return redirect(call_screen_of(taken))


def call_screen_of(one: CallBack) -> str:
    """The call screen for this call-back."""
    client = {"client": one.client.number} if one.client else {}
    return f"{reverse('consultation_new')}?{urlencode({**client, 'call_back': one.number})}"


def _slower(request: HttpRequest, now: CallBack) -> HttpResponse:
    if now.ended_at:
        messages.warning(request, _("This call-back is settled already. Nothing was changed."))
    elif now.assigned_to:
        messages.warning(request, _("%(name)s has taken this call-back.") % {"name": now.assigned_to.name})
    else:
        messages.warning(request, _("Somebody was quicker. Please look again."))
    return redirect("call_back_list")


def _form_of(request: HttpRequest, one: CallBack, name: str) -> tuple[str, forms.Form | None]:
    """The form that a move brings along, and its name on the page."""
    book = CodeBook()
    if name in MOVES_WITH_SLOT:
        return "again" if name == "again" else "slot", slot_form(one, request.actor.now, request.POST)
    if name == "miss":
        return "miss", MissForm(request.POST, book=book)
    if name == "close":
        return "closing", ClosingForm(request.POST, book=book, today=timezone.localdate())
    return "", None


def _move(request: HttpRequest, one: CallBack, name: str) -> HttpResponse:
    if name not in DONE:
        raise Absent
    place, form = _form_of(request, one, name)
    if form is not None and not form.is_valid():
        return _show(request, one, status=422, **{place: form})
    cleaned = form.cleaned_data if form else {}
    facts = {key: cleaned[key] for key in ("slot", "outcome", "reason") if key in cleaned}
    version = request.POST.get("version", "")

    def act() -> str:
        move_call_back(request.actor, one.number, name, int(version) if version.isdecimal() else 0, **facts)
        return reverse("call_back_list")

    try:
        url, first = with_once(request, act)
    except CallBackRefused as refused:
        return _slower(request, refused.current)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)


@page("consultation.call_back", methods=("GET", "POST"))
def consultation_call_back(request: HttpRequest, number: str) -> HttpResponse:
    """Promise a call-back by hand, or move the one that waits."""
    actor = request.actor
    talk = get_or_absent(Consultation.objects.select_related("client", "agency"), number, actor)
    require(actor, talk, "edit")
    waiting = call_backs.of_consultation(actor, talk)
    slot = (waiting.due_from, waiting.due_until) if waiting else next_try(rule_of(talk.client), actor.now)
    form = SlotForm(request.POST or None, initial=SlotForm.initial_of(slot), now=actor.now)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_call_back(actor, talk, form.cleaned_data["slot"])
            return reverse("consultation_detail", args=[number])

        url, first = with_once(request, act)
        if first:
            messages.success(request, _("The call-back stands on the board."))
        return redirect(url)
    seen(request, "call_back.prepare", talk)
    groups = groups_of(actor, talk)
    context = {
        "form": form, "talk": talk, "waiting": waiting, "name": call_backs.name_of(talk, groups),
        "contact": call_backs.safe_contact(talk.client, groups),
    }  # fmt: skip
    return render(
        request, "cases/call_back/form.html", context, status=422 if request.method == "POST" else 200
    )
