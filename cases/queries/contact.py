"""Reaching a woman: what her rule says of each way now, attempts, who may go on with one and who answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from cases import states
from cases.choices.contact import CALL_OUTCOMES, CHANNEL_LABELS, SENT_OUTCOMES, VERDICT_LABELS, VERDICT_TONES
from cases.contact_card import hours_text, is_call, number_of, rule_of
from cases.contact_rule import CHANNELS, LETTER, WITHIN, Verdict, verdict
from cases.models import Client, CodeBook, ContactAttempt, Wall
from cases.models.contact_attempt import ContactAttemptQuerySet
from cases.queries.release import places_of
from cases.queries.sight import groups_of, may
from cases.queries.watch import walled_accounts as accounts_walled_off
from cases.states import CONTACT_MOVE_BY_NAME, CONTACT_MOVES, ContactMove
from safeguards import matrix
from safeguards.access import Absent, Actor

if TYPE_CHECKING:
    from uuid import UUID

WITH_NAMES = ("account", "agency", "allowed_by", "reviewed_by", "client", "call_back")
NEWEST = 10


def contact_url(actor: Actor, client: Client | None, groups: frozenset[str]) -> str:
    """The page on which she is reached, for a reader of these field groups; empty where it is not hers."""
    if client is None or "contact" not in groups or not matrix.may_open(actor, "client.contact"):
        return ""
    return reverse("client_contact", args=[client.number]) if may(actor, client, "contact") else ""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One way on the contact page. `is_kept`: a number, an address or a place is recorded; never which."""

    channel: str
    label: str
    verdict: Verdict
    verdict_label: str
    tone: str
    hours: str
    is_kept: bool


def channel_rows(actor: Actor, client: Client) -> list[ChannelRow]:
    """Every way, in its fixed order, and what the rule says of it at the actor's moment."""
    rule, places = rule_of(client), letter_places(actor, client)
    rows = []
    for channel in CHANNELS:
        said, way = verdict(rule, channel, actor.now), rule.ways.get(channel)
        kept = bool(places) if channel == LETTER else bool(number_of(client, channel))
        rows.append(
            ChannelRow(
                channel, str(CHANNEL_LABELS[channel]), said, str(VERDICT_LABELS[said.code]),
                VERDICT_TONES[said.code], hours_text(way.hours) if way and way.may else "", kept,
            )
        )  # fmt: skip
    return rows


def letter_places(actor: Actor, client: Client) -> list[tuple[str, str]]:
    """Masked places to which an envelope can be written, with their labels; empty where she may not read places."""
    if "whereabouts" not in groups_of(actor, client) or not may(actor, client, "reveal"):
        return []
    return [(name, label) for name, label in places_of(client) if name != "daily_places"]


def card_url(actor: Actor, client: Client) -> str:
    """Her card, for who may open cards; empty for others."""
    may_open = matrix.may_open(actor, "client.detail")
    return reverse("client_detail", args=[client.number]) if may_open else ""


def attempts_of(actor: Actor, client: Client) -> ContactAttemptQuerySet:
    """Attempts of her agency to reach this client, newest first."""
    rows = ContactAttempt.objects.visible_to(actor).filter(client=client)
    return rows.select_related(*WITH_NAMES).order_by("-asked_at", "-pk")


def outcomes_of(attempt: ContactAttempt, book: CodeBook) -> list[tuple[str, str]]:
    """What can have come of it, with labels."""
    codes = CALL_OUTCOMES if is_call(attempt.channel) else SENT_OUTCOMES
    return [(code, book.label("contact_outcome", code)) for code in codes]


def attempt_or_absent(actor: Actor, number: str) -> ContactAttempt:
    """The one attempt with this number of which she may know; `Absent` for anything else."""
    found = ContactAttempt.objects.visible_to(actor).select_related(*WITH_NAMES).filter(number=number).first()
    if found is None:
        raise Absent
    return found


def why_stale(attempt: ContactAttempt, now: datetime) -> str:
    """Why a request outside the rule may not be opened: `time`, `changed`, `wall`; empty when it may.

    `changed`: her rule now says something else of this way than what was asked about and allowed.
    """
    if attempt.state not in (states.CONTACT_ASKED, states.APPROVED):
        return ""
    if attempt.stale_at is None or now >= attempt.stale_at:
        return "time"
    client = attempt.client
    assert client is not None  # only calls that were written down afterwards have none, and those are over
    said = verdict(rule_of(client), attempt.channel, now).code
    if said not in WITHIN and said != attempt.verdict:
        return "changed"
    walled = Wall.objects.standing().filter(account_id=attempt.allowed_by_id, person_key=client.person_key)
    return "wall" if attempt.allowed_by_id and walled.exists() else ""


