"""Dated records: write, change, end, withdraw."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators import wording
from indicators.actions.record import Stale, add_record, change_record, end_record, withdraw_record
from indicators.forms.answer import AnswerForm
from indicators.forms.kinds import ANSWER, KINDS, Kind, find_record
from indicators.forms.lecture import LectureForm
from indicators.forms.record import EndForm, RecordForm, again, municipalities_for
from indicators.models import Indicator
from indicators.models.record import DatedRecord, Record
from indicators.queries.reading import indicator_of
from partners.models import Municipality
from safeguards.access import Absent
from safeguards.calendar import japanese_day
from safeguards.once import with_once
from safeguards.pages import page


def _writable(request: HttpRequest) -> list[Municipality]:
    """Municipalities she may write for; Absent when there is none."""
    found = municipalities_for(request.actor)
    if not found:
        raise Absent
    return found


def _page(
    request: HttpRequest, slug: str, form: Any, kind: Kind, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "slug": slug,
        "title": wording.WORDS[slug].title,
        "form": form,
        "heading": kind.change if getattr(form, "record", None) else kind.new,
        "is_answer": kind is ANSWER,
        "record": getattr(form, "record", None),
        **more,
    }
    return render(request, "indicators/record/form.html", context, status=status)


@page("indicator.record.new", methods=("GET", "POST"))
def record_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new record, or with `?what=answer` the statement of a municipality."""
    indicator = indicator_of(slug)
    places = _writable(request)
    kind = ANSWER if request.GET.get("what") == "answer" else KINDS[slug]
    wanted = request.GET.get("municipality", "")
    chosen = next((one for one in places if one.code == wanted), None)
    if wanted and chosen is None:
        raise Absent
    if kind.form is LectureForm:
        chosen = chosen or (places[0] if len(places) == 1 else None)
        if chosen is None:
            return render(
                request,
                "indicators/record/where.html",
                {"slug": slug, "title": wording.WORDS[slug].title, "places": places},
            )
    initial: dict[str, Any] = {"municipality": chosen.code if chosen else ""}
    if kind is ANSWER:
        today = japanese_day(request.actor.now)
        initial |= {"as_of": today, "answered_on": today}
    form = _form(request, kind, chosen, initial=initial)
    if request.method == "POST" and _is_sound(form, indicator):
        return _done(
            request, lambda: _add(request, form, indicator), slug, _("Recorded. The figure counts it now.")
        )
    return _page(request, slug, form, kind, 422 if request.method == "POST" else 200, chosen=chosen)


def _form(request: HttpRequest, kind: Kind, place: Municipality | None, **options: Any) -> RecordForm:
    if kind.form is LectureForm:
        options["municipality"] = place
    return kind.form(request.actor, request.POST if request.method == "POST" else None, **options)


def _is_sound(form: RecordForm, indicator: Indicator) -> bool:
    if form.is_valid() and isinstance(form, AnswerForm):
        form.refuse_double(indicator)
    return form.is_valid()


def _add(request: HttpRequest, form: RecordForm, indicator: Indicator) -> str:
    facts = form.facts()
    if isinstance(form, AnswerForm):
        facts["indicator"] = indicator
    add_record(request.actor, form.model(), facts)
    return reverse("indicator_detail", args=[indicator.slug])


def _done(request: HttpRequest, act: Any, slug: str, words: str) -> HttpResponse:
    url, first = with_once(request, act)
    if first:
        messages.success(request, words)
    return HttpResponseRedirect(url)


@page("indicator.record.edit", methods=("GET", "POST"))
def record_edit(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Change a record. Who comes second sees both values and decides."""
    indicator = indicator_of(slug)
    kind, record = find_record(slug, number, request.actor)
    place = record.school.municipality if kind.form is LectureForm else None
    form = _form(request, kind, place, record=record)
    if request.method != "POST":
        return _page(request, slug, form, kind)
    if not _is_sound(form, indicator):
        return _page(request, slug, form, kind, 422)

    def act() -> str:
        change_record(request.actor, record, form.cleaned_data.get("version") or 0, form.facts())
        return reverse("indicator_detail", args=[slug])

    try:
        return _done(request, act, slug, _("Changed. The figure counts it now."))
    except Stale as stale:
        return _both(request, slug, kind, form, stale.current, place)


def _both(
    request: HttpRequest, slug: str, kind: Kind, form: RecordForm, current: Record, place: Municipality | None
) -> HttpResponse:
    """The typed values stay; beside them stand the values that somebody saved meanwhile."""
    options: dict[str, Any] = {"municipality": place} if place is not None else {}
    theirs = kind.form(request.actor, record=current, **options)
    pairs = []
    for bound in form.visible_fields():
        other = theirs[bound.name]
        mine, saved = _shown(bound), _shown(other)
        if mine != saved:
            pairs.append({"label": bound.label, "mine": mine, "saved": saved})
    again(form, current.version)
    return _page(request, slug, form, kind, 409, pairs=pairs)


def _shown(bound: Any) -> str:
    """A field's value as its choices call it."""
    value = bound.value()
    values = value if isinstance(value, (list, tuple)) else [value]
    labels: dict[str, str] = {}
    for key, label in getattr(bound.field, "choices", []):
        if isinstance(label, (list, tuple)):
            labels |= {str(inner): str(words) for inner, words in label}
        else:
            labels[str(key)] = str(label)
    texts = [labels.get(str(one), str(one)) for one in values if one not in (None, "")]
    return wording.listed(text.replace("\r\n", "\n").strip() for text in texts)


@page("indicator.record.end", methods=("GET", "POST"))
def record_end(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """End a record on a day, or take back one that was written by mistake."""
    indicator = indicator_of(slug)
    _kind, record = find_record(slug, number, request.actor)
    form = EndForm(request.actor, record, request.POST if request.method == "POST" else None)
    stale = False
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def act() -> str:
            if form.cleaned_data["act"] == "withdraw":
                withdraw_record(request.actor, record, version)
            else:
                none_after = indicator if form.cleaned_data.get("no_successor") else None
                end_record(request.actor, cast(DatedRecord, record), version, form.ends_on, none_after)
            return reverse("indicator_detail", args=[slug])

        try:
            return _done(request, act, slug, _("Done. The figure no longer counts it after that day."))
        except Stale as late:
            stale = True
            record = late.current
            again(form, record.version)
    context = {
        "slug": slug,
        "title": wording.WORDS[slug].title,
        "form": form,
        "record": record,
        "stale": stale,
    }
    return render(
        request,
        "indicators/record/end.html",
        context,
        status=409 if stale else 422 if request.method == "POST" else 200,
    )
