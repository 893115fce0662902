"""一時保護: the stays of a case; admission, extension, discharge; the name of the place for who needs to know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.bed import NoBed
from cases.actions.protection import ProtectionRefused, admit, discharge, extend
from cases.choices.protection import REFUSED
from cases.forms.protection import AdmissionForm, DischargeForm, ExtensionForm
from cases.models import Case, Code, CodeBook
from cases.queries.bed import held_for
from cases.queries.protection import open_stay_of, place_choices, stay_cards, year_count
from cases.queries.sight import groups_of, may, require
from cases.rules import PLACE_IS_OPEN
from safeguards import audit, calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

Forms = dict[str, Any]


@page("case.protection", methods=("GET", "POST"))
def case_protection(request: HttpRequest, number: str) -> HttpResponse:
    """The stays of one case. `do` of a post says which form was sent; a `purpose` opens the name of the place."""
    case = get_or_absent(Case.objects.select_related("agency", "client"), number, request.actor)
    works = may(request.actor, case, "edit")
    if not works and "whereabouts" not in groups_of(request.actor, case):
        raise Absent
    if request.method == "POST" and request.POST.get("purpose"):
        return _show(request, case, works, **_open_name(request, case))
    if request.method == "GET":
        return _show(request, case, works)
    require(request.actor, case, "edit")
    return _save(request, case, request.POST.get("do", ""))


def _save(request: HttpRequest, case: Case, name: str) -> HttpResponse:
    forms = _forms(request, case)
    form = forms.get(name)
    if form is None:  # somebody else opened or ended a stay meanwhile
        messages.warning(request, _("Somebody was quicker. Please look at what stands now."))
        return redirect("case_protection", number=case.number)
    if not form.is_valid():
        return _show(request, case, True, forms=forms, status=422)
    back = reverse("case_protection", args=[case.number])

    def act() -> str:
        _act(request, case, name, form)
        return back

    try:
        url, first = with_once(request, act)
    except Stale as stale:
        form.add_error(
            None, _("Somebody else wrote here meanwhile. Please look at what stands now, then send yours.")
        )
        form.data = form.data.copy()
        form.data["version"] = str(stale.current.version)
        return _show(request, case, True, forms=forms, status=409)
    except ProtectionRefused as refused:
        form.add_error(None, REFUSED[refused.why])
        return _show(request, case, True, forms=forms, status=422)
    except NoBed:
        form.add_error("place", REFUSED["no_bed"])
        return _show(request, case, True, forms=forms, status=422)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _act(request: HttpRequest, case: Case, name: str, form: Any) -> None:
    told = form.cleaned_data
    acts: dict[str, Callable[[], Any]] = {
        "admit": lambda: admit(request.actor, case, told["version"], form.facts(), **form.bed()),
        "extend": lambda: extend(request.actor, case, told["version"], told["until"], told["reason"]),
        "discharge": lambda: discharge(
            request.actor, case, told["version"], told["ended_on"], told["destination"]
        ),
    }
    acts[name]()


def _forms(request: HttpRequest, case: Case) -> Forms:
    """The forms of this moment; the one that was sent is bound."""
    today = timezone.localdate()
    options: dict[str, Any] = {"book": CodeBook(), "today": today}
    first: dict[str, Any] = {"version": case.version}
    sent = request.POST.get("do", "") if request.method == "POST" else ""

    def made(name: str, kind: Any, initial: dict[str, Any], **more: Any) -> Any:
        data = request.POST if name == sent else None
        return kind(data, initial=first | initial, auto_id=f"{name}_%s", **options, **more)

    if open_stay_of(request.actor, case) is not None:
        return {
            "extend": made("extend", ExtensionForm, {}),
            "discharge": made("discharge", DischargeForm, {"ended_on": today}),
        }
    held = held_for(request.actor, case)
    places = place_choices(request.actor, case, held)
    initial = {"started_on": today, "place": places[0][0] if held else ""}
    return {"admit": made("admit", AdmissionForm, initial, places=places)}


def _open_name(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The name of the shelter for the template, after its line stands in the audit trail. Anything else is absent."""
    require(request.actor, case, "reveal")
    stay = open_stay_of(request.actor, case)
    purpose = request.POST["purpose"]
    known = Code.objects.filter(list_name="reveal_purpose", code=purpose).exists()
    if (
        stay is None
        or stay.shelter is None
        or "whereabouts" not in groups_of(request.actor, case)
        or not known
    ):
        raise Absent
    with transaction.atomic():
        audit.record(request.actor, "whereabouts.reveal", case, field="shelter", purpose=purpose)
    return {"revealed": stay.shelter.name, "open_until": request.actor.now + PLACE_IS_OPEN}


def _show(
    request: HttpRequest, case: Case, works: bool, *, forms: Forms | None = None, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    actor, book = request.actor, CodeBook()
    groups = groups_of(actor, case)
    seen(request, "protection.read", case, groups=sorted(groups))
    stays = stay_cards(actor, case, groups, book)
    year, count = year_count(actor, case)
    context = {
        "one": case,
        "is_own": works,
        "stays": stays,
        "year": calendar.fiscal_year_label(year),
        "count": count,
        "forms": (_forms(request, case) if forms is None else forms) if works else {},
        "may_reveal": "whereabouts" in groups and may(actor, case, "reveal"),
        "asks": request.GET.get("ask") == "shelter",
        "purposes": book.choices("reveal_purpose", year),
        **more,
    }
    return render(request, "cases/protection/detail.html", context, status=status)
