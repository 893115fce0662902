"""Which lines of the trail speak of a person: they are taken out of the page of a walled reader (decision 19)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import (
    Case,
    Child,
    ChildCheck,
    Client,
    ClientEmergency,
    Consultation,
    DvReport,
    Match,
    OpeningQuestion,
    Release,
    RiskAssessment,
    Tie,
    Wall,
)  # fmt: skip
from cases.models.anchor import Anchor
from safeguards.access import Actor

WHY = "walls of the reader of the audit trail"
ANCHORS: tuple[type[Anchor], ...] = (Client, Consultation, Case, Child)


def walled_persons(actor: Actor) -> list[UUID]:
    """Persons who do not exist for this account. One query; mostly none."""
    return list(
        Wall.objects.standing().filter(account_id=actor.account_id).values_list("person_key", flat=True)
    )


def numbers_about(persons: list[UUID]) -> list[str]:
    """Numbers of records, of what hangs on them, walls, matches, releases, questions, ties and emergencies of these
    persons."""
    numbers = [number for model in ANCHORS for number in _numbers_of(model, persons)]
    numbers += Wall.objects.filter(person_key__in=persons).values_list("number", flat=True)
    numbers += Match.objects.filter(
        Q(earlier__person_key__in=persons) | Q(later__person_key__in=persons)
    ).values_list("number", flat=True)
    numbers += (
        Release.objects.everything(WHY)
        .filter(Q(client__person_key__in=persons) | Q(consultation__person_key__in=persons))
        .values_list("number", flat=True)
    )
    for model in (ChildCheck, DvReport):
        about = model.objects.everything(WHY).filter(consultation__person_key__in=persons)
        numbers += about.values_list("number", flat=True)
    risks = RiskAssessment.objects.everything(WHY).filter(case__person_key__in=persons)
    numbers += risks.values_list("number", flat=True)
    numbers += (
        OpeningQuestion.objects.everything(WHY)
        .filter(person_key__in=persons)
        .values_list("number", flat=True)
    )
    numbers += Tie.objects.filter(person_key__in=persons).values_list("number", flat=True)
    numbers += ClientEmergency.objects.filter(content_object__person_key__in=persons).values_list(
        "emergency__number", flat=True
    )
    return numbers


def _numbers_of(model: type[Anchor], persons: list[UUID]) -> QuerySet:
    return model.objects.everything(WHY).filter(person_key__in=persons).values_list("number", flat=True)


def numbers_about_herself(actor: Actor) -> list[QuerySet]:
    """Numbers of what others ask or answer about this account, as queries: the trail tells her nothing of it."""
    return [
        OpeningQuestion.objects.everything(WHY).filter(reader_id=actor.own_account_id).values("number"),
        Tie.objects.filter(account_id=actor.own_account_id).values("number"),
    ]
