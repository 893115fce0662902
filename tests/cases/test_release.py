"""Whereabouts go to an agency outside only after a call-back to its registered number, and never by one account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as _Browser
from django.utils import timezone

from cases import states
from cases.actions.client import change_client
from cases.actions.release import (
    ReleaseRefused,
    ask_release,
    move_release,
    review_release,
    tell_in_danger,
    tell_late_release_reviews,
    tell_places,
)
from cases.models import Release
from cases.queries import release as reads
from cases.rules import danger_review_due
from partners.models import Alert, RegisteredNumber
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases, releases
from tests.factories.partners import account_with_posting, agency_of
from tests.partners.forms import words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
PLACE, SCHOOL = "ひみつのアパート七号室", "ひみつの小学校"
NAME = "照会花子"
SAID = "警察と確かめました。必要な場所だけです。"


@pytest.fixture
def woman(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return cases.client(
        world.act(world.counselor), family_name=NAME, given_name="", current_place=PLACE, daily_places=SCHOOL
    )


@pytest.fixture
def approved(world, woman):
    one = releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    return releases.moved(world.supervisor, one, "approve")


def state_of(release):
    return releases.fresh(release).state


def test_the_whole_walk_shows_the_place_once_and_to_the_asker_alone(world, browser, woman):
    number = releases.registered(world.police)
    hers, second, colleague = (browser(one) for one in (world.counselor, world.supervisor, world.colleague))
    ask = f"/clients/{woman.number}/release/"
    pages = [hers.get(ask)]
    facts = {
        "agency": world.police.code, "requester": "生活安全課の人", "words": "居所を知りたいとのこと",
        "places": ["current_place"], "purpose": "protection", "ground": "dv_9", "way": "phone", "once": new_token(),
    }  # fmt: skip
    look = hers.post(ask, facts)
    assert look.status_code == 200 and "field__error" not in look.content.decode()
    assert world.police.name in words_of(look) and "はじめて" in words_of(look)
    assert not Release.objects.everything("test").exists()
    wrong = hers.post(ask, {**facts, "agency_seen": world.police.code, "agency_name": "べつの署"})
    assert wrong.status_code == 422
    sent = hers.post(ask, {**facts, "agency_seen": world.police.code, "agency_name": world.police.name})
    url = sent.url
    pages += [look, wrong, hers.get(url), second.get(url), colleague.get(url)]
    assert number.phone in words_of(pages[3]) and "お答えできません" in words_of(pages[3])
    called = {
        "move": "call_back", "called_number": number.number, "has_called": "on", "reached": "当直の山田さん",
        "once": new_token(),
    }  # fmt: skip
    assert hers.post(f"{url}move/", called).status_code == 302
    assert url in second.get("/").content.decode()
    assert url in second.get("/clients/releases/").content.decode()
    assert second.post(f"{url}move/", {"move": "approve", "once": new_token()}).status_code == 302
    pages += [
        hers.get(url),
        second.get(url),
        colleague.get(url),
        hers.get(f"/clients/{woman.number}/"),
        hers.get("/"),
    ]
    assert not [page for page in pages if PLACE in page.content.decode()]
    for other in (second, colleague):
        assert other.post(f"{url}tell/").status_code == 404
    assert hers.get(f"{url}tell/").status_code == 405
    told = hers.post(f"{url}tell/").content.decode()
    assert PLACE in told and SCHOOL not in told and "data-countdown=" in told
    assert PLACE not in hers.get(url).content.decode()
    line = AuditLine.objects.get(event="release.tell")
    assert f'"to":"{world.police.code}"' in line.facts and '"places":["current_place"]' in line.facts
    for text in AuditLine.objects.values_list("facts", flat=True):
        assert not [word for word in (PLACE, NAME, "山田", "生活安全課", "知りたい") if word in text]
    shown = words_of(hers.get(f"/clients/{woman.number}/"))
    assert world.police.name in shown and world.counselor.name in shown and "伝えた" in shown


STEPS = [
    [("stop", "release.stop")],
    [("call_back", "release.call_back"), ("refuse", "release.refuse")],
    [
        ("call_back", "release.call_back"), ("approve", "release.approve"), ("tell", "release.tell"),
        ("tell", "release.tell_again"),
    ],
    [("call_back", "release.call_back"), ("danger", "release.danger"), ("find_right", "release.find_right")],
    [("call_back", "release.call_back"), ("danger", "release.danger"), ("question", "release.question")],
]  # fmt: skip


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[-1][1])
def test_each_step_leaves_its_line_under_its_own_code(world, woman, steps):
    number, one = releases.registered(world.police), releases.asked(world.counselor, woman, world.police)
    for move, _code in steps:
        actor = world.act(
            world.supervisor if move in ("approve", "refuse", *states.RELEASE_REVIEWS) else world.counselor
        )
        if move in states.RELEASE_REVIEWS:
            review_release(actor, one.number, move, SAID)
        else:
            assert try_move(actor, one, move, number), move
    lines = AuditLine.objects.filter(object_number=one.number, event__startswith="release.").order_by("pk")
    assert [line.event for line in lines] == ["release.ask", *(code for _move, code in steps)]


# --- never by one account -----------------------------------------------------------------------------------


def people(world):
    walled = account_with_posting(world.center, "supervisor")
    return {
        "asker": world.counselor, "colleague": world.colleague, "supervisor": world.supervisor, "walled": walled,
        "city_supervisor": world.city_supervisor, "liaison": world.liaison, "auditor": world.auditor,
    }  # fmt: skip


FACTS = {
    "call_back": {"called_number": "", "reached": "当直"}, "approve": {}, "refuse": {"refusal": "no_ground"},
    "stop": {"refusal": "not_needed"},
}  # fmt: skip
# The contract, told apart from the code: who may do what in which state.
ALLOWED = {
    ("requested", "asker", "call_back"), ("requested", "asker", "stop"), ("called", "asker", "stop"),
    ("approved", "asker", "stop"), ("called", "supervisor", "approve"), ("called", "supervisor", "refuse"),
    ("approved", "asker", "tell"), ("called", "asker", "danger"),
}  # fmt: skip


def try_move(actor, release, name, number):
    try:
        if name == "tell":
            tell_places(actor, release.number)
        elif name == "danger":
            tell_in_danger(actor, release.number, "life")
        else:
            facts = {**FACTS[name], **({"called_number": number.number} if name == "call_back" else {})}
            move_release(actor, release.number, name, **facts)
    except (Absent, ReleaseRefused):
        return False
    return True


@pytest.mark.parametrize("state", ["requested", "called", "approved", "not_released", "stopped"])
@pytest.mark.parametrize(
    "who", ["asker", "colleague", "supervisor", "walled", "city_supervisor", "liaison", "auditor"]
)
def test_every_move_by_every_person_in_every_state(world, woman, state, who):
    number = releases.registered(world.police)
    one = releases.asked(world.counselor, woman, world.police)
    person = people(world)[who]
    if who == "walled":
        cases.wall(person, woman)
    if state != "requested":
        one = releases.called(world.counselor, one)
    if state == "approved":
        one = releases.moved(world.supervisor, one, "approve")
    elif state == "not_released":
        one = releases.moved(world.supervisor, one, "refuse", refusal="no_ground")
    elif state == "stopped":
        one = releases.moved(world.counselor, one, "stop", refusal="not_needed")
    for move in (*FACTS, "tell", "danger"):
        point = transaction.savepoint()
        assert try_move(world.act(person), one, move, number) == ((state, who, move) in ALLOWED), move
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("alone", [True, False])
def test_a_supervisor_who_asks_cannot_approve_herself_and_a_stand_in_does(world, woman, alone):
    """Where nobody else is at work, the deputy agency's supervisor sees the request, and nothing of the record."""
    world.center.deputy = world.city
    world.center.save()
    boss, other = world.supervisor, world.city_supervisor
    if not alone:
        account_with_posting(world.center, "supervisor")
    one = releases.called(boss, releases.asked(boss, woman, world.police))
    with pytest.raises(Absent):
        releases.moved(boss, one, "approve")
    assert Release.objects.visible_to(world.act(other)).filter(pk=one.pk).exists() == alone
    if alone:
        assert releases.moved(other, one, "approve").state == "approved"
        assert not Release.objects.visible_to(world.act(other)).filter(pk=one.pk).exists()


