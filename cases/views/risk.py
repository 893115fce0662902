"""危険度: the questionnaire and the judgement of a case, the answer of a second person, the yearly figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import risk_rule
from cases.actions import Stale
from cases.actions.risk import answer_lowering, judge_risk
from cases.cards import unnamed
from cases.choices.risk import FIGURE_LABELS, PROPOSAL_LABELS
from cases.forms.risk import RiskAnswerForm, RiskForm
from cases.models import Case, CodeBook
from cases.queries import risk as risks
from cases.queries.risk_calibration import counts, judged_in, lines_of, year_of, years
from cases.queries.sight import groups_of, require
from cases.states.risk import ASKED_LOWER, RISK_MOVE_BY_NAME
from safeguards import calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

MOST_WAITING = 50


@page("case.risk", methods=("GET", "POST"))
def case_risk(request: HttpRequest, number: str) -> HttpResponse:
    """Judge the risk of a case. `do=propose` shows what the answers propose and keeps nothing; else it is signed."""
    actor = request.actor
    case = get_or_absent(Case.objects.select_related("client", "agency"), number, actor)
    require(actor, case, "edit")
    if "risk" not in groups_of(actor, case):
        raise Absent
    form = _form(request, case)
    if request.method == "GET":
        return _show(request, case, form)
    if request.POST.get("do") == "propose":
        return _show(request, case, form, status=200 if form.is_valid() else 422)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    waits: list[bool] = []

    def act() -> str:
        one = judge_risk(actor, case, form.cleaned_data["version"], **form.facts())
        waits.append(one.state == ASKED_LOWER)
        return f"{reverse('case_detail', args=[number])}#risk"

    try:
        url, first = with_once(request, act)
    except Stale as stale:
        form.add_error(
            None, _("Somebody changed the case meanwhile. Please look at it, then send yours again.")
        )
        sent = request.POST.copy()
        sent["version"] = str(stale.current.version)
        form.data = sent
        return _show(request, case, form, status=409)
    if first and waits[0]:
        messages.success(request, _("Signed. Until a second person agrees, the higher level stands."))
    elif first:
        messages.success(request, _("Signed. The level stands from now on."))
    return redirect(url)


def _form(request: HttpRequest, case: Case) -> RiskForm:
    newest = risks.risks_of(request.actor, case).first()
    return RiskForm(
        request.POST if request.method == "POST" else None,
        questions=risks.questions_on(timezone.localdate()),
        before=newest.level if newest else "",
        version=case.version,
        book=CodeBook(),
        only_propose=request.POST.get("do") == "propose",
    )


def _show(request: HttpRequest, case: Case, form: RiskForm, status: int = 200) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    groups = groups_of(actor, case)
    found = list(risks.risks_of(actor, case)[: risks.EARLIER])
    asked = risks.questions_of(found)
    seen(request, "risk.read", case)
    proposed = form.proposed()
    flags = risks.red_flags(form.questions)
    context = {
        "one": case,
        "name": (case.client.name if "identity" in groups else "") or unnamed(),
        "form": form,
        "standing": risks.level_card(form.before) if form.before else None,
        "proposed": None if proposed is None else str(PROPOSAL_LABELS[proposed]),
        "raised": [] if proposed is None else _texts(form, risk_rule.raised(form.answers(), flags)),
        "cards": [risks.risk_card(one, groups, book, is_own=True, questions=asked) for one in found],
    }
    return render(request, "cases/risk/form.html", context, status=status)


def _texts(form: RiskForm, codes: tuple[str, ...]) -> list[str]:
    return [one.text for one in form.questions if one.code in codes]


@page("case.risk.answer", methods=("GET", "POST"))
def case_risk_answer(request: HttpRequest, number: str) -> HttpResponse:
    """A lower level waits for the second person (`number` is the case's); she may be from the deputy agency."""
    actor, name = request.actor, request.POST.get("move", "")
    move = RISK_MOVE_BY_NAME.get(name)
    if request.method == "POST" and move is None:
        raise Absent
    try:
        one = risks.request_or_absent(actor, number)
    except Absent:
        return _answered(request, number)
    form = RiskAnswerForm(request.POST or None, needs_words=move is not None and move.needs_words)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            answer_lowering(actor, one.number, name, form.cleaned_data["words"])
            return reverse("home")

        url, first = with_once(request, act)
        if first:
            messages.success(
                request,
                _("The lower level stands now.") if name == "approve" else _("The higher level stays."),
            )
        return redirect(url)
    seen(request, "risk.read_request", one, record=number)
    context = {
        "one": one,
        "asked": risks.risk_request(one, CodeBook()),
        "form": form,
        **_of_hers(request, one.case),
    }
    return render(request, "cases/risk/answer.html", context, status=422 if request.method == "POST" else 200)


def _answered(request: HttpRequest, number: str) -> HttpResponse:
    """Sent again after the answer: the same place as the first time; Absent for what never waited for her."""
    if request.method != "POST":
        raise Absent

    def act() -> str:
        raise Absent

    url, _first = with_once(request, act)
    return redirect(url)


def _of_hers(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The address of the case, for who may open it; a second person from elsewhere gets none."""
    found = (
        Case.objects.visible_to(request.actor).filter(pk=case.pk, agency_id=request.actor.agency_id).exists()
    )
    return {"case_url": reverse("case_risk", args=[case.number]) if found else ""}


@page("risk.calibration")
def risk_calibration(request: HttpRequest) -> HttpResponse:
    """What waits for her as the second person, and a fiscal year of judgements against what came later."""
    actor = request.actor
    year = year_of(actor, request.GET.get("year", ""))
    waiting = (
        risks.answerable(actor).select_related("case", "agency").order_by("judged_at", "pk")[:MOST_WAITING]
    )
    book = CodeBook()
    seen(request, "risk.calibration", year=year)
    context = {
        "year": calendar.fiscal_year_label(year),
        "years": [(one, calendar.fiscal_year_label(one), one == year) for one in years(actor)],
        "columns": list(FIGURE_LABELS.values()),
        "lines": lines_of(counts(judged_in(actor, year))),
        "waiting": [(one.case.number, risks.risk_request(one, book)) for one in waiting],
    }
    return render(request, "cases/risk/calibration.html", context)
