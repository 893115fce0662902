"""児童虐待の確認: decide about a child and sign it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.child_check import sign_child_check
from cases.cards import consultation_card
from cases.forms.child_check import ChildCheckForm
from cases.models import CodeBook, Consultation
from cases.queries.child_check import current_check, signed_checks
from cases.queries.sight import groups_of, require
from partners.stepup import ask_again
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("child_check", methods=("GET", "POST"))
def child_check(request: HttpRequest, number: str) -> HttpResponse:
    """Asked for a proof of who she is when it is opened and again when it is signed."""
    actor, book = request.actor, CodeBook()
    one = get_or_absent(Consultation.objects.select_related("client", "agency"), number, actor)
    require(actor, one, "sign")
    if "children" not in groups_of(actor, one):
        raise Absent
    if (asked := ask_again(request)) is not None:
        return asked
    options: dict[str, Any] = {"book": book, "today": timezone.localdate()}
    initial = ChildCheckForm.initial_of(current_check(actor, one), actor.name)
    if request.method == "GET":
        return _show(request, one, ChildCheckForm(initial=initial, **options), book)
    form = ChildCheckForm(request.POST, initial=initial, **options)
    if not form.is_valid():
        return _show(request, one, form, book, status=422)
    back = reverse("consultation_detail", args=[number])

    def act() -> str:
        sign_child_check(actor, one, form.facts(), form.cleaned_data["version"] or 0)
        return f"{back}#child-check"

    try:
        url, first = with_once(request, act)
    except Stale as stale:
        return _show(request, one, _after(form, stale), book, status=409)
    if first:
        messages.success(
            request, _("Signed. It stands in the record and can only be followed by a new version.")
        )
    return redirect(url)


def _after(form: ChildCheckForm, stale: Stale) -> ChildCheckForm:
    """The same text once more, which follows the version that was signed meanwhile."""
    data: Any = form.data
    form.data = data = data.copy()
    data["version"] = str(stale.current.version if stale.current else 0)
    form.add_error(
        None, _("Somebody signed meanwhile: read it at the side, then sign yours if it still holds.")
    )
    return form


def _show(
    request: HttpRequest, one: Consultation, form: ChildCheckForm, book: CodeBook, status: int = 200
) -> HttpResponse:
    groups = groups_of(request.actor, one)
    seen(request, "child_check.read", one)
    context = {
        "one": one,
        "form": form,
        "signed": signed_checks(request.actor, one, "own", book),
        "told": consultation_card(one, groups, book).section("children"),
        "client_note": one.client.children_note if one.client else "",
        "client_count": one.client.children_count if one.client else None,
    }
    return render(request, "cases/child_check/form.html", context, status=status)
