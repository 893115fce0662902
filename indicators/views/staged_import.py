"""Taking in records from Excel or CSV: form sheet, preview with errors row by row, then all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators import wording
from indicators.actions.staged_import import Refused, note_refused, stage, take_in
from indicators.forms.record import municipalities_for
from indicators.forms.staged_import import FileForm
from indicators.models import Indicator, StagedImport
from indicators.queries.reading import indicator_of
from indicators.queries.staged_import import open_staged
from indicators.resources import RESOURCES, Look
from safeguards.access import Absent
from safeguards.export import workbook
from safeguards.once import with_once
from safeguards.pages import page
from safeguards.sheets import SheetUnreadable, read_table

SHOWN_FAULTS = 100
SHOWN_ROWS = 20


@page("indicator.import", methods=("GET", "POST"))
def file_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file, look at what it would do, take it in."""
    indicator = indicator_of(slug)
    if not municipalities_for(request.actor):
        raise Absent
    if request.method == "POST" and "confirm" in request.POST:
        return _confirm(request, indicator)
    if request.method == "POST":
        return _look(request, indicator)
    number = request.GET.get("staged", "")
    if number:
        return _preview(request, indicator, open_staged(request.actor, indicator, number))
    return _choose(request, slug, FileForm())


def _choose(request: HttpRequest, slug: str, form: FileForm, status: int = 200, **more: Any) -> HttpResponse:
    columns = RESOURCES[slug].columns
    context = {"slug": slug, "title": wording.WORDS[slug].title, "form": form, "columns": columns, **more}
    return render(request, "indicators/staged_import/form.html", context, status=status)


def _look(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    """Read the file and try every row; no record is written. A sound file waits, sealed, for the confirmation."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, indicator.slug, form, 422)
    upload = form.cleaned_data["file"]
    resource = RESOURCES[indicator.slug](request.actor)
    try:
        fields, rows = resource.arrange(read_table(upload))
    except SheetUnreadable as unreadable:
        note_refused(request.actor, indicator)
        form.add_error("file", str(unreadable))
        return _choose(request, indicator.slug, form, 422)
    look = resource.run(fields, rows, dry=True)
    if not look.is_sound:
        note_refused(request.actor, indicator)
        return _faults(request, indicator, look, form)
    content = {
        "fields": fields,
        "rows": [[number, [_stored(cell) for cell in cells]] for number, cells in rows],
        "acts": [row.act for row in look.rows],
    }
    staged = stage(request.actor, indicator, upload.name or "", content)
    return HttpResponseRedirect(
        f"{reverse('indicator_import', args=[indicator.slug])}?staged={staged.number}"
    )


def _stored(cell: Any) -> str:
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _faults(request: HttpRequest, indicator: Indicator, look: Look, form: FileForm) -> HttpResponse:
    rows = len({fault.row for fault in look.faults})
    return _choose(
        request,
        indicator.slug,
        FileForm(),
        422,
        faults=look.faults[:SHOWN_FAULTS],
        fault_rows=rows,
        more_faults=max(0, len(look.faults) - SHOWN_FAULTS),
        sound_rows=len(look.rows) - rows,
        file_name=form.cleaned_data["file"].name if form.is_valid() else "",
    )


def _preview(request: HttpRequest, indicator: Indicator, staged: StagedImport) -> HttpResponse:
    content = staged.content
    labels = {one.field: one.label for one in RESOURCES[indicator.slug].columns}
    acts = content["acts"]
    rows = [
        {
            "number": number,
            "cells": list(zip([labels[field] for field in content["fields"]], cells, strict=True)),
            "act": act,
        }
        for (number, cells), act in zip(content["rows"], acts, strict=True)
    ]
    rows.sort(key=lambda row: row["act"] == "same")
    context = {
        "slug": indicator.slug,
        "title": wording.WORDS[indicator.slug].title,
        "staged": staged,
        "header": [labels[field] for field in content["fields"]],
        "rows": rows[:SHOWN_ROWS],
        "more_rows": max(0, len(rows) - SHOWN_ROWS),
        "new": acts.count("new"),
        "changed": acts.count("changed"),
        "same": acts.count("same"),
    }
    return render(request, "indicators/staged_import/preview.html", context)


def _confirm(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    """Write all rows in one transaction; if one is no longer sound, none."""
    number = request.POST.get("confirm", "")
    looks: list[Look] = []

    def act() -> str:
        staged = open_staged(request.actor, indicator, number)
        content = staged.content
        resource = RESOURCES[indicator.slug](request.actor)
        rows = [(line, cells) for line, cells in content["rows"]]
        looks.append(take_in(request.actor, staged, lambda: resource.run(content["fields"], rows, dry=False)))
        return reverse("indicator_detail", args=[indicator.slug])

    try:
        url, first = with_once(request, act)
    except Refused as refused:
        return _faults(request, indicator, refused.look, FileForm())
    if first:
        written = looks[0].new + looks[0].changed
        text = ngettext("%(n)s record was taken in.", "%(n)s records were taken in.", written) % {
            "n": written
        }
        messages.success(request, text)
    return HttpResponseRedirect(url)


@page("indicator.import.template")
def form_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty form sheet, with a second sheet that explains each column."""
    indicator = indicator_of(slug)
    places = municipalities_for(request.actor)
    if not places:
        raise Absent
    columns = RESOURCES[slug].columns
    about = [(pgettext("indicators", "Column"), pgettext("indicators", "Needed"), _("How to write it"))]
    about += [(str(one.label), _("needed") if one.needed else "", str(one.hint)) for one in columns]
    about += [
        ("", "", ""),
        (pgettext("indicators", "Municipalities"), "", wording.listed(one.name for one in places)),
    ]
    title = f"{wording.WORDS[slug].title} {_('form sheet')}"
    return workbook(
        request,
        [],
        [str(one.label) for one in columns],
        title,
        event="indicator.import.template",
        obj=indicator,
        about=about,
        about_title=_("How to write"),
    )
