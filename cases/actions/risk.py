"""Judging the risk of a case; a second person's answer where the level is to be lower (decisions 7 and 15)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from cases import risk_rule
from cases.actions import Stale
from cases.actions.case_task import held_case, lay_task, meet_tasks, touch
from cases.actions.client import note_event
from cases.actions.client_alert import begin_alert
from cases.cards import local_day
from cases.models import Case, CaseTask, Client, ClientAlert, CodeBook, RiskAssessment, RiskQuestion
from cases.models.client_alert import ClientAlertQuerySet
from cases.queries import risk as reads
from cases.queries.watch import walled_accounts
from cases.states.risk import ASKED_LOWER, REPLACED, RISK_MOVE_BY_NAME, STANDS
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, require_another

REVIEW, ALERT = "risk_review", "risk_high"
WHY = "a lower level of risk was approved by a second person"


@transaction.atomic
def judge_risk(
    actor: Actor, case: Case, version: int, *, questionnaire: str, answers: Mapping[str, str], fear: str, judged: str,
    fear_words: str = "", reason: str = "",
) -> RiskAssessment:  # fmt: skip
    """Sign one judgement, on the version of the case that her page showed.

    Raising stands at once. What is below the proposal or the standing level waits for a second person, and until then
    the higher one stands. Raises Absent for a case that is not hers and for what is not complete, Stale when somebody
    was quicker.
    """
    current = held_case(actor, case, "edit")
    if current.version != version:
        raise Stale(current)
    asked = list(RiskQuestion.objects.of(questionnaire))
    newest = reads.risks_of(actor, current).first()
    before = newest.level if newest else ""
    _require_whole(asked, answers, fear, judged)
    proposed = risk_rule.proposal(answers, reads.red_flags(asked))
    if risk_rule.needs_reason(judged, proposed, before) and not reason.strip():
        raise Absent
    waits = risk_rule.is_lower(judged, proposed, before)
    level = risk_rule.highest(judged, proposed, before)
    waiting = RiskAssessment.objects.of_cases(actor).filter(case=current, state=ASKED_LOWER)
    waiting.update(state=REPLACED)
    one = RiskAssessment.objects.create(
        case=current, agency_id=current.agency_id, account_id=actor.own_account_id, signer_name=actor.name,
        version=(newest.version if newest else 0) + 1, judged_at=actor.now, questionnaire=questionnaire,
        answers=dict(answers), fear=fear, fear_words=fear_words, proposed=proposed, before=before, judged=judged,
        level=level, reason=reason, measures=reads.measures_at(level, CodeBook()),
        next_review_on=risk_rule.next_review(level, local_day(actor.now)), state=ASKED_LOWER if waits else STANDS,
    )  # fmt: skip
    meet_tasks(actor, current, REVIEW)
    lay_task(actor, current, REVIEW, due_on=one.next_review_on)
    _warn(actor, current.client, level)
    touch(current)
    if waits:
        _tell_second_person(actor, current, one)
    audit.record(actor, "risk.judge", one, record=current.number, level=level, proposed=proposed, new=judged)
    return one


def _tell_second_person(actor: Actor, case: Case, one: RiskAssessment) -> None:
    """Those who can answer are led to what waits; never a word about the woman, nor to whom is walled off from her."""
    but = [one.account_id, *walled_accounts(case.person_key)]
    path, to = reverse("case_risk_answer", args=[case.number]), watchers_of(one.agency_id, actor.now, but=but)
    send(actor, "risk.waits", to, number=one.number, path=path, name=actor.name, agency=actor.agency_name)


def _require_whole(asked: list[RiskQuestion], answers: Mapping[str, str], fear: str, judged: str) -> None:
    """Every question of the version has one of the three answers, and the codes are known. Raises Absent."""
    known = bool(asked) and set(answers) == {one.code for one in asked}
    if not known or not set(answers.values()) <= set(risk_rule.ANSWERS):
        raise Absent
    if judged not in risk_rule.LEVELS or fear not in reads.fears(CodeBook()):
        raise Absent


def _warn(actor: Actor, client: Client, level: str) -> None:
    """The alert on her card: set at the two upper levels, once; ended at the others."""
    if level not in risk_rule.WARNS:
        _end_alerts(actor, client)
    elif not _alerts(client).in_force(local_day(actor.now)).exists():
        begin_alert(actor, client, kind=ALERT)


def _alerts(client: Client) -> ClientAlertQuerySet:
    rows = ClientAlert.objects.everything("the alert of her risk follows the judgement")
    return rows.filter(client=client, kind=ALERT, ended_at__isnull=True)


def _end_alerts(actor: Actor, client: Client) -> None:
    for alert in _alerts(client).select_for_update(of=("self",), no_key=True):
        alert.ended_at, alert.ended_by_id = actor.now, actor.account_id
        alert.save(update_fields=["ended_at", "ended_by_id"])
        note_event(actor, client, "alert.ended", alert.number)
        audit.record(actor, "client.alert_end", client, alert=alert.number, kind=ALERT)


@approval
@transaction.atomic
def answer_lowering(actor: Actor, number: str, name: str, words: str = "") -> RiskAssessment:
    """A second person approves a lower level, or leaves the higher one (`words` say why).

    `number` is the judgement's. Raises Absent when it is not hers to answer, any more or at all, or not complete.
    """
    move = RISK_MOVE_BY_NAME.get(name)
    waiting = reads.answerable(actor).filter(number=number)
    found = waiting.first()
    if move is None or found is None or (move.needs_words and not words.strip()):
        raise Absent
    case = Case.objects.everything(WHY).select_for_update(of=("self",), no_key=True).get(pk=found.case_id)
    one = waiting.select_for_update(of=("self",), no_key=True).first()
    if one is None:
        raise Absent
    require_another(one.account_id, actor.account_id)
    one.state, one.answer_words = move.target, words
    one.answered_by_id, one.answered_at = actor.account_id, actor.now
    if one.state == STANDS:
        one.level, one.measures = one.judged, reads.measures_at(one.judged, CodeBook())
        one.next_review_on = risk_rule.next_review(one.judged, local_day(actor.now))
    one.save(update_fields=sorted(RiskAssessment.OF_ANSWER))
    if one.state == STANDS:
        _lower(actor, case, one)
    touch(case)
    audit.record(actor, f"risk.{name}", one, record=case.number, level=one.level)
    return one


def _lower(actor: Actor, case: Case, one: RiskAssessment) -> None:
    """What follows from the lower level. The second person may be from elsewhere and see neither task nor client."""
    tasks = CaseTask.objects.everything(WHY).waiting().filter(case=case, kind=REVIEW)
    for task in tasks.select_for_update(of=("self",), no_key=True):
        task.due_on, task.told_on, task.raised_on = one.next_review_on, None, None
        task.save(update_fields=["due_on", "told_on", "raised_on"])
        audit.record(actor, "case.task_shift", task, record=case.number, kind=REVIEW)
    if one.level not in risk_rule.WARNS:
        _end_alerts(actor, Client.objects.everything(WHY).get(pk=case.client_id))
