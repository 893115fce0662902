"""Moving what belongs to one client to another, noting each row, and moving it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction

from cases import states
from cases.models import Client, PartyKey, Tie, Wall
from cases.queries.belongings import Column, keyed, pointing
from cases.states import TIE_NOT_SAME

Moved = dict[str, list[str]]  # keys of rows by column
COUNTED_ON = frozenset({"version", "changed_at"})  # go on counting, so that a form drawn before is noticed


def snapshot(client: Client) -> dict[str, Any]:
    """Every column of a client, opened, as JSON keeps it; the caller seals it."""
    return {field.attname: _plain(getattr(client, field.attname)) for field in client._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def restore(client: Client, told: dict[str, Any], *, but: frozenset[str] = frozenset()) -> None:
    """Put every column back as a snapshot tells it, apart from some; also the moment of the last change."""
    for field in client._meta.concrete_fields:
        if field.attname in told and field.attname not in but:
            setattr(client, field.attname, field.to_python(told[field.attname]))
    client.save()
    if "changed_at" not in but:
        changed_at = Client._meta.get_field("changed_at").to_python(told["changed_at"])
        Client.objects.everything("given back as it was").filter(pk=client.pk).update(changed_at=changed_at)


def differences(client: Client, told: dict[str, Any]) -> dict[str, Any]:
    """Columns in which the row differs from a snapshot, with what stands there now."""
    now = snapshot(client)
    return {
        name: now[name]
        for name in told
        if name not in COUNTED_ON and _lines(now.get(name)) != _lines(told[name])
    }


def _lines(value: Any) -> Any:
    """A browser sends each line break in two signs: that alone is no change."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def move_rows(gone: Client, kept: Client) -> Moved:
    """Everything that points to the one points to the other from now on; which rows moved."""
    return {column.label: _move(column, {column.name: gone.pk}, kept.pk) for column in pointing()}


def move_keys(old: uuid.UUID, new: uuid.UUID) -> Moved:
    """Everything that bears the key of the one bears the other's from now on; which rows moved."""
    return {column.label: _move(column, {"person_key": old}, new) for column in keyed()}


def move_back(moved: Moved, value: Any, columns: Iterable[Column]) -> None:
    """Give the noted rows their old value; what does not exist any more is passed over."""
    for column in columns:
        _move(column, {"pk__in": moved.get(column.label, [])}, value)


def _move(column: Column, wanted: dict[str, Any], value: Any) -> list[str]:
    """Set the column in these rows. A row that the other has already (such as the same match) stays where it is."""
    keys = list(column.rows().filter(**wanted).order_by().values_list("pk", flat=True))
    if keys and not _set(column, keys, value):
        keys = [key for key in keys if _set(column, [key], value)]
    return [str(key) for key in keys]


def _set(column: Column, keys: list[Any], value: Any) -> bool:
    name = getattr(column.model._meta.get_field(column.name), "attname", column.name)
    try:
        with transaction.atomic():
            column.rows().filter(pk__in=keys).update(**{name: value})
    except IntegrityError:
        return False
    return True


def join_walls(old: uuid.UUID, new: uuid.UUID) -> dict[str, str]:
    """A wall around either stands around both; whose each wall was.

    Against one account one open wall stands at most: of two the one in force, the other one is put aside.
    """
    walls = list(Wall.objects.filter(person_key__in=[old, new]).select_for_update(no_key=True).order_by("pk"))
    strong = {w.account_id: w for w in walls if w.person_key == new and w.state in states.OPEN}
    for wall in walls:
        if wall.person_key == old and wall.state in states.OPEN:
            known = strong.get(wall.account_id)
            if known is not None and (known.state in states.IN_FORCE or wall.state not in states.IN_FORCE):
                continue
            if known is not None:
                _put(known, uuid.uuid4())
            _put(wall, new)
    return {str(wall.pk): str(was) for wall, was in _noted(walls)}


def join_ties(old: uuid.UUID, new: uuid.UUID) -> dict[str, str]:
    """Ties of both are ties of the one; a "not the same" stays only where both had it (`carry_parties`)."""
    ties = list(Tie.objects.filter(person_key__in=[old, new]).select_for_update(no_key=True).order_by("pk"))
    there = {(tie.account_id, tie.agency_id): tie for tie in ties if tie.person_key == new}
    for tie in ties:
        if tie.person_key == old:
            known = there.get((tie.account_id, tie.agency_id))
            if known is not None and (known.state != TIE_NOT_SAME or tie.state == TIE_NOT_SAME):
                continue
            if known is not None:
                _put(known, uuid.uuid4())
            _put(tie, new)
    return {str(tie.pk): str(was) for tie, was in _noted(ties)}


def _noted(rows: list[Any]) -> list[tuple[Any, uuid.UUID]]:
    return [(row, getattr(row, "was_of", row.person_key)) for row in rows]


def _put(row: Any, key: uuid.UUID) -> None:
    if not hasattr(row, "was_of"):
        row.was_of = row.person_key
    row.person_key = key
    row.save(update_fields=["person_key"])


def part_walls(were: dict[str, str], old: uuid.UUID, new: uuid.UUID) -> None:
    """Each wall goes back around its person. One that was laid meanwhile stays around both: nobody can tell now
    whom of the two it was meant for."""
    _give_back(Wall.objects.all(), were)
    meanwhile = Wall.objects.open().filter(person_key=new).exclude(pk__in=[int(key) for key in were])
    around_old = set(Wall.objects.open().filter(person_key=old).values_list("account_id", flat=True))
    for wall in meanwhile:
        if wall.account_id not in around_old:
            Wall.objects.create(
                account_id=wall.account_id, person_key=old, agency_id=wall.agency_id, ground=wall.ground,
                state=wall.state, asked_by_id=wall.asked_by_id, laid_by_id=wall.laid_by_id, since=wall.since,
            )  # fmt: skip


def part_ties(were: dict[str, str]) -> None:
    """Each tie goes back to its person."""
    _give_back(Tie.objects.all(), were)


def _give_back(rows: models.QuerySet[Any, Any], were: dict[str, str]) -> None:
    """In two steps, so that two rows that changed places do not meet; a place that was taken meanwhile stays taken."""
    there = list(rows.filter(pk__in=[int(key) for key in were]).select_for_update(no_key=True).order_by("pk"))
    away = [row for row in there if str(row.person_key) != were[str(row.pk)]]
    for row in away:
        _put(row, uuid.uuid4())
    for row in away:
        try:
            with transaction.atomic():
                _put(row, uuid.UUID(were[str(row.pk)]))
        except IntegrityError:
            continue


def name_party_keys(*clients: Client) -> None:
    """The blind keys of who stands in these records bear the key of their person."""
    for client in clients:
        for of in ({"client": client}, {"consultation__client": client}):
            PartyKey.objects.filter(**of).exclude(person_key=client.person_key).update(
                person_key=client.person_key
            )
