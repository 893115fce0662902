"""The dashboard: four indicators as of one day, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.cards import FigureCard, SummaryCard
from indicators.definitions import DEFINITIONS
from indicators.definitions.registry import Definition, Facts, Ground, ground
from indicators.models import Indicator, PublishedFigure
from indicators.queries import trends
from indicators.queries.published import published_card, target_card, target_of, unpublished_names
from indicators.rules import Standing, previous_mark
from safeguards.access import Actor
from safeguards.templatetags.safeguards import era, fiscal_year


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the dashboard."""

    cards: tuple[SummaryCard, ...]
    lead: str
    unanswered: int
    unanswered_slug: str
    is_demo: bool
    sources: tuple[str, ...]


def published_by_indicator() -> dict[int, list[PublishedFigure]]:
    """All published figures, by the key of their indicator. One query."""
    found: dict[int, list[PublishedFigure]] = {}
    for figure in PublishedFigure.objects.order_by("position"):
        found.setdefault(figure.indicator_id, []).append(figure)
    return found


def dashboard(actor: Actor, on: date) -> Dashboard:
    """The four indicators as of a day: 8 queries, however many rows there are."""
    base = ground()
    published = published_by_indicator()
    cards, figures = [], {}
    for indicator in Indicator.objects.select_related("target"):
        definition = DEFINITIONS.get(indicator.slug)
        if definition is None:
            continue
        facts = definition.facts(base)
        figures[indicator.slug] = definition.at(facts, on)
        cards.append(summary(actor, indicator, definition, base, facts, published.get(indicator.pk, []), on))
    of_places = {slug: one for slug, one in figures.items() if isinstance(one, Standing)}
    unanswered = len({place for one in of_places.values() for place in one.unanswered})
    sources = {card.published.source for card in cards if card.published}
    most = max(of_places, key=lambda slug: len(of_places[slug].unanswered), default="")
    return Dashboard(
        cards=tuple(cards),
        lead=_lead(of_places, unanswered),
        unanswered=unanswered,
        unanswered_slug=most,
        is_demo=any(card.is_demo for card in cards),
        sources=tuple(sorted(sources)),
    )


def _lead(figures: dict[str, Standing], unanswered: int) -> str:
    """The sentence above the cards: what the records say, and who has not answered."""
    sentences = []
    plans, counselors = figures.get("municipal-plans"), figures.get("municipal-counselors")
    if plans and counselors:
        sentences.append(
            _("By the records, %(plans)s municipalities have a DV plan and %(counselors)s have counselors.")
            % {"plans": plans.known, "counselors": counselors.known}
        )
    if unanswered:
        sentences.append(
            ngettext(
                "%(n)s municipality has not answered yet.",
                "%(n)s municipalities have not answered yet.",
                unanswered,
            )
            % {"n": unanswered}
        )
    elif figures:
        sentences.append(_("All municipalities have answered."))
    return wording.joined(sentences)


def summary(
    actor: Actor,
    indicator: Indicator,
    definition: Definition,
    base: Ground,
    facts: Facts,
    figures: Sequence[PublishedFigure],
    on: date,
) -> SummaryCard:
    """One card. Works on what was read; no query."""
    words = wording.WORDS[indicator.slug]
    target = target_of(indicator)
    aim = target.value if target else None
    figure = definition.at(facts, on)
    if definition.counts_schools:
        years = trends.school_years(facts, figures, on)
        charts = trends.school_charts(str(words.title), figures, years, aim, indicator.slug)
        tiles, sentence = (
            school_figures(figure),
            school_sentence(figure, years, {one.fiscal_year for one in figures}),
        )
    else:
        trend = trends.standings(definition, facts, trends.first_day(definition, facts, figures, on), on)
        charts = trends.place_charts(str(words.title), figures, trend, aim, indicator.slug)
        tiles = place_figures(indicator.slug, definition, base, figure)
        sentence = wording.joined(
            [
                *place_sentences(definition, facts, figure),
                *(
                    _("No figure was published for: %(name)s.") % {"name": name}
                    for name in unpublished_names(indicator.slug, figures)
                ),
            ]
        )
    return SummaryCard(
        slug=indicator.slug,
        title=str(words.title),
        question=str(words.question),
        published=published_card(indicator.slug, figures),
        figures=tiles,
        charts=charts,
        sentence=sentence,
        target=target_card(actor, indicator, counts_schools=definition.counts_schools),
        others=wording.listed(f"{tile.label} {tile.value}" for tile in tiles[1:]),
        is_demo=figure.is_demo,
    )


