"""The page of the moves: once, by one, in order; what was written stays when somebody was quicker."""

import pytest

from cases.models import AccessReason, TimelineEntry
from referrals.actions.move import MoveRefused, move_referral
from referrals.models import ReferralEvent
from safeguards.models import AuditLine
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db

REPORT = {
    "move": "report", "report-code": "contacted", "report-done_on": "令和8年11月1日", "report-text": "話せました。",
}  # fmt: skip


@pytest.fixture
def one(world):
    client, call = referrals.known_person(world.act(world.counselor))
    return referrals.offer(world.counselor, world.city, client=client, consultation=call, groups=["identity"])


def post(browser, account, one, **facts):
    return browser(account).post(f"/referrals/{one.number}/move/", facts)


def test_acceptance_discloses_both_anchors_exactly_as_offered(world, one):
    referrals.move(world.city_counselor, one, "accept")
    reasons = AccessReason.objects.filter(referral_number=one.number)
    assert {(reason.client_id, reason.consultation_id) for reason in reasons} == {
        (one.client_id, None), (None, one.consultation_id),
    }  # fmt: skip
    for reason in reasons:
        assert (reason.agency, reason.field_groups, reason.until) == (world.city, ["identity"], one.until)
        assert (reason.ground, reason.purpose, reason.covers_consultations) == ("consent", "joint", False)
    now = referrals.fresh(one)
    assert (now.state, now.accepted_by) == ("accepted", world.city_counselor)


@pytest.mark.parametrize(
    ("groups", "covers"),
    [(["identity"], False), (["identity", "narrative"], True), (["risk"], True), (["health"], False)],
)
def test_a_client_alone_covers_her_consultations_where_their_words_are_told(world, groups, covers):
    client, _call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(world.counselor, world.city, client=client, groups=groups)
    referrals.move(world.city_counselor, one, "accept")
    assert AccessReason.objects.get(referral_number=one.number).covers_consultations is covers


def test_a_record_that_left_the_sender_is_not_disclosed(world, one):
    type(one.client).objects.everything("test").filter(pk=one.client_id).update(agency=world.npo)
    with pytest.raises(MoveRefused):
        referrals.move(world.city_counselor, one, "accept")
    assert referrals.fresh(one).state == "sent"
    assert not AccessReason.objects.filter(referral_number=one.number).exists()


