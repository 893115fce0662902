"""Old ledgers: upload, columns and words, look, taking in with its progress, taking back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import states
from cases.actions.import_undo import UndoRefused, undo_import
from cases.actions.record_import import choose, confirm, drop, note_refused, upload
from cases.choices.record_import import IMPORT_FIELDS, STOPPED
from cases.forms.record_import import LEDGER, ColumnsForm, LedgerForm, WordsForm
from cases.models import RecordImport
from cases.queries.import_words import Words
from cases.queries.record_import import import_or_absent, imports_of, may_undo
from cases.rules import IMPORT_UNDO
from partners.stepup import ask_again
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of
from safeguards.sheets import SheetUnreadable, read_table

FAULTS_ON_PAGE = 50
SAMPLES = 3
LONGEST_SAMPLE = 24
_PLACE = re.compile(
    r"[都道府県市区町村郡].*\d|丁目|番地|号室|(?<!\d)[1-9]\d{0,2}-\d+-\d+"
)  # no telephone, no day


@page("import.list", methods=("GET", "POST"))
def import_list(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, the imports of the agency so far."""
    if request.method == "GET":
        return _show_list(request, LedgerForm())
    form = LedgerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_list(request, form)
    try:
        table = read_table(form.cleaned_data["file"], LEDGER)
    except SheetUnreadable as unreadable:
        note_refused(request.actor)
        form.add_error("file", str(unreadable))
        return _show_list(request, form)
    if not table.lines:
        note_refused(request.actor)
        form.add_error("file", _("There is no row below the heading."))
        return _show_list(request, form)
    return redirect(with_once(request, lambda: _address(upload(request.actor, table)))[0])


def _address(one: RecordImport) -> str:
    return reverse("import_detail", args=[one.number])


def _show_list(request: HttpRequest, form: LedgerForm) -> HttpResponse:
    shown = page_of(request, imports_of(request.actor), moment="uploaded_at")
    seen(request, "import.list", numbers=[one.number for one in shown.rows])
    rows = [{"one": one, "is_own": one.account_id == request.actor.account_id} for one in shown.rows]
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "rows": rows, "page": shown}
    return render(request, "cases/record_import/list.html", context, status=status)


