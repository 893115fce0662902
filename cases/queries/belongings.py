"""What belongs to a client, read from the tables themselves: a table that is added later moves by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from cases.models import Client
from cases.models.access_reason import TOLD
from safeguards.access import ScopedQuerySet

WHY = "two records of one woman"
# Follow from the records and are made anew, or tell of the merge itself.
MADE_ANEW = frozenset({"cases.clientgrant", "cases.matchkey", "cases.partykey", "cases.persongram"})
OF_THE_MERGE = frozenset({"cases.clientmerge"})
# Where one account stands against one person at most: joined one by one (`cases.actions.merge_moves`).
ONE_BY_ONE = frozenset({"cases.wall", "cases.tie"})
# An owner owns both rows all along.
ONLY = {"cases.accessreason": Q(kind__in=TOLD)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table that points to a client or bears the key of a person."""

    model: type[Model]
    name: str

    @property
    def label(self) -> str:
        """Its name in the sealed record of a merge: `cases.release.client`."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def rows(self) -> QuerySet[Any, Any]:
        """Every row that may move."""
        return every(self.model).filter(ONLY.get(self.model._meta.label_lower, Q()))


def every(model: type[Model]) -> QuerySet[Any, Any]:
    """All rows of a table, scoped or not."""
    rows = model._default_manager.all()
    return rows.everything(WHY) if isinstance(rows, ScopedQuerySet) else rows


def pointing() -> Iterator[Column]:
    """Every column that points to a client and moves with her."""
    for relation in Client._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if is_reverse and (relation.one_to_many or relation.one_to_one):
            table: Any = relation.related_model
            if table._meta.label_lower not in MADE_ANEW | OF_THE_MERGE:
                yield Column(table, relation.field.name)  # type: ignore[union-attr]


def keyed() -> Iterator[Column]:
    """Every column with the key of a person, apart from what is made anew and what is joined one by one."""
    apart = {"cases.persongram"} | ONE_BY_ONE
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "person_key" in names and model._meta.label_lower not in apart:
            yield Column(model, "person_key")
