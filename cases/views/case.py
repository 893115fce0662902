"""支援ケース: list, opening, one case, its moves, its tasks, who is in charge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.actions import Stale
from cases.actions.case import CaseMoveRefused, OpenAlready, move_case, open_case
from cases.actions.case_task import add_task, end_task
from cases.cards import unnamed
from cases.choices.case import CASE_STATE_LABELS, MISSING_LABELS, MOVE_HINTS, MOVE_LABELS
from cases.choices.client_page import MOST_ALERTS
from cases.forms.case import CaseForm, CaseMoveForm, CaseTaskForm, DropTaskForm
from cases.forms.client import ClientSearch
from cases.models import Case, Client, CodeBook, Consultation
from cases.queries import case as case_lists
from cases.queries.case_facts import with_supervisor
from cases.queries.case_panels import known_from, panels_of
from cases.queries.case_words import stages_of
from cases.queries.client_alert import alerts_of
from cases.queries.merge import number_now
from cases.queries.person_search import search_clients
from cases.queries.sight import groups_of, may, require
from cases.search_limit import hold, sent
from cases.states.case import CASE_MOVE_BY_NAME
from safeguards import matrix
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_by_place, page_of
from safeguards.search import asked_in

WITH_CLIENT = Case.objects.select_related("agency", "client", "assigned_to", "opened_from")


@page("case.list", methods=("GET", "POST"))
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases under way; a name is posted and answered by a redirect with a token; `only` (a closed word) may stand in
    an address."""
    actor = request.actor
    if request.method == "POST":
        form = ClientSearch(request.POST)
        if form.is_valid():
            return redirect(sent(request, "case.list", form.asked()))
        return render(request, "cases/case/list.html", {"form": form, "rows": []}, status=422)
    asked = asked_in(request, "case.list")
    again = hold(request) if asked.get("q") else None
    if again is not None:
        return again
    found = search_clients(actor, asked["q"]) if asked.get("q") else None
    only = request.GET.get("only", "") if found is None else ""
    only = only if only in case_lists.CASES_ONLY else ""
    if found is None:
        shown = page_of(request, case_lists.cases(actor, only), moment="listed_at")
    else:
        shown = page_by_place(request, case_lists.cases_of(actor, found))
    rows = case_lists.case_rows(actor, shown.rows)
    seen(request, "case.list", numbers=[row.number for row in rows], searched=found is not None)
    context = {
        "form": ClientSearch(initial=asked),
        "rows": rows,
        "page": shown,
        "found": found,
        "only": only,
        "looks_back": matrix.may_open(actor, "risk.calibration"),
        "filters": _filters(),
    }
    return render(request, "cases/case/list.html", context)


def _filters() -> list[tuple[str, Any]]:
    """The words that narrow the list, with their labels."""
    states = ((state, CASE_STATE_LABELS[state]) for state in case_lists.UNDER_WAY)
    first = [("", _("Under way")), ("mine", pgettext("case list", "Mine")), ("unassigned", _("Of nobody"))]
    return [*first, *states, ("ended", pgettext("case list", "Ended"))]


@page("case.new", methods=("GET", "POST"))
def case_new(request: HttpRequest) -> HttpResponse:
    """For one client (`client`), or from one consultation that is hers (`consultation`)."""
    actor = request.actor
    client, call = _of_whom(request)
    require(actor, client, "edit")
    form = CaseForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def act() -> str:
            case = open_case(actor, client, told["opened_on"], opened_from=call, reason=told["reason"])
            return reverse("case_detail", args=[case.number])

        try:
            url, first = with_once(request, act)
        except OpenAlready as running:
            messages.warning(request, _("A case of hers is under way already. This is it."))
            return redirect("case_detail", number=running.case.number)
        if first:
            messages.success(request, _("The case is opened. You are in charge of it."))
        return redirect(url)
    groups = groups_of(actor, client)
    seen(request, "case.open_to_make", client)
    context = {
        "form": form,
        "one": client,
        "name": client.name if "identity" in groups else unnamed(),
        "call": call,
    }
    return render(request, "cases/case/new.html", context, status=422 if request.method == "POST" else 200)


def _of_whom(request: HttpRequest) -> tuple[Client, Consultation | None]:
    actor = request.actor
    call = None
    if request.GET.get("consultation"):
        call = get_or_absent(
            Consultation.objects.select_related("client"), request.GET["consultation"], actor
        )
        if call.client is None:
            raise Absent
    number = call.client.number if call and call.client else number_now(request.GET.get("client", ""))
    return get_or_absent(Client.objects.select_related("agency"), number, actor), call


