"""Laying, asking for and lifting walls. A wall stands from the moment it is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import states
from cases.models import Wall
from cases.models.anchor import Anchor
from cases.queries.wall import answerable, colleagues, open_moves, wall_or_absent
from cases.states import WALL_MOVE_BY_NAME
from partners.actions.alert import send
from partners.models import Account
from partners.queries.alert import watchers_of
from safeguards import audit, matrix
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another

SELF_DECLARED, TIE_FOUND, NAMED = "self_declared", "tie_found", "named"
NOT_CHOSEN = (SELF_DECLARED, TIE_FOUND, NAMED)  # grounds that the house writes by itself


def hold_person(anchor: Anchor) -> uuid.UUID:
    """The person of this record, held until the transaction ends: a wall that is laid while somebody says who
    called stands around the person she turned out to be. The caller holds the transaction."""
    rows = type(anchor).objects.everything("whose record it is, before a wall is laid")
    return (
        rows.select_for_update(of=("self",), no_key=True)
        .values_list("person_key", flat=True)
        .get(pk=anchor.pk)
    )


@transaction.atomic
def declare_tie(actor: Actor, person_key: uuid.UUID) -> Wall:
    """She knows the person: the wall against herself stands at once, and whoever watches over her is told.

    A second press changes nothing. No name of the person is told to anybody.
    """
    wall, is_new = _open_wall(actor, person_key, _herself(actor), SELF_DECLARED, states.STANDING)
    if not is_new and wall.state == states.ASKED:
        _stand(actor, wall)
    elif not is_new:
        return wall
    audit.record(actor, "wall.declare", wall)
    _tell(actor, wall, "wall.declared", but=[actor.account_id], name=actor.name)
    return wall


@transaction.atomic
def wall_off(actor: Actor, person_key: uuid.UUID, account: Account, ground: str) -> Wall:
    """Wall a colleague off a person: at once by a supervisor, else asked of those who watch over her.

    The colleague is never told. Raises Absent for herself and for people who do not work with records here.
    """
    if not colleagues(actor).filter(pk=account.pk).exists():
        raise Absent
    if matrix.may_act(actor, "wall", "own", "lay"):
        return lay_wall(actor, person_key, account, ground, actor.own_agency_id)
    wall, is_new = _open_wall(actor, person_key, account, ground, states.ASKED)
    if is_new:
        audit.record(actor, "wall.ask", wall, account=account.number, ground=ground)
        _tell(actor, wall, "wall.asked", but=[account.pk, actor.account_id])
    return wall


@transaction.atomic
def lay_wall(actor: Actor, person_key: uuid.UUID, account: Account, ground: str, agency_id: int) -> Wall:
    """Lay a wall at once; that this supervisor may is for the caller to judge. The walled one is never told.

    `agency_id` is the agency whose supervisors watch over it from now on. A second press changes nothing.
    """
    wall, is_new = _open_wall(actor, person_key, account, ground, states.STANDING, agency_id)
    if is_new or wall.state == states.ASKED:
        _stand(actor, wall)
        audit.record(actor, "wall.lay", wall, account=account.number, ground=ground)
    return wall


@approval
@transaction.atomic
def move_wall(actor: Actor, number: str, name: str) -> Wall:
    """One move of the table (`cases.states.WALL_MOVES`); raises Absent when it is not hers or not now.

    Safe against a second press: the update names the old state. Lifting needs two persons, and neither of
    them is the walled one.
    """
    wall, move = wall_or_absent(actor, number), WALL_MOVE_BY_NAME.get(name)
    may_answer = answerable(actor).filter(pk=wall.pk).exists()
    if move is None or move not in open_moves(actor, wall, may_answer):
        raise Absent
    if move.second and not is_another(wall.asked_by_id, actor.account_id, wall.account_id):
        raise Absent
    changes: dict[str, object] = {"state": move.target}
    if name == "ask_lift":
        changes["asked_by_id"] = actor.account_id
    elif name == "lay":
        changes |= {"laid_by_id": actor.account_id, "since": actor.now}
    elif name == "lift":
        changes["lifted_at"] = actor.now
    if not Wall.objects.filter(pk=wall.pk, state=move.source, asked_by_id=wall.asked_by_id).update(**changes):
        raise Absent
    wall.refresh_from_db()
    audit.record(actor, f"wall.{name}", wall, account=wall.account.number)
    if name == "ask_lift":
        _tell(actor, wall, "wall.lift_asked", but=[wall.account_id, actor.account_id])
    return wall


def lift_named(
    actor: Actor, person_keys: Iterable[uuid.UUID], agency_id: int, asked_by: int, keep: Iterable[int]
) -> None:
    """End what was laid at a sender's word and a supervisor of the receiver found to be nobody: she is the second
    person. Not those around the accounts in `keep`, nor her own. The caller holds the transaction."""
    laid = Wall.objects.filter(
        state=states.STANDING,
        ground=NAMED,
        agency_id=agency_id,
        asked_by_id=asked_by,
        person_key__in=person_keys,
    )
    for wall in laid.exclude(account_id__in=[*keep, actor.own_account_id]).select_related("account"):
        if Wall.objects.filter(pk=wall.pk, state=states.STANDING).update(
            state=states.LIFTED, lifted_at=actor.now
        ):
            audit.record(actor, "wall.lift", wall, account=wall.account.number)


def carry_walls(old_key: uuid.UUID, new_key: uuid.UUID) -> None:
    """What stood or was asked before it was known who called goes on for the person she turned out to be."""
    there = {wall.account_id: wall for wall in Wall.objects.open().filter(person_key=new_key)}
    for wall in Wall.objects.open().filter(person_key=old_key):
        known = there.get(wall.account_id)
        if known is None:
            known = Wall(
                account_id=wall.account_id,
                person_key=new_key,
                agency_id=wall.agency_id,
                ground=wall.ground,
                asked_by_id=wall.asked_by_id,
            )
        elif known.state in states.IN_FORCE or wall.state == states.ASKED:
            continue
        known.state, known.laid_by_id, known.since = wall.state, wall.laid_by_id, wall.since
        known.save()


def _herself(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.own_account_id)


def _open_wall(
    actor: Actor,
    person_key: uuid.UUID,
    account: Account,
    ground: str,
    state: str,
    agency_id: int | None = None,
) -> tuple[Wall, bool]:
    """The open wall between the two and whether it is new; of two hands at one moment one makes it."""
    laid_by = actor.account_id if state == states.STANDING else None
    try:
        with transaction.atomic():
            wall = Wall.objects.create(
                account=account,
                person_key=person_key,
                agency_id=agency_id or actor.own_agency_id,
                ground=ground,
                state=state,
                asked_by_id=actor.account_id,
                laid_by_id=laid_by,
                since=actor.now,
            )
        return wall, True
    except IntegrityError:
        wall = Wall.objects.open().select_for_update(no_key=True).get(account=account, person_key=person_key)
        return wall, False


def _stand(actor: Actor, wall: Wall) -> None:
    wall.state, wall.laid_by_id, wall.since = states.STANDING, actor.account_id, actor.now
    wall.save(update_fields=["state", "laid_by_id", "since"])


def _tell(actor: Actor, wall: Wall, kind: str, *, but: list[int | None], **facts: str) -> None:
    assert wall.agency_id is not None
    facts["agency"] = actor.agency_name
    send(
        actor,
        kind,
        watchers_of(wall.agency_id, actor.now, but=but),
        number=wall.number,
        path=reverse("wall_list"),
        agency_id=None,
        **facts,
    )
