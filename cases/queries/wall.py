"""Which walls a supervisor watches over, and whom she may wall off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases import states
from cases.models import Client, CodeBook, Consultation, Wall
from cases.models.wall import WallQuerySet
from cases.queries.watch import waits_for
from cases.states import WALL_MOVES, WallMove
from partners.models import Account, Posting
from safeguards import matrix
from safeguards.access import Absent, Actor


def walls_of(actor: Actor) -> WallQuerySet:
    """Open walls of her own agency, for a supervisor. Never one against herself: it does not exist for her."""
    if not matrix.may_act(actor, "wall", "own", "answer") or actor.agency_id is None:
        return Wall.objects.none()
    return Wall.objects.open().filter(agency_id=actor.agency_id).exclude(account_id=actor.own_account_id)


def answerable(actor: Actor) -> WallQuerySet:
    """Walls that wait for a second person and may be answered by this supervisor.

    Hers first; where nobody but the walled person and the asker is at work, the deputy agency's; without one
    the women's center's. Never by the walled person or by who asked (the same people as
    `partners.queries.alert.watchers_of` names).
    """
    if not matrix.may_act(actor, "wall", "own", "answer") or actor.agency_id is None:
        return Wall.objects.none()
    return (
        Wall.objects.filter(waits_for(actor, "account_id", "asked_by_id"), state__in=states.WAITING)
        .exclude(account_id=actor.own_account_id)
        .exclude(asked_by_id=actor.account_id)
    )


def known_walls(actor: Actor) -> WallQuerySet:
    """Every wall of which she may know anything: those of her agency and those she has to answer."""
    return Wall.objects.filter(
        Q(pk__in=walls_of(actor).values("pk")) | Q(pk__in=answerable(actor).values("pk"))
    )


def wall_or_absent(actor: Actor, number: str) -> Wall:
    """The wall with this number of which she may know; `Absent` for anything else."""
    wall = known_walls(actor).select_related("account", "agency").filter(number=number).first()
    if wall is None:
        raise Absent
    return wall


def open_moves(actor: Actor, wall: Wall, may_answer: bool) -> list[WallMove]:
    """Moves that she may make on this wall now; `may_answer` says whether it stands in `answerable`."""
    hers = wall.agency_id == actor.agency_id
    return [
        move for move in WALL_MOVES if move.source == wall.state and (may_answer if move.second else hers)
    ]


def colleagues(actor: Actor) -> QuerySet[Account]:
    """Readers at work in her agency, apart from herself: whom she may wall off or ask to."""
    postings = Posting.objects.live(actor.now).filter(
        agency_id=actor.own_agency_id, role__in=matrix.reading_roles()
    )
    return (
        Account.objects.filter(pk__in=postings.values("account"))
        .exclude(pk=actor.own_account_id)
        .order_by("family_kana", "given_kana", "pk")
    )


def walled_here(actor: Actor, person_key: UUID) -> list[Wall]:
    """Open walls of her agency around one person whose record she reads; for supervisors."""
    return list(
        walls_of(actor).filter(person_key=person_key).select_related("account").order_by("since", "pk")
    )


def records_of(actor: Actor, keys: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """For each person one record that this actor may read: (`client` or `consultation`, number). Two queries."""
    found: dict[UUID, tuple[str, str]] = {}
    wanted = set(keys)
    for kind, rows in (
        ("consultation", Consultation.objects.visible_to(actor).order_by("sort_key")),
        ("client", Client.objects.visible_to(actor).order_by("sort_key")),
    ):
        for key, number in rows.filter(person_key__in=wanted).values_list("person_key", "number"):
            found[key] = (kind, number)
    return found


@dataclass(frozen=True, slots=True)
class WallRow:
    """One wall as a supervisor reads it: who is walled off and why; of the person only a way to her record."""

    number: str
    who: str
    agency: str
    ground: str
    since: datetime
    state: str
    is_self_declared: bool
    record: tuple[str, str] | None
    moves: tuple[str, ...]


def wall_rows(actor: Actor, walls: Iterable[Wall], may_answer: set[int], book: CodeBook) -> list[WallRow]:
    """Rows with the moves that are hers now. Two queries whatever their number.

    A stand-in from another agency sees the request alone: no record, whatever she may read elsewhere.
    """
    listed = list(walls)
    records = records_of(actor, [wall.person_key for wall in listed if wall.agency_id == actor.agency_id])
    return [
        WallRow(
            number=wall.number,
            who=wall.account.name,
            agency=wall.agency.label if wall.agency else "",
            ground=book.label("wall_ground", wall.ground),
            since=wall.since,
            state=wall.state,
            is_self_declared=wall.is_self_declared,
            record=records.get(wall.person_key),
            moves=tuple(move.name for move in open_moves(actor, wall, wall.pk in may_answer)),
        )
        for wall in listed
    ]
