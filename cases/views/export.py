"""Exports of consultations: ask, answer, make, fetch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.export import ExportRefused, ask_export, decide_export, fetch_export, make_export
from cases.forms.export import ExportForm
from cases.models import CodeBook, Export
from cases.queries import export as exports
from partners.stepup import ask_again
from safeguards.export import as_file
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

DONE = {
    "approve": _("Approved. The asker can make the file now."),
    "refuse": _("Refused. The asker was told."),
}


@page("export", methods=("GET", "POST"))
def export(request: HttpRequest) -> HttpResponse:
    """Ask for an export; below, what waits for her answer and her own exports so far."""
    if (asked := ask_again(request)) is not None:
        return asked
    form = ExportForm(
        request.POST or None,
        actor=request.actor,
        book=CodeBook(),
        today=timezone.localdate(),
        wanted=request.GET,
    )
    if request.method == "GET" or not form.is_valid():
        return _show(request, form)
    try:
        return redirect(with_once(request, lambda: _asked(request, form))[0])
    except ExportRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, form)


def _asked(request: HttpRequest, form: ExportForm) -> str:
    wanted = {name: form.cleaned_data[name] for name in ("purpose", "since", "until", "groups", "kind")}
    return reverse("export_detail", args=[ask_export(request.actor, **wanted).number])


def _show(request: HttpRequest, form: ExportForm) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    waiting = list(exports.answerable(actor).order_by("asked_at", "pk")[: exports.MOST_WAITING])
    shown = page_of(request, exports.own_exports(actor), moment="asked_at")
    seen(request, "export.list", numbers=[one.number for one in [*waiting, *shown.rows]])
    context = {
        "form": form,
        "waiting": exports.export_rows(actor, waiting, book),
        "rows": exports.export_rows(actor, shown.rows, book),
        "page": shown,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/export/list.html", context, status=status)


@page("export.detail")
def export_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One export, as its asker or its second person sees it."""
    if (asked := ask_again(request)) is not None:
        return asked
    return _show_one(request, exports.export_or_absent(request.actor, number))


def _show_one(request: HttpRequest, one: Export, passphrase: str = "") -> HttpResponse:
    """`passphrase`: only on the page that the making itself draws; it cannot be opened again."""
    actor = request.actor
    seen(request, "export.read", one)
    context = {
        "row": exports.export_rows(actor, [one], CodeBook())[0],
        "moves": exports.open_moves(actor, one),
        "is_hers": one.account_id == actor.account_id,
        "decider": exports.decider_of(one),
        "passphrase": passphrase,
    }
    return render(request, "cases/export/detail.html", context)


@page("export.move", methods=("POST",))
def export_move(request: HttpRequest, number: str) -> HttpResponse:
    """Approve, refuse, or make the file."""
    name = request.POST.get("move", "")
    one = exports.export_or_absent(request.actor, number)
    if ask_again(request) is not None:
        return redirect("export_detail", number=number)
    if name == "make":
        return _make(request, one)

    def act() -> str:
        decide_export(request.actor, number, name)
        return reverse("export")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)


def _make(request: HttpRequest, one: Export) -> HttpResponse:
    if one.account_id == request.actor.account_id and "fetch" in exports.open_moves(request.actor, one):
        messages.info(
            request,
            _("The file is made; its passphrase was shown once. If it was lost, ask for a new export."),
        )
        return redirect("export_detail", number=one.number)
    passphrase = make_export(request.actor, one.number)
    return _show_one(request, exports.export_or_absent(request.actor, one.number), passphrase)


@page("export.file", methods=("POST",))
def export_file(request: HttpRequest, number: str) -> HttpResponse:
    """The locked file, for its asker alone, while it lives."""
    if ask_again(request) is not None:
        exports.export_or_absent(request.actor, number)
        return redirect("export_detail", number=number)
    try:
        return as_file(fetch_export(request.actor, number), number)
    except ExportRefused as refused:
        messages.warning(request, str(refused))
        return redirect("export_detail", number=number)
