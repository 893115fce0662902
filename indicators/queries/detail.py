"""One indicator as of one day: figures, map, areas, table, records, who has not answered."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators import wording
from indicators.cards import AnswerRow, AreaCard, Cell, DetailCard, Legend, PlaceRow, TimeMark
from indicators.definitions.registry import Definition, Facts, Ground, ground, of
from indicators.drawing import Patch, Picture, area_bar, map_picture, tile_picture
from indicators.drawing.map import read_outlines
from indicators.models import Answer, Indicator, PublishedFigure
from indicators.models.record import may_write_for
from indicators.queries import trends
from indicators.queries.published import headlines, published_card, target_card, target_of, unpublished_names
from indicators.queries.records import live_records, record_page
from indicators.queries.summary import place_figures, place_sentences, school_figures, school_sentence
from indicators.rules import (
    Standing,
    State,
    count_class,
    latest_statements,
    mark_days,
    previous_mark,
    year_marks,
)
from partners.models import Municipality
from safeguards.access import Absent, Actor
from safeguards.calendar import fiscal_year
from safeguards.templatetags.safeguards import day_short, era
from safeguards.templatetags.safeguards import fiscal_year as fiscal_year_words

ORDER = (State.BOTH, State.FIRST, State.SECOND, State.NONE, State.STATED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one indicator: everything else is computed from it."""

    indicator: Indicator
    definition: Definition
    base: Ground
    facts: Facts
    published: tuple[PublishedFigure, ...]
    figure: Any
    on: date
    live: dict[int, list[Any]]

    @property
    def slug(self) -> str:
        """The indicator's slug."""
        return self.indicator.slug

    def state(self, place: Municipality) -> State:
        """The state of a municipality on the day."""
        return self.figure.states[place.pk]


def indicator_of(slug: str) -> Indicator:
    """The indicator with its target; Absent for an unknown slug or one that was not loaded. One query."""
    of(slug)
    found = Indicator.objects.select_related("target").filter(slug=slug).first()
    if found is None:
        raise Absent
    return found


def read(slug: str, on: date) -> Reading:
    """Read one indicator: 6 queries, however many rows there are."""
    indicator, definition = indicator_of(slug), of(slug)
    answers = Answer.objects.standing().filter(indicator=indicator).select_related("indicator")
    base = ground(answers)
    facts = definition.facts(base)
    published = tuple(PublishedFigure.objects.filter(indicator=indicator).order_by("position"))
    live = {} if definition.counts_schools else live_records(slug, on)
    return Reading(indicator, definition, base, facts, published, definition.at(facts, on), on, live)


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
    patches = tuple(_patch(reading, one) for one in reading.base.municipalities)
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
        legend=_legend(reading),
        map=_map(reading, patches),
        credit=map_credit(),
        tiles=(
            tile_picture(patches, str(words.title), _in_words(reading), key="tiles-wide"),
            tile_picture(patches, str(words.title), _in_words(reading), room=6, key="tiles-narrow"),
        ),
        areas=tuple(areas(reading)),
        header=header(reading),
        how=tuple(how(reading)),
        changes=wording.joined(changes(reading)),
        records=records,
        **_answers(actor, reading),
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


def _in_words(reading: Reading) -> str:
    return wording.listed(f"{one.label} {one.number}" for one in _legend(reading))


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


# --- map, tiles, areas, table ----------------------------------------------------------------------------------


def _css(reading: Reading, place: Municipality) -> str:
    state = reading.state(place)
    if reading.definition.counts_schools and state is State.FIRST:
        numbers = reading.figure.year.by_place
        return f"is-count-{count_class(numbers[place.pk], max(numbers.values()))}"
    return wording.CLASSES[state]


def state_words(reading: Reading, place: Municipality) -> str:
    """What is known of a municipality, in words."""
    words = str(wording.WORDS[reading.slug].states[reading.state(place)])
    if reading.definition.counts_schools:
        number = reading.figure.year.by_place.get(place.pk, 0)
        if number:
            return f"{number} {wording.unit_of_schools(number)}"
    return words


def _patch(reading: Reading, place: Municipality) -> Patch:
    number = reading.figure.year.by_place.get(place.pk) if reading.definition.counts_schools else None
    words = f"{place.label}: {state_words(reading, place)}"
    tile = (place.tile_x, place.tile_y)
    return Patch(place.code5, place.label, _css(reading, place), words, tile, str(number) if number else "")


def _legend(reading: Reading) -> tuple[Legend, ...]:
    if reading.definition.counts_schools:
        return _count_legend(reading)
    words = wording.WORDS[reading.slug].states
    number_of = reading.figure.number_of
    return tuple(
        Legend(wording.CLASSES[state], str(words[state]), number_of(state))
        for state in ORDER
        if state in words and (state is not State.STATED or number_of(state))
    )


