"""Names of the indicators and their numbers for the screen, and how each figure is made, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from indicators.rules import State
from partners.models.municipality import MunicipalityKind
from safeguards.calendar import era_year, fiscal_year
from safeguards.templatetags.safeguards import era
from safeguards.templatetags.safeguards import fiscal_year as fiscal_year_words


@dataclass(frozen=True, slots=True)
class Words:
    """What one indicator is called. `counts` names its numbers; `states` names what a municipality has."""

    title: Any
    heading: Any
    question: Any
    counts: dict[str, Any]
    states: dict[State, Any]
    counted: Any
    not_counted: Any
    offices: Any = ""
    twice: Any = ""


_ANSWERED = {State.STATED: _("yes, record to follow"), State.UNKNOWN: _("no answer yet")}
_YES_NO = {State.FIRST: _("has it"), State.NONE: _("has none"), **_ANSWERED}

WORDS = {
    "municipal-plans": Words(
        title=_("Plans on women's support and DV"),
        heading=_("Municipalities with a women's-support plan and a DV plan"),
        question=_("How many municipalities have a plan?"),
        counts={
            "dv": _("DV plan"),
            "women": _("Women's-support plan"),
            "both": pgettext_lazy("indicators", "Both"),
        },
        states={
            State.BOTH: pgettext_lazy("indicators", "both"),
            State.FIRST: _("DV plan only"),
            State.SECOND: _("women's-support plan only"),
            State.NONE: pgettext_lazy("indicators", "neither"),
            **_ANSWERED,
        },
        counted=_("municipalities with a plan that is valid on that day"),
        not_counted=_("a plan that has ended without a successor"),
        twice=_("one combined plan counts once in each number"),
    ),
    "municipal-counselors": Words(
        title=_("Municipalities with women's support counselors"),
        heading=_("Municipalities that have placed women's support counselors"),
        question=_("How many municipalities have placed counselors?"),
        counts={"first": _("Municipalities with counselors")},
        states=_YES_NO,
        counted=_(
            "municipalities with at least one counselor placed on that day; wards count as their city, once"
        ),
        not_counted=_("counselors of the prefecture; their places are counted beside it"),
        offices=_("places of the prefecture"),
    ),
    "municipal-dv-centers": Words(
        title=_("DV centers of municipalities"),
        heading=_("Municipalities with a DV center"),
        question=_("How many municipalities have a center?"),
        counts={"first": _("Municipalities with a center")},
        states=_YES_NO,
        counted=_("municipalities with at least one center open on that day; several centers count once"),
        not_counted=_("centers of the prefecture; they are counted beside it"),
        offices=_("centers of the prefecture"),
    ),
    "dating-dv-lectures": Words(
        title=_("Schools with a lecture on dating violence"),
        heading=_("Schools with a lecture on dating violence"),
        question=_("At how many schools was a lecture held?"),
        counts={"first": pgettext_lazy("indicators", "Schools")},
        states={**_YES_NO, State.FIRST: _("lecture held"), State.NONE: _("no lecture")},
        counted=_("schools with at least one lecture from 1 April to 31 March; a school counts once"),
        not_counted=_("the number of lectures or of pupils; lectures outside schools"),
    ),
}
CLASSES = {
    State.BOTH: "is-both",
    State.FIRST: "is-first",
    State.SECOND: "is-second",
    State.NONE: "is-none",
    State.STATED: "is-unknown",
    State.UNKNOWN: "is-unknown",
}
ANSWERED_RULE = _(
    "A municipality has answered when a record is valid on that day, or when it made a statement for a day of the"
    " same fiscal year, not later than that day. Each April it is asked again."
)


def is_japanese() -> bool:
    """Is the page written in Japanese?"""
    return (get_language() or "ja").startswith("ja")


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other: without a space in Japanese."""
    return ("" if is_japanese() else " ").join(sentence for sentence in sentences if sentence)


def listed(names: Iterable[str]) -> str:
    """Names one after the other."""
    return ("、" if is_japanese() else ", ").join(names)


def unit_of_places(kinds: Iterable[str], number: int) -> str:
    """The unit behind a number of municipalities: cities, when they are all cities."""
    found = set(kinds)
    if found == {MunicipalityKind.CITY.value}:
        return ngettext("city", "cities", number)
    if found == {MunicipalityKind.TOWN.value}:
        return ngettext("town", "towns", number)
    return ngettext("municipality", "municipalities", number)


def unit_of_schools(number: int) -> str:
    """The unit behind a number of schools."""
    return ngettext("school", "schools", number)


def by_kind(cities: int, towns: int, villages: int) -> str:
    """14 cities, 10 towns, 1 village; kinds with none are left out."""
    parts = []
    if cities:
        parts.append(ngettext("%(n)s city", "%(n)s cities", cities) % {"n": cities})
    if towns:
        parts.append(ngettext("%(n)s town", "%(n)s towns", towns) % {"n": towns})
    if villages:
        parts.append(ngettext("%(n)s village", "%(n)s villages", villages) % {"n": villages})
    return ("" if is_japanese() else ", ").join(parts)


def axis_year(day: date, *, is_first: bool = False, of_fiscal_year: bool = False) -> str:
    """A year under an axis: 令和5年, then 6年; in English 2023. Fiscal years as 令和4年度, 5, 6."""
    year = fiscal_year(day) if of_fiscal_year else day.year
    if not is_japanese():
        return f"FY{year % 100:02}" if of_fiscal_year else str(year)
    whole = era_year(year if of_fiscal_year else day)
    if is_first:
        return whole + ("度" if of_fiscal_year else "")
    number = "".join(letter for letter in whole if letter.isdigit() or letter == "元")
    return number if of_fiscal_year else f"{number}年"


def chart_words(title: str, description: str, unit: str) -> dict[str, str]:
    """Short words in a chart."""
    return {
        "title": title,
        "description": description,
        "unit": unit,
        "published": pgettext("chart", "published"),
        "record": pgettext("chart", "records"),
        "at_most": pgettext("chart", "at most"),
        "target": pgettext("chart", "target"),
        "partial": pgettext("chart", "so far"),
        "no_records": pgettext("chart", "no records"),
    }


def period(starts_on: date, ends_on: date | None) -> str:
    """令和5年度から9年度, when it runs from 1 April to 31 March; else its days."""
    if (
        (starts_on.month, starts_on.day) == (4, 1)
        and ends_on is not None
        and (ends_on.month, ends_on.day) == (4, 1)
    ):
        first, last = fiscal_year_words(starts_on), fiscal_year_words(ends_on - timedelta(days=1))
        return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}
    if ends_on is None:
        return gettext("since %(day)s") % {"day": era(starts_on)}
    return gettext("%(first)s to %(last)s") % {
        "first": era(starts_on),
        "last": era(ends_on - timedelta(days=1)),
    }


def lang_of(place: Any) -> str:
    """`ja` for a name that stands in Japanese on an English page; empty otherwise."""
    return "" if is_japanese() or place.name_en else "ja"
