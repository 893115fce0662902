"""手続の一元化: the checklist of a case, one procedure of it, one day's round, the sheet that she fills once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.procedure import change_procedure, take_up, write_sheet
from cases.forms.procedure import CaseProcedureForm, SharedSheetForm, TakeUpForm
from cases.models import Case, CaseProcedure
from cases.queries import procedure as found
from cases.queries.sight import may, require
from cases.views.case_part import changeable, name_on, readable, say_stale
from safeguards import calendar
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("procedure.list", methods=("GET", "POST"))
def procedure_list(request: HttpRequest, number: str) -> HttpResponse:
    """The procedures of the case, `day` its round, and what is proposed; a post takes some up."""
    actor = request.actor
    case, groups = readable(request, number)
    may_write = may(actor, case, "edit")
    proposed = found.proposals(actor, case, found.sheet_of(actor, case)) if may_write else []
    form = TakeUpForm(request.POST or None, checklist=found.checklist(actor))
    if request.method == "POST":
        require(actor, case, "edit")
        if form.is_valid():
            return _take_up(request, case, form.cleaned_data["codes"])
    lines = found.procedure_lines(actor, case)
    done, needed = found.figure(lines)
    today = timezone.localdate()
    day, fault = _day_of(request.GET.get("day", ""), today) if may_write else (None, "")
    seen(request, "procedure.list", case, groups=sorted(groups))
    context = {
        "one": case,
        "name": name_on(case, groups),
        "lines": lines,
        "done": done,
        "all": needed,
        "proposed": [one for one in proposed if one.why],
        "others": [one for one in proposed if not one.why],
        "form": form,
        "day": day,
        "day_typed": request.GET.get("day", "")[:40],
        "day_fault": fault,
        "days": found.planned_days(lines, today),
        "rounds": found.rounds(actor, case, day) if day else [],
        "may_write": may_write,
    }
    status = 422 if request.method == "POST" or fault else 200
    return render(request, "cases/procedure/list.html", context, status=status)


def _day_of(text: str, today: date) -> tuple[date | None, str]:
    """The day of the round, or a sentence why it cannot be read."""
    if not text:
        return None, ""
    try:
        return calendar.parse_date(text), ""
    except calendar.DateUnreadable as unreadable:
        return None, str(unreadable)


def _take_up(request: HttpRequest, case: Case, codes: list[str]) -> HttpResponse:
    def act() -> str:
        take_up(request.actor, case, codes)
        return reverse("procedure_list", args=[case.number])

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("They stand in the case now."))
    return redirect(url)


@page("procedure.change", methods=("GET", "POST"))
def procedure_change(request: HttpRequest, number: str) -> HttpResponse:
    """One procedure (`of`, its code): state, day, who goes along, note."""
    actor = request.actor
    case, _groups = changeable(request, number)
    code = request.GET.get("of", "")
    row = _row(request, case, code)
    form, status = _procedure_form(request, case, row), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def act() -> str:
                change_procedure(actor, case, code, form.facts(), form.cleaned_data["version"])
                return reverse("procedure_list", args=[number])

            try:
                url, first = with_once(request, act)
            except Stale:
                row = _row(request, case, code)
                say_stale(form, row.version)
                status = 409
            else:
                if first:
                    messages.success(request, _("Written down."))
                return redirect(url)
    seen(request, "procedure.open_to_change", case, procedure=code)
    context = {"one": case, "row": row, "form": form}
    return render(request, "cases/procedure/form.html", context, status=status)


def _row(request: HttpRequest, case: Case, code: str) -> CaseProcedure:
    rows = CaseProcedure.objects.visible_to(request.actor).select_related("procedure", "companion")
    row = rows.filter(case=case, procedure__code=code).first()
    if row is None:
        raise Absent
    return row


def _procedure_form(request: HttpRequest, case: Case, row: CaseProcedure) -> CaseProcedureForm:
    names = ("state", "planned_on", "planned_at", "done_on", "note", "version")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names}
    initial["companion"] = row.companion.number if row.companion else ""
    return CaseProcedureForm(
        request.POST or None, actor=request.actor, case=case, today=timezone.localdate(), initial=initial
    )


@page("procedure.sheet", methods=("GET", "POST"))
def procedure_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """共通シート: what she says once, and what of it each office needs."""
    actor = request.actor
    case, groups = changeable(request, number)
    sheet = found.sheet_of(actor, case)
    form, status = SharedSheetForm(request.POST or None, initial=_sheet_initial(case, sheet, groups)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def act() -> str:
                write_sheet(actor, case, form.answers(), form.cleaned_data["version"])
                return reverse("procedure_sheet", args=[number])

            try:
                url, first = with_once(request, act)
            except Stale:
                sheet = found.sheet_of(actor, case)
                say_stale(form, sheet.version if sheet else 0)
                status = 409
            else:
                if first:
                    messages.success(request, _("Written down."))
                return redirect(url)
    seen(request, "procedure.read_sheet", case)
    context = {
        "one": case,
        "form": form,
        "sheet": sheet,
        "offices": found.office_sheets(actor, case, sheet),
    }
    return render(request, "cases/procedure/sheet.html", context, status=status)


def _sheet_initial(case: Case, sheet: Any, groups: frozenset[str]) -> dict[str, Any]:
    if sheet:
        return {**sheet.answers, "version": sheet.version}
    known: dict[str, Any] = {"version": 0}
    if "identity" in groups:
        known |= {"name": case.client.name, "kana": case.client.kana}
    return known
