"""Turning the key of the fields while the house runs: a new key in the ring, old values sealed anew, the old key out.

Each step can be stopped at any moment and taken up again: a value opens under the key whose version it carries.
Source: R-44.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files import locks
from django.db import models, transaction

from safeguards import keys
from safeguards.fields import EncryptedTextField, Sealed

BATCH = 200
MOST_VERSIONS = 255  # the version is one byte of each value
WHY = "turning of the key of the fields"
Report = Callable[[str, int, int], None]


class StillUsed(ValueError):
    """A key cannot be retired: it is the current one, or values stand under it."""


@contextmanager
def _ring_to_change() -> Iterator[dict[str, Any]]:
    """The ring as it stands, locked against a second hand; what was changed is written whole or not at all."""
    place = Path(settings.YUI_KEY_FILE)
    with place.with_suffix(".lock").open("w") as gate:
        locks.lock(gate, locks.LOCK_EX)
        ring = json.loads(place.read_text())
        yield ring
        fresh = place.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump(ring, stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def add_key() -> int:
    """Put a fresh 256-bit key into the ring; its version. It only opens so far: `use_newest` makes it the current one.

    A key that waits already is taken instead of another. A version is never given twice; raises ValueError after
    255 of them.
    """
    with _ring_to_change() as ring:
        newest = max(map(int, ring["keys"]))
        if newest > ring["current"]:
            return newest
        version = max(newest, *ring.get("retired", [0])) + 1
        if version > MOST_VERSIONS:
            raise ValueError("The ring has had 255 keys; a value has room for no more.")
        ring.setdefault("index", ring["keys"][min(ring["keys"], key=int)])
        ring["keys"][str(version)] = base64.b64encode(secrets.token_bytes(32)).decode()
    return version


def use_newest() -> int:
    """Seal new values under the newest key of the ring from now on; its version."""
    with _ring_to_change() as ring:
        ring["current"] = max(map(int, ring["keys"]))
        return int(ring["current"])


def retire_key(version: int, used: int) -> None:
    """Take a key out of the ring for good. `used` is how many values stand under it: raises StillUsed unless 0."""
    with _ring_to_change() as ring:
        if str(version) not in ring["keys"] or ring["current"] == version or used:
            raise StillUsed(f"Key {version} is in use or not in the ring.")
        del ring["keys"][str(version)]
        ring["retired"] = [*ring.get("retired", []), version]


def sealed_models() -> list[tuple[type[models.Model], list[EncryptedTextField]]]:
    """Every table with sealed columns, and these columns."""
    found = [
        (model, [one for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)])
        for model in apps.get_models()
        if not model._meta.proxy
    ]
    return [(model, columns) for model, columns in found if columns]


def reseal_fields(report: Report) -> int:
    """Seal every value that is not under the current key anew; how many rows. Progress by table.

    In batches of 200 rows, each a transaction that holds its rows: a save beside it waits, and neither is lost.
    """
    return sum(_reseal(model, columns, report) for model, columns in sealed_models())


def _reseal(model: type[models.Model], columns: list[EncryptedTextField], report: Report) -> int:
    of, done, changed = _rows(model, columns).count(), 0, 0
    last: Any = None
    while True:
        with transaction.atomic():
            batch = _after(_rows(model, columns), last)
            for row in batch:
                changed += _reseal_row(model, columns, row)
        if not batch:
            return changed
        last, done = batch[-1].pk, done + len(batch)
        report(model._meta.label_lower, min(done, of), of)


def _after(rows: models.QuerySet, last: Any) -> list[Any]:
    beyond = rows if last is None else rows.filter(pk__gt=last)
    return list(beyond.select_for_update(no_key=True).order_by("pk")[:BATCH])


def _reseal_row(model: type[models.Model], columns: list[EncryptedTextField], row: models.Model) -> bool:
    now = keys.current_version()
    changes = {}
    for column in columns:
        sealed = row.__dict__[column.attname]
        if sealed and keys.version_of(sealed) != now:
            place = column.place_of(row)
            changes[column.attname] = Sealed(keys.seal(keys.unseal(bytes(sealed), place), place))
    if changes:
        _rows(model, columns).filter(pk=row.pk).update(**changes)
    return bool(changes)


def _rows(model: type[models.Model], columns: list[EncryptedTextField]) -> Any:
    rows: Any = model._default_manager.all()
    scoped = rows.everything(WHY) if hasattr(rows, "everything") else rows
    return scoped.only("pk", *[column.attname for column in columns])


def count_under(version: int) -> int:
    """How many sealed values of the fields stand under this key."""
    found = 0
    for model, columns in sealed_models():
        for row in _rows(model, columns).iterator(chunk_size=1_000):
            values = [row.__dict__[column.attname] for column in columns]
            found += sum(1 for sealed in values if sealed and keys.version_of(sealed) == version)
    return found


def count_opening(report: Report) -> tuple[int, int]:
    """How many sealed values of the fields open with the ring, and how many do not. Progress by table."""
    opened, shut = 0, 0
    for model, columns in sealed_models():
        of = _rows(model, columns).count()
        for done, row in enumerate(_rows(model, columns).iterator(chunk_size=1_000), start=1):
            for column in columns:
                sealed = row.__dict__[column.attname]
                if sealed:
                    try:
                        keys.unseal(bytes(sealed), column.place_of(row))
                        opened += 1
                    except keys.Unreadable:
                        shut += 1
            report(f"opening {model._meta.model_name}", done, of)
    return opened, shut
