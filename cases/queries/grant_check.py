"""Does every record belong to its own agency? The check after a restore, and whenever one doubts."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef

from cases.models import Case, Child, Client, Consultation
from cases.models.anchor import Anchor

ANCHORS: tuple[type[Anchor], ...] = (Client, Consultation, Case, Child)


def count_without_owner() -> int:
    """How many records have no open grant of their own agency: nobody who works there would find them."""
    return sum(_without_owner(model) for model in ANCHORS)


def _without_owner(model: type[Anchor]) -> int:
    grants: Any = model.grant_model()
    own = grants.objects.filter(
        content_object=OuterRef("pk"), group_id=OuterRef("agency__group_id"), until__isnull=True
    )
    every = model.objects.everything("check of the owners' grants").annotate(
        group_of_owner=F("agency__group_id")
    )
    if model is Client:  # one that is joined to another is opened by nobody until it is given back
        every = every.filter(merged_into__isnull=True)
    return int(every.filter(~Exists(own)).count())
