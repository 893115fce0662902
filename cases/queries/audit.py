"""Which lines of the trail speak of a person: they are taken out of the page of a walled reader (decision 19)."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet

from cases.models import ClientEmergency, OpeningQuestion, Tie, Wall
from cases.models.anchor import Anchor
from safeguards.access import Actor, ScopedQuerySet

WHY = "walls of the reader of the audit trail"


def walled_persons(actor: Actor) -> list[UUID]:
    """Persons who do not exist for this account. One query; mostly none."""
    return list(
        Wall.objects.standing().filter(account_id=actor.account_id).values_list("person_key", flat=True)
    )


def numbers_about(persons: list[UUID]) -> list[str]:
    """Numbers of everything that a line of the trail may be about and that belongs to these persons: their records,
    all that hangs on them, walls, matches, ties, emergencies and questions."""
    numbers: list[str] = []
    for model, paths in told_of_persons().items():
        about = reduce(or_, (Q(**{f"{path}person_key__in": persons}) for path in paths))
        numbers += _rows_of(model).filter(about).values_list("number", flat=True)
    numbers += ClientEmergency.objects.filter(content_object__person_key__in=persons).values_list(
        "emergency__number", flat=True
    )
    return numbers


@cache
def told_of_persons() -> dict[type[Model], tuple[str, ...]]:
    """Every table of this app with public numbers that leads to a person, and the ways there: its own key, that of the
    record that it points to, or of the record behind one that it points to. Read from the tables, so that a new one
    is in by itself."""
    found: dict[type[Model], tuple[str, ...]] = {}
    for model in apps.get_app_config("cases").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        ways = [""] if "person_key" in names else _ways(model)
        if "number" in names and ways:
            found[model] = tuple(ways)
    return found


def _ways(model: type[Model], deep: bool = True) -> list[str]:
    ways = []
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or field.related_model._meta.app_label != "cases":
            continue
        if issubclass(field.related_model, Anchor):
            ways.append(f"{field.name}__")
        elif deep:
            ways += [f"{field.name}__{way}" for way in _ways(field.related_model, deep=False)]
    return ways


def _rows_of(model: Any) -> QuerySet[Any]:
    rows = model.objects.all()
    return rows.everything(WHY) if isinstance(rows, ScopedQuerySet) else rows


def numbers_about_herself(actor: Actor) -> list[QuerySet]:
    """Numbers of what others ask or answer about this account, as queries: the trail tells her nothing of it."""
    return [
        OpeningQuestion.objects.everything(WHY).filter(reader_id=actor.own_account_id).values("number"),
        Tie.objects.filter(account_id=actor.own_account_id).values("number"),
    ]
