"""Records of the demo with the reason and the grant of their owner, written in bulk as the actions would write them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model

from cases.demo.people import new_number
from cases.models import AccessReason
from cases.models.access_reason import ReasonKind
from cases.models.anchor import Anchor

BATCH = 1000


def write_many(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert rows of one table."""
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def write_anchors(model: type[Anchor], grants: type[Any], rows: Sequence[Any]) -> None:
    """Insert records of one kind with `agency` at hand, and for each of them its owner's reason and grant."""
    if not rows:
        return
    permission = Permission.objects.get(content_type__app_label="cases", codename=model.view_codename())
    write_many(model, rows)
    chance = random.Random(str(rows[0].number))
    write_many(
        AccessReason,
        (
            AccessReason(
                kind=ReasonKind.OWNER, agency_id=row.agency_id, since=row.sort_key, number=new_number(chance),
                **{model.object_type(): row},
            )
            for row in rows
        ),
    )  # fmt: skip
    write_many(
        grants,
        (
            grants(
                group_id=row.agency.group_id, permission=permission, content_object=row, since=row.sort_key,
                sort_key=row.sort_key,
            )
            for row in rows
        ),
    )  # fmt: skip
