"""通報: write down who reported, and what was explained to her."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.dv_report import move_dv_report, write_dv_report
from cases.forms.dv_report import DvReportForm, ExplanationForm, PostponeForm
from cases.models import CodeBook, Consultation
from cases.queries.dv_report import dv_report_card, open_moves, report_of
from cases.queries.sight import require
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

Forms = dict[str, Any]


@page("dv_report", methods=("GET", "POST"))
def dv_report(request: HttpRequest, number: str) -> HttpResponse:
    """The block of the report; `move` of a post says which of its forms was sent."""
    one = get_or_absent(Consultation.objects.select_related("agency"), number, request.actor)
    require(request.actor, one, "edit")
    forms = _forms(request, one)
    if request.method == "GET":
        return _show(request, one, forms)
    name = request.POST.get("move", "")
    if name not in forms:
        raise Absent
    form = forms[name]
    if not form.is_valid():
        return _show(request, one, forms, status=422)

    def act() -> str:
        version = form.cleaned_data["version"] or 0
        if name == "write":
            write_dv_report(request.actor, one, form.facts(), version)
        else:
            move_dv_report(request.actor, one, name, form.facts(), version)
        return reverse(
            "dv_report" if name == "write" and version == 0 else "consultation_detail", args=[number]
        )

    try:
        url, first = with_once(request, act)
    except Stale:
        form.add_error(
            None, _("Somebody else wrote here meanwhile. Please look at what stands now, then send yours.")
        )
        form.data = form.data.copy()
        current = report_of(request.actor, one)
        form.data["version"] = str(current.version if current else 0)
        return _show(request, one, forms, status=409)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _forms(request: HttpRequest, one: Consultation) -> Forms:
    """The forms of this moment by the name of their move; the one that was sent is bound."""
    report = report_of(request.actor, one)
    version = report.version if report else 0
    options: dict[str, Any] = {"book": CodeBook(), "today": timezone.localdate()}
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "write": (DvReportForm, DvReportForm.initial_of(report, one.started_at))
    }
    moves = open_moves(report) if report else []
    if "explain" in moves:
        kinds["explain"] = (ExplanationForm, {"version": version, "explainer": request.actor.name})
    if "postpone" in moves:
        kinds["postpone"] = (PostponeForm, {"version": version})
    sent = request.POST.get("move", "") if request.method == "POST" else ""
    return {
        name: kind(request.POST if name == sent else None, initial=initial, auto_id=f"{name}_%s", **options)
        for name, (kind, initial) in kinds.items()
    }


def _show(request: HttpRequest, one: Consultation, forms: Forms, status: int = 200) -> HttpResponse:
    report = report_of(request.actor, one)
    seen(request, "dv_report.read", one)
    card = dv_report_card(request.actor, report, CodeBook()) if report else None
    context = {"one": one, "card": card, "forms": forms}
    return render(request, "cases/dv_report/form.html", context, status=status)
