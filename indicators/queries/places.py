"""The municipalities of one indicator: map, tiles, areas, table."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators import wording
from indicators.cards import AreaCard, Cell, Legend, PlaceRow
from indicators.drawing import Patch, Picture, area_bar, map_picture
from indicators.drawing.map import read_outlines
from indicators.queries.reading import Reading
from indicators.rules import State, count_class
from partners.models import Municipality
from safeguards.templatetags.safeguards import era

ORDER = (State.BOTH, State.FIRST, State.SECOND, State.NONE, State.STATED, State.UNKNOWN)


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


def patch_of(reading: Reading, place: Municipality) -> Patch:
    """One municipality as it is drawn on map and tiles."""
    number = reading.figure.year.by_place.get(place.pk) if reading.definition.counts_schools else None
    words = f"{place.label}: {state_words(reading, place)}"
    tile = (place.tile_x, place.tile_y)
    return Patch(place.code5, place.label, _css(reading, place), words, tile, str(number) if number else "")


def legend(reading: Reading) -> tuple[Legend, ...]:
    """The classes of the map with their words and numbers; a class that cannot be is left out."""
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


def map_of(reading: Reading, patches: Sequence[Patch]) -> Picture | None:
    """The map of the prefecture, or None when its folder has none."""
    outline = read_outlines(folder())
    if outline is None:
        return None
    names = {one.area.code: one.area.label for one in reading.base.municipalities}
    return map_picture(outline, patches, names, str(wording.WORDS[reading.slug].title), in_words(reading))


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
                wording.lang_of(area),
            )
        )
    return cards


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
    return PlaceRow(place.code, place.label, place.kind, state.value, cells, wording.lang_of(place))


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


def in_words(reading: Reading) -> str:
    """The legend as a sentence: what the map says without eyes."""
    return wording.listed(f"{one.label} {one.number}" for one in legend(reading))
