"""What waits for this person, for the home page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.definitions import DEFINITIONS
from indicators.definitions.registry import Ground, ground
from indicators.models import MunicipalPlan
from indicators.models.record import may_write_for
from partners.cards import Waiting, WaitingRow
from partners.models import Municipality
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.templatetags.safeguards import era

SHOWN_NAMES = 8
SOON = timedelta(days=180)  # a new plan takes about half a year through council and assembly


def waiting_for(actor: Actor) -> list[Waiting]:
    """For planners: municipalities that have not answered, plans that end soon. 6 queries; others: none."""
    if not actor.has("planner"):
        return []
    base = ground()
    mine = [one for one in base.municipalities if may_write_for(actor, one.pk)]
    if not mine:
        return []
    return [_unanswered(actor, base, mine), _ending(actor, base, mine)]


def _unanswered(actor: Actor, base: Ground, mine: list[Municipality]) -> Waiting:
    """One row for each indicator; a municipality's own planner is led straight to the form."""
    today = japanese_day(actor.now)
    rows, places = [], set()
    for slug, words in wording.WORDS.items():
        definition = DEFINITIONS[slug]
        if definition.counts_schools:
            continue  # schools answer over the year; nothing is late before April
        figure = definition.at(definition.facts(base), today)
        silent = [one for one in mine if one.pk in figure.unanswered]
        places |= {one.pk for one in silent}
        if silent:
            rows.append(_row(actor, slug, str(words.title), silent))
    return Waiting(
        label=_("Indicators: answers that are missing"),
        count=len(places),
        url=reverse("indicator_list"),
        rows=tuple(rows),
        link=_("Open the indicators"),
        empty=_("All municipalities have answered."),
    )


def _row(actor: Actor, slug: str, title: str, silent: list[Municipality]) -> WaitingRow:
    number = ngettext("%(n)s municipality", "%(n)s municipalities", len(silent)) % {"n": len(silent)}
    names = wording.listed(one.label for one in silent[:SHOWN_NAMES])
    if len(silent) > SHOWN_NAMES:
        names = _("%(names)s and others") % {"names": names}
    if actor.tier == "prefecture":
        url, act = f"{reverse('indicator_detail', args=[slug])}#unanswered", _("Look")
    else:
        url = f"{reverse('indicator_record_new', args=[slug])}?what=answer&municipality={silent[0].code}"
        act = _("Write the answer")
    return WaitingRow(when=number, badge="", title=title, text=names, url=url, act=act)


def _ending(actor: Actor, base: Ground, mine: list[Municipality]) -> Waiting:
    """Plans that end within half a year and have no successor yet."""
    today = japanese_day(actor.now)
    places = {one.pk: one for one in mine}
    plans: dict[int, list[Any]] = {}
    for plan in MunicipalPlan.objects.standing().filter(municipality__in=places).order_by("starts_on", "pk"):
        plans.setdefault(plan.municipality_id, []).append(plan)
    found: list[tuple[Any, WaitingRow]] = []
    for one in mine:
        for plan in plans.get(one.pk, []):
            soon = (
                plan.ends_on is not None and today < plan.ends_on <= today + SOON and plan.starts_on <= today
            )
            if soon and not _has_successor(plan, plans[one.pk]):
                last = era(plan.ends_on - timedelta(days=1))
                url = reverse("indicator_record_new", args=["municipal-plans"]) + f"?municipality={one.code}"
                row = WaitingRow(last, "", one.label, plan.title, url, _("Write the next plan"), "near")
                found.append((plan.ends_on, row))
    rows = [row for _day, row in sorted(found, key=lambda pair: pair[0])]
    return Waiting(
        label=_("Plans that end within half a year"),
        count=len(rows),
        url=reverse("indicator_detail", args=["municipal-plans"]),
        rows=tuple(rows[:5]),
        link=_("Open the plans"),
        empty=_("No plan ends within half a year."),
    )


def _has_successor(plan: MunicipalPlan, others: list[MunicipalPlan]) -> bool:
    """Another plan covers the same subjects on the day after it ends."""
    after = plan.ends_on or date.max
    live = [one for one in others if one.starts_on <= after and (not one.ends_on or one.ends_on > after)]
    covers_dv = any(one.covers_dv for one in live)
    covers_women = any(one.covers_women for one in live)
    return (covers_dv or not plan.covers_dv) and (covers_women or not plan.covers_women)
