"""危険度: the questionnaire of a day, what stands on a case, what waits for a second person, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from cases import risk_rule
from cases.cards import local_day
from cases.choices.risk import (
    ANSWER_LABELS,
    LEVEL_LABELS,
    LEVEL_SIGNS,
    LEVEL_TONES,
    PROPOSAL_LABELS,
    RISK_STATE_LABELS,
    RISK_STATE_TONES,
)
from cases.models import Case, CodeBook, RiskAssessment, RiskQuestion
from cases.models.risk import RiskAssessmentQuerySet
from cases.queries.sight import may
from cases.states.risk import ASKED_LOWER
from safeguards import calendar
from safeguards.access import Absent, Actor

EARLIER = 20  # judgements shown below the form


def questions_on(day: date) -> list[RiskQuestion]:
    """The questionnaire that is in force on a day, in its order."""
    return list(RiskQuestion.objects.on(day))


def questions_of(found: Iterable[RiskAssessment]) -> list[RiskQuestion]:
    """The questions that were asked in these judgements, whichever version stood then. One query."""
    versions = {one.questionnaire for one in found}
    return list(RiskQuestion.objects.filter(version__in=versions).order_by("position", "pk"))


def red_flags(questions: Iterable[RiskQuestion]) -> list[str]:
    """Codes of the questions whose yes can only raise."""
    return [one.code for one in questions if one.is_red_flag]


def risks_of(actor: Actor, case: Case) -> RiskAssessmentQuerySet:
    """Judgements of a case that she may see, the newest first."""
    rows = RiskAssessment.objects.of_cases(actor).filter(case=case)
    return rows.select_related("answered_by").order_by("-version")


def answerable(actor: Actor) -> RiskAssessmentQuerySet:
    """Lower levels that wait for her as the second person, never one of her own judgements."""
    return RiskAssessment.objects.answerable(actor)


def request_or_absent(actor: Actor, case_number: str) -> RiskAssessment:
    """What waits for her answer on the case of this number; Absent for anything else."""
    rows = answerable(actor).filter(case__number=case_number)
    found = rows.select_related("case", "agency").first()
    if found is None:
        raise Absent
    return found


def measures_at(level: str, book: CodeBook) -> list[str]:
    """Codes of the measures that a level brings: its own and those of every lower one."""
    return book.below("risk_measure", *risk_rule.LEVELS[: risk_rule.rank(level)])


def fears(book: CodeBook) -> dict[str, str]:
    """How afraid she says that she is: codes with labels, in their order."""
    return dict(book.choices("risk_fear", calendar.fiscal_year(timezone.localdate())))


@dataclass(frozen=True, slots=True)
class Level:
    """A level as it is shown: word, tone and sign."""

    code: str
    label: str
    tone: str
    sign: str


def level_card(code: str) -> Level:
    """The word and the sign of a level."""
    return Level(code, str(LEVEL_LABELS[code]), LEVEL_TONES[code], LEVEL_SIGNS[code])


@dataclass(frozen=True, slots=True)
class RiskCard:
    """One judgement, narrowed to its reader: names of staff and reasons in her own agency only, her own words only
    for who reads what was said."""

    number: str
    level: Level
    judged: str
    proposed: str
    is_other: bool
    state: str
    state_label: str
    state_tone: str
    judged_at: datetime
    next_review_on: date
    version: int
    questionnaire: str
    signer: str
    reason: str
    fear: str
    fear_words: str
    measures: tuple[str, ...]
    answered_by: str
    answer_words: str
    answers: tuple[tuple[str, str], ...] = ()


def risk_card(
    one: RiskAssessment, groups: frozenset[str], book: CodeBook, *, is_own: bool,
    questions: Iterable[RiskQuestion] = (),
) -> RiskCard:  # fmt: skip
    """For showing; no query. Only for who reads the field group `risk`."""
    is_told = "narrative" in groups
    return RiskCard(
        number=one.number,
        level=level_card(one.level),
        judged=str(LEVEL_LABELS[one.judged]),
        proposed=str(PROPOSAL_LABELS[one.proposed]),
        is_other=one.judged != one.level,
        state=one.state,
        state_label=str(RISK_STATE_LABELS[one.state]),
        state_tone=RISK_STATE_TONES[one.state],
        judged_at=one.judged_at,
        next_review_on=one.next_review_on,
        version=one.version,
        questionnaire=one.questionnaire,
        signer=one.signer_name if is_own else "",
        reason=one.reason if is_own and is_told else "",
        fear=book.label("risk_fear", one.fear),
        fear_words=one.fear_words if is_told else "",
        measures=tuple(book.label("risk_measure", code) for code in one.measures),
        answered_by=one.answered_by.name if is_own and one.answered_by else "",
        answer_words=one.answer_words if is_own and is_told else "",
        answers=tuple(
            (question.text, str(ANSWER_LABELS[one.answers[question.code]]))
            for question in questions
            if question.version == one.questionnaire and question.code in one.answers
        ),
    )


@dataclass(frozen=True, slots=True)
class RiskPanel:
    """The risk on the page of a case: the judgement that stands, or that there is none."""

    card: RiskCard | None
    is_late: bool
    url: str
    answer_url: str


def risk_panel(actor: Actor, case: Case, groups: frozenset[str], book: CodeBook) -> RiskPanel | None:
    """For who reads the risk. One query; one more where a lower level waits."""
    if "risk" not in groups:
        return None
    is_own = case.tie_to(actor) == "own"
    newest = risks_of(actor, case).first()
    card = risk_card(newest, groups, book, is_own=is_own) if newest else None
    waits = newest is not None and newest.state == ASKED_LOWER
    answers = waits and answerable(actor).filter(case=case).exists()
    return RiskPanel(
        card=card,
        is_late=newest is not None and newest.next_review_on < local_day(actor.now),
        url=reverse("case_risk", args=[case.number]) if is_own and may(actor, case, "edit") else "",
        answer_url=reverse("case_risk_answer", args=[case.number]) if answers else "",
    )


@dataclass(frozen=True, slots=True)
class RiskRequest:
    """A lower level that waits, as the second person sees it, also one from elsewhere: no name, no word of hers."""

    number: str
    agency: str
    signer: str
    judged_at: datetime
    standing: Level
    judged: Level
    proposed: str
    before: str
    reason: str
    fear: str
    raised: tuple[str, ...]


def risk_request(one: RiskAssessment, book: CodeBook) -> RiskRequest:
    """What the second person needs for an answer. One query."""
    asked = list(RiskQuestion.objects.of(one.questionnaire))
    found = risk_rule.raised(one.answers, red_flags(asked))
    return RiskRequest(
        one.number, one.agency.label, one.signer_name, one.judged_at, level_card(one.level), level_card(one.judged),
        str(PROPOSAL_LABELS[one.proposed]), str(LEVEL_LABELS[one.before]) if one.before else "", one.reason,
        book.label("risk_fear", one.fear), tuple(row.text for row in asked if row.code in found),
    )  # fmt: skip
