"""One indicator as of one day: figures, map, areas, table, records, who has not answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.cards import DetailCard, TimeMark
from indicators.drawing import tile_picture
from indicators.queries import trends
from indicators.queries.explanation import answers, changes, how
from indicators.queries.places import areas, header, in_words, legend, map_credit, map_of, patch_of
from indicators.queries.published import headlines, published_card, target_card, target_of
from indicators.queries.reading import Reading, read
from indicators.queries.records import record_page
from indicators.queries.summary import place_figures, place_sentences, school_figures, school_sentence
from indicators.rules import (
    Standing,
    State,
    mark_days,
    year_marks,
)
from safeguards.access import Actor
from safeguards.calendar import fiscal_year
from safeguards.templatetags.safeguards import fiscal_year as fiscal_year_words

ORDER = (State.BOTH, State.FIRST, State.SECOND, State.NONE, State.STATED, State.UNKNOWN)


def detail(actor: Actor, slug: str, on: date, today: date, page: int = 1) -> DetailCard:
    """The whole page of one indicator."""
    reading = read(slug, on)
    words, figure = wording.WORDS[slug], reading.figure
    target = target_of(reading.indicator)
    aim = target.value if target else None
    if reading.definition.counts_schools:
        years = trends.school_years(reading.facts, reading.published, on)
        charts = trends.school_charts(str(words.title), reading.published, years, aim, "chart")
        figures = tuple(reversed(school_figures(figure)))
        lead, sentence = (
            _school_lead(figure),
            school_sentence(figure, years, {one.fiscal_year for one in reading.published}),
        )
    else:
        first = trends.first_day(reading.definition, reading.facts, reading.published, on)
        trend = trends.standings(reading.definition, reading.facts, first, on)
        charts = trends.place_charts(str(words.title), reading.published, trend, aim, "chart")
        figures = place_figures(slug, reading.definition, reading.base, figure, says_name=False)
        lead, sentence = _place_lead(reading), _place_sentence(reading)
    patches = tuple(patch_of(reading, one) for one in reading.base.municipalities)
    records = record_page(actor, slug, reading, page)
    return DetailCard(
        slug=slug,
        title=str(words.title),
        heading=str(words.heading),
        official=reading.indicator.label,
        lead=lead,
        sentence=sentence,
        figures=figures,
        published=published_card(slug, reading.published),
        charts=charts,
        target=target_card(actor, reading.indicator, counts_schools=reading.definition.counts_schools),
        marks=time_marks(reading, today),
        legend=legend(reading),
        map=map_of(reading, patches),
        credit=map_credit(),
        tiles=(
            tile_picture(patches, str(words.title), in_words(reading), key="tiles-wide"),
            tile_picture(patches, str(words.title), in_words(reading), room=6, key="tiles-narrow"),
        ),
        areas=tuple(areas(reading)),
        header=header(reading),
        how=tuple(how(reading)),
        changes=wording.joined(changes(reading)),
        records=records,
        **answers(actor, reading),
        total=figure.total,
        is_demo=figure.is_demo or any(one.is_demo for one in reading.published),
        as_of=on,
        is_today=on == today,
    )


# --- sentences -------------------------------------------------------------------------------------------------


def _place_lead(reading: Reading) -> str:
    figure: Standing = reading.figure
    name = next(iter(wording.WORDS[reading.slug].counts.values()))
    kinds = {one.pk: one.kind for one in reading.base.municipalities}
    unit = wording.unit_of_places([kinds[place] for place in figure.main.places], figure.known)
    return _("%(name)s: by the records %(n)s %(unit)s.") % {"name": name, "n": figure.known, "unit": unit}


def _place_sentence(reading: Reading) -> str:
    figure: Standing = reading.figure
    sentences = []
    silent = figure.at_most - figure.known
    if silent:
        sentences.append(
            ngettext(
                "%(open)s municipality is open, so the true number lies between %(known)s and %(most)s.",
                "%(open)s municipalities are open, so the true number lies between %(known)s and %(most)s.",
                silent,
            )
            % {"open": silent, "known": figure.known, "most": figure.at_most}
        )
    else:
        sentences.append(_("All municipalities have answered."))
    without = figure.number_of(State.NONE)
    if without:
        sentences.append(
            ngettext(
                "%(n)s municipality says that it has none.",
                "%(n)s municipalities say that they have none.",
                without,
            )
            % {"n": without}
        )
    sentences += place_sentences(reading.definition, reading.facts, figure)[:1]
    return wording.joined(sentences)


def _school_lead(figure: Any) -> str:
    year = figure.year
    words = fiscal_year_words(year.fiscal_year)
    if not year.has_records:
        return _("There are no records of %(years)s.") % {"years": words}
    text = _("In %(year)s: %(n)s schools.") if year.is_whole else _("In %(year)s so far: %(n)s schools.")
    return text % {"year": words, "n": year.schools}


# --- time ------------------------------------------------------------------------------------------------------


def time_marks(reading: Reading, today: date) -> tuple[TimeMark, ...]:
    """Days to choose with one press: each 1 April (or end of fiscal year) since the baseline, and today."""
    if reading.definition.counts_schools:
        first = headlines(reading.published)[0].fiscal_year if headlines(reading.published) else None
        began = first or fiscal_year(reading.facts.first_day or today)
        days = year_marks(max(began, fiscal_year(today) - trends.LONGEST), today)
        labels = [fiscal_year_words(day) for day in days[:-1]] + [_("today")]
    else:
        days = mark_days(trends.first_day(reading.definition, reading.facts, reading.published, today), today)
        labels = [day_label(day) for day in days[:-1]] + [_("today")]
    return tuple(TimeMark(day, label, day == reading.on) for day, label in zip(days, labels, strict=True))


def day_label(day: date) -> str:
    """5年4月 under a mark of time; in English Apr 2023."""
    return f"{wording.axis_year(day)}{day.month}月" if wording.is_japanese() else f"{day:%b %Y}"