def moves_of(actor: Actor, attempt: ContactAttempt, *, is_stale: bool) -> list[ContactMove]:
    """Moves that are hers now: as who tries, or as the second person for whom it waits."""
    sides = {states.BY_ASKER} if attempt.account_id == actor.account_id else set()
    waits = ContactAttempt.objects.answerable(actor).filter(pk=attempt.pk, state=states.CONTACT_ASKED)
    if waits.exists():
        sides.add(states.BY_SECOND)
    return [
        move
        for move in CONTACT_MOVES
        if attempt.state in move.sources and move.by in sides and (move.also_stale or not is_stale)
    ]


def require_side(actor: Actor, attempt: ContactAttempt, name: str) -> None:
    """Raise Absent for a move that is never hers on this attempt, whatever its state."""
    move = CONTACT_MOVE_BY_NAME.get(name)
    is_asker = attempt.account_id == actor.account_id
    if move is None or (move.by == states.BY_ASKER) != is_asker:
        raise Absent
    if move.by == states.BY_SECOND and not actor.has("supervisor"):
        raise Absent


def reviews_of(actor: Actor, attempt: ContactAttempt) -> tuple[str, ...]:
    """What she may say about an attempt in imminent danger that waits for her look; empty for anybody else."""
    waits = ContactAttempt.objects.answerable(actor).filter(pk=attempt.pk, review=states.TO_REVIEW)
    return tuple(states.CONTACT_REVIEWS) if waits.exists() else ()


def to_answer(actor: Actor) -> ContactAttemptQuerySet:
    """What waits for this supervisor: requests first asked first, and looks at what was done in danger."""
    rows = ContactAttempt.objects.answerable(actor)
    return rows.select_related(*WITH_NAMES).order_by("asked_at", "pk")


def own_open(actor: Actor) -> ContactAttemptQuerySet:
    """Her own that are under way: asked for, allowed, or opened without a word on what came of it."""
    rows = ContactAttempt.objects.visible_to(actor).filter(account_id=actor.own_account_id)
    fresh = Q(state=states.CONTACT_OPEN) | Q(
        state__in=(states.CONTACT_ASKED, states.APPROVED), stale_at__gt=actor.now
    )
    return rows.filter(fresh).select_related(*WITH_NAMES).order_by("asked_at", "pk")


def outside_of_agency(actor: Actor) -> ContactAttemptQuerySet:
    """Everything that her agency did or wanted to do outside a rule, of persons whom she sees."""
    rows = ContactAttempt.objects.visible_to(actor).filter(agency_id=actor.own_agency_id, within_rule=False)
    return rows.select_related(*WITH_NAMES)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt in a list: when, who, by which way, how far; nothing of the woman."""

    number: str
    asked_at: datetime
    who: str
    agency: str
    channel: str
    verdict: str
    state: str
    outcome: str
    is_danger: bool
    review: str
    is_late: bool


def attempt_rows(
    actor: Actor, found: Iterable[ContactAttempt], book: CodeBook, today: date
) -> list[AttemptRow]:
    """Rows without a further question."""
    return [
        AttemptRow(
            number=one.number,
            asked_at=one.asked_at,
            who=one.account.name,
            agency=one.agency.label,
            channel=str(CHANNEL_LABELS[one.channel]),
            verdict=str(VERDICT_LABELS[one.verdict]),
            state="stale" if _is_over(one, actor.now) else one.state,
            outcome=book.label("contact_outcome", one.outcome),
            is_danger=bool(one.danger_ground),
            review=one.review,
            is_late=one.review == states.TO_REVIEW and one.review_due is not None and one.review_due < today,
        )
        for one in found
    ]


def _is_over(one: ContactAttempt, now: datetime) -> bool:
    waits = one.state in (states.CONTACT_ASKED, states.APPROVED)
    return waits and one.stale_at is not None and now >= one.stale_at


def person_of(attempt: ContactAttempt) -> UUID | None:
    """Whom it is about."""
    anchor = attempt.client or attempt.consultation
    return anchor.person_key if anchor else None


def walled_accounts(attempt: ContactAttempt) -> list[int]:
    """Accounts that must not be told of it: walled off from its person."""
    person = person_of(attempt)
    return accounts_walled_off(person) if person else []


def late_reviews(today: date) -> list[ContactAttempt]:
    """Done in danger, not looked at in time and nobody told of that yet; for the clock."""
    rows = ContactAttempt.objects.everything("late reviews are told").filter(
        review=states.TO_REVIEW, review_due__lt=today, late_told_at__isnull=True
    )
    return list(rows.select_related("account", "agency", "client").order_by("asked_at")[:200])