@pytest.mark.parametrize("name", ["accept", "decline", "report"])
def test_pressed_twice_it_happens_once(world, browser, one, name):
    if name == "report":
        referrals.move(world.city_counselor, one, "accept")
    facts = {
        "accept": {"move": "accept"},
        "decline": {"move": "decline", "decline-code": "conflict"},
        "report": REPORT,
    }[name]
    hers = browser(world.city_counselor)
    answers = [
        hers.post(f"/referrals/{one.number}/move/", {**facts, "once": "one-form"}) for _press in range(2)
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url
    assert ReferralEvent.objects.everything("test").filter(what=name).count() == 1


def test_who_comes_second_is_told_and_loses_no_word(world, browser, one):
    referrals.move(world.city_counselor, one, "accept")
    referrals.report(world.city_counselor, one)
    answer = browser(world.city_counselor).post(
        f"/referrals/{one.number}/move/",
        {"move": "decline", "decline-code": "other", "decline-text": "書いた理由"},
    )
    assert answer.status_code == 409
    assert "ほかの人が先に進めました" in answer.content.decode()
    assert referrals.fresh(one).state == "reported"


def test_a_report_without_its_facts_keeps_what_was_typed(world, browser, one):
    referrals.move(world.city_counselor, one, "accept")
    for facts in ({"report-done_on": "R8.13.40"}, {"report-done_on": "2999-01-01"}, {"report-code": ""}):
        answer = browser(world.city_counselor).post(
            f"/referrals/{one.number}/move/", {**REPORT, "report-text": "長い報告の文", **facts}
        )
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "長い報告の文" in text and facts.get("report-done_on", "令和8年11月1日") in text
    assert referrals.fresh(one).state == "accepted"


def test_reports_may_follow_each_other_until_it_is_closed(world, browser, one):
    referrals.move(world.city_counselor, one, "accept")
    for text in ("一回目", "二回目"):
        referrals.report(world.city_counselor, one, text)
    page = browser(world.counselor).get(f"/referrals/{one.number}/").content.decode()
    assert page.index("一回目") < page.index("二回目")
    assert post(browser, world.counselor, one, move="close").status_code == 302
    with pytest.raises(MoveRefused):
        referrals.report(world.city_counselor, one)


@pytest.mark.parametrize("name", ["", "send", "open", "accept'", "ACCEPT"])
def test_an_unknown_move_is_absent(world, browser, one, name):
    assert post(browser, world.city_counselor, one, move=name).status_code == 404
    assert browser(world.city_counselor).get(f"/referrals/{one.number}/move/").status_code == 405


def test_the_senders_side_cannot_accept_and_the_receivers_cannot_recall(world, browser, one):
    assert post(browser, world.counselor, one, move="accept").status_code == 409
    recall = {"move": "recall", "recall-code": "safety"}
    assert browser(world.city_counselor).post(f"/referrals/{one.number}/move/", recall).status_code == 409
    assert referrals.fresh(one).state == "sent"


def test_both_sides_read_one_story_on_the_timeline(world, one):
    referrals.move(world.city_counselor, one, "accept")
    referrals.report(world.city_counselor, one)
    referrals.move(world.counselor, one, "close")
    entries = TimelineEntry.objects.everything("test").filter(target_number=one.number).order_by("pk")
    assert [entry.event for entry in entries] == [
        "referral.sent", "referral.accepted", "referral.reported", "referral.closed",
    ]  # fmt: skip
    assert {(entry.agency_id, entry.other_agency_id) for entry in entries} == {
        (world.center.pk, world.city.pk)
    }


def test_each_step_and_each_reading_leaves_its_line_without_words(world, browser, one):
    browser(world.city_counselor).get(f"/referrals/{one.number}/")
    referrals.move(world.city_counselor, one, "accept")
    referrals.report(world.city_counselor, one, "秘密の報告")
    browser(world.city_counselor).get(f"/referrals/{one.number}/")
    referrals.move(world.counselor, one, "recall", code="safety", text="秘密の理由")
    lines = AuditLine.objects.filter(object_number=one.number).order_by("pk")
    events = [
        "referral.send",
        "referral.read",
        "referral.accept",
        "referral.report",
        "referral.read",
        "referral.recall",
    ]
    assert [line.event for line in lines] == events
    told = "".join(AuditLine.objects.values_list("facts", flat=True))
    assert not [word for word in ("秘密", "鍋澤", "住まい") if word in told]


def test_a_walled_colleague_cannot_accept_for_the_agency(world, one):
    cases.wall(world.city_counselor, one.client)
    with pytest.raises(MoveRefused):
        referrals.move(world.city_counselor, one, "accept")
    referrals.move(world.city_supervisor, one, "accept")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_accept_at_one_moment_and_one_does_it(world, one):
    second = account_with_posting(world.city, "counselor")
    world.city_counselor  # noqa: B018 made before the hands start
    stale = referrals.fresh(one)

    def accept(number):
        actor = world.act([world.city_counselor, second][number])
        try:
            return move_referral(actor, stale, "accept").state
        except MoveRefused:
            return "refused"

    assert sorted(in_parallel(accept)) == ["accepted", "refused"]
    assert ReferralEvent.objects.everything("test").filter(what="accept").count() == 1
    assert AccessReason.objects.filter(referral_number=one.number).count() == 2


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_acceptance_and_recall_at_one_moment_leave_no_open_disclosure(world, one):
    world.city_counselor  # noqa: B018
    stale = referrals.fresh(one)

    def act(number):
        account, name, facts = [
            (world.city_counselor, "accept", {}), (world.counselor, "recall", {"code": "safety"}),
        ][number]  # fmt: skip
        row = type(stale)(
            **{field.attname: stale.__dict__[field.attname] for field in stale._meta.concrete_fields}
        )
        try:
            return move_referral(world.act(account), row, name, **facts).state
        except MoveRefused:
            return "refused"

    answers = in_parallel(act)
    state = referrals.fresh(one).state
    live = AccessReason.objects.filter(referral_number=one.number, withdrawn_at__isnull=True)
    assert answers.count("refused") == 1
    assert live.exists() is (state == "accepted")