def _count_legend(reading: Reading) -> tuple[Legend, ...]:
    numbers = reading.figure.year.by_place.values()
    highest = max(numbers, default=0)
    lines = []
    for shade in range(1, 5):
        span = [number for number in range(1, highest + 1) if count_class(number, highest) == shade]
        if span:
            label = str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}"
            held = sum(1 for number in numbers if number in span)
            lines.append(Legend(f"is-count-{shade}", f"{label} {wording.unit_of_schools(span[-1])}", held))
    words = wording.WORDS[reading.slug].states
    for state in (State.NONE, State.UNKNOWN):
        lines.append(Legend(wording.CLASSES[state], str(words[state]), reading.figure.number_of(state)))
    return tuple(lines)


def folder() -> Path:
    """Reference data of this prefecture."""
    return settings.YUI_DATA_DIR / settings.YUI_PREFECTURE


@lru_cache(maxsize=8)
def _prefecture(path: str, changed: float) -> dict[str, Any]:
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def map_credit() -> str:
    """Who must be named wherever the map is shown."""
    file = folder() / "prefecture.toml"
    credit = _prefecture(str(file), file.stat().st_mtime).get("map", {})
    return credit.get("credit" if wording.is_japanese() else "credit_en", "")


def _map(reading: Reading, patches: Sequence[Patch]) -> Picture | None:
    outline = read_outlines(folder())
    if outline is None:
        return None
    names = {one.area.code: one.area.label for one in reading.base.municipalities}
    return map_picture(outline, patches, names, str(wording.WORDS[reading.slug].title), _in_words(reading))


def areas(reading: Reading) -> list[AreaCard]:
    """Municipalities by area, each with its row of squares."""
    grouped: dict[int, list[Municipality]] = {}
    for one in reading.base.municipalities:
        grouped.setdefault(one.area_id, []).append(one)
    cards = []
    for number, places in enumerate(grouped.values(), start=1):
        area = places[0].area
        ranked = sorted(places, key=lambda one: ORDER.index(reading.state(one)))
        if reading.definition.counts_schools:
            by_place = reading.figure.year.by_place
            ranked.sort(key=lambda one: -by_place.get(one.pk, 0))
        squares = [(_css(reading, one), f"{one.label}: {state_words(reading, one)}") for one in ranked]
        sentence = _area_sentence(reading, places)
        cards.append(
            AreaCard(
                area.label,
                ngettext("%(n)s municipality", "%(n)s municipalities", len(places)) % {"n": len(places)},
                sentence,
                area_bar(squares, f"{area.label}: {sentence}", f"area-{number}"),
                tuple(_row(reading, one) for one in places),
                _lang(area),
            )
        )
    return cards


def _lang(place: Any) -> str:
    return "" if wording.is_japanese() or place.name_en else "ja"


def _area_sentence(reading: Reading, places: Sequence[Municipality]) -> str:
    silent = sum(1 for one in places if reading.state(one).is_open)
    if reading.definition.counts_schools:
        schools = sum(reading.figure.year.by_place.get(one.pk, 0) for one in places)
        text = f"{schools} {wording.unit_of_schools(schools)}"
    else:
        known = sum(1 for one in places if one.pk in reading.figure.main.places)
        text = _("%(n)s of %(total)s") % {"n": known, "total": len(places)}
    if silent:
        text = _("%(text)s, %(n)s without an answer") % {"text": text, "n": silent}
    return text


def header(reading: Reading) -> tuple[str, ...]:
    """Headings of the table, behind the municipality."""
    names = {
        "municipal-plans": (_("DV plan"), _("Women's-support plan"), _("Period of the plan")),
        "municipal-counselors": (
            pgettext("indicators", "Counselors"),
            pgettext("indicators", "Persons"),
            pgettext("indicators", "Since"),
        ),
        "municipal-dv-centers": (
            pgettext("indicators", "Center"),
            pgettext("indicators", "Name"),
            pgettext("indicators", "Since"),
        ),
        "dating-dv-lectures": (pgettext("indicators", "Lectures"), pgettext("indicators", "Schools")),
    }
    return names[reading.slug]


def _row(reading: Reading, place: Municipality) -> PlaceRow:
    state = reading.state(place)
    records = reading.live.get(place.pk, [])
    if reading.slug == "municipal-plans":
        cells = _plan_cells(state, records)
    elif reading.slug == "municipal-counselors":
        persons = sum(one.persons for one in records)
        cells = (_state_cell(reading, place), Cell(persons or "–", is_number=True), Cell(_since(records)))
    elif reading.slug == "municipal-dv-centers":
        names = wording.listed(one.name for one in records)
        cells = (_state_cell(reading, place), Cell(names or "–"), Cell(_since(records)))
    else:
        number = reading.figure.year.by_place.get(place.pk)
        shown = number if number else 0 if state is State.NONE else "–"
        words = str(wording.WORDS[reading.slug].states[state])
        cells = (Cell(words, _css(reading, place)), Cell(shown, is_number=True))
    return PlaceRow(place.code, place.label, place.kind, state.value, cells, _lang(place))


