"""空きの照会: a bed is asked for from a case; the shelter answers without knowing for whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.bed import NoBed, NotToldSo, answer_request, ask_for_bed, change_ask
from cases.choices.protection import REFUSED
from cases.forms.bed import BedAskForm, DeclineForm, TelephoneForm
from cases.models import BedRequest, Case, CodeBook
from cases.queries import bed as beds
from cases.queries.sight import require
from cases.states.bed import RECEIVER
from safeguards import calendar, matrix
from safeguards.access import get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


def _year() -> int:
    return calendar.fiscal_year(timezone.localdate())


@page("case.bed", methods=("GET", "POST"))
def case_bed(request: HttpRequest, number: str) -> HttpResponse:
    """Free beds by code, and what was asked for this case. A post asks; with `ask` it moves what was asked before."""
    case = get_or_absent(Case.objects.select_related("agency"), number, request.actor)
    require(request.actor, case, "edit")
    if request.method == "GET":
        return _show(request, case)
    return _change(request, case) if request.POST.get("ask") else _ask(request, case)


def _ask_form(request: HttpRequest, data: Any = None) -> BedAskForm:
    book = CodeBook()
    shelters = [(one.number, one.code) for one in beds.vacancies(request.actor, book)]
    return BedAskForm(data, book=book, year=_year(), shelters=shelters)


def _ask(request: HttpRequest, case: Case) -> HttpResponse:
    form = _ask_form(request, request.POST)
    if not form.is_valid():
        return _show(request, case, form=form, status=422)
    told, back = form.told(request.actor.now), reverse("case_bed", args=[case.number])

    def act() -> str:
        ask_for_bed(request.actor, case, form.cleaned_data["shelter"], form.facts(), **told)
        return back

    try:
        url, first = with_once(request, act)
    except NoBed:
        form.add_error("shelter", REFUSED["no_bed"])
        return _show(request, case, form=form, status=422)
    except NotToldSo:
        form.add_error("told_clock", REFUSED["told"])
        return _show(request, case, form=form, status=422)
    if first:
        messages.success(
            request, _("The bed is held.") if told["yes_from"] else _("Asked. The shelter was told.")
        )
    return redirect(url)


def _change(request: HttpRequest, case: Case) -> HttpResponse:
    """Taken back, or a yes by telephone."""
    move, number = request.POST.get("move", ""), request.POST["ask"]
    form = TelephoneForm(request.POST, auto_id=f"{number}_%s")
    if move == "tell" and not form.is_valid():
        return _show(request, case, telling=number, tell_form=form, status=422)
    told = form.told(request.actor.now) if move == "tell" else {}
    back, version = reverse("case_bed", args=[case.number]), _whole(request.POST.get("version", ""))
    try:
        url, first = with_once(
            request, lambda: (change_ask(request.actor, case, number, move, version, **told), back)[1]
        )
    except Stale:
        messages.warning(request, _("Somebody was quicker. Please look at what stands now."))
        return redirect(back)
    except (NoBed, NotToldSo) as refused:
        form.add_error("yes_from", REFUSED["no_bed" if isinstance(refused, NoBed) else "told"])
        return _show(request, case, telling=number, tell_form=form, status=422)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _show(
    request: HttpRequest, case: Case, *, form: BedAskForm | None = None, telling: str = "", status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    book = CodeBook()
    seen(request, "bed.prepare", case)
    context = {
        "one": case,
        "vacancies": beds.vacancies(request.actor, book),
        "form": form or _ask_form(request),
        "asks": beds.asks_of(request.actor, case, book),
        "telling": telling or request.GET.get("tell", ""),
        "tell_form": TelephoneForm(),
        **more,
    }
    return render(request, "cases/bed/ask.html", context, status=status)


@page("bed.list")
def bed_list(request: HttpRequest) -> HttpResponse:
    """Requests put to the shelters of her agency: what waits first. No word of any woman."""
    rows = list(beds.requests_to(request.actor)[: beds.MOST])
    lines = beds.request_lines(request.actor, rows, CodeBook())
    seen(request, "bed.list", numbers=[line.number for line in lines])
    context = {
        "lines": lines,
        "vacancies": _own_vacancies(request),
        "may_keep": matrix.may_open(request.actor, "bed.shelters"),
    }
    return render(request, "cases/bed/list.html", context)


def _own_vacancies(request: HttpRequest) -> list[beds.Vacancy]:
    return [one for one in beds.vacancies(request.actor, CodeBook()) if one.is_own]


@page("bed.detail", methods=("GET", "POST"))
def bed_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request: yes for 90 minutes, or no with a reason."""
    one = beds.request_or_absent(request.actor, number)
    if request.method == "GET":
        return _show_request(request, one)
    move = request.POST.get("move", "")
    form = DeclineForm(request.POST, book=CodeBook(), year=_year())
    if move == "decline" and not form.is_valid():
        return _show_request(request, one, form=form, status=422)
    reason = form.cleaned_data["reason"] if move == "decline" else ""
    back, version = reverse("bed_detail", args=[number]), _whole(request.POST.get("version", ""))
    try:
        url, first = with_once(
            request, lambda: (answer_request(request.actor, number, move, version, reason), back)[1]
        )
    except Stale:
        messages.warning(request, _("Somebody was quicker. Please look at what stands now."))
        return redirect(back)
    except NoBed:
        return _show_request(request, one, full=REFUSED["no_bed_here"], status=422)
    if first:
        messages.success(
            request, _("The bed is held for 90 minutes.") if move == "hold" else _("Written down.")
        )
    return redirect(url)


def _show_request(
    request: HttpRequest, one: BedRequest, *, form: DeclineForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    book = CodeBook()
    seen(request, "bed.read", one)
    line = beds.bed_line(one, RECEIVER, request.actor.now, book)
    free = {vacancy.code: vacancy.free for vacancy in _own_vacancies(request)}
    context = {
        "line": line,
        "free": free.get(line.code, 0),
        "form": form or DeclineForm(book=book, year=_year(), initial={"version": line.version}),
        **more,
    }
    return render(request, "cases/bed/detail.html", context, status=status)
