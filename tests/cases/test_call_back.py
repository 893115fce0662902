"""Call-backs: made with the sheet, taken by one, missed three times, reached with the talk, on the board in order."""

import threading
from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases import states
from cases.actions.call_back import (
    CallBackRefused,
    move_call_back,
    reach_call_back,
    set_call_back,
    take_call_back,
)
from cases.actions.consultation import change_consultation, link_to_client
from cases.call_back_rule import next_try, slot_on
from cases.contact_rule import ContactRule, Hours, Way, as_data
from cases.models import CallBack, Consultation, ContactAttempt
from partners.models import Alert
from safeguards import calendar
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME, SHUT = "折返花子", "ご実家へかけない"
RULE = ContactRule({"mobile": Way(False), "work": Way(True, Hours(time(12), time(13)))})


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def woman(actor):
    return cases.client(
        actor,
        family_name=NAME,
        given_name="",
        never_contact=SHUT,
        contact_rule=as_data(RULE),
        phone="090-5550-0147",
    )


def day(ahead=0):
    return timezone.localdate() + timedelta(days=ahead)


def talk_of(actor, woman, ahead=1, **facts):
    return cases.consultation(actor, of=woman, next_steps=["call_back"], next_on=day(ahead), **facts)


def only():
    return CallBack.objects.everything("test").get()


@pytest.fixture
def promise(actor, woman):
    return CallBack.objects.everything("test").get(consultation=talk_of(actor, woman))


def at(clock, ahead=0):
    return datetime.combine(day(ahead), time.fromisoformat(clock), calendar.JAPAN)


def fresh(one):
    return CallBack.objects.everything("test").get(pk=one.pk)


def once(**more):
    return {**more, "once": new_token()}


def lines(code):
    return AuditLine.objects.filter(event=code)


def test_a_sheet_that_promises_one_makes_it_in_her_hours(actor, woman):
    talk_of(actor, woman)
    one = only()
    assert (one.due_from, one.due_until) == (at("12:00", 1), at("13:00", 1))
    assert (one.state, one.assigned_to_id, one.made_by_id, one.client) == (
        "open",
        None,
        actor.account_id,
        woman,
    )
    assert lines("call_back.make").count() == 1
    unnamed = cases.consultation(actor, next_steps=["call_back", "refer"], next_on=day(2))
    other = CallBack.objects.everything("test").get(consultation=unnamed)
    assert (other.due_from, other.due_until) == (at("09:00", 2), at("17:00", 2)) and other.client is None


@pytest.mark.parametrize(
    "facts", [{"next_steps": ["refer"], "next_on": day(1)}, {"next_steps": ["call_back"]}, {}]
)
def test_a_sheet_without_the_chip_or_the_day_makes_none(actor, woman, facts):
    cases.consultation(actor, of=woman, **facts)
    assert not CallBack.objects.everything("test").exists()


def test_a_change_of_the_sheet_moves_it_and_leaves_what_was_moved_by_hand(actor, woman, promise):
    talk = promise.consultation

    def change(**facts):
        nonlocal talk
        talk = change_consultation(actor, talk, facts, talk.version)

    change(next_on=day(3))
    assert fresh(promise).due_from == at("12:00", 3)
    set_call_back(actor, talk, (at("10:00", 4), at("11:00", 4)))
    change(narrative="別のこと", next_steps=["call_back", "refer"])  # the promise is the same
    assert fresh(promise).due_from == at("10:00", 4) and CallBack.objects.everything("test").count() == 1
    assert lines("call_back.shift").count() == 2
    change(next_steps=["refer"])
    assert (fresh(promise).state, fresh(promise).outcome) == ("closed", "withdrawn")
    change(next_steps=["call_back"], next_on=day(5))
    again = CallBack.objects.everything("test").waiting().get()
    assert again.pk != promise.pk and again.due_from == at("12:00", 5)


