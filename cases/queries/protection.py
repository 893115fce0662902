"""Temporary protection as its readers see it: the panel on the case, the stays on its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import Fact, facts_of, local_day
from cases.choices.protection import BY_LABELS
from cases.models import Case, CodeBook, ProtectionExtension, Shelter, TemporaryProtection
from cases.protection_rule import YearCount, day_of_stay, fiscal_year_of, in_year, nights, person_days
from cases.queries.bed import family_words
from cases.queries.sight import may
from safeguards.access import Actor

Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class StayCard:
    """One stay, narrowed to the field groups of its reader. `code`: what stands for the place."""

    number: str
    is_open: bool
    started_on: date
    ended_on: date | None
    planned_until: date
    length: str
    code: str
    facts: tuple[Fact, ...]
    extensions: tuple[ExtensionLine, ...]


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """One extension: until when; why and by whom only for her own agency."""

    before: date
    until: date
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class ProtectionPanel:
    """The newest stay of a case. `url`: its page, for who may work there."""

    stay: StayCard | None
    url: bool
    bed: bool


def stays_of(actor: Actor, case: Case) -> QuerySet[Any]:
    """The stays of a case that she may see, the newest first; the shelter without its name."""
    rows = TemporaryProtection.objects.visible_to(actor).filter(case=case)
    return rows.select_related("shelter").defer("shelter__name").order_by("-started_on", "-made_at")


def open_stay_of(actor: Actor, case: Case) -> TemporaryProtection | None:
    """The stay that goes on now."""
    found: TemporaryProtection | None = stays_of(actor, case).filter(ended_on__isnull=True).first()
    return found


def protection_panel(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> ProtectionPanel | None:
    """Whether she is in protection, for everybody who sees the case; what of it, by group. One query."""
    stay = stays_of(actor, case).first()
    may_work = may(actor, case, "edit")
    if stay is None and not may_work:
        return None
    opens = may_work or (stay is not None and "whereabouts" in groups and may(actor, case, "reveal"))
    return ProtectionPanel(stay_card(actor, stay, groups, book) if stay else None, opens, may_work)


def stay_card(
    actor: Actor, stay: TemporaryProtection, groups: Groups, book: CodeBook, longer: Iterable[ExtensionLine] = ()
) -> StayCard:  # fmt: skip
    """One stay: grounds are of `risk`, the family of `children`, where she went of `whereabouts`. No query."""
    today = local_day(actor.now)
    pairs = [
        (_("Consent"), book.label("protection_consent", stay.consent)),
        (_("By whom"), str(BY_LABELS[stay.by])),
    ]
    if "risk" in groups:
        pairs.insert(0, (_("Ground"), book.label("protection_ground", stay.ground)))
    if "children" in groups:
        pairs.append((_("Who came along"), family_words(stay.family, book) or _("nobody")))
    if "whereabouts" in groups:
        pairs.append((_("Went to"), book.label("protection_destination", stay.destination)))
    code = stay.shelter.code if stay.shelter else ""
    return StayCard(
        stay.number, stay.ended_on is None, stay.started_on, stay.ended_on, stay.planned_until,
        length_words(stay, today), code, facts_of(pairs), tuple(longer),
    )  # fmt: skip


def length_words(stay: TemporaryProtection, today: date) -> str:
    """Day n of a stay that goes on; nights and person-days of one that ended."""
    if stay.ended_on is None:
        return _("day %(number)s") % {"number": day_of_stay(stay.started_on, max(today, stay.started_on))}
    slept, days = nights(stay.started_on, stay.ended_on), person_days(stay.started_on, stay.ended_on)
    words = ngettext("%(number)s night", "%(number)s nights", slept) % {"number": slept}
    counted = ngettext("%(number)s person-day", "%(number)s person-days", days) % {"number": days}
    return f"{words} {counted}"


def stay_cards(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> list[StayCard]:
    """All stays of a case, each with its extensions. Two queries."""
    stays = list(stays_of(actor, case))
    is_own = case.tie_to(actor) == "own"
    longer: dict[object, list[ExtensionLine]] = {}
    for one in ProtectionExtension.objects.visible_to(actor).filter(stay__in=stays).order_by("made_at"):
        reads = is_own and "narrative" in groups
        line = ExtensionLine(
            one.before, one.until, one.reason if reads else "", one.made_by_name if is_own else ""
        )
        longer.setdefault(one.stay_id, []).append(line)
    return [stay_card(actor, stay, groups, book, longer.get(stay.pk, ())) for stay in stays]


def year_count(actor: Actor, case: Case) -> tuple[int, YearCount]:
    """The fiscal year of today, and what this case counts in it."""
    today = local_day(actor.now)
    spans = (
        TemporaryProtection.objects.visible_to(actor).filter(case=case).values_list("started_on", "ended_on")
    )
    year = fiscal_year_of(today)
    return year, in_year(spans, year, today)


def place_choices(actor: Actor, case: Case, held: Iterable[Any]) -> list[tuple[str, str]]:
    """Where she may be admitted to: beds held for this case, her own agency's shelters, or a place without a code."""
    choices = [
        (f"request:{one.number}", _("%(code)s (a bed is held)") % {"code": one.shelter.code}) for one in held
    ]
    own = Shelter.objects.of_her_agency(actor).filter(is_active=True).order_by("code").defer("name")
    choices += [(f"shelter:{one.number}", one.code) for one in own]
    return [*choices, ("", _("A place without a code"))]
