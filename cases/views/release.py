"""Releases of whereabouts: what waits, one release, its moves, the telling and the look at it afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import states
from cases.actions.release import (
    ReleaseRefused,
    Told,
    move_release,
    review_release,
    tell_in_danger,
    tell_places,
)
from cases.forms.release import CallBackForm, DangerForm, RefusalForm, ReviewForm
from cases.models import CodeBook, Release
from cases.queries import release as releases
from partners.queries.registered_number import callable_numbers
from partners.stepup import ask_again
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of

MOST_WAITING = 50
ONLY = {"waiting": releases.to_answer, "mine": releases.own_open}
DONE = {
    "call_back": _("Noted. A second person was asked to approve it."),
    "approve": _("Approved. Who asked for it can speak it now."),
    "refuse": _("Refused. Who asked for it was told."),
    "stop": _("Ended. Nothing was told."),
    "find_right": _("Your look at it is written down: it was right."),
    "question": _("Your look at it is written down: you question it."),
}
NOT_NOW = {
    "time": _("It has gone stale. Please ask for it anew, with a new call-back."),
    "changed": _("The places have changed since it was asked for. Please ask for it anew."),
    "number": _("The number that was called is not in force any more. Please ask for it anew."),
    "wall": _("The approval does not stand any more. Please ask for it anew."),
    "quicker": _("Somebody was quicker, or the three minutes are over. Please look again."),
}


@page("release.list")
def release_list(request: HttpRequest) -> HttpResponse:
    """What waits for her as the second person, her own that are under way, and those of her agency."""
    actor, only = request.actor, request.GET.get("only", "")
    if only in ONLY:  # home opens exactly its list
        shown = page_by_place(request, list(ONLY[only](actor)))
        seen(request, "release.list", numbers=[one.number for one in shown.rows])
        context = {"only": only, "rows": releases.release_rows(actor, shown.rows), "page": shown}
        return render(request, "cases/release/list.html", context)
    waiting = list(releases.to_answer(actor)[:MOST_WAITING])
    mine = list(releases.own_open(actor)[:MOST_WAITING])
    shown = page_of(request, releases.all_of_agency(actor), moment="asked_at")
    seen(request, "release.list", numbers=[one.number for one in [*waiting, *mine, *shown.rows]])
    context = {
        "waiting": releases.release_rows(actor, waiting),
        "mine": releases.release_rows(actor, mine),
        "rows": releases.release_rows(actor, shown.rows),
        "page": shown,
    }
    return render(request, "cases/release/list.html", context)


@page("release.detail")
def release_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The request and how far it is; what she can do with it now. Never the value."""
    return _show(request, releases.release_or_absent(request.actor, number))


def _show(
    request: HttpRequest, one: Release, *, status: int = 200, told: Told | None = None, **forms_sent: Any
) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    stale = releases.why_stale(one, actor.now) if one.state in states.UNDER_WAY else ""
    moves = {move.name for move in releases.moves_of(actor, one, is_stale=bool(stale))}
    seen(request, "release.read", one)
    options: dict[str, Any] = {"book": book, "today": timezone.localdate()}
    context = {
        "one": one,
        "card": releases.release_card(actor, one, book),
        "row": releases.release_rows(actor, [one])[0],
        "stale": NOT_NOW.get(stale, ""),
        "moves": moves,
        "reviews": releases.reviews_of(actor, one),
        "told": told,
        "call_back": CallBackForm(numbers=callable_numbers(actor, one.to_agency)),
        "refusal": RefusalForm(**options),
        "words": ReviewForm(),
        **forms_sent,
    }
    return render(request, "cases/release/detail.html", context, status=status)


@page("release.move", methods=("POST",))
def release_move(request: HttpRequest, number: str) -> HttpResponse:
    """Called back, approved, refused or ended: one move of the table."""
    one, name = releases.release_or_absent(request.actor, number), request.POST.get("move", "")
    releases.require_side(request.actor, one, name)
    form = _form_of(request, one, name)
    if form is not None and not form.is_valid():
        sent: dict[str, Any] = {"call_back" if name == "call_back" else "refusal": form}
        return _show(request, one, status=422, **sent)
    facts = form.cleaned_data if form is not None else {}

    def act() -> str:
        moved = move_release(request.actor, number, name, **facts)
        is_hers = moved.account_id == request.actor.account_id
        return reverse("release_detail", args=[number]) if is_hers else reverse("release_list")

    try:
        url, first = with_once(request, act)
    except ReleaseRefused as refused:
        return _not_now(request, number, refused)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)


def _form_of(request: HttpRequest, one: Release, name: str) -> forms.Form | None:
    """The form that a move brings along; None for a bare press. Whose move it is, the action says."""
    if name == "call_back":
        return CallBackForm(request.POST, numbers=callable_numbers(request.actor, one.to_agency))
    if name in ("refuse", "stop"):
        return RefusalForm(request.POST, book=CodeBook(), today=timezone.localdate())
    return None


def _not_now(request: HttpRequest, number: str, refused: ReleaseRefused) -> HttpResponse:
    messages.warning(request, NOT_NOW[refused.args[0]])
    return redirect("release_detail", number)


@page("release.tell", methods=("POST",))
def release_tell(request: HttpRequest, number: str) -> HttpResponse:
    """The approved places, for three minutes, for speaking or writing; never by a GET, never again later."""
    try:
        told = tell_places(request.actor, number)
    except ReleaseRefused as refused:
        return _not_now(request, number, refused)
    return _show(request, releases.release_or_absent(request.actor, number), told=told)


@page("release.danger", methods=("GET", "POST"))
def release_danger(request: HttpRequest, number: str) -> HttpResponse:
    """A life is in danger and nobody can approve: ground, fresh second factor, and the places are told."""
    one = releases.release_or_absent(request.actor, number)
    if one.account_id != request.actor.account_id:
        raise Absent
    if (asked := ask_again(request)) is not None:
        return asked
    form = DangerForm(request.POST or None, book=CodeBook(), today=timezone.localdate())
    if request.method == "GET" or not form.is_valid():
        seen(request, "release.read", one)
        status = 422 if request.method == "POST" else 200
        return render(request, "cases/release/danger.html", {"one": one, "form": form}, status=status)
    try:
        told = tell_in_danger(request.actor, number, form.cleaned_data["danger_ground"])
    except ReleaseRefused as refused:
        return _not_now(request, number, refused)
    return _show(request, releases.release_or_absent(request.actor, number), told=told)


@page("release.review", methods=("POST",))
def release_review(request: HttpRequest, number: str) -> HttpResponse:
    """What another person says about a release in imminent danger."""
    one, name = releases.release_or_absent(request.actor, number), request.POST.get("move", "")
    if name not in releases.reviews_of(request.actor, one):
        raise Absent
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422, words=form)

    def act() -> str:
        review_release(request.actor, number, name, form.cleaned_data["words"])
        return reverse("release_list")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
