"""Questioned openings: which wait for this supervisor, and how each is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cases import states
from cases.choices import EXPLANATIONS
from cases.models import OpeningQuestion
from cases.models.opening_question import OpeningQuestionQuerySet
from cases.queries.watch import waits_for
from cases.states import OPENING_MOVES
from safeguards import matrix
from safeguards.access import Absent, Actor


def answerable(actor: Actor) -> OpeningQuestionQuerySet:
    """Questions that wait for this supervisor: never one that she asked, never one about herself."""
    if not matrix.may_act(actor, "opening", "own", "answer") or actor.agency_id is None:
        return OpeningQuestion.objects.visible_to(actor).none()
    return (
        OpeningQuestion.objects.visible_to(actor)
        .filter(waits_for(actor, "reader_id", "asked_by_id", person="person_key"), state=states.OPENING_ASKED)
        .exclude(asked_by_id=actor.own_account_id)
    )


def answered(actor: Actor) -> OpeningQuestionQuerySet:
    """What was answered in her agency, for its supervisors."""
    rows = OpeningQuestion.objects.visible_to(actor).filter(agency_id=actor.own_agency_id)
    return rows.exclude(state=states.OPENING_ASKED)


def question_or_absent(actor: Actor, number: str) -> OpeningQuestion:
    """The one question with this number that is hers to answer; `Absent` for anything else."""
    one = answerable(actor).select_related("reader", "agency").filter(number=number).first()
    if one is None:
        raise Absent
    return one


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as a supervisor reads it: who, when, how often; of the woman only the number of her record."""

    number: str
    asked_at: datetime
    asked_by: str
    agency: str
    reader: str
    day: date
    times: int
    kind: str
    record: str
    state: str
    explanation: str
    moves: tuple[str, ...]


def question_rows(actor: Actor, found: Iterable[OpeningQuestion]) -> list[QuestionRow]:
    """Rows without further questions. A reader of another agency is told by her agency alone."""
    return [
        QuestionRow(
            number=one.number, asked_at=one.asked_at, asked_by=one.asked_by.name, agency=one.agency.label,
            reader=_reader(actor, one), day=one.day, times=one.times, kind=one.object_type.rpartition(".")[2],
            record=one.object_number if one.agency_id == actor.agency_id else "", state=one.state,
            explanation=str(EXPLANATIONS.get(one.explanation, "")),
            moves=tuple(move.name for move in OPENING_MOVES if move.source == one.state),
        )
        for one in found
    ]  # fmt: skip


def _reader(actor: Actor, one: OpeningQuestion) -> str:
    agency = one.reader_agency.label if one.reader_agency else ""
    if one.reader_agency_id in (actor.agency_id, one.agency_id):
        return f"{one.reader.name} ({agency})"
    return agency
