"""Every act of a second person, tried with every way in which three people can stand on its sides (R-06)."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from cases.actions.case import open_case
from cases.actions.contact import move_contact, review_contact
from cases.actions.emergency import review_emergency
from cases.actions.export import decide_export
from cases.actions.match import move_match
from cases.actions.opening import answer_question
from cases.actions.register_protection import answer_measure
from cases.actions.release import move_release, review_release
from cases.actions.risk import answer_lowering
from cases.actions.tie import move_tie
from cases.actions.wall import move_wall
from cases.models import Export, Match, RegisterProtection, Wall
from partners.actions.confirmation import confirm_posting
from partners.actions.registered_number import confirm_number
from partners.actions.review import confirm_still_here
from partners.models import Account, Invitation
from referrals.actions.named_person import answer_naming
from referrals.models import NamedPerson
from safeguards.access import Absent
from safeguards.second_person import APPROVALS
from tests.access.stage import _attempt, _emergency, _lowered, _number_of, _opening, _release, _tie
from tests.factories import cases, referrals
from tests.factories.partners import account, account_with_posting, agency_of, posting

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=200)


@dataclass
class Try:
    """What waits for an answer: `answer(actor)` gives it; `sides` are those who may not."""

    answer: object
    sides: set


def wall(state, move):
    def lay(world, asker, subject):
        one = Wall.objects.create(
            account=subject, person_key=cases.client(world.act(asker)).person_key, agency=world.center,
            ground="kin", since=timezone.now(), state=state, asked_by_id=asker.pk,
        )  # fmt: skip
        return Try(lambda actor: move_wall(actor, one.number, move), {asker, subject})

    return lay


def match(move):
    def lay(world, asker, subject):
        one = Match.objects.create(
            earlier=cases.client(world.act(asker)), later=cases.client(world.act(world.npo_counselor)),
            strength="strong", state="put", found_at=timezone.now(), asked_by_id=asker.pk,
        )  # fmt: skip
        return Try(lambda actor: move_match(actor, one.number, move, has_consent=True), {asker})

    return lay


def emergency(world, asker, subject):
    one = _emergency(world.npo, {"client": cases.client(world.act(world.city_counselor))})
    type(one).objects.everything("test").filter(pk=one.pk).update(account=subject, agency=world.center)
    return Try(lambda actor: review_emergency(actor, one.number, "find_right"), {subject})


def confirmation(world, asker, subject):
    """A posting that the asker made for the subject at an office for which this agency stands in."""
    office = agency_of("npo", "npo", deputy=world.center)
    waiting = posting(subject, office, "counselor", confirmed=False, made_by_id=asker.pk)
    version = Account.objects.get(pk=subject.pk).version
    return Try(lambda actor: confirm_posting(actor, waiting.number, version), {asker, subject})


def lost_factor(world, asker, subject):
    """All keys lost: the asker made a fresh invitation, and every posting sleeps until another confirms."""
    office = agency_of("npo", "npo", deputy=world.center)
    waiting = posting(subject, office, "account_admin", confirm_again=True)
    Invitation.objects.create(
        account=subject, made_by_id=asker.pk, made_at=timezone.now(), secret_digest=waiting.number
    )
    version = Account.objects.get(pk=subject.pk).version
    return Try(lambda actor: confirm_posting(actor, waiting.number, version), {asker, subject})


def account_review(world, asker, subject):
    office = agency_of("npo", "npo", deputy=world.center)
    since = timezone.now() - LONG_AGO
    place = posting(subject, office, "counselor", since=since)
    return Try(lambda actor: confirm_still_here(actor, place.number), {subject})


def export(move):
    def lay(world, asker, subject):
        now = timezone.now()
        one = Export.objects.everything("test").create(
            account=asker, agency=world.center, purpose="check", since_on=now.date(), until_on=now.date(), count=21,
            asked_at=now, until=now + timedelta(days=1),
        )  # fmt: skip
        return Try(lambda actor: decide_export(actor, one.number, move), {asker})

    return lay


def question(name, explanation=""):
    def lay(world, asker, subject):
        if asker == subject:  # nobody questions herself: the database refuses it
            asker = account_with_posting(world.center, "supervisor")
        one = _opening(world.center, {"client": cases.client(world.act(asker))})
        type(one).objects.everything("test").filter(pk=one.pk).update(asked_by=asker, reader=subject)
        return Try(lambda actor: answer_question(actor, one.number, name, explanation), {asker, subject})

    return lay


def release(name, **facts):
    def lay(world, asker, subject):
        one = _release(world.center, {"client": cases.client(world.act(asker), current_place="場所")})
        type(one).objects.everything("test").filter(pk=one.pk).update(account=asker)
        return Try(lambda actor: move_release(actor, one.number, name, **facts), {asker})

    return lay


def contact(name):
    def lay(world, asker, subject):
        one = _attempt(world.center, {"client": cases.client(world.act(asker))})
        type(one).objects.everything("test").filter(pk=one.pk).update(account=asker)
        return Try(lambda actor: move_contact(actor, one.number, name), {asker})

    return lay


def contact_in_danger(name):
    def lay(world, asker, subject):
        done = {
            "state": "open",
            "danger_ground": "life",
            "review": "to_review",
            "review_due": timezone.localdate(),
        }
        one = _attempt(world.center, {"client": cases.client(world.act(asker))}, **done)
        type(one).objects.everything("test").filter(pk=one.pk).update(account=asker)
        return Try(lambda actor: review_contact(actor, one.number, name, "見直した"), {asker})

    return lay


def release_in_danger(name):
    def lay(world, asker, subject):
        told = {
            "state": "released", "danger_ground": "life", "review": "to_review", "review_due": timezone.localdate(),
        }  # fmt: skip
        one = _release(world.center, {"client": cases.client(world.act(asker), current_place="場所")}, **told)
        type(one).objects.everything("test").filter(pk=one.pk).update(account=asker)
        return Try(lambda actor: review_release(actor, one.number, name, "見直した"), {asker})

    return lay


def tie(name, reason=""):
    def lay(world, asker, subject):
        one = _tie(world.center, {"client": cases.client(world.act(asker))})
        type(one).objects.filter(pk=one.pk).update(account=subject)
        return Try(lambda actor: move_tie(actor, one.number, name, reason=reason), {subject})

    return lay


def naming(answers_herself):
    def lay(world, asker, subject):
        referral = referrals.offer(None, world.center, actor=world.act(world.city_counselor))
        one = NamedPerson.objects.create(
            referral=referral, agency=world.center, person_key=referral.person_key, words="だれか", holds=True,
            asked_by_id=asker.pk, asked_at=referral.sent_at,
        )  # fmt: skip
        meant = [subject.number] if answers_herself else []
        return Try(
            lambda actor: answer_naming(actor, one.number, meant), {asker, subject} if meant else {asker}
        )

    return lay


def risk(name):
    def lay(world, asker, subject):
        case = cases.case(world.act(asker), cases.client(world.act(asker)))
        one = _lowered(world.center, {"case": case})
        type(one).objects.everything("test").filter(pk=one.pk).update(account=asker)
        return Try(lambda actor: answer_lowering(actor, one.number, name, "確かめた"), {asker})

    return lay


def registered_number(world, asker, subject):
    one = _number_of(world.police)
    type(one).objects.filter(pk=one.pk).update(entered_by=asker)
    return Try(lambda actor: confirm_number(actor, world.police, one.number), {asker})


def register(state, name):
    def lay(world, asker, subject):
        case = _case_of(world.act(asker))
        today = timezone.localdate()
        one = RegisterProtection.objects.create(
            case=case, agency=world.center, account=asker, entered_by=asker, made_at=timezone.now(), kind="a",
            elsewhere="市", applied_on=today, state=state, starts_on=today, ends_on=today,
        )  # fmt: skip
        return Try(lambda actor: answer_measure(actor, one.number, name), {asker})

    return lay


def _case_of(actor):
    return open_case(actor, cases.client(actor), timezone.localdate())


TRIES = {
    "cases.actions.register_protection.answer_measure": [
        register("set", "confirm"), register("end_asked", "end"), register("end_asked", "keep"),
    ],
    "cases.actions.contact.move_contact": [contact("approve"), contact("refuse")],
    "cases.actions.contact.review_contact": [contact_in_danger("find_right"), contact_in_danger("question")],
    "cases.actions.opening.answer_question": [question("explain", "joint"), question("escalate")],
    "cases.actions.release.move_release": [release("approve"), release("refuse", refusal="no_ground")],
    "cases.actions.release.review_release": [release_in_danger("find_right"), release_in_danger("question")],
    "cases.actions.risk.answer_lowering": [risk("approve"), risk("refuse")],
    "cases.actions.tie.move_tie": [tie("wall"), tie("not_same", "shared")],
    "partners.actions.registered_number.confirm_number": [registered_number],
    "referrals.actions.named_person.answer_naming": [naming(True), naming(False)],
    "cases.actions.export.decide_export": [export("approve"), export("refuse")],
    "cases.actions.wall.move_wall": [
        wall("asked", "lay"), wall("asked", "refuse"), wall("lift_asked", "lift"), wall("lift_asked", "keep"),
    ],
    "cases.actions.match.move_match": [match("agree"), match("decline")],
    "cases.actions.emergency.review_emergency": [emergency],
    "partners.actions.confirmation.confirm_posting": [confirmation, lost_factor],
    "partners.actions.review.confirm_still_here": [account_review],
}  # fmt: skip


def test_every_act_of_a_second_person_is_tried():
    assert set(TRIES) == set(APPROVALS)


@pytest.mark.parametrize("name", sorted(APPROVALS))
def test_approver_requester_and_subject_are_three(world, name):
    assert world.city_counselor and world.npo_counselor  # made before anything is taken back
    people = [account_with_posting(world.center, "supervisor") for _each in range(3)]
    done = 0
    for lay, (asker, subject, approver) in product(TRIES[name], product(people, repeat=3)):
        with transaction.atomic():
            waits = lay(world, asker, subject)
            try:
                with transaction.atomic():
                    waits.answer(world.act(approver))
                given = True
            except Absent:
                given = False
            transaction.set_rollback(True)
        assert given == (approver not in waits.sides), (name, lay, approver in waits.sides)
        done += given
    assert done


def test_nobody_without_the_role_or_of_another_agency_answers(world):
    asker, subject = (account_with_posting(world.center, "supervisor") for _each in range(2))
    elsewhere = account_with_posting(agency_of("npo", "npo"), "supervisor")
    others = [world.counselor, elsewhere, world.auditor, world.admin, account()]
    for tries in TRIES.values():
        for lay in tries:
            waits = lay(world, asker, subject)
            for other in others:
                with pytest.raises(Absent):
                    waits.answer(world.act(other))