def place_figures(
    slug: str, definition: Definition, base: Ground, figure: Standing, *, says_name: bool = True
) -> tuple[FigureCard, ...]:
    """The numbers of an indicator of municipalities, the headline first.

    `says_name`: the headline's line says which of several numbers it is (where no label stands above it).
    """
    words = wording.WORDS[slug]
    kinds = {one.pk: one.kind for one in base.municipalities}
    answered = _("%(n)s of %(total)s answered") % {"n": figure.answered, "total": figure.total}
    offices: tuple[str, ...] = ()
    if definition.has_offices:
        offices = (_("besides, %(n)s %(places)s") % {"n": figure.offices, "places": words.offices},)
    cards: list[FigureCard] = []
    for name, count in figure.counts.items():
        unit = wording.unit_of_places([kinds[place] for place in count.places], count.known)
        first = (
            answered
            if len(figure.counts) == 1 or not says_name
            else _("%(name)s: %(text)s") % {"name": words.counts[name], "text": answered}
        )
        lines = (first, *offices) if not cards else ()
        cards.append(FigureCard(str(words.counts[name]), str(count.known), unit, lines, figure.is_demo))
    return tuple(cards)


def place_sentences(definition: Definition, facts: Facts, figure: Standing) -> list[str]:
    """What changed since 1 April, and how far the truth may be from the records."""
    before: Standing = definition.at(facts, previous_mark(figure.as_of))
    change = figure.known - before.known
    facts_of = {"day": era(before.as_of), "n": abs(change), "now": figure.known, "most": figure.at_most}
    if not figure.answered:
        return [_("Nothing is recorded for this day.")]
    if not before.answered:
        sentences = [_("The records show %(now)s.") % facts_of]
    elif change > 0:
        sentences = [_("%(n)s more than on %(day)s.") % facts_of]
    elif change < 0:
        sentences = [_("%(n)s fewer than on %(day)s.") % facts_of]
    else:
        sentences = [_("As many as on %(day)s.") % facts_of]
    still_open = figure.at_most - figure.known
    if still_open:
        sentences.append(
            ngettext(
                "If the %(open)s municipality without an answer had it, it would be %(most)s.",
                "If all %(open)s municipalities without an answer had it, it would be %(most)s.",
                still_open,
            )
            % {"open": still_open, "most": figure.at_most}
        )
    return sentences


def school_figures(figure: Any) -> tuple[FigureCard, ...]:
    """The last whole fiscal year, and the running one so far."""
    whole, year = figure.last_whole, figure.year
    cards = [
        FigureCard(
            str(wording.WORDS["dating-dv-lectures"].counts["first"]),
            str(whole.schools) if whole.has_records else "–",
            wording.unit_of_schools(whole.schools) if whole.has_records else "",
            (
                (_("the whole of %(year)s") if whole.has_records else _("no records of %(year)s"))
                % {"year": fiscal_year(whole.fiscal_year)},
            ),
            whole.is_demo,
        )
    ]
    if not year.is_whole:
        cards.append(
            FigureCard(
                _("%(year)s so far") % {"year": fiscal_year(year.fiscal_year)},
                str(year.schools) if year.has_records else "–",
                wording.unit_of_schools(year.schools) if year.has_records else "",
                () if year.has_records else (_("no records yet"),),
                year.is_demo,
            )
        )
    return tuple(cards)


def school_sentence(figure: Any, years: Sequence[Any], published: Collection[int | None] = ()) -> str:
    """The last whole year against the one before; years with neither records nor a published figure."""
    by_year = {year.fiscal_year: year for year in years}
    whole, before = figure.last_whole, by_year.get(figure.last_whole.fiscal_year - 1)
    name = fiscal_year(whole.fiscal_year)
    sentences = []
    if whole.has_records and before is not None and before.has_records:
        change = whole.schools - before.schools
        facts = {"year": name, "n": whole.schools, "change": abs(change)}
        if change > 0:
            sentences.append(
                _("In %(year)s there were %(n)s schools, %(change)s more than the year before.") % facts
            )
        elif change < 0:
            sentences.append(
                _("In %(year)s there were %(n)s schools, %(change)s fewer than the year before.") % facts
            )
        else:
            sentences.append(_("In %(year)s there were %(n)s schools, as many as the year before.") % facts)
    elif whole.has_records:
        sentences.append(_("In %(year)s there were %(n)s schools.") % {"year": name, "n": whole.schools})
    empty = [
        fiscal_year(year.fiscal_year)
        for year in years
        if not year.has_records and year.is_whole and year.fiscal_year not in published
    ]
    if empty:
        sentences.append(_("There are no records of %(years)s.") % {"years": wording.listed(empty)})
    return wording.joined(sentences)
