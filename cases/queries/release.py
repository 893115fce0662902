"""Releases of whereabouts: to whom one can be made, what may be done with it now, who is the second person (R-15)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q

from cases import states
from cases.cards import PLACES, local_day, whereabouts_label
from cases.models import Client, CodeBook, Consultation, Release, Wall
from cases.models.anchor import Anchor
from cases.models.release import ReleaseQuerySet
from cases.queries.sight import groups_of
from cases.queries.watch import walled_accounts as accounts_walled_off
from cases.states import RELEASE_MOVE_BY_NAME, RELEASE_MOVES, ReleaseMove
from partners.models import Agency, RegisteredNumber
from partners.queries.agencies import directory
from safeguards import matrix
from safeguards.access import Absent, Actor

WITH_NAMES = ("account", "agency", "to_agency", "decided_by", "reviewed_by", "called_number")
NEWEST = 10


def places_of(anchor: Anchor) -> list[tuple[str, str]]:
    """Masked fields of the record that hold something, with their labels; never their values."""
    return [
        (name, str(whereabouts_label(name))) for name in PLACES.get(type(anchor), ()) if getattr(anchor, name)
    ]


def may_ask(actor: Actor, anchor: Anchor) -> bool:
    """May she ask for a release from this record, which she sees: her own agency's, with whereabouts to read?"""
    if anchor.tie_to(actor) != "own" or not matrix.may_open(actor, f"{anchor.object_type()}.release"):
        return False
    return "whereabouts" in groups_of(actor, anchor) and bool(places_of(anchor))


def receivers(actor: Actor) -> list[Agency]:
    """Agencies to which whereabouts can be released: another one's, with a registered number in force. One query.

    Never lawyers' bodies: they count as the other side's (decision 16).
    """
    numbers = RegisteredNumber.objects.in_force(actor.now).filter(agency=OuterRef("pk"))
    return list(
        directory(actor)
        .exclude(pk=actor.agency_id)
        .exclude(kind__in=matrix.never_released_to())
        .filter(Exists(numbers))
        .in_order()
    )


def last_used(actor: Actor, agency: Agency) -> date | None:
    """The Japanese day on which her agency last told this one a place; of persons whom she may see."""
    told = Release.objects.visible_to(actor).filter(
        agency_id=actor.own_agency_id, to_agency=agency, state=states.RELEASED
    )
    at = told.aggregate(at=Max("released_at"))["at"]
    return local_day(at) if at else None


def print_of(anchor: Anchor, places: Iterable[str]) -> str:
    """A digest of the values of these fields; it stands sealed, to notice that they have changed."""
    values = [[name, str(getattr(anchor, name))] for name in sorted(places)]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


def why_stale(release: Release, now: datetime) -> str:
    """Why a release that is under way may not go on: `time`, `changed`, `number`, `wall`; empty when it may."""
    if now >= release.stale_at:
        return "time"
    anchor = release.anchor_model.objects.everything("has a place changed since it was asked for").get(
        pk=release.anchor_id
    )
    if print_of(anchor, release.places) != release.value_print:
        return "changed"
    numbers = RegisteredNumber.objects.in_force(now).filter(agency_id=release.to_agency_id)
    if release.called_number_id and not numbers.filter(pk=release.called_number_id).exists():
        return "number"
    walled = Wall.objects.standing().filter(account_id=release.decided_by_id, person_key=anchor.person_key)
    return "wall" if release.decided_by_id and walled.exists() else ""


def release_or_absent(actor: Actor, number: str) -> Release:
    """The one release with this number of which she may know; `Absent` for anything else."""
    found = Release.objects.visible_to(actor).select_related(*WITH_NAMES).filter(number=number).first()
    if found is None:
        raise Absent
    return found


def moves_of(actor: Actor, release: Release, *, is_stale: bool) -> list[ReleaseMove]:
    """Moves that are hers now: as the asker, or as the second person for whom it waits. One query for a supervisor."""
    sides = {states.BY_ASKER} if release.account_id == actor.account_id else set()
    if Release.objects.answerable(actor).filter(pk=release.pk, state=states.CALLED).exists():
        sides.add(states.BY_SECOND)
    return [
        move
        for move in RELEASE_MOVES
        if release.state in move.sources and move.by in sides and (move.also_stale or not is_stale)
    ]


def require_side(actor: Actor, release: Release, name: str) -> None:
    """Raise Absent for a move that is never hers on this release, whatever its state."""
    move = RELEASE_MOVE_BY_NAME.get(name)
    is_asker = release.account_id == actor.account_id
    if move is None or (move.by == states.BY_ASKER) != is_asker:
        raise Absent
    if move.by == states.BY_SECOND and not matrix.may_act(actor, "release", "own", "answer"):
        raise Absent


