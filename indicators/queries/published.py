"""Published figures and targets as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.cards import PublishedCard, TargetCard
from indicators.models import Indicator, PublishedFigure, Target
from safeguards.access import Actor
from safeguards.calendar import fiscal_year_end
from safeguards.templatetags.safeguards import era, fiscal_year

PLACES = "prefecture-places"
PLAN_NAMES = {"dv": "dv", "women-in-difficulty": "women"}


def headlines(figures: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    """The totals among the published rows, oldest first: one for each day or fiscal year."""
    found: dict[object, PublishedFigure] = {}
    for figure in figures:
        if figure.value is None or PLACES in figure.parts:
            continue
        when = figure.as_of or figure.fiscal_year
        held = found.get(when)
        if held is None or ("total" in figure.parts and "total" not in held.parts):
            found[when] = figure
    return sorted(found.values(), key=mark_day)


def mark_day(figure: PublishedFigure) -> date:
    """The day under which it stands in a trend: its day, or the last day of its fiscal year."""
    return figure.as_of or fiscal_year_end(figure.fiscal_year or 0)


def _kinds(parts: dict[str, str]) -> tuple[int, int, int]:
    cities, towns, villages = (int(parts.get(kind, 0) or 0) for kind in ("city", "town", "village"))
    return cities, towns, villages


def published_card(slug: str, figures: Sequence[PublishedFigure]) -> PublishedCard | None:
    """The latest published headline with what was published beside it; None where nothing was published."""
    totals = headlines(figures)
    if not totals:
        return None
    total = totals[-1]
    value, parts = total.value or 0, total.parts
    lines = []
    if parts.get("plan") in PLAN_NAMES:
        label = wording.WORDS[slug].counts[PLAN_NAMES[parts["plan"]]]
        lines.append(_("%(plan)s only") % {"plan": label})
    if any(_kinds(parts)):
        lines.append(wording.by_kind(*_kinds(parts)))
    for row in figures:
        if PLACES in row.parts and row.value is not None and row.as_of == total.as_of:
            lines.append(
                ngettext(
                    "besides, the prefecture in %(n)s place",
                    "besides, the prefecture in %(n)s places",
                    row.value,
                )
                % {"n": row.value}
            )
    if total.fiscal_year:
        unit, when = (
            wording.unit_of_schools(value),
            _("the whole of %(year)s") % {"year": fiscal_year(total.fiscal_year)},
        )
    else:
        unit = wording.unit_of_places([parts["kind"]] if "kind" in parts else [], value)
        when = _("as of %(day)s") % {"day": era(total.as_of)}
    return PublishedCard(value, unit, when, tuple(lines), total.note, total.source, total.is_demo)


def unpublished_names(slug: str, figures: Sequence[PublishedFigure]) -> list[str]:
    """Numbers of which the source says that none was published."""
    return [
        str(wording.WORDS[slug].counts[PLAN_NAMES[figure.parts["plan"]]])
        for figure in figures
        if figure.value is None and figure.parts.get("plan") in PLAN_NAMES
    ]


def target_of(indicator: Indicator) -> Target | None:
    """The target, without a query when it came with the indicator."""
    try:
        return indicator.target
    except Target.DoesNotExist:
        return None


def target_card(actor: Actor, indicator: Indicator, *, counts_schools: bool) -> TargetCard:
    """The target; with the address of its form for the prefecture's planners."""
    url = ""
    if actor.has("planner") and actor.tier == "prefecture":
        url = reverse("indicator_target", args=[indicator.slug])
    target = target_of(indicator)
    if target is None:
        return TargetCard(url=url)
    unit = (
        wording.unit_of_schools(target.value) if counts_schools else wording.unit_of_places([], target.value)
    )
    when = _("by the end of %(year)s") % {"year": fiscal_year(target.fiscal_year)}
    return TargetCard(target.value, unit, when, target.comment, target.is_demo, url)
