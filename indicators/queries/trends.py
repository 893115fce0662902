"""Trends and charts: many days from the facts that were read once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from indicators import wording
from indicators.definitions.registry import Definition, Facts
from indicators.drawing import Bar, Mark, Picture, bar_chart, trend_chart
from indicators.drawing.shapes import NARROW, WIDE
from indicators.models import PublishedFigure
from indicators.queries.published import headlines, mark_day
from indicators.rules import Standing, mark_days, school_year, year_marks
from safeguards.calendar import fiscal_year
from safeguards.templatetags.safeguards import era
from safeguards.templatetags.safeguards import fiscal_year as words_of

LONGEST = 10  # years that a chart goes back


def first_day(definition: Definition, facts: Facts, figures: Sequence[PublishedFigure], until: date) -> date:
    """Where the trend begins: the published baseline, else the first record, at most ten years back."""
    days = [mark_day(figure) for figure in headlines(figures)][:1] or [facts.first_day or until]
    earliest = date(until.year - LONGEST, 4, 1)
    day = max(min(days[0], until), earliest)
    return day if day.month == 4 and day.day == 1 else date(fiscal_year(day), 4, 1)


def standings(definition: Definition, facts: Facts, first: date, until: date) -> list[Standing]:
    """The figure on each mark of the trend."""
    return [definition.at(facts, day) for day in mark_days(first, until)]


def place_charts(
    title: str, figures: Sequence[PublishedFigure], trend: Sequence[Standing], target: int | None, key: str
) -> tuple[Picture, ...]:
    """The trend of an indicator of municipalities, for a screen and for a phone."""
    published = {figure.as_of: figure.value for figure in headlines(figures) if figure.as_of}
    by_day = {one.as_of: one for one in trend}
    days = sorted({*by_day, *(day for day in published if not trend or day <= trend[-1].as_of)})
    if not days:
        days = [one.as_of for one in trend]
    first = next((day for day in days if (day.month, day.day) == (4, 1)), None)
    kinds = trend[-1].total if trend else None
    charts = []
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        marks = []
        for day in days:
            one = by_day.get(day)
            known = one if one is not None and one.answered else None
            label = ""
            if (day.month, day.day) == (4, 1):
                label = wording.axis_year(day, is_first=day == first and size == "wide")
            counted = (known.known, known.at_most) if known is not None else (None, None)
            marks.append(Mark(day, label, counted[0], counted[1], published.get(day)))
        words = wording.chart_words(title, _in_words(trend, published), wording.unit_of_places([], 2))
        charts.append(
            trend_chart(
                marks, words=words, total=kinds, target=target, width=width,
                height=210 if size == "wide" else 190, key=f"{key}-{size}",
            )
        )  # fmt: skip
    return tuple(charts)


def _in_words(trend: Sequence[Standing], published: dict[Any, Any]) -> str:
    sentences = [
        _("%(day)s: published %(n)s.") % {"day": era(day), "n": value}
        for day, value in sorted(published.items())
    ]
    sentences += [
        _("%(day)s: %(n)s from records, at most %(most)s.")
        % {"day": era(one.as_of), "n": one.known, "most": one.at_most}
        for one in trend
        if one.answered
    ]
    return wording.joined(sentences)


def school_years(facts: Facts, figures: Sequence[PublishedFigure], until: date) -> list[Any]:
    """Each fiscal year from the first published or recorded one, the last up to the day."""
    years = [figure.fiscal_year for figure in headlines(figures) if figure.fiscal_year][:1]
    if not years:
        years = [fiscal_year(min((one.held_on for one in facts.held), default=until))]
    first = max(min(years[0] or 0, fiscal_year(until)), fiscal_year(until) - LONGEST)
    return [school_year(facts.held, fiscal_year(day), day) for day in year_marks(first, until)]


def school_charts(
    title: str, figures: Sequence[PublishedFigure], years: Sequence[Any], target: int | None, key: str
) -> tuple[Picture, ...]:
    """The bars of an indicator of schools, for a screen and for a phone."""
    published = {figure.fiscal_year: figure.value for figure in headlines(figures) if figure.fiscal_year}
    charts = []
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        bars = [
            Bar(
                wording.axis_year(
                    date(year.fiscal_year, 4, 1), is_first=index == 0 and size == "wide", of_fiscal_year=True
                ),
                published.get(year.fiscal_year),
                year.schools if year.has_records else None,
                year.is_whole,
            )
            for index, year in enumerate(years)
        ]
        words = wording.chart_words(title, _years_in_words(years, published), wording.unit_of_schools(2))
        charts.append(bar_chart(bars, words=words, target=target, width=width, key=f"{key}-{size}"))
    return tuple(charts)


def _years_in_words(years: Sequence[Any], published: dict[Any, Any]) -> str:
    sentences = []
    for year in years:
        name = words_of(year.fiscal_year)
        if published.get(year.fiscal_year) is not None:
            sentences.append(
                _("%(year)s: published %(n)s.") % {"year": name, "n": published[year.fiscal_year]}
            )
        if not year.has_records:
            sentences.append(_("%(year)s: no records.") % {"year": name})
        elif year.is_whole:
            sentences.append(_("%(year)s: %(n)s from records.") % {"year": name, "n": year.schools})
        else:
            sentences.append(_("%(year)s so far: %(n)s from records.") % {"year": name, "n": year.schools})
    return wording.joined(sentences)