def _state_cell(reading: Reading, place: Municipality) -> Cell:
    return Cell(state_words(reading, place), _css(reading, place))


def _plan_cells(state: State, records: Sequence[Any]) -> tuple[Cell, ...]:
    cells = []
    for has in ((State.BOTH, State.FIRST), (State.BOTH, State.SECOND)):
        if state in has:
            cells.append(Cell(_("yes"), "is-first"))
        elif state.is_open:
            cells.append(Cell(wording.WORDS["municipal-plans"].states[state], "is-unknown"))
        else:
            cells.append(Cell(pgettext("indicators", "no"), "is-none"))
    periods = [wording.period(one.starts_on, one.ends_on) for one in records]
    return (*cells, Cell(wording.listed(dict.fromkeys(periods)) or "–"))


def _since(records: Sequence[Any]) -> str:
    return era(min(one.starts_on for one in records)) if records else "–"


# --- how the figure is made, and who has not answered -----------------------------------------------------------


def how(reading: Reading) -> list[tuple[str, str]]:
    """How this figure is made: term and sentence."""
    words = wording.WORDS[reading.slug]
    lines = [(pgettext("indicators", "Counted"), str(words.counted))]
    if words.twice:
        lines.append((_("Counted twice?"), str(words.twice)))
    lines.append((_("Not counted"), str(words.not_counted)))
    lines.append((pgettext("indicators", "Answered"), str(wording.ANSWERED_RULE)))
    card = published_card(reading.slug, reading.published)
    if card:
        text = wording.joined([_("%(source)s.") % {"source": card.source}, _("Never added to the records.")])
        lines.append((pgettext("indicators", "Published"), text))
        notes = [figure.note for figure in reading.published if figure.note]
        if notes:
            lines.append((_("Notes of the source"), wording.listed(dict.fromkeys(notes))))
    else:
        lines.append((pgettext("indicators", "Published"), _("Nothing is published for this prefecture.")))
    for name in unpublished_names(reading.slug, reading.published):
        lines.append((str(name), _("no published figure")))
    return lines


def changes(reading: Reading) -> list[str]:
    """Which municipalities came or went since the last 1 April, by name."""
    if reading.definition.counts_schools:
        return []
    before: Standing = reading.definition.at(reading.facts, previous_mark(reading.on))
    names = {one.pk: one.label for one in reading.base.municipalities}
    came = [names[place] for place in reading.figure.places_since(before)]
    went = [names[place] for place in before.places_since(reading.figure)]
    sentences = [_("%(day)s: %(n)s.") % {"day": era(before.as_of), "n": before.known}]
    if came:
        sentences.append(_("Came since: %(names)s.") % {"names": wording.listed(came)})
    if went:
        sentences.append(_("Went since: %(names)s.") % {"names": wording.listed(went)})
    if not came and not went:
        sentences.append(_("The same municipalities since."))
    return sentences


def _answers(actor: Actor, reading: Reading) -> dict[str, tuple[AnswerRow, ...]]:
    """Who has not answered, who says no, who says yes without a record; comments only for who may read them."""
    said = latest_statements(reading.facts.statements, reading.on)
    latest: dict[int, Answer] = {}
    for answer in reading.base.answers:
        statement = said.get(answer.municipality_id)
        if statement is not None and answer.as_of == statement.as_of:
            latest[answer.municipality_id] = answer
    rows: dict[State, list[AnswerRow]] = {}
    new = reverse("indicator_record_new", args=[reading.slug])
    for place in reading.base.municipalities:
        state, answer = reading.state(place), latest.get(place.pk)
        if state not in (State.UNKNOWN, State.NONE, State.STATED):
            continue
        may_write = may_write_for(actor, place.pk)
        url, text, answered = "", "", ""
        if state is State.UNKNOWN and may_write:
            url = f"{new}?what=answer&municipality={place.code}"
        elif answer is not None and may_write:
            url = reverse("indicator_record_edit", args=[reading.slug, answer.number])
            text, answered = answer.comment, day_short(answer.answered_on)
        rows.setdefault(state, []).append(AnswerRow(place.label, text, answered, url, _lang(place)))
    return {
        "unanswered": tuple(rows.get(State.UNKNOWN, ())),
        "said_none": tuple(rows.get(State.NONE, ())),
        "said_yes": tuple(rows.get(State.STATED, ())),
    }
