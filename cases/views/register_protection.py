"""支援措置: her measures, one of them with everything that is done with it, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions import Stale
from cases.actions.register_around import acknowledge_municipality, tell_municipality
from cases.actions.register_protection import (
    NotRenewable,
    answer_measure,
    apply_for_measure,
    compare_measure,
    move_measure,
    unlock_measure,
)
from cases.cards import unnamed
from cases.forms import register_protection as forms
from cases.models import Case, Child, CodeBook, RegisterProtection
from cases.queries import register_protection as measures
from cases.queries.sight import groups_of, require
from cases.states.register_protection import BLOCKING, BY_SECOND, OPEN, REGISTER_MOVE_BY_NAME, blocked
from safeguards.access import Absent, Actor, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

LISTS = ("register_kind", "register_place")
# What is done with a measure: its form, its heading and its button, in the order of the page.
ACTS: dict[str, tuple[Any, Any]] = {
    "set": (forms.SetForm, gettext_lazy("The municipality has set it")),
    "renew": (forms.RenewForm, gettext_lazy("Write down the renewal")),
    "compare": (forms.CompareForm, gettext_lazy("Compare with the municipality's list")),
    "tell": (forms.TellForm, gettext_lazy("Another municipality was told")),
    "acknowledge": (forms.AcknowledgeForm, gettext_lazy("The other municipality answered")),
    "unlock": (forms.UnlockForm, gettext_lazy("Open for a while for her own paper")),
    "drop": (forms.WordsForm, gettext_lazy("Drop the application")),
    "ask_end": (forms.WordsForm, gettext_lazy("Ask for its end")),
}
ANSWERED = {
    "confirm": gettext_lazy("Confirmed. It was standing already."),
    "end": gettext_lazy("This measure is ended."),
    "keep": gettext_lazy("It goes on. Who asked for its end was told."),
}


@page("register.read", methods=("GET", "POST"))
def case_register(request: HttpRequest, number: str) -> HttpResponse:
    """Her measures and a new application; with `measure` one of them, and what is done with it (`do`)."""
    actor = request.actor
    case = get_or_absent(Case.objects.select_related("agency", "client"), number, actor)
    require(actor, case, "edit")
    if request.GET.get("measure"):
        return _one(request, case, measures.her_measure(actor, request.GET["measure"]))
    children = Child.objects.visible_to(actor).filter(client=case.client)
    form = forms.ApplyForm(
        request.POST or None, today=timezone.localdate(), book=CodeBook(*LISTS),
        children=[(child.number, child.name or unnamed()) for child in children],
    )  # fmt: skip
    if form.is_bound and form.is_valid():

        def act() -> str:
            one = apply_for_measure(actor, case, form.facts())
            return f"{reverse('case_register', args=[number])}?measure={one.number}"

        url, first = with_once(request, act)
        if first:
            messages.success(request, _("The application is written down. See that it is set."))
        return redirect(url)
    groups, book = groups_of(actor, case), CodeBook(*LISTS)
    rows = list(measures.with_told(measures.measures_of(actor, case.client)))
    seen(request, "register.read", case)
    context = {
        "one": case,
        "name": (case.client.name if "identity" in groups else "") or unnamed(),
        "rows": [measures.measure_row(actor, row, groups, book) for row in rows],
        "is_blocked": blocked(rows, actor.now),
        "form": form,
    }
    return render(
        request, "cases/register_protection/list.html", context, status=422 if form.is_bound else 200
    )


def _one(request: HttpRequest, case: Case, one: RegisterProtection) -> HttpResponse:
    actor = request.actor
    if one.case.client_id != case.client_id:
        raise Absent
    bound = _forms(request, one)
    if request.method == "GET":
        return _show(request, case, one, bound)
    name = request.POST.get("do", "")
    if name not in bound:
        raise Absent
    form = bound[name]
    if not form.is_valid():
        return _show(request, case, one, bound, status=422)
    here = f"{reverse('case_register', args=[case.number])}?measure={one.number}"
    try:
        url, first = with_once(request, lambda: _act(actor, one, name, form, here))
    except Stale as stale:
        form.add_error(None, _("Somebody was quicker. Please look at what stands now, then send yours."))
        form.data = form.data.copy()
        form.data["version"] = str(stale.current.version)
        return _show(request, case, measures.her_measure(actor, one.number), bound, status=409)
    except NotRenewable:
        form.add_error("renewed_on", _("It can be renewed only in the month before its end."))
        return _show(request, case, one, bound, status=422)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _act(actor: Actor, one: RegisterProtection, name: str, form: Any, here: str) -> str:
    """Do it; where it leads."""
    told = form.facts()
    others: dict[str, Callable[[], Any]] = {
        "compare": lambda: compare_measure(actor, one.number, told["result"], told["words"]),
        "tell": lambda: tell_municipality(actor, one.number, told),
        "unlock": lambda: unlock_measure(actor, one.number, told["words"], told["minutes"]),
        "acknowledge": lambda: acknowledge_municipality(
            actor, told["told"], told["acknowledged_on"], told["acknowledger"]
        ),
    }
    if name in others:
        others[name]()
    else:
        move_measure(actor, one.number, name, form.cleaned_data["version"] or 0, **told)
    return here


def _forms(request: HttpRequest, one: RegisterProtection) -> dict[str, Any]:
    """The forms of this moment by what they do; the one that was sent is bound."""
    page_of = measures.measure_page(request.actor, one, frozenset(), CodeBook(*LISTS))
    waiting = {
        row.number: (f"{row.name} {row.place}", row.told_on)
        for row in page_of.told
        if row.acknowledged_on is None
    }
    may = {*page_of.moves} | ({"tell"} if one.state in OPEN else set())
    may |= {"compare", "unlock"} if one.state in BLOCKING else set()
    may |= {"acknowledge"} if waiting else set()
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    found = {}
    for name, (kind, _label) in ACTS.items():
        if name in may:
            more: dict[str, Any] = {"waiting": waiting} if name == "acknowledge" else {}
            found[name] = kind(
                request.POST if name == sent else None, today=timezone.localdate(), book=CodeBook(*LISTS), measure=one,
                auto_id=f"{name}_%s", **more,
            )  # fmt: skip
    return found


def _show(
    request: HttpRequest, case: Case, one: RegisterProtection, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor, groups = request.actor, groups_of(request.actor, case)
    seen(request, "register.read", case, measure=one.number)
    context = {
        "one": case,
        "name": (case.client.name if "identity" in groups else "") or unnamed(),
        "card": measures.measure_page(actor, one, groups, CodeBook(*LISTS)),
        "is_blocked": measures.is_blocked(actor, case.client),
        "acts": [(name, ACTS[name][1], form) for name, form in bound.items()],
    }
    return render(request, "cases/register_protection/detail.html", context, status=status)


@page("register.confirm", methods=("GET", "POST"))
def register_confirm(request: HttpRequest) -> HttpResponse:
    """What waits for her as the second person: is it set, may it end? Nothing here tells of the woman."""
    actor = request.actor
    if request.method == "POST":
        name, number = request.POST.get("move", ""), request.POST.get("number", "")
        move = REGISTER_MOVE_BY_NAME.get(name)
        if move is None or move.by != BY_SECOND:
            raise Absent
        here = reverse("register_confirm")
        url, first = with_once(request, lambda: (answer_measure(actor, number, name), here)[1])
        if first:
            messages.success(request, ANSWERED[name])
        return redirect(url)
    rows = measures.waiting_measures(actor, CodeBook(*LISTS))
    seen(request, "register.confirm_list", numbers=[row.number for row in rows])
    return render(request, "cases/register_protection/confirm.html", {"rows": rows})
