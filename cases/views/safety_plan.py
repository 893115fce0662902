"""安全計画: what she does when it becomes dangerous, and signing a new version of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.safety_plan import sign_safety_plan
from cases.choices.safety_plan import HARMLESS_WORDS
from cases.forms.safety_plan import SafetyPlanForm
from cases.models import Case
from cases.queries.safety_plan import newest_safety_plan, paper_preset, safety_versions
from cases.queries.sight import may
from cases.views.case_part import changeable, name_on, readable, say_stale
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("safety_plan")
def safety_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The newest version, each answer for who reads its field group, and those before it."""
    case, groups = readable(request, number)
    versions = safety_versions(request.actor, case, groups)
    seen(request, "safety_plan.read", case, groups=sorted(groups))
    context = {
        "one": case,
        "name": name_on(case, groups),
        "current": versions[0] if versions else None,
        "older": versions[1:],
        "may_write": may(request.actor, case, "edit"),
        "harmless": HARMLESS_WORDS,
    }
    return render(request, "cases/safety_plan/detail.html", context)


@page("safety_plan.write", methods=("GET", "POST"))
def safety_plan_write(request: HttpRequest, number: str) -> HttpResponse:
    """A new version, on the ground of the one before."""
    actor = request.actor
    case, _groups = changeable(request, number)
    form, status = _form(request, case), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def act() -> str:
                sign_safety_plan(actor, case, form.facts(), form.cleaned_data["version"])
                return reverse("safety_plan", args=[number])

            try:
                url, first = with_once(request, act)
            except Stale:
                newest = newest_safety_plan(actor, case)
                say_stale(form, newest.version if newest else 0)
                status = 409
            else:
                if first:
                    messages.success(
                        request, _("The safety plan is signed. Versions before it stay as they are.")
                    )
                return redirect(url)
    seen(request, "safety_plan.open_to_write", case)
    context = {"one": case, "form": form}
    return render(request, "cases/safety_plan/form.html", context, status=status)


def _form(request: HttpRequest, case: Case) -> SafetyPlanForm:
    plan = newest_safety_plan(request.actor, case)
    initial: dict[str, Any] = {"version": 0, "paper": paper_preset(case.client.contact_rule)}
    if plan:
        initial = {
            "version": plan.version,
            "paper": plan.paper,
            "papers_safe": plan.papers_safe,
            **plan.answers,
        }
    return SafetyPlanForm(request.POST or None, today=timezone.localdate(), initial=initial)
