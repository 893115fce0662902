"""保護命令: the orders of a case, one of them with everything that is done with it."""

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
from cases.actions.court_order import FIELDS, change_order, look_at_end, make_order, move_order
from cases.actions.order_around import (
    OrderRefused,
    answer_request,
    tell_police,
    write_breach,
    write_notice,
    write_request,
)
from cases.cards import unnamed
from cases.forms import court_order as forms
from cases.models import Case, CodeBook, CourtOrder
from cases.queries.court_order import her_order, order_page, order_rows
from cases.queries.sight import groups_of, require
from cases.states.court_order import ORDER_MOVE_BY_NAME
from safeguards.access import Absent, Actor, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

LIST = "order_kind"
# What is done with an order: its form and its button, in the order of the page.
ACTS: dict[str, tuple[Any, Any]] = {
    "apply": (forms.ApplyOrderForm, gettext_lazy("The application went to the court")),
    "change": (forms.OrderForm, gettext_lazy("Change the preparation")),
    "answer": (forms.AnswerForm, gettext_lazy("The court was answered")),
    "grant": (forms.GrantForm, gettext_lazy("The court granted it")),
    "look": (forms.LookForm, gettext_lazy("Talked of what follows after its end")),
    "breach": (forms.BreachForm, gettext_lazy("Write down a breach")),
    "told": (forms.ToldForm, gettext_lazy("The police know of a breach")),
    "notice": (forms.NoticeForm, gettext_lazy("The court's notice (art. 15)")),
    "request": (forms.RequestForm, gettext_lazy("The court asks for a paper (art. 14-2)")),
    "end": (forms.EndForm, gettext_lazy("Its last day has passed")),
    "dismiss": (forms.CloseForm, gettext_lazy("The court turned it down")),
    "withdraw": (forms.CloseForm, gettext_lazy("It was taken back")),
    "cancel": (forms.CloseForm, gettext_lazy("The court cancelled it")),
}


@page("case.orders", methods=("GET", "POST"))
def case_orders(request: HttpRequest, number: str) -> HttpResponse:
    """Her orders and a new application; with `order` one of them; the field `move` of a post says what is done."""
    actor = request.actor
    case = get_or_absent(Case.objects.select_related("agency", "client"), number, actor)
    require(actor, case, "edit")
    if request.GET.get("order"):
        return _one(request, case, her_order(actor, request.GET["order"]))
    book = CodeBook(LIST)
    form = forms.OrderForm(request.POST or None, today=timezone.localdate(), book=book)
    if form.is_bound:
        if request.POST.get("move") != "make":
            raise Absent
        if form.is_valid():

            def act() -> str:
                one = make_order(actor, case, form.facts())
                return f"{reverse('case_orders', args=[number])}?order={one.number}"

            url, first = with_once(request, act)
            if first:
                messages.success(request, _("Written down."))
            return redirect(url)
    seen(request, "order.read", case)
    context = {
        "one": case,
        "name": _name(actor, case),
        "rows": order_rows(actor, case, book),
        "form": form,
    }
    return render(request, "cases/court_order/list.html", context, status=422 if form.is_bound else 200)


def _name(actor: Actor, case: Case) -> str:
    return (case.client.name if "identity" in groups_of(actor, case) else "") or unnamed()


def _one(request: HttpRequest, case: Case, one: CourtOrder) -> HttpResponse:
    if one.case_id != case.pk:
        raise Absent
    bound = _forms(request, one)
    if request.method == "GET":
        return _show(request, case, one, bound)
    name = request.POST.get("move", "")
    if name not in ACTS:
        raise Absent
    if name not in bound:  # somebody moved it meanwhile: what was typed stays on the page
        bound[name] = _form(request, one, name, request.POST, untold=())
        return _quicker(request, case, one, bound, name)
    form = bound[name]
    if not form.is_valid():
        return _show(request, case, one, bound, status=422)
    here = f"{reverse('case_orders', args=[case.number])}?order={one.number}"
    try:
        url, first = with_once(request, lambda: _act(request.actor, one, name, form, here))
    except Stale:
        return _quicker(request, case, her_order(request.actor, one.number), bound, name)
    except OrderRefused as refused:
        form.refuse(refused.why, refused.field)
        return _show(request, case, one, bound, status=422)
    if first:
        messages.success(request, _("Written down."))
    return redirect(url)


def _quicker(
    request: HttpRequest, case: Case, one: CourtOrder, bound: dict[str, Any], name: str
) -> HttpResponse:
    """Somebody was quicker: her words again, with the version that stands now."""
    form = bound[name]
    form.add_error(None, _("Somebody was quicker. Please look at what stands now, then send yours."))
    form.data = form.data.copy()
    form.data["version"] = str(one.version)
    return _show(request, case, one, bound, status=409)


def _act(actor: Actor, one: CourtOrder, name: str, form: Any, here: str) -> str:
    """Do it; where it leads."""
    told = form.facts()
    others: dict[str, Callable[..., Any]] = {
        "request": write_request, "answer": answer_request, "notice": write_notice, "breach": write_breach,
        "told": tell_police, "look": look_at_end,
    }  # fmt: skip
    if name == "change":
        change_order(actor, one.number, form.cleaned_data["version"] or 0, told)
    elif name in ORDER_MOVE_BY_NAME:
        move_order(actor, one.number, name, form.cleaned_data["version"] or 0, **told)
    else:
        others[name](actor, one.number, **told)
    return here


def _form(request: HttpRequest, one: CourtOrder, name: str, data: Any, untold: Any) -> Any:
    more: dict[str, Any] = {"untold": untold} if name == "told" else {}
    if name == "notice":
        more["initial"] = {"notified_on": one.notified_on, "police_on": one.police_on}
    if name == "change":
        more["initial"] = {field: getattr(one, field) for field in FIELDS}
    if name == "grant":
        more["initial"] = {"kinds": one.kinds}
    return ACTS[name][0](
        data, today=timezone.localdate(), book=CodeBook(LIST), order=one, auto_id=f"{name}_%s", **more
    )


def _forms(request: HttpRequest, one: CourtOrder) -> dict[str, Any]:
    """The forms of this moment by what they do; the one that was sent is bound."""
    card = order_page(request.actor, one, CodeBook(LIST))
    sent = request.POST.get("move", "") if request.method == "POST" else ""
    return {
        name: _form(request, one, name, request.POST if name == sent else None, card.untold)
        for name in ACTS
        if name in card.acts
    }


def _show(
    request: HttpRequest, case: Case, one: CourtOrder, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    actor = request.actor
    seen(request, "order.read", case, order=one.number)
    context = {
        "one": case,
        "name": _name(actor, case),
        "card": order_page(actor, one, CodeBook(LIST)),
        "acts": [(name, ACTS[name][1], form) for name, form in bound.items()],
    }
    return render(request, "cases/court_order/detail.html", context, status=status)
