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
from partners.cards import DayList, Place, Waiting, WaitingRow
from partners.models import Municipality
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.templatetags.safeguards import era

SHOWN_NAMES = 8
SHOWN = 5
SOON = timedelta(days=180)  # a new plan takes about half a year through council and assembly


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lists of this app."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def _figures(actor: Actor) -> list[Waiting] | None:
    """For planners: municipalities that have not answered, plans that end soon. 6 queries; others: none."""
    if not actor.has("planner"):
        return None
    base = ground()
    mine = [one for one in base.municipalities if may_write_for(actor, one.pk)]
    return [*_unanswered(actor, base, mine), _ending(actor, mine)] if mine else None


def _unanswered(actor: Actor, base: Ground, mine: list[Municipality]) -> list[Waiting]:
    """One list for each indicator; a municipality's own planner is led straight to the form."""
    today = japanese_day(actor.now)
    lists = []
    for slug, words in wording.WORDS.items():
        definition = DEFINITIONS[slug]
        if definition.counts_schools:
            continue  # schools answer over the year; nothing is late before April
        figure = definition.at(definition.facts(base), today)
        silent = [one for one in mine if one.pk in figure.unanswered]
        if silent:
            lists.append(_silent(actor, slug, str(words.title), silent))
    return lists or [
        Waiting(
            "answers", _("Indicators: answers that are missing"), 0, reverse("indicator_list"),
            link=_("Open the indicators"), empty=_("All municipalities have answered."),
        )
    ]  # fmt: skip


def _silent(actor: Actor, slug: str, title: str, silent: list[Municipality]) -> Waiting:
    names = wording.listed(one.label for one in silent[:SHOWN_NAMES])
    if len(silent) > SHOWN_NAMES:
        names = _("%(names)s and others") % {"names": names}
    if actor.tier == "prefecture":
        url, act = f"{reverse('indicator_detail', args=[slug])}#unanswered-list", _("Look")
    else:
        url = f"{reverse('indicator_record_new', args=[slug])}?what=answer&municipality={silent[0].code}"
        act = _("Write the answer")
    number = ngettext("%(n)s municipality", "%(n)s municipalities", len(silent)) % {"n": len(silent)}
    row = WaitingRow(when=number, badge="", title=names, text="", url=url, act=act)
    label = _("Answer missing: %(indicator)s") % {"indicator": title}
    return Waiting(f"answers-{slug}", label, len(silent), url, (row,))


def ending_plans(actor: Actor) -> list[WaitingRow]:
    """Plans that end within half a year without a successor, of municipalities for which she writes; for planners."""
    if not actor.has("planner"):
        return []
    return _ending_rows(actor, [one for one in Municipality.objects.all() if may_write_for(actor, one.pk)])


def _ending_rows(actor: Actor, mine: list[Municipality]) -> list[WaitingRow]:
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
    return [row for _day, row in sorted(found, key=lambda pair: pair[0])]


def _ending(actor: Actor, mine: list[Municipality]) -> Waiting:
    """Plans that end within half a year and have no successor yet."""
    rows = _ending_rows(actor, mine)
    return Waiting(
        name="ending",
        label=_("Plans that end within half a year"),
        count=len(rows),
        url=f"{reverse('indicator_detail', args=['municipal-plans'])}#ending",
        rows=tuple(rows[:SHOWN]),
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


LISTS = (DayList(Place.FIGURES, _figures),)
