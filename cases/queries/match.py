"""Which possible duplicates a supervisor may know of, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases import states
from cases.models import Client, Match, MatchKey, Wall
from cases.models.match import STRONG, WEAK
from cases.states import BY_CENTER, MATCH_MOVES, MatchMove
from partners.queries.confirmation import CENTER, live_supervisors
from safeguards import matrix
from safeguards.access import Absent, Actor

MOST_COMPARED = 500


def is_center(actor: Actor) -> bool:
    """A supervisor of the women's center: she keeps the neutral queue."""
    return matrix.may_act(actor, "match", "own", "answer") and (actor.tier, actor.kind) == CENTER


def _unwalled(actor: Actor, rows: QuerySet[Match]) -> QuerySet[Match]:
    walls = Wall.objects.standing().filter(account_id=actor.own_account_id)
    for side in ("earlier", "later"):
        rows = rows.exclude(Exists(walls.filter(person_key=OuterRef(f"{side}__person_key"))))
    return rows


def queue(actor: Actor) -> QuerySet[Match]:
    """What the center has to look at: found, and put to an agency that has not answered."""
    if not is_center(actor):
        return Match.objects.none()
    return _unwalled(actor, Match.objects.filter(state__in=(states.FOUND, states.PUT)))


def put_to(actor: Actor) -> QuerySet[Match]:
    """Questions to her own agency, which knew the woman earlier. Never one that she asked herself."""
    if not matrix.may_act(actor, "match", "own", "answer") or actor.agency_id is None:
        return Match.objects.none()
    asked = Match.objects.filter(state=states.PUT, earlier__agency_id=actor.agency_id)
    return _unwalled(actor, asked.exclude(asked_by_id=actor.own_account_id))


def agreed(actor: Actor) -> QuerySet[Match]:
    """Those to which the woman agreed and in which her agency is one of the two."""
    if not matrix.may_act(actor, "match", "own", "answer") or actor.agency_id is None:
        return Match.objects.none()
    hers = Q(earlier__agency_id=actor.agency_id) | Q(later__agency_id=actor.agency_id)
    return _unwalled(actor, Match.objects.filter(hers, state=states.AGREED))


def match_or_absent(actor: Actor, number: str, move: MatchMove) -> Match:
    """The match on which this move is hers now; `Absent` for anything else."""
    rows = queue(actor) if move.by == BY_CENTER else put_to(actor)
    match = rows.select_related("earlier__agency").filter(number=number, state=move.source).first()
    if match is None:
        raise Absent
    return match


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One match as its reader may know it: in the queue two codes and a strength; `client_number` is her own."""

    number: str
    since: datetime
    codes: tuple[str, ...]
    is_strong: bool
    is_put: bool
    client_number: str
    client_name: str
    moves: tuple[str, ...]


def may_be_asked(actor: Actor, agency_ids: Iterable[int]) -> set[int]:
    """Agencies where another supervisor than herself is at work, who can ask the woman. One query."""
    there = live_supervisors(actor.now).filter(agency_id__in=set(agency_ids))
    return set(there.exclude(account_id=actor.own_account_id).values_list("agency_id", flat=True))


def queue_rows(actor: Actor, matches: Iterable[Match]) -> list[MatchRow]:
    """Two agency codes and a strength: no name, no number, no date of hers."""
    listed = list(matches)
    askable = may_be_asked(actor, [one.earlier.agency_id for one in listed])
    return [
        MatchRow(
            number=one.number, since=one.found_at, codes=(one.earlier.agency.code, one.later.agency.code),
            is_strong=one.strength == STRONG, is_put=one.state == states.PUT, client_number="", client_name="",
            moves=tuple(
                move.name
                for move in MATCH_MOVES
                if move.source == one.state
                and move.by == BY_CENTER
                and (move.name != "ask" or one.earlier.agency_id in askable)
            ),
        )
        for one in listed
    ]  # fmt: skip


def own_rows(actor: Actor, matches: Iterable[Match]) -> list[MatchRow]:
    """Her own client of each; the other agency is named only after the woman agreed."""
    listed = list(matches)
    mine = {one.pk: one.earlier if one.earlier.agency_id == actor.agency_id else one.later for one in listed}
    visible = Client.objects.visible_to(actor).filter(pk__in=[client.pk for client in mine.values()])
    names = {client.pk: client.name for client in visible}
    rows = []
    for one in listed:
        client = mine[one.pk]
        other = one.later if client is one.earlier else one.earlier
        if client.pk in names:
            rows.append(
                MatchRow(
                    number=one.number, since=one.asked_at or one.found_at,
                    codes=(other.agency.label,) if one.state == states.AGREED else (),
                    is_strong=one.strength == STRONG, is_put=one.state == states.PUT,
                    client_number=client.number, client_name=names[client.pk],
                    moves=("agree", "decline") if one.state == states.PUT else (),
                )
            )  # fmt: skip
    return rows


def with_both(rows: QuerySet[Match]) -> QuerySet[Match]:
    """Joined to both clients and their agencies, for rows; nothing sealed is read."""
    sides = [f"{side}__{field}" for side in ("earlier", "later") for field in ("number", "agency_id")]
    agencies = [
        f"{side}__agency__{field}" for side in ("earlier", "later") for field in ("code", "name", "name_en")
    ]
    own = [field.name for field in Match._meta.concrete_fields]
    return rows.select_related("earlier__agency", "later__agency").only(*own, *sides, *agencies)


def partners_of(key: MatchKey) -> list[tuple[Any, str]]:
    """Clients of other agencies under the same blind key: (client, strength), each once, the stronger first.

    Whole birth dates that differ are no match, also when the year is the same.
    """
    alike = MatchKey.objects.filter(digest=key.digest, kind=key.kind).exclude(agency_id=key.agency_id)
    if key.kind == WEAK:
        whole = MatchKey.objects.filter(kind=STRONG)
        if whole.filter(client_id=key.client_id).exists():
            alike = alike.exclude(Exists(whole.filter(client_id=OuterRef("client_id"))))
    return [(one.client_id, key.kind) for one in alike.order_by("pk")[:MOST_COMPARED]]


def to_compare() -> list[MatchKey]:
    """Keys that were written since the last round; whole dates first."""
    return list(
        MatchKey.objects.filter(is_compared=False)
        .annotate(order_of_kind=F("kind"))
        .order_by("order_of_kind", "pk")[:MOST_COMPARED]
    )
