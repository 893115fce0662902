"""The indicators: dashboard, one indicator, its table as Excel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators import wording
from indicators.definitions import municipal_plans
from indicators.models.record import may_write_somewhere
from indicators.queries.detail import detail as detail_of
from indicators.queries.explanation import how
from indicators.queries.places import areas, header, map_credit, state_words
from indicators.queries.reading import indicator_of, read
from indicators.queries.summary import dashboard
from indicators.queries.waiting import ending_plans
from safeguards.calendar import DateUnreadable, japanese_day, parse_date
from safeguards.export import workbook
from safeguards.pages import page
from safeguards.templatetags.safeguards import era

EARLIEST = date(1990, 4, 1)


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """The day the address asks for: `typed` is kept as written, `error` says how to mend it."""

    day: date
    today: date
    typed: str = ""
    error: str = ""

    @property
    def is_today(self) -> bool:
        """Nothing else was asked for."""
        return self.day == self.today

    @property
    def query(self) -> str:
        """For links to the same day; empty for today."""
        return "" if self.is_today else f"?on={self.day.isoformat()}"


def chosen_day(request: HttpRequest) -> ChosenDay:
    """Read `?on=` in any spelling. What cannot be read, or lies ahead, shows today and says why."""
    today = japanese_day(request.actor.now)
    typed = request.GET.get("on", "").strip()[:40]
    if not typed:
        return ChosenDay(today, today)
    try:
        day = parse_date(typed)
    except DateUnreadable as unreadable:
        return ChosenDay(today, today, typed, str(unreadable))
    if day > today:
        return ChosenDay(
            today, today, typed, _("“%(text)s” has not come yet. Write a day up to today.") % {"text": typed}
        )
    if day < EARLIEST:
        message = _("“%(text)s” is too long ago. Write a day from %(day)s on.") % {
            "text": typed,
            "day": era(EARLIEST),
        }
        return ChosenDay(today, today, typed, message)
    return ChosenDay(day, today, era(day))


@page("indicator.list")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The four indicators side by side, as of a day."""
    chosen = chosen_day(request)
    return render(
        request,
        "indicators/indicator/list.html",
        {"board": dashboard(request.actor, chosen.day), "chosen": chosen},
    )


@page("indicator.detail")
def indicator_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: figure, map, table, records, who has not answered."""
    chosen = chosen_day(request)
    asked = request.GET.get("records", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    card = detail_of(request.actor, slug, chosen.day, chosen.today, number)
    return render(
        request,
        "indicators/indicator/detail.html",
        {
            "card": card,
            "chosen": chosen,
            "may_write": may_write_somewhere(request.actor),
            "ending": ending_plans(request.actor) if slug == municipal_plans.SLUG else [],
        },
    )


@page("indicator.excel")
def indicator_excel(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of all municipalities of one day, as Excel; a second sheet says how it was made."""
    chosen = chosen_day(request)
    reading = read(slug, chosen.day)
    names = (
        pgettext("indicators", "Area"),
        pgettext("indicators", "Code"),
        _("Municipality"),
        _("What is known"),
        *header(reading),
    )
    places = {one.code: one for one in reading.base.municipalities}
    rows = [
        [
            area.name,
            row.code,
            row.name,
            state_words(reading, places[row.code]),
            *(cell.text for cell in row.cells),
        ]
        for area in areas(reading)
        for row in area.rows
    ]
    words = wording.WORDS[slug]
    about = [
        (pgettext("indicators", "What"), pgettext("indicators", "Words")),
        (pgettext("indicators", "Indicator"), indicator_of(slug).label),
        (pgettext("indicators", "As of"), era(chosen.day)),
        *how(reading),
        *([(pgettext("indicators", "Map"), map_credit())] if map_credit() else []),
    ]
    if reading.figure.is_demo:
        about.append(
            (pgettext("indicators", "Take care"), _("The state of municipalities is invented demo data."))
        )
    return workbook(
        request,
        rows,
        names,
        f"{words.title} {era(chosen.day)}",
        event="indicator.export",
        obj=reading.indicator,
        about=about,
        about_title=_("How it is made"),
        on=chosen.day.isoformat(),
    )