@page("import.detail", methods=("GET", "POST"))
def import_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One import, wherever it stands."""
    one = import_or_absent(request.actor, number)
    if request.method == "POST":
        return _act(request, one)
    return _show(request, one)


def _act(request: HttpRequest, one: RecordImport) -> HttpResponse:
    acts = {"columns": _columns, "words": _words, "confirm": _confirm, "drop": _drop, "undo": _undo}
    act = acts.get(request.POST.get("move", ""))
    if act is None or (one.account_id != request.actor.account_id and act is not _undo):
        raise Absent
    return act(request, one)


def _show(request: HttpRequest, one: RecordImport, **forms: Any) -> HttpResponse:
    """The page of its state; what stands in the file is shown to its uploader alone."""
    if one.state in (states.IMPORT_WAITS, states.IMPORT_RUNS):
        return _show_progress(request, one)
    seen(request, "import.read", one)
    if one.state != states.IMPORT_OPEN:
        return _show_end(request, one, **forms)
    if "columns" in forms or not one.plan.get("is_chosen") or request.GET.get("step") == "columns":
        return _show_columns(request, one, forms.get("columns"))
    return _show_look(request, one, forms.get("words"))


# --- columns -------------------------------------------------------------------------------------------------------


def _columns_form(one: RecordImport, data: Any = None) -> ColumnsForm:
    return ColumnsForm(data, plan=one.plan, samples=_samples(one), words=Words())


def _samples(one: RecordImport) -> dict[int, list[str]]:
    """The first cells of each column that has a heading or content; what looks like a place is not shown (R-14)."""
    header, columns = one.plan["header"], one.plan["columns"]
    found: dict[int, list[str]] = {place: [] for place, word in enumerate(header) if word}
    for _number, cells in one.lines["rows"]:
        for place, text in enumerate(cells):
            if not text or len(found.setdefault(place, [])) >= SAMPLES:
                continue
            hidden = columns.get(str(place)) == "whereabouts_note" or _PLACE.search(text)
            cut = text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE]}…"
            sample = "●●●" if hidden else cut
            found[place] += [] if sample in found[place] else [sample]
    return dict(sorted(found.items()))


def _columns(request: HttpRequest, one: RecordImport) -> HttpResponse:
    if one.state != states.IMPORT_OPEN:
        return redirect(_address(one))
    form = _columns_form(one, request.POST)
    if not form.is_valid():
        return _show(request, one, columns=form)
    return redirect(
        with_once(request, lambda: _address(choose(request.actor, one.number, **form.chosen())))[0]
    )


def _show_columns(request: HttpRequest, one: RecordImport, form: ColumnsForm | None) -> HttpResponse:
    form = form or _columns_form(one)
    context = {"one": one, "form": form, "is_remembered": one.plan.get("is_remembered")}
    status = 422 if form.is_bound else 200
    return render(request, "cases/record_import/columns.html", context, status=status)


# --- the look ------------------------------------------------------------------------------------------------------


def _words(request: HttpRequest, one: RecordImport) -> HttpResponse:
    if one.state != states.IMPORT_OPEN:
        return redirect(_address(one))
    form = WordsForm(request.POST, unknown=one.findings.get("unknown", {}), words=Words())
    if not form.is_valid():
        return _show(request, one, words=form)
    words = form.chosen(one.plan["words"])
    return redirect(with_once(request, lambda: _address(choose(request.actor, one.number, words=words)))[0])


def _show_look(request: HttpRequest, one: RecordImport, form: WordsForm | None) -> HttpResponse:
    found = one.findings
    unknown = found.get("unknown", {})
    form = form or (WordsForm(unknown=unknown, words=Words()) if unknown else None)
    asked = request.GET.get("faults", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    begin = (max(number, 1) - 1) * FAULTS_ON_PAGE
    faults = found["faults"][begin : begin + FAULTS_ON_PAGE]
    address = _address(one)
    context = {
        "one": one, "form": form, "found": found, "why_stopped": STOPPED.get(one.why_stopped, ""),
        "faults": [dict(zip(("line", "column", "heading", "text"), fault, strict=True)) for fault in faults],
        "previous_url": f"{address}?faults={number - 1}" if begin else "",
        "next_url": f"{address}?faults={number + 1}" if begin + FAULTS_ON_PAGE < len(found["faults"]) else "",
        "known": found["known"][:FAULTS_ON_PAGE], "more_known": max(0, len(found["known"]) - FAULTS_ON_PAGE),
        "preview": [_preview_row(row) for row in found["preview"]],
        "is_sound": not unknown and not found["fault_count"] and found["new"],
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "cases/record_import/look.html", context, status=status)


def _preview_row(row: dict[str, Any]) -> dict[str, Any]:
    cells = [(IMPORT_FIELDS[name].label, text) for name, text in row["cells"]]
    return {"line": row["line"], "at": datetime.fromisoformat(row["at"]), "cells": cells}


# --- taking in, giving up, taking back ----------------------------------------------------------------------------


def _confirm(request: HttpRequest, one: RecordImport) -> HttpResponse:
    if one.state != states.IMPORT_OPEN:
        return redirect(_address(one))  # pressed twice, or pressed on an old page: it is on its way already
    return redirect(with_once(request, lambda: _address(confirm(request.actor, one.number)))[0])


def _drop(request: HttpRequest, one: RecordImport) -> HttpResponse:
    def act() -> str:
        drop(request.actor, one.number)
        return reverse("import_list")

    try:
        url, first = with_once(request, act)
    except Absent:
        messages.warning(request, _("It was too late to give it up. Please look at what stands here now."))
        return redirect(_address(one))
    if first:
        messages.success(request, _("The import is given up. Nothing was taken in, and the file is gone."))
    return redirect(url)


def _show_progress(request: HttpRequest, one: RecordImport) -> HttpResponse:
    """Asked every second by its own script: no word about anybody, so no line of a reading either."""
    context = {"one": one, "is_own": one.account_id == request.actor.account_id}
    return render(request, "cases/record_import/progress.html", context)


def _show_end(request: HttpRequest, one: RecordImport, touched: list[int] | None = None) -> HttpResponse:
    context = {
        "one": one, "touched": (touched or [])[:FAULTS_ON_PAGE], "touched_count": len(touched or []),
        "more_touched": max(0, len(touched or []) - FAULTS_ON_PAGE),
        "undo_until": one.ended_at + IMPORT_UNDO if one.ended_at and may_undo(one, request.actor.now) else None,
    }  # fmt: skip
    return render(request, "cases/record_import/end.html", context, status=409 if touched else 200)


def _undo(request: HttpRequest, one: RecordImport) -> HttpResponse:
    """Asked for a fresh proof first: many records go at one press."""
    if (asked := ask_again(request)) is not None:
        return asked
    try:
        url, first = with_once(request, lambda: _address(undo_import(request.actor, one.number)))
    except UndoRefused as refused:
        return _show(request, one, touched=refused.lines)
    if first:
        messages.success(request, _("The import is taken back. The other supervisors were told."))
    return redirect(url)
