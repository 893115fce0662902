"""The weekly notice of who opened records, and the question "I do not know why" (R-30)."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.choices import EXPLANATIONS
from cases.models import OpeningQuestion
from cases.queries.emergency import auditors
from cases.queries.opening_question import question_or_absent
from cases.queries.opening_week import (
    keepers_of_records,
    monday_of,
    opening_of,
    openings_in_week,
    week_before,
)
from cases.queries.watch import walled_accounts
from cases.states import ESCALATED, OPENING_MOVE_BY_NAME
from partners.actions.alert import send
from partners.actors import actor_of
from partners.models import Agency, Alert, Posting
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day
from safeguards.second_person import approval, require_another

NOTICE = "opening.week"


@transaction.atomic
def ask_why(actor: Actor, token: str) -> OpeningQuestion:
    """She does not know why this person opened this record on this day: a third person is asked.

    Her agency's supervisor, else the stand-ins, never the reader, who learns nothing. A second press changes
    nothing. Raises Absent for what she does not keep.
    """
    line, record = opening_of(actor, token)
    agency = Agency.objects.filter(code=line["agency_code"]).first()
    try:
        with transaction.atomic():
            question = OpeningQuestion.objects.create(
                asked_by_id=actor.own_account_id, agency_id=actor.own_agency_id, reader_id=line["account_id"],
                reader_agency=agency, object_type=line["object_type"], object_number=line["object_number"],
                person_key=record.person_key, day=line["day"], times=line["times"], asked_at=actor.now,
            )  # fmt: skip
    except IntegrityError:
        return OpeningQuestion.objects.visible_to(actor).get(
            asked_by_id=actor.own_account_id, reader_id=line["account_id"], reader_agency=agency,
            object_number=line["object_number"], day=line["day"],
        )  # fmt: skip
    but = [actor.account_id, question.reader_id, *walled_accounts(question.person_key)]
    told = watchers_of(actor.own_agency_id, actor.now, but=but)
    send(
        actor, "opening.asked", told or _auditors_but(actor, question), number=question.number,
        path=reverse("opening_list") if told else reverse("account_alerts"), agency=actor.agency_name,
    )  # fmt: skip
    audit.record(actor, "opening.ask", question, record=question.object_number, day=question.day)
    return question


@approval
@transaction.atomic
def answer_question(actor: Actor, number: str, name: str, explanation: str = "") -> OpeningQuestion:
    """One move of the table (`cases.states.OPENING_MOVES`), by a third person; raises Absent otherwise.

    An explanation is one of `cases.choices.EXPLANATIONS` (ValueError without). Safe against a second press: the
    update names the old state. Who asked is told; leak handling tells the auditors.
    """
    question, move = question_or_absent(actor, number), OPENING_MOVE_BY_NAME.get(name)
    if move is None or move.source != question.state:
        raise Absent
    if name == "explain" and explanation not in EXPLANATIONS:
        raise ValueError("explanation")
    require_another(question.asked_by_id, actor.account_id, question.reader_id)
    # Sight was asked above; here no join may stand between the row and its old state, else two hands would win.
    changed = OpeningQuestion.objects.everything("the old state decides").filter(
        pk=question.pk, state=move.source
    )
    code = explanation if name == "explain" else ""
    if not changed.update(
        state=move.target, answered_by_id=actor.account_id, answered_at=actor.now, explanation=code
    ):
        raise Absent
    question.refresh_from_db(fields=["state", "answered_by_id", "answered_at", "explanation"])
    week = urlencode({"week": monday_of(question.day).isoformat()})
    send(
        actor, f"opening.{move.target}", [question.asked_by_id], number=question.number,
        path=f"{reverse('opening_week')}?{week}", agency_id=question.agency_id, agency=actor.agency_name,
    )  # fmt: skip
    if move.target == ESCALATED:
        address = f"{reverse('audit_list')}?{urlencode({'number': question.object_number})}"
        told = _auditors_but(actor, question)
        send(actor, "opening.leak", told, number=question.number, path=address, agency=question.agency.label)
    audit.record(actor, f"opening.{name}", question, explanation=code)
    return question


def carry_questions(old_key: UUID, new_key: UUID) -> None:
    """Questions follow the person whom a caller turned out to be, and so do the walls around her."""
    OpeningQuestion.objects.everything("the person is known now").filter(person_key=old_key).update(
        person_key=new_key
    )


def _auditors_but(actor: Actor, question: OpeningQuestion) -> list[int]:
    return [one for one in auditors(actor.now) if one not in (actor.account_id, question.reader_id)]


def tell_of_openings(now: datetime) -> int:
    """One notice a week to everybody who keeps records: how often others opened them in the week before.

    Whoever has this week's notice gets no second one, so it may run each minute; each notice is a transaction of
    its own. How many were told.
    """
    monday = week_before(japanese_day(now))
    about = monday.isoformat()
    told = set(Alert.objects.filter(kind=NOTICE, about=about).values_list("account_id", "agency_id"))
    due = {
        (one.account_id, one.agency_id): one  # of two roles at one agency the supervisor's sees more
        for one in sorted(keepers_of_records(now), key=lambda one: one.role == "supervisor")
        if (one.account_id, one.agency_id) not in told
    }
    for posting in due.values():
        _tell_of_week(posting, monday, now)
    return len(due)


@transaction.atomic
def _tell_of_week(posting: Posting, monday: date, now: datetime) -> None:
    hers = actor_of(posting.account, [posting], posting.pk, now)
    times = sum(one["times"] for one in openings_in_week(hers, monday))
    send(
        Actor.system("weekly notice of openings"), NOTICE, [posting.account_id], number=monday.isoformat(),
        path=f"{reverse('opening_week')}?{urlencode({'week': monday.isoformat()})}", agency_id=posting.agency_id,
        day=monday.isoformat(), times=times,
    )  # fmt: skip