def reviews_of(actor: Actor, release: Release) -> tuple[str, ...]:
    """What she may say about a release in imminent danger that waits for her look; empty for anybody else."""
    waits = Release.objects.answerable(actor).filter(pk=release.pk, review=states.TO_REVIEW)
    return tuple(states.RELEASE_REVIEWS) if waits.exists() else ()


def to_answer(actor: Actor) -> ReleaseQuerySet:
    """Releases that wait for this supervisor: approvals first asked first, and looks at what was told in danger."""
    return Release.objects.answerable(actor).select_related(*WITH_NAMES).order_by("asked_at", "pk")


def own_open(actor: Actor) -> ReleaseQuerySet:
    """Her own releases that are under way and not stale by the clock."""
    rows = Release.objects.visible_to(actor).filter(
        account_id=actor.own_account_id, state__in=states.UNDER_WAY, stale_at__gt=actor.now
    )
    return rows.select_related(*WITH_NAMES).order_by("asked_at", "pk")


def all_of_agency(actor: Actor) -> ReleaseQuerySet:
    """Every release of her agency of which she may know."""
    rows = Release.objects.visible_to(actor).filter(agency_id=actor.own_agency_id)
    return rows.select_related(*WITH_NAMES)


def releases_of(actor: Actor, anchor: Anchor) -> ReleaseQuerySet:
    """Releases from this record and, for a client, from the consultations of hers that she may see.

    Most records have none: that is asked first, and cheaply, because sight of a release is dear.
    """
    if not _is_asked_about(anchor):
        return Release.objects.everything("a record without any").none()
    about = Q(**{anchor.object_type(): anchor.pk}) if type(anchor) in PLACES else Q(pk__in=[])
    if isinstance(anchor, Client):
        about |= Q(consultation__in=Consultation.objects.visible_to(actor).filter(client=anchor))
    rows = Release.objects.visible_to(actor).filter(about)
    return rows.select_related(*WITH_NAMES).order_by("-asked_at", "-pk")


def _is_asked_about(anchor: Anchor) -> bool:
    known = Release.objects.everything("was anything ever asked of this record")
    about = Q(**{anchor.object_type(): anchor.pk}) if type(anchor) in PLACES else Q(pk__in=[])
    if isinstance(anchor, Client):
        about |= Q(consultation__client=anchor)
    return known.filter(about).exists()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in a list: when, who, to whom, how far; nothing of the woman and nothing that was said."""

    number: str
    asked_at: datetime
    who: str
    to_agency: str
    state: str
    is_danger: bool
    review: str
    is_late: bool


def release_rows(actor: Actor, found: Iterable[Release]) -> list[ReleaseRow]:
    """Rows without a further question."""
    today = local_day(actor.now)
    return [
        ReleaseRow(
            number=one.number,
            asked_at=one.asked_at,
            who=one.account.name,
            to_agency=one.to_agency.label,
            state="stale" if one.state in states.UNDER_WAY and actor.now >= one.stale_at else one.state,
            is_danger=bool(one.danger_ground),
            review=one.review,
            is_late=one.review == states.TO_REVIEW and one.review_due is not None and one.review_due < today,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """One release as its reader may see it: labels instead of codes, the words of the request; no value."""

    places: tuple[str, ...]
    purpose: str
    ground: str
    danger_ground: str
    way: str
    refusal: str
    record: tuple[str, str] | None


def release_card(actor: Actor, one: Release, book: CodeBook) -> ReleaseCard:
    """The card; the way to the record only for who may read it. One query."""
    record = one.anchor_model.objects.visible_to(actor).filter(pk=one.anchor_id).first()
    return ReleaseCard(
        places=tuple(str(whereabouts_label(name)) for name in one.places),
        purpose=book.label("release_purpose", one.purpose),
        ground=book.label("legal_ground", one.ground),
        danger_ground=book.label("emergency_ground", one.danger_ground),
        way=book.label("release_way", one.way),
        refusal=book.label("release_refusal", one.refusal),
        record=(record.object_type(), record.number) if record is not None else None,
    )


def walled_accounts(release: Release) -> list[int]:
    """Accounts that must not be told of it: walled off from its person."""
    person = release.client.person_key if release.client else None
    if person is None and release.consultation is not None:
        person = release.consultation.person_key
    return accounts_walled_off(person) if person else []


def late_reviews(today: date) -> list[Release]:
    """Told in danger, not looked at in time and nobody told of that yet; for the clock."""
    rows = Release.objects.everything("late reviews are told").filter(
        review=states.TO_REVIEW, review_due__lt=today, late_told_at__isnull=True
    )
    return list(rows.select_related("account", "agency").order_by("asked_at")[:200])
