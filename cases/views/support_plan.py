"""支援計画: the plan of a case with its progress, and signing a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.support_plan import note_progress, sign_plan
from cases.forms.support_plan import ProgressForm, SupportPlanForm
from cases.models import Case, CodeBook
from cases.queries.sight import may, require
from cases.queries.support_plan import newest_plan, plan_card
from cases.views.case_part import changeable, name_on, readable, say_stale
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("support_plan", methods=("GET", "POST"))
def support_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plan as far as she may read it; a post puts down how far its areas have come."""
    actor = request.actor
    case, groups = readable(request, number)
    card = plan_card(actor, case, groups, CodeBook())
    may_write = may(actor, case, "edit")
    form, status = None, 200
    if may_write and card.areas:
        form = ProgressForm(request.POST or None, areas=card.areas, today=timezone.localdate())
    if request.method == "POST":
        require(actor, case, "edit")
        if form is None:
            raise Absent
        if form.is_valid():
            return _note(request, case, form)
        status = 422
    seen(request, "support_plan.read", case, groups=sorted(groups))
    context = {
        "one": case,
        "name": name_on(case, groups),
        "card": card,
        "form": form,
        "may_write": may_write,
        "is_own": case.tie_to(actor) == "own",
    }
    return render(request, "cases/support_plan/detail.html", context, status=status)


def _note(request: HttpRequest, case: Case, form: ProgressForm) -> HttpResponse:
    told = form.cleaned_data

    def act() -> str:
        note_progress(
            request.actor,
            case,
            form.steps(),
            told["noted_on"],
            with_her=told["with_her"],
            words=told["words"],
        )
        return reverse("support_plan", args=[case.number])

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


@page("support_plan.write", methods=("GET", "POST"))
def support_plan_write(request: HttpRequest, number: str) -> HttpResponse:
    """A new version, on the ground of the one before; what was signed stays."""
    actor = request.actor
    case, groups = changeable(request, number)
    form, status = _form(request, case), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def act() -> str:
                sign_plan(actor, case, form.facts(), form.goals(), form.cleaned_data["version"])
                return reverse("support_plan", args=[number])

            try:
                url, first = with_once(request, act)
            except Stale:
                newest = newest_plan(actor, case)
                say_stale(form, newest.version if newest else 0)
                status = 409
            else:
                if first:
                    messages.success(request, _("The plan is signed. Versions before it stay as they are."))
                return redirect(url)
    card = plan_card(actor, case, groups, CodeBook())
    seen(request, "support_plan.open_to_write", case)
    context = {"one": case, "form": form, "card": card}
    return render(request, "cases/support_plan/form.html", context, status=status)


def _form(request: HttpRequest, case: Case) -> SupportPlanForm:
    plan = newest_plan(request.actor, case)
    initial: dict[str, Any] = {"version": plan.version if plan else 0}
    goals: list[dict[str, Any]] = []
    if plan:
        initial |= {"own_words": plan.own_words, "wishes": plan.wishes}
        rows = plan.goals.visible_to(request.actor).order_by("position")
        goals = [
            {name: getattr(row, name) for name in ("life_area", "words", "who", "due_on")} for row in rows
        ]
    return SupportPlanForm(
        request.POST or None, today=timezone.localdate(), book=CodeBook(), goals=goals, initial=initial
    )