def test_a_stand_in_reads_the_request_without_a_way_to_the_record(world, browser, woman):
    world.center.deputy = world.city
    world.center.save()
    one = releases.called(world.supervisor, releases.asked(world.supervisor, woman, world.police))
    there = browser(world.city_supervisor)
    page = there.get(f"/clients/releases/{one.number}/")
    assert "居所を知りたいとのこと" in words_of(page) and "記録は見えません" in words_of(page)
    assert woman.number not in page.content.decode() and NAME not in words_of(page)
    assert there.get(f"/clients/{woman.number}/").status_code == 404


def test_the_database_itself_refuses_one_account(world, woman, approved):
    one = releases.fresh(approved)
    for changes in (
        {"decided_by_id": world.counselor.pk}, {"state": "released", "called_number": None},
        {"state": "released", "decided_by": None}, {"state": "released", "decided_by": None, "danger_ground": "life"},
        {"reviewed_by_id": world.counselor.pk}, {"client": None},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.everything("test").filter(pk=one.pk).update(**changes)


# --- the number --------------------------------------------------------------------------------------------


def test_no_field_takes_a_number_and_a_strange_one_is_refused(world, browser, woman):
    releases.registered(world.police)
    other = releases.registered(world.hospital, phone="000-555-0666")
    one = releases.asked(world.counselor, woman, world.police)
    hers = browser(world.counselor)
    url = f"/clients/releases/{one.number}/"
    page = hers.get(url).content.decode()
    assert 'type="tel"' not in page and 'inputmode="tel"' not in page
    typed = {"move": "call_back", "has_called": "on", "reached": "山田"}
    for number in ("090-1111-2222", "", other.number):
        assert hers.post(f"{url}move/", {**typed, "called_number": number}).status_code == 422
    unheard = {
        **typed,
        "called_number": RegisteredNumber.objects.get(agency=world.police).number,
        "has_called": "",
    }
    assert hers.post(f"{url}move/", unheard).status_code == 422
    assert state_of(one) == "requested"


@pytest.mark.parametrize("fields", [{"confirmed_by": None, "since": None}, {"until": timezone.now()}, None])
def test_an_agency_without_a_number_in_force_cannot_be_told(world, browser, woman, fields):
    if fields is not None:
        releases.registered(world.police, **fields)
    assert world.police not in reads.receivers(world.act(world.counselor))
    with pytest.raises(Absent):
        ask_release(
            world.act(world.counselor), woman, places=["current_place"], **releases.request_of(world.police)
        )
    assert (
        world.police.code
        not in browser(world.counselor).get(f"/clients/{woman.number}/release/").content.decode()
    )


def test_lawyers_and_ones_own_agency_are_never_among_them(world, woman):
    lawyers = agency_of("other", "legal_support", name="弁護士の会")
    for agency in (lawyers, world.center):
        releases.registered(agency)
        assert agency not in reads.receivers(world.act(world.counselor))


def test_a_number_that_ends_meanwhile_stops_everything(world, woman, approved):
    RegisteredNumber.objects.filter(agency=world.police).update(until=timezone.now())
    with pytest.raises(ReleaseRefused, match="number"):
        tell_places(world.act(world.counselor), approved.number)


# --- walls, time, change, hands ------------------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["counselor", "supervisor"])
def test_a_wall_laid_in_between_beats_the_approval(world, browser, woman, approved, whom):
    walled = getattr(world, whom)
    cases.wall(walled, woman)
    there = browser(walled)
    url = f"/clients/releases/{approved.number}/"
    assert there.get(url).status_code == 404
    assert there.post(f"{url}tell/").status_code == 404
    for page in ("/", "/clients/releases/"):
        assert approved.number not in there.get(page).content.decode()
    with pytest.raises((Absent, ReleaseRefused)):
        tell_places(world.act(world.counselor), approved.number)
    assert state_of(approved) == "approved"


def test_watchers_who_are_walled_off_hear_nothing(world, woman):
    cases.wall(world.supervisor, woman)
    stranger = account_with_posting(world.center, "supervisor")
    releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    told = Alert.objects.filter(kind="release.waits").values_list("account_id", flat=True)
    assert set(told) == {stranger.pk}


@pytest.mark.parametrize(("hours", "works"), [(23.99, True), (24, False), (48, False)])
def test_it_goes_stale(world, woman, approved, hours, works):
    later = replace(world.act(world.counselor), now=approved.asked_at + timedelta(hours=hours))
    if works:
        assert tell_places(later, approved.number).places[0][1] == PLACE
        return
    with pytest.raises(ReleaseRefused, match="time"):
        tell_places(later, approved.number)
    assert move_release(later, approved.number, "stop", refusal="not_needed").state == "stopped"


@pytest.mark.parametrize(
    ("field", "value", "works"),
    [
        ("current_place", "あたらしい部屋", False),
        ("daily_places", "別の学校", True),
        ("phone", "090-0555-0001", True),
    ],
)
def test_a_place_that_changed_in_between_is_not_told_on_the_old_approval(
    world, woman, approved, field, value, works
):
    change_client(world.act(world.counselor), cases.fresh(woman), {field: value}, cases.fresh(woman).version)
    if works:
        assert tell_places(world.act(world.counselor), approved.number).places == (("いまの居所", PLACE),)
        return
    with pytest.raises(ReleaseRefused, match="changed"):
        tell_places(world.act(world.counselor), approved.number)


def test_a_second_press_shows_the_same_until_the_same_moment_and_no_longer(world, browser, woman, approved):
    actor = world.act(world.counselor)
    first = tell_places(actor, approved.number)
    again = tell_places(replace(actor, now=actor.now + timedelta(seconds=100)), approved.number)
    assert (again.places, again.until) == (first.places, first.until)
    assert first.until - actor.now == timedelta(minutes=3)
    with pytest.raises(ReleaseRefused, match="quicker"):
        tell_places(replace(actor, now=actor.now + timedelta(minutes=3)), approved.number)
    assert AuditLine.objects.filter(event="release.tell").count() == 1
    assert AuditLine.objects.filter(event="release.tell_again").count() == 1


def test_the_slower_hand_hears_that_somebody_was_quicker(world, browser, woman):
    other = account_with_posting(world.center, "supervisor")
    one = releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    releases.moved(other, one, "approve")
    with pytest.raises(ReleaseRefused, match="quicker"):
        releases.moved(world.supervisor, one, "refuse", refusal="no_ground")
    late = browser(world.supervisor).post(
        f"/clients/releases/{one.number}/move/", {"move": "approve"}, follow=True
    )
    assert "先に進めた" in words_of(late)
    assert releases.fresh(one).decided_by_id == other.pk


def test_one_form_sent_twice_is_one_release(world, browser, woman):
    releases.registered(world.police)
    facts = {
        "agency": world.police.code, "agency_seen": world.police.code, "agency_name": world.police.name,
        "requester": "人", "words": "居所", "places": ["current_place"], "purpose": "protection", "ground": "dv_9",
        "way": "phone", "once": new_token(),
    }  # fmt: skip
    hers = browser(world.counselor)
    first, second = (hers.post(f"/clients/{woman.number}/release/", facts) for _press in range(2))
    assert first.url == second.url
    assert Release.objects.everything("test").count() == 1


def test_a_caller_whom_the_agency_does_not_know_is_told_to_the_watchers(world, woman):
    one = releases.asked(world.counselor, woman, world.police)
    releases.moved(world.counselor, one, "stop", refusal="unknown_there", refusal_words="知らないとのこと")
    told = Alert.objects.get(kind="release.pretext")
    assert told.account_id == world.supervisor.pk and told.facts == {"receiver": world.police.label}
    assert releases.fresh(one).refusal_words == "知らないとのこと"


def test_nothing_that_was_said_stands_in_clear(world, woman, approved):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_release")
        row = str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
    assert "生活安全課" not in row and "知りたい" not in row and "当直" not in row


# --- who may ask -----------------------------------------------------------------------------------------------


def test_a_record_that_was_only_told_or_has_no_place_is_not_asked_from(world, browser, woman):
    releases.registered(world.police)
    cases.disclosure(world.act(world.counselor), woman, world.city)
    there = browser(world.city_counselor)
    assert there.get(f"/clients/{woman.number}/").status_code == 200
    assert there.get(f"/clients/{woman.number}/release/").status_code == 404
    assert "外部から居所" not in words_of(there.get(f"/clients/{woman.number}/"))
    empty = cases.client(world.act(world.counselor))
    assert browser(world.counselor).get(f"/clients/{empty.number}/release/").status_code == 404


@pytest.mark.parametrize("places", [[], ["phone"], ["current_place", "family_name"], ["registered_place"]])
def test_only_places_that_are_there_can_be_asked_for(world, woman, places):
    releases.registered(world.police)
    with pytest.raises(Absent):
        ask_release(world.act(world.counselor), woman, places=places, **releases.request_of(world.police))


def test_places_of_a_consultation_go_the_same_way(world, browser):
    call = cases.consultation(world.act(world.counselor), whereabouts_note=PLACE)
    one = releases.asked(world.counselor, call, world.police, ("whereabouts_note",))
    releases.moved(world.supervisor, releases.called(world.counselor, one), "approve")
    assert tell_places(world.act(world.counselor), one.number).places[0][1] == PLACE
    assert one.number in browser(world.counselor).get(f"/consultations/{call.number}/").content.decode()


# --- imminent danger -------------------------------------------------------------------------------------------


@pytest.fixture
def told_in_danger(world, woman):
    one = releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    told = tell_in_danger(world.act(world.counselor), one.number, "life")
    assert told.places == (("いまの居所", PLACE),)
    return releases.fresh(one)


def test_danger_needs_the_call_back_a_ground_and_a_proof_of_just_now(world, browser, woman):
    one = releases.asked(world.counselor, woman, world.police)
    url = f"/clients/releases/{one.number}/danger/"
    hers = browser(world.counselor)
    hers.post(url, {"danger_ground": "life"})
    assert state_of(one) == "requested"
    releases.called(world.counselor, one)
    assert hers.post(url, {}).status_code == 422
    late = _Browser()
    sign_in(late, world.counselor, at=(timezone.now() - timedelta(minutes=25)).timestamp())
    for answer in (late.get(url), late.post(url, {"danger_ground": "life"})):
        assert answer.status_code == 302 and answer.url.startswith("/account/proof/")
    assert state_of(one) == "called"
    page = hers.get(url).content.decode()
    assert PLACE not in page
    assert PLACE in hers.post(url, {"danger_ground": "life"}).content.decode()
    told = releases.fresh(one)
    assert (told.state, told.review, told.decided_by_id) == ("released", "to_review", None)
    assert Alert.objects.get(kind="release.danger").account_id == world.supervisor.pk


def test_the_look_is_anothers_and_says_something(world, browser, woman, told_in_danger):
    one = told_in_danger
    hers, boss = browser(world.counselor), browser(world.supervisor)
    review = f"/clients/releases/{one.number}/review/"
    assert one.number in boss.get("/").content.decode()
    assert hers.post(review, {"move": "find_right", "words": SAID}).status_code == 404
    for words in ("", "ok", "   "):
        assert boss.post(review, {"move": "find_right", "words": words}).status_code == 422
    assert boss.post(review, {"move": "question", "words": SAID, "once": new_token()}).status_code == 302
    done = releases.fresh(one)
    assert (done.review, done.reviewed_by_id, done.review_words) == (
        states.QUESTIONED,
        world.supervisor.pk,
        SAID,
    )
    assert Alert.objects.get(kind="release.question").account_id == world.counselor.pk
    with pytest.raises(Absent):
        review_release(world.act(world.supervisor), one.number, "find_right", SAID)
    assert SAID in words_of(hers.get(f"/clients/releases/{one.number}/"))


def test_a_late_look_is_told_once_and_locks_nobody_out(world, browser, woman, told_in_danger):
    world.center.deputy = world.city
    world.center.save()
    for one in (world.city_supervisor, world.auditor):
        one.save()
    due = told_in_danger.review_due
    assert due == danger_review_due(timezone.localdate())
    later = timezone.now() + (due - timezone.localdate() + timedelta(days=1))
    assert tell_late_release_reviews(timezone.now()) == 0
    assert tell_late_release_reviews(later) == 1
    assert tell_late_release_reviews(later) == 0
    told = set(Alert.objects.filter(kind="release.late").values_list("account_id", flat=True))
    assert {world.supervisor.pk, world.city_supervisor.pk, world.auditor.pk} <= told
    assert world.counselor.pk not in told
    again = releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    assert tell_in_danger(world.act(world.counselor), again.number, "life").places


def test_alerts_hold_codes_and_names_of_staff_and_agencies_only(world, woman, told_in_danger):
    for one in Alert.objects.filter(kind__startswith="release."):
        text = f"{one.facts} {one.path} {one.about}"
        assert not [word for word in (NAME, PLACE, woman.number, "生活安全課", "当直") if word in text]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_asks_the_same_number_of_questions(
    world, browser, woman, rows, django_assert_max_num_queries
):
    for _one in range(rows):
        releases.called(world.counselor, releases.asked(world.counselor, woman, world.police))
    there = browser(world.supervisor)
    there.get("/clients/releases/")
    with django_assert_max_num_queries(12):
        assert words_of(there.get("/clients/releases/")).count("承認待ち") == 2 * rows
