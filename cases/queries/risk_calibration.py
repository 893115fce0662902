"""A year of judged risk against what came later: numbers of her own agency, no persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from cases.cards import local_day
from cases.choices import VIOLENT_COMPLAINTS
from cases.choices.risk import FIGURE_LABELS, LEVEL_LABELS
from cases.models import CaseStep, Consultation, RiskAssessment
from cases.risk_rule import LEVELS, departs
from cases.states.risk import REFUSED, STANDS
from safeguards import calendar
from safeguards.access import Actor
from safeguards.forms import moment_of

FOLLOWED = timedelta(days=90)  # so long after a judgement later events are counted
FEW = 9  # up to this number a count is shown as "1～9": a single woman cannot be made out


@dataclass(frozen=True, slots=True)
class Judged:
    """What the sums need of one judgement."""

    judged: str
    proposed: str
    was_lowered: bool
    was_refused: bool
    is_followed: bool
    violence: bool
    protection: bool


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """One line of the table: numbers of judgements. Events are counted of those whose 90 days are over alone."""

    level: str
    judged: int
    up: int
    down: int
    lowered: int
    refused: int
    followed: int
    violence: int
    protection: int


def counts(found: Iterable[Judged]) -> tuple[LevelCounts, ...]:
    """The highest level first. Pure."""
    rows = list(found)
    lines = []
    for level in reversed(LEVELS):
        mine = [row for row in rows if row.judged == level]
        over = [row for row in mine if row.is_followed]
        lines.append(
            LevelCounts(
                level, len(mine), sum(departs(row.judged, row.proposed) > 0 for row in mine),
                sum(departs(row.judged, row.proposed) < 0 for row in mine), sum(row.was_lowered for row in mine),
                sum(row.was_refused for row in mine), len(over), sum(row.violence for row in over),
                sum(row.protection for row in over),
            )
        )  # fmt: skip
    return tuple(lines)


def shown(number: int) -> str:
    """A count as it may be shown: small ones only as a range."""
    return f"1～{FEW}" if 1 <= number <= FEW else f"{number:,}"


def lines_of(found: tuple[LevelCounts, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Level in words, and for each column its label and the number as it may be shown."""
    return [
        (
            str(LEVEL_LABELS[row.level]),
            [(str(label), shown(getattr(row, name))) for name, label in FIGURE_LABELS.items()],
        )
        for row in found
    ]


def judged_in(actor: Actor, year: int) -> list[Judged]:
    """Judgements of her own agency in a fiscal year, of cases that she may see, with what came within 90 days: a
    consultation about violence by a partner, or a temporary protection. One query."""
    since, until = calendar.fiscal_year_start(year), calendar.fiscal_year_end(year)
    rows = RiskAssessment.objects.of_cases(actor).filter(
        agency_id=actor.own_agency_id,
        judged_at__gte=moment_of(since, None),
        judged_at__lt=moment_of(until + timedelta(days=1), None),
    )
    calls = Consultation.objects.visible_to(actor).filter(
        client_id=OuterRef("case__client_id"),
        main_complaint__in=VIOLENT_COMPLAINTS,
        started_at__gt=OuterRef("judged_at"),
        started_at__lte=OuterRef("judged_at") + FOLLOWED,
    )
    stays = CaseStep.objects.visible_to(actor).filter(
        case_id=OuterRef("case_id"),
        move="protect",
        made_at__gt=OuterRef("judged_at"),
        made_at__lte=OuterRef("judged_at") + FOLLOWED,
    )
    rows = rows.annotate(violence=Exists(calls), protection=Exists(stays))
    values = rows.values_list(
        "judged", "proposed", "state", "answered_at", "judged_at", "violence", "protection"
    )
    return [
        Judged(
            judged, proposed, state == STANDS and answered is not None, state == REFUSED,
            judged_at + FOLLOWED <= actor.now, violence, protection,
        )
        for judged, proposed, state, answered, judged_at, violence, protection in values
    ]  # fmt: skip


def years(actor: Actor) -> list[int]:
    """This fiscal year and the four before it."""
    this = calendar.fiscal_year(local_day(actor.now))
    return list(range(this, this - 5, -1))


def year_of(actor: Actor, text: str) -> int:
    """The year that an address asks for; this one for anything that is not offered."""
    return int(text) if text.isdecimal() and int(text) in years(actor) else years(actor)[0]