@page("case.detail", methods=("GET", "POST"))
def case_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The case as far as she may read it. A post adds a task (`do=add`), ends one (`done`) or drops it (`drop`)."""
    actor = request.actor
    case = get_or_absent(with_supervisor(WITH_CLIENT, actor), number, actor)
    if request.method == "GET":
        return show_case(request, case)
    require(actor, case, "edit")
    back = f"{reverse('case_detail', args=[number])}#tasks"
    if request.POST.get("done"):
        url, first = with_once(request, lambda: (end_task(actor, request.POST["done"]), back)[1])
        if first:
            messages.success(request, _("It is done."))
        return redirect(url)
    if request.POST.get("drop"):
        return _drop(request, case, back)
    form = CaseTaskForm(request.POST, actor=actor, case=case, today=timezone.localdate())
    if not form.is_valid():
        return show_case(request, case, task_form=form, status=422)
    told = form.cleaned_data
    url, first = with_once(
        request, lambda: (add_task(actor, case, told["words"], told["due_on"], told["owner"]), back)[1]
    )
    if first:
        messages.success(request, _("It stands among the deadlines."))
    return redirect(url)


def _drop(request: HttpRequest, case: Case, back: str) -> HttpResponse:
    form = DropTaskForm(request.POST)
    if not form.is_valid():
        return show_case(request, case, drop_form=form, dropping=request.POST["drop"], status=422)
    words, number = form.cleaned_data["why"], request.POST["drop"]
    url, first = with_once(request, lambda: (end_task(request.actor, number, why_dropped=words), back)[1])
    if first:
        messages.success(request, _("It does not wait any more. The reason is kept."))
    return redirect(url)


def show_case(request: HttpRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the page; `more` carries a form that came back."""
    actor, book = request.actor, CodeBook()
    groups, is_own = groups_of(actor, case), case.tie_to(actor) == "own"
    seen(request, "case.read", case, groups=sorted(groups))
    panels = panels_of(actor, case, groups, book)
    steps = next((one.panel for one in panels if one.name == "steps"), None)
    is_named = "identity" in groups
    context = {
        "one": case,
        "name": (case.client.name if is_named else "") or unnamed(),
        "reading": case.client.kana if is_named else "",
        "client_url": reverse("client_detail", args=[case.client.number]) if is_own else "",
        "is_own": is_own,
        "state_label": CASE_STATE_LABELS[case.state],
        "alerts": alerts_of(actor, case.client, groups, book)[:MOST_ALERTS],
        "stages": stages_of(case, steps),
        "holder": case.assigned_to if is_own else None,
        "moves": case_lists.move_buttons(actor, case, known_from(panels)),
        "panels": panels,
        "task_form": _task_form(request, case) if is_own and request.GET.get("add") else None,
        "dropping": request.GET.get("drop", ""),
        "drop_form": DropTaskForm(),
        "may_take": is_own and case.assigned_to_id is None and may(actor, case, "take"),
        **more,
    }
    return render(request, "cases/case/detail.html", context, status=status)


def _task_form(request: HttpRequest, case: Case) -> CaseTaskForm:
    return CaseTaskForm(actor=request.actor, case=case, today=timezone.localdate())


@page("case.move", methods=("GET", "POST"))
def case_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One move of the table with the fields that it needs; what is missing is said with what to do about it."""
    actor = request.actor
    case = get_or_absent(WITH_CLIENT, number, actor)
    offered = {one.name: one for one in case_lists.move_buttons(actor, case)}
    if move not in offered:
        raise Absent
    options: dict[str, Any] = {
        "move": CASE_MOVE_BY_NAME[move], "case": case, "book": CodeBook("support_need", "case_outcome"),
        "today": timezone.localdate(),
    }  # fmt: skip
    form, status = CaseMoveForm(request.POST or None, **options), 422 if request.method == "POST" else 200
    missing = offered[move].missing
    if request.method == "POST" and form.is_valid():
        back = reverse("case_detail", args=[number])

        def act() -> str:
            move_case(actor, case, move, form.cleaned_data["version"], **form.facts())
            return back

        try:
            url, first = with_once(request, act)
        except Stale:
            messages.warning(request, _("Somebody was quicker. Please look at the case and decide again."))
            return redirect(back)
        except CaseMoveRefused as refused:
            missing = tuple(str(MISSING_LABELS[name]) for name in refused.missing)
        else:
            if first:
                messages.success(request, _("Written down."))
            return redirect(url)
    seen(request, "case.open_to_move", case, move=move)
    context = {
        "one": case,
        "form": form,
        "label": MOVE_LABELS[move],
        "hint": MOVE_HINTS[move],
        "missing": missing,
    }
    return render(request, "cases/case/move.html", context, status=status)
