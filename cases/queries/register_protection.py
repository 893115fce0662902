"""Measures of the resident register: whether a woman is blocked, her measures, what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.cards import local_day
from cases.choices.register_protection import (
    COMPARED_LABELS,
    REGISTER_STATE_LABELS,
    REGISTER_STATE_TONES,
    REGISTER_STEP_LABELS,
)
from cases.models import Case, Child, Client, CodeBook, RegisterProtection, RegisterStep, ToldMunicipality
from cases.models.register_protection import RegisterProtectionQuerySet
from cases.queries.sight import may, require
from cases.states.register_protection import (
    BLOCKING,
    END_ASKED,
    ENDED,
    blocked,
    is_over,
    is_unlocked,
    may_renew,
    open_moves,
    stands,
)
from safeguards.access import Absent, Actor

Groups = frozenset[str]
MOST_STEPS = 40
WITH_NAMES = ("municipality", "account", "entered_by", "confirmed_by", "agency")


def measures_of(actor: Actor, client: Client) -> RegisterProtectionQuerySet:
    """Every measure of a woman in cases that the actor sees, the newest application first."""
    rows = RegisterProtection.objects.of_her_cases(actor).filter(case__client=client)
    return rows.select_related(*WITH_NAMES).order_by("-applied_on", "-made_at")


def is_blocked(actor: Actor, client: Client) -> bool:
    """Is her address kept back at this moment, by any one of her measures? One query."""
    rows = RegisterProtection.objects.of_her_cases(actor).filter(case__client=client, state__in=BLOCKING)
    return blocked(list(rows), actor.now)


def other_measures_stand(one: RegisterProtection) -> bool:
    """Does another measure of the same woman still stand? Asked by who ends one, and who may sit elsewhere."""
    rows = RegisterProtection.objects.everything("the end of one lifts no other's block")
    return stands(rows.filter(case__client=one.case.client_id).exclude(pk=one.pk))


def her_measure(actor: Actor, number: str, *, to_change: bool = False) -> RegisterProtection:
    """One measure of a case of her own agency that she may change; held when `to_change`. Absent otherwise."""
    rows = RegisterProtection.objects.of_her_cases(actor).filter(number=number, agency_id=actor.own_agency_id)
    rows = (
        rows.select_for_update(of=("self",), no_key=True) if to_change else rows.select_related(*WITH_NAMES)
    )
    one = rows.first()
    if one is None:
        raise Absent
    require(actor, one.case, "edit")
    return one


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure as a line. `place` is empty for who may not read places; `standing` says in words what holds."""

    number: str
    place: str
    kind: str
    label: str
    tone: str
    ends_on: date | None
    told: int
    acknowledged: int
    standing: str
    is_blocking: bool
    is_over: bool
    renewable: bool
    unlocked_until: datetime | None
    compared: str


@dataclass(frozen=True, slots=True)
class RegisterPanel:
    """Her measures and whether her address is kept back now."""

    lines: tuple[MeasureRow, ...]
    is_blocked: bool
    url: str


def measure_row(actor: Actor, one: RegisterProtection, groups: Groups, book: CodeBook) -> MeasureRow:
    """A line; of the other municipalities only their number, counted by `with_told`."""
    today, is_blocking = local_day(actor.now), blocked([one], actor.now)
    is_own = one.agency_id == actor.agency_id
    return MeasureRow(
        number=one.number, place=place_of(one) if is_own or "whereabouts" in groups else "",
        kind=book.label("register_kind", one.kind), label=str(REGISTER_STATE_LABELS[one.state]),
        tone=REGISTER_STATE_TONES[one.state], ends_on=one.ends_on, told=getattr(one, "told_count", 0),
        acknowledged=getattr(one, "answer_count", 0), standing=standing_words(one, actor.now),
        is_blocking=is_blocking, is_over=is_over(one, today), renewable=may_renew(one, today),
        unlocked_until=one.unlocked_until if is_unlocked(one, actor.now) else None,
        compared=str(COMPARED_LABELS.get(one.compared, "")),
    )  # fmt: skip


def place_of(one: RegisterProtection | ToldMunicipality) -> str:
    """The municipality, or the name of one outside the prefecture."""
    return one.municipality.name if one.municipality else one.elsewhere


def standing_words(one: RegisterProtection, now: datetime) -> str:
    """Blocked or not, in words."""
    if is_unlocked(one, now) and one.state in BLOCKING:
        return _("open for her own paper")
    if one.state in BLOCKING:
        return _("blocked, its year is over") if is_over(one, local_day(now)) else _("blocked")
    return _("not blocked any more") if one.state == ENDED else _("not blocked yet")