def test_of_one_consultation_one_waits(actor, woman, promise):
    with pytest.raises(IntegrityError), transaction.atomic():
        CallBack.objects.create(
            agency_id=promise.agency_id, consultation=promise.consultation, due_from=at("10:00"), due_until=at("11:00"),
            made_at=actor.now,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CallBack.objects.everything("test").update(due_until=promise.due_from)


def test_one_takes_it_and_the_other_reads_who_has_it(world, browser, actor, woman, promise):
    hers, other = browser(world.counselor), browser(world.colleague)
    url, take = f"/consultations/call-backs/{promise.number}/", {"move": "take", "before": ""}
    sent = hers.post(url, take)
    assert sent.url == f"/consultations/new/?client={woman.number}&call_back={promise.number}"
    assert fresh(promise).assigned_to_id == world.counselor.pk and lines("call_back.take").count() == 1
    late = other.post(url, take, follow=True)
    assert f"{world.counselor.name}が受け持っています" in words_of(late)
    assert fresh(promise).assigned_to_id == world.counselor.pk
    assert hers.post(url, take).status_code == 302  # her own second press leads to the same screen
    assert (
        other.post(url, {**take, "before": world.counselor.number}).status_code == 302
    )  # she saw who had it
    assert fresh(promise).assigned_to_id == world.colleague.pk
    with pytest.raises(CallBackRefused) as refused:
        take_call_back(actor, promise.number, "")
    assert refused.value.current.assigned_to_id == world.colleague.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_two_hands_at_one_moment_one_gets_it(world, actor, woman):
    promise = CallBack.objects.everything("test").get(consultation=talk_of(actor, woman))
    gate, got = threading.Barrier(2), []

    def take(who):
        try:
            gate.wait(5)
            take_call_back(world.act(who), promise.number, "")
            got.append(who.pk)
        except CallBackRefused as refused:
            got.append(("slower", refused.current.assigned_to_id))
        finally:
            connection.close()

    people = [world.counselor, world.colleague]
    hands = [threading.Thread(target=take, args=(one,)) for one in people]
    [one.start() for one in hands]
    [one.join(10) for one in hands]
    winner = fresh(promise).assigned_to_id
    assert winner in got and ("slower", winner) in got


def test_the_talk_reaches_it_in_the_same_transaction(world, browser, actor, woman, promise):
    here = browser(world.counselor)
    url = f"/consultations/new/?client={woman.number}&call_back={promise.number}"
    page = words_of(here.get(url))
    assert NAME in page and SHUT in page and "ご本人の携帯へかけない" in page
    sheet = {
        "started_on": day().isoformat(),
        "method": "phone",
        "main_complaint": "spouse_violence",
        "narrative": "話せた",
    }
    assert here.post(url, once(**sheet)).status_code == 302
    assert (fresh(promise).state, bool(fresh(promise).ended_at)) == ("done", True)
    assert lines("call_back.reach").count() == 1
    attempt = ContactAttempt.objects.everything("test").get()
    assert (attempt.outcome, attempt.call_back_id, attempt.client_id) == ("reached", promise.pk, woman.pk)
    # a second talk with the old address is kept all the same
    assert here.post(url, once(**sheet)).status_code == 302
    assert Consultation.objects.everything("test").count() == 3 and lines("call_back.reach").count() == 1
    with pytest.raises(CallBackRefused):
        take_call_back(actor, promise.number, "")


def test_a_caller_without_a_record_is_called_back_with_the_words_that_she_gave(world, browser, actor):
    talk = cases.consultation(
        actor, caller_name="呼名さくら", caller_phone="090-5550-0333", safe_contact="昼だけ", next_steps=["call_back"],
        next_on=day(),
    )  # fmt: skip
    here, one = browser(world.counselor), only()
    sent = here.post(f"/consultations/call-backs/{one.number}/", {"move": "take", "before": ""})
    page = here.get(sent.url).content.decode()
    assert "呼名さくら" in page and "090-5550-0333" in page and "昼だけ" in page
    assert "呼名さくら" in words_of(here.get("/consultations/call-backs/"))
    woman = cases.client(actor, family_name=NAME, contact_rule=as_data(RULE))
    link_to_client(actor, talk, woman)
    assert fresh(one).client == woman and NAME in words_of(here.get("/consultations/call-backs/"))


def test_the_third_miss_asks_for_an_outcome(world, browser, actor, woman, promise):
    here, url = browser(world.counselor), f"/consultations/call-backs/{promise.number}/"
    for outcome in ("nobody", "voicemail", "somebody_else"):
        before = fresh(promise)
        assert before.state == "open"
        sent = here.post(url, once(move="miss", outcome=outcome, version=before.version))
        assert sent.status_code == 302
    now = fresh(promise)
    assert (now.state, now.misses) == ("missed", 3) and lines("call_back.miss").count() == 3
    assert ContactAttempt.objects.everything("test").filter(call_back=promise).count() == 3
    page = words_of(here.get(url))
    assert "3回つながりません。どうしますか" in page and "つながらなかった" not in page
    assert "どうするか決める" in words_of(here.get("/consultations/call-backs/?until=week"))
    with pytest.raises(CallBackRefused):
        move_call_back(actor, promise.number, "miss", now.version, outcome="nobody")


def test_a_miss_gets_its_next_try_by_itself(actor, promise):
    moved = move_call_back(actor, promise.number, "miss", promise.version, outcome="nobody")
    since, until = next_try(RULE, actor.now)
    assert (fresh(moved).due_from, fresh(moved).due_until) == (since, until) and since > actor.now


@pytest.mark.parametrize(
    ("name", "facts", "state", "outcome"),
    [
        ("again", {"slot": (at("10:00", 2), at("11:00", 2))}, "open", ""), ("tell", {}, "open", "tell"),
        ("safety", {}, "open", "safety"), ("close", {"reason": "not_reached"}, "closed", "not_reached"),
    ],
)  # fmt: skip
def test_what_becomes_of_one_that_was_missed(world, actor, woman, promise, name, facts, state, outcome):
    rows = CallBack.objects.everything("test").filter(pk=promise.pk)
    rows.update(state="missed", misses=3)
    move_call_back(actor, promise.number, name, promise.version, **facts)
    now = fresh(promise)
    assert (now.state, now.outcome, now.misses) == (state, outcome, 3 if name == "close" else 0)
    assert lines(f"call_back.{name}").count() == 1
    told = list(Alert.objects.filter(kind=f"call_back.{name}").values_list("account_id", flat=True))
    assert told == ([world.supervisor.pk] if name in ("tell", "safety") else [])
    with pytest.raises(CallBackRefused):  # the page was an old one
        move_call_back(actor, promise.number, "close", promise.version, reason="she_called")


# The lines of the four decisions: "call_back.again", "call_back.tell", "call_back.safety", "call_back.close".


def test_every_move_from_every_state(actor, promise):
    facts = {"slot": (at("10:00", 2), at("11:00", 2)), "outcome": "nobody", "reason": "her_wish"}
    rows = CallBack.objects.everything("test").filter(pk=promise.pk)
    for state in ("open", "missed", "done", "closed"):
        for name, move in states.CALL_BACK_MOVE_BY_NAME.items():
            with transaction.atomic():
                rows.update(state=state)
                try:
                    with transaction.atomic():
                        if name == "take":
                            take_call_back(actor, promise.number, "")
                        elif name == "reach":
                            reach_call_back(actor, promise.number, promise.consultation)
                        else:
                            move_call_back(actor, promise.number, name, promise.version, **facts)
                    moved = True
                except CallBackRefused:
                    moved = False
                now = fresh(promise).state
                transaction.set_rollback(True)
            assert now == ((move.target or state) if state in move.sources else state), (state, name)
            assert moved == (state in move.sources) or name == "reach"
    for name in ("", "bogus", "reach", "take"):
        with pytest.raises(Absent):
            move_call_back(actor, promise.number, name, promise.version)
    for name in ("shift", "miss", "close"):  # each must bring something
        with pytest.raises(Absent):
            move_call_back(actor, promise.number, name, promise.version)


def test_the_pages_say_what_is_wrong_and_keep_what_was_typed(world, browser, promise):
    here, url = browser(world.counselor), f"/consultations/call-backs/{promise.number}/"
    version = promise.version
    for sent, sentence in (
        ({"move": "miss"}, "どうなったかを選んで"),
        ({"move": "close"}, "理由を選んで"),
        ({"move": "shift", "due_on": day().isoformat(), "due_from_clock": "9:00"}, "両方を書いて"),
        (
            {"move": "shift", "due_on": "R8.1.5", "due_from_clock": "9:00", "due_till_clock": "10:00"},
            "過ぎています",
        ),
        (
            {
                "move": "shift",
                "due_on": day(1).isoformat(),
                "due_from_clock": "9:00",
                "due_till_clock": "9:00",
            },
            "同じ時刻",
        ),
    ):
        answer = here.post(url, once(**sent, version=version))
        assert answer.status_code == 422 and sentence in words_of(answer), sentence
    assert here.post(url, once(move="bogus", version=version)).status_code == 404
    night = {"due_on": day(1).isoformat(), "due_from_clock": "23:00", "due_till_clock": "1:00"}
    assert here.post(url, once(move="shift", version=version, **night)).status_code == 302
    assert (fresh(promise).due_from, fresh(promise).due_until) == (at("23:00", 1), at("01:00", 2))
    assert lines("call_back.read").exists()


def test_one_is_promised_by_hand_on_the_record(world, browser, actor, woman):
    talk = cases.consultation(actor, of=woman)
    here, url = browser(world.counselor), f"/consultations/{talk.number}/call-back/"
    assert url in here.get(f"/consultations/{talk.number}/").content.decode()
    page = here.get(url)
    assert SHUT in words_of(page) and 'value="13:00"' in page.content.decode()  # proposed from her rule
    sent = {"due_on": day(1).isoformat(), "due_from_clock": "10:00", "due_till_clock": "10:30"}
    assert here.post(url, once(**sent)).status_code == 302
    assert only().due_from == at("10:00", 1) and lines("call_back.prepare").count() >= 1
    assert here.post(url, once(**{**sent, "due_from_clock": "10:15"})).status_code == 302
    assert only().due_from == at("10:15", 1)
    shown = words_of(here.get(f"/consultations/{talk.number}/"))
    assert "10:15–10:30" in shown
    assert browser(world.city_counselor).get(url).status_code == 404


def lay_out(actor, woman, *slots):
    """Call-backs with these slots, in minutes from now."""
    made = []
    for begins, ends in slots:
        talk = cases.consultation(actor, of=woman)
        since, until = (actor.now + timedelta(minutes=one) for one in (begins, ends))
        made.append(set_call_back(actor, talk, (since, until)))
    return made


def test_the_board_is_in_order_with_the_rule_in_the_row(world, browser, actor, woman):
    late, now, tomorrow = lay_out(actor, woman, (-90, -35), (-10, 50), (24 * 60, 25 * 60))
    here = browser(world.counselor)
    page = here.get("/consultations/call-backs/?until=tomorrow")
    text, body = words_of(page), page.content.decode()
    places = [body.index(f"/consultations/call-backs/{one.number}/") for one in (late, now, tomorrow)]
    assert places == sorted(places)
    assert "35分すぎ" in text and "rows__item--late" in body and "いま（" in text
    assert text.index(SHUT) < text.index("職場の電話")
    assert lines("call_back.list").count() == 1
    today = here.get("/consultations/call-backs/").content.decode()
    assert tomorrow.number not in today and late.number in today
    # mine and nobody's, or everybody's
    take_call_back(world.act(world.colleague), now.number, "")
    assert now.number not in here.get("/consultations/call-backs/").content.decode()
    everybody = here.get("/consultations/call-backs/?whose=all")
    assert now.number in everybody.content.decode() and f"{world.colleague.name}が受け持ち" in words_of(
        everybody
    )
    for odd in ("?whose=x&until=y", "?n=999", "?whose[]=all"):
        assert here.get(f"/consultations/call-backs/{odd}").status_code == 200


def test_home_names_what_the_board_opens_on(world, browser, actor, woman):
    lay_out(actor, woman, (-90, -35), (-10, 1))
    taken = lay_out(actor, woman, (-20, 1))[0]
    take_call_back(world.act(world.colleague), taken.number, "")
    here = browser(world.counselor)
    home, board = here.get("/"), words_of(here.get("/consultations/call-backs/"))
    assert "折り返し電話 2" in words_of(home) and "35分すぎ" in words_of(home)
    assert SHUT in words_of(home) and 'href="/consultations/call-backs/"' in home.content.decode()
    assert "折り返しが2件あります" in board
    assert "折り返し電話 3" in words_of(browser(world.colleague).get("/"))
    # a promise of today stands among the call-backs and not among the next steps besides
    talk_of(actor, woman, ahead=0)
    assert "近い期限（2週間以内の次の一手） 0" in words_of(here.get("/"))


@pytest.mark.parametrize("rows", [1, 20])
def test_the_board_asks_the_database_the_same_number_of_times(
    world, browser, actor, woman, rows, django_assert_num_queries
):
    lay_out(actor, woman, *[(-90 + one, -35 + one) for one in range(rows)])
    here = browser(world.counselor)
    here.get("/consultations/call-backs/")
    with django_assert_num_queries(BOARD_QUERIES):
        assert here.get("/consultations/call-backs/").status_code == 200


BOARD_QUERIES = 9


def test_the_board_is_paged(world, browser, actor, woman):
    made = lay_out(actor, woman, *[(-90 + one, -35 + one) for one in range(21)])
    here = browser(world.counselor)
    first = here.get("/consultations/call-backs/").content.decode()
    assert made[0].number in first and made[20].number not in first and 'rel="next"' in first
    assert made[20].number in here.get("/consultations/call-backs/?n=20").content.decode()


def test_sight_follows_the_consultation_and_walls_beat_it(world, browser, actor, woman, promise):
    url = f"/consultations/call-backs/{promise.number}/"
    cases.disclosure(actor, promise.consultation, world.city)
    cases.disclosure(actor, woman, world.city)
    for who in (world.city_counselor, world.npo_counselor, world.center_liaison, world.planner):
        assert browser(who).get(url).status_code == 404
        assert browser(who).post(url, {"move": "take"}).status_code == 404
    cases.wall(world.colleague, woman)
    there = browser(world.colleague)
    assert there.get(url).status_code == 404
    for page in ("/", "/consultations/call-backs/?whose=all&until=week"):
        assert promise.number not in there.get(page).content.decode()
    with pytest.raises(Absent):
        take_call_back(world.act(world.colleague), promise.number, "")
    reach_call_back(world.act(world.colleague), promise.number, promise.consultation)
    assert fresh(promise).state == "open"  # nothing happens, and nothing is told
    for text in AuditLine.objects.values_list("facts", flat=True):
        assert not [word for word in (NAME, SHUT, "090-5550") if word in text]


def test_the_slot_of_the_sheet_is_the_pure_one(actor, woman, promise):
    assert (promise.due_from, promise.due_until) == slot_on(RULE, day(1))
