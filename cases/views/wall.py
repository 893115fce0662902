"""Walls: "I know her", walling a colleague off, and the supervisors' list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import states
from cases.actions.wall import declare_tie, hold_person, move_wall, wall_off
from cases.forms.wall import WallForm
from cases.models import Client, CodeBook, Consultation
from cases.models.anchor import Anchor
from cases.queries import wall as walls
from cases.queries.sight import require
from safeguards import matrix
from safeguards.access import get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

MOST_WAITING = 50
LAID = _("The wall stands: she cannot see this person any more.")
ASKED = _("A supervisor was asked to lay the wall.")
KNOWN = _("Thank you for saying so. You do not see this person any more; your supervisor was told.")
DONE = {
    "lay": _("The wall stands."),
    "refuse": _("No wall was laid."),
    "ask_lift": _("A second person was asked. Until then the wall stands."),
    "lift": _("The wall is lifted."),
    "keep": _("The wall stays."),
}


@page("client.know", methods=("POST",))
def client_know(request: HttpRequest, number: str) -> HttpResponse:
    """I know this client: the wall stands at once."""
    client = get_or_absent(Client, number, request.actor)
    require(request.actor, client, "know")
    return know(request, client)


@page("consultation.know", methods=("POST",))
def consultation_know(request: HttpRequest, number: str) -> HttpResponse:
    """I know the person of this consultation: the wall stands at once."""
    one = get_or_absent(Consultation, number, request.actor)
    require(request.actor, one, "know")
    return know(request, one)


def know(request: HttpRequest, anchor: Anchor) -> HttpResponse:
    """Declare the tie; from the next request on the person does not exist for her."""

    def act() -> str:
        declare_tie(request.actor, hold_person(anchor))
        return reverse("home")

    url, _first = with_once(request, act)
    messages.success(request, KNOWN)
    return redirect(url)


@page("client.wall", methods=("GET", "POST"))
def client_wall(request: HttpRequest, number: str) -> HttpResponse:
    """Wall a colleague off a client."""
    client = get_or_absent(Client.objects.select_related("agency"), number, request.actor)
    return _wall_off(request, client, reverse("client_detail", args=[number]))


@page("consultation.wall", methods=("GET", "POST"))
def consultation_wall(request: HttpRequest, number: str) -> HttpResponse:
    """Wall a colleague off the person of a consultation."""
    one = get_or_absent(Consultation.objects.select_related("agency"), number, request.actor)
    return _wall_off(request, one, reverse("consultation_detail", args=[number]))


def _wall_off(request: HttpRequest, anchor: Anchor, back: str) -> HttpResponse:
    require(request.actor, anchor, "wall")
    form = WallForm(request.POST or None, actor=request.actor, book=CodeBook(), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def act() -> str:
            wall = wall_off(request.actor, hold_person(anchor), asked["account"], asked["ground"])
            messages.success(request, LAID if wall.state in states.IN_FORCE else ASKED)
            return back

        return redirect(with_once(request, act)[0])
    seen(request, "wall.open", anchor)
    context = {
        "form": form,
        "back": back,
        "is_supervisor": matrix.may_act(request.actor, "wall", "own", "lay"),
        "standing": walls.walled_here(request.actor, anchor.person_key),
    }
    return render(request, "cases/wall/form.html", context, status=422 if request.method == "POST" else 200)


@page("wall.list")
def wall_list(request: HttpRequest) -> HttpResponse:
    """What waits for this supervisor's answer, and the walls of her agency, newest first."""
    actor, book = request.actor, CodeBook()
    waiting = list(
        walls.answerable(actor).select_related("account", "agency").order_by("since")[:MOST_WAITING]
    )
    shown = page_of(request, walls.walls_of(actor).select_related("account", "agency"), moment="since")
    mine = {wall.pk for wall in waiting}
    others = [one for one in shown.rows if one.pk not in mine]
    seen(request, "wall.list", numbers=[wall.number for wall in [*waiting, *shown.rows]])
    context = {
        "waiting": walls.wall_rows(actor, waiting, mine, book),
        "rows": walls.wall_rows(actor, others, mine, book),
        "page": shown,
    }
    return render(request, "cases/wall/list.html", context)


@page("wall.move", methods=("POST",))
def wall_move(request: HttpRequest, number: str) -> HttpResponse:
    """Make one move of the table."""
    name = request.POST.get("move", "")

    def act() -> str:
        move_wall(request.actor, number, name)
        return reverse("wall_list")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)