def with_told(rows: RegisterProtectionQuerySet) -> RegisterProtectionQuerySet:
    """With how many other municipalities were told, and how many of them answered."""
    answered = Q(told__acknowledged_on__isnull=False)
    return rows.annotate(told_count=Count("told"), answer_count=Count("told", filter=answered))


def register_panel(actor: Actor, case: Case, groups: Groups, book: CodeBook) -> RegisterPanel | None:
    """For who reads of her risk; the way to the page only where it may be changed. One query."""
    if "risk" not in groups:
        return None
    rows = list(with_told(measures_of(actor, case.client)))
    lines = tuple(measure_row(actor, one, groups, book) for one in rows if one.state != ENDED)
    may_change = case.tie_to(actor) == "own" and may(actor, case, "edit")
    if not lines and not may_change:
        return None
    url = reverse("case_register", args=[case.number]) if may_change else ""
    return RegisterPanel(lines, blocked(rows, actor.now), url)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Another municipality that was told, and whether it answered."""

    number: str
    place: str
    name: str
    told_on: date
    acknowledged_on: date | None
    acknowledger: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that was done with a measure."""

    made_at: datetime
    title: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure with everything about it, for somebody of its own agency."""

    row: MeasureRow
    applied_on: date
    starts_on: date | None
    opinion_on: date | None
    opinion_by: str
    along: tuple[str, ...]
    told: tuple[ToldRow, ...]
    steps: tuple[StepRow, ...]
    moves: tuple[str, ...]
    confirmer: str
    waits: bool


def measure_page(actor: Actor, one: RegisterProtection, groups: Groups, book: CodeBook) -> MeasurePage:
    """The whole of one measure. Four queries."""
    told = ToldMunicipality.objects.of_her_agency(actor).filter(measure=one).select_related("municipality")
    steps = RegisterStep.objects.of_her_agency(actor).filter(measure=one).order_by("-made_at")[:MOST_STEPS]
    moves = open_moves(one, local_day(actor.now))
    return MeasurePage(
        row=measure_row(actor, one, groups, book), applied_on=one.applied_on, starts_on=one.starts_on,
        opinion_on=one.opinion_on, opinion_by=one.opinion_by, along=_along(actor, one, groups),
        told=tuple(
            ToldRow(row.number, book.label("register_place", row.place), place_of(row), row.told_on,
                    row.acknowledged_on, row.acknowledger)
            for row in told.order_by("told_on", "pk")
        ),
        steps=tuple(
            StepRow(row.made_at, str(REGISTER_STEP_LABELS[row.name]), row.made_by_name, row.words) for row in steps
        ),
        moves=tuple(moves), confirmer=one.confirmed_by.name if one.confirmed_by else "",
        waits=one.state in ("set", END_ASKED),
    )  # fmt: skip


def _along(actor: Actor, one: RegisterProtection, groups: Groups) -> tuple[str, ...]:
    if not {"children", "identity"} <= groups:
        return ()
    children = Child.objects.visible_to(actor).filter(number__in=one.children_along)
    return (*(child.name for child in children), *filter(None, one.others_along.splitlines()))


@dataclass(frozen=True, slots=True)
class WaitingMeasure:
    """What a second person sees: nothing of the woman, neither her name nor where she lives."""

    number: str
    agency: str
    who: str
    kind: str
    is_end: bool
    starts_on: date | None
    ends_on: date | None
    words: str
    others: bool


def measures_to_answer(actor: Actor) -> RegisterProtectionQuerySet:
    """Measures that wait for her as the second person: to confirm, or to agree to an end."""
    return RegisterProtection.objects.all().answerable(actor)


def waiting_measures(actor: Actor, book: CodeBook) -> list[WaitingMeasure]:
    """What waits for her as the second person, the oldest first; why its end is asked only in her own agency."""
    rows = measures_to_answer(actor).select_related("account", "agency", "case").order_by("made_at")
    found = list(rows[:MOST_STEPS])
    asked = (
        RegisterStep.objects.of_her_agency(actor)
        .filter(measure__in=found, name="ask_end")
        .order_by("made_at")
    )
    words = {step.measure_id: step.words for step in asked}
    return [
        WaitingMeasure(
            one.number, one.agency.label, one.account.name, book.label("register_kind", one.kind),
            one.state == END_ASKED, one.starts_on, one.ends_on, words.get(one.pk, ""), other_measures_stand(one),
        )
        for one in found
    ]  # fmt: skip
