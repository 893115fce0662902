"""Moves and ends: half-open to the second, no gap and no overlap, seen by every following request."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.actions.posting import end_posting, move_posting
from partners.actions.refusal import Refused
from partners.models import Account, Posting
from partners.queries.accounts import april_after
from safeguards import matrix
from safeguards.calendar import japanese_day
from safeguards.models import AuditLine
from tests.factories.partners import account_with_posting, actor_for, agency_of, posting
from tests.partners.forms import hidden_fields, submit, words_of

pytestmark = pytest.mark.django_db


def at(moment):
    """The whole house reads this moment from its clock."""
    return mock.patch("django.utils.timezone.now", return_value=moment)


@pytest.fixture
def places():
    return {name: agency_of("prefecture", "health_office", name=f"{name}の事務所") for name in ("東", "西")}


@pytest.fixture
def admin():
    return account_with_posting(agency_of("prefecture", "headquarters_division"), "account_admin")


@pytest.fixture
def person(places):
    return account_with_posting(places["東"], "counselor", family_name="動く人")


def move(browser, admin, person, to, day, **typed):
    old = person.postings.first().number
    fields = {"old": old, "role": "counselor", "first_day": day.isoformat(), "last_day": "", **typed}
    return submit(browser(admin), f"/accounts/{person.number}/move/?agency={to.code}", **fields)


def test_a_move_in_april_stops_and_starts_at_the_same_midnight_in_japan(browser, admin, person, places):
    april = april_after(timezone.now())
    answer = move(browser, admin, person, places["西"], japanese_day(april))
    assert answer["Location"] == f"/accounts/{person.number}/"
    old, new = person.postings.order_by("since")
    assert (old.until, new.since, new.agency, new.confirmed_at) == (april, april, places["西"], None)
    assert timezone.localtime(april).strftime("%m-%d %H:%M") == "04-01 00:00"
    line = AuditLine.objects.get(event="posting.move")
    assert places["東"].code in line.facts and places["西"].code in line.facts
    words = words_of(browser(admin).get("/accounts/"))
    assert "動く人" in words and "24時に止まります" in words and "0時から。所属長の確認が要ります" in words


def test_at_the_midnight_the_old_agency_closes_and_the_new_one_opens(browser, admin, person, places):
    april = april_after(timezone.now())
    move(browser, admin, person, places["西"], japanese_day(april))
    person.postings.update(confirmed_at=timezone.now())
    for moment, agency in (
        (april - timedelta(seconds=1), places["東"]),
        (april, places["西"]),
        (april + timedelta(days=400), places["西"]),
    ):
        assert actor_for(person, moment).agency_code == agency.code


def test_a_running_session_changes_its_agency_with_the_clock(browser, admin, person, places):
    now = timezone.now()
    posting(person, places["西"], "counselor", since=now + timedelta(minutes=10))
    person.postings.filter(agency=places["東"]).update(until=now + timedelta(minutes=10))
    at_work = browser(person)
    assert "東の事務所" in words_of(at_work.get("/account/"))
    with at(now + timedelta(minutes=9, seconds=59)):
        assert "いまは東の事務所" in words_of(at_work.get("/account/"))
    with at(now + timedelta(minutes=10)):
        assert "いまは西の事務所" in words_of(at_work.get("/account/"))


def test_when_the_posting_ends_the_open_session_finds_nothing_more(browser, person):
    now = timezone.now()
    person.postings.update(until=now + timedelta(minutes=5))
    at_work = browser(person)
    assert at_work.get("/consultations/").status_code == 200
    with at(now + timedelta(minutes=5)):
        assert at_work.get("/consultations/").status_code == 404
        assert at_work.get("/alive/?page=consultation.list").status_code == 404
        assert "今日使える所属がない" in words_of(at_work.get("/account/"))


def test_a_coming_posting_gives_nothing_early(browser, places):
    person = account_with_posting(places["東"], "counselor", posting_since=timezone.now() + timedelta(days=1))
    assert browser(person).get("/consultations/").status_code == 404


def test_ending_at_once_refuses_the_very_next_request(browser, admin, person):
    at_work = browser(person)
    assert at_work.get("/consultations/").status_code == 200
    held = person.postings.get()
    url = f"/accounts/{person.number}/end/{held.number}/"
    signed_in = browser(admin)
    drawn = hidden_fields(signed_in.get(url).content.decode())
    for _press in range(2):
        assert submit(signed_in, url, drawn=drawn, when="now")["Location"] == f"/accounts/{person.number}/"
    assert at_work.get("/consultations/").status_code == 404
    assert AuditLine.objects.filter(event="posting.end").count() == 1


def test_the_last_day_is_a_whole_day(browser, admin, person):
    held = person.postings.get()
    url = f"/accounts/{person.number}/end/{held.number}/"
    submit(browser(admin), url, when="day", last_day="令和81年3月31日")
    held.refresh_from_db()
    assert timezone.localtime(held.until).isoformat() == "2099-04-01T00:00:00+09:00"
    assert "令和81年3月31日" in words_of(browser(admin).get(f"/accounts/{person.number}/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "day"}, "最終日が書かれていません"),
        ({"when": "day", "last_day": "2020-01-01"}, "最終日が過ぎた日です"),
        ({"when": "day", "last_day": "8.4.1"}, "何年か分かりません"),
        ({}, "空いています"),
    ],
)
def test_an_unclear_end_changes_nothing_and_says_how_to_write_it(browser, admin, person, typed, words):
    held = person.postings.get()
    answer = submit(browser(admin), f"/accounts/{person.number}/end/{held.number}/", **typed)
    assert answer.status_code == 422
    assert words in words_of(answer)
    held.refresh_from_db()
    assert held.until is None


def test_an_end_never_makes_a_posting_longer(browser, admin, person):
    held = person.postings.get()
    until = timezone.now() + timedelta(days=3)
    Posting.objects.filter(pk=held.pk).update(until=until)
    answer = submit(
        browser(admin), f"/accounts/{person.number}/end/{held.number}/", when="day", last_day="2099-03-31"
    )
    assert answer.status_code == 422
    assert "新しい所属を書いてください" in words_of(answer)
    held.refresh_from_db()
    assert held.until == until


def test_a_coming_posting_can_be_called_off_and_was_never_live(admin, person, places):
    coming = posting(person, places["西"], "counselor", since=timezone.now() + timedelta(days=9))
    end_posting(actor_for(admin), person.number, 1, posting_number=coming.number, last_day=None)
    coming.refresh_from_db()
    assert coming.until == coming.since
    assert not Posting.objects.live(coming.since).filter(pk=coming.pk).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first_day": "2020-04-01"}, "過ぎた日は選べません"),
        ({"role": "liaison"}, "選"),
        ({"old": "x" * 22}, "選"),
        ({"last_day": "2020-04-01"}, "最終日が初日より前"),
    ],
)
def test_a_refused_move_ends_nothing(browser, admin, person, places, typed, words):
    answer = move(browser, admin, person, places["西"], japanese_day(timezone.now()), **typed)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert [(one.agency, one.until) for one in person.postings.all()] == [(places["東"], None)]
    assert Account.objects.get(pk=person.pk).version == 1


def test_an_administrator_cannot_be_made_a_reader_of_her_agency_beside_it(browser, admin, places):
    keeper = account_with_posting(places["東"], "account_admin")
    today = japanese_day(timezone.now())
    answer = move(browser, admin, keeper, places["東"], today, old="")
    assert answer.status_code == 422
    assert "1人が持つことはできません" in words_of(answer)
    assert move(browser, admin, keeper, places["東"], today).status_code == 302
    roles = Posting.objects.current(timezone.now()).filter(account=keeper).values_list("role", flat=True)
    assert list(roles) == ["counselor"]


def test_a_second_part_time_post_keeps_the_first(browser, admin, person, places):
    assert move(browser, admin, person, places["西"], japanese_day(timezone.now()), old="").status_code == 302
    assert {one.agency for one in Posting.objects.current(timezone.now()).filter(account=person)} == set(
        places.values()
    )


def test_an_administrator_moves_people_only_to_agencies_she_reaches(browser, person, places):
    own = account_with_posting(places["東"], "account_admin")
    answer = browser(own).get(f"/accounts/{person.number}/move/?agency={places['西'].code}")
    assert answer.status_code == 404
    posted = browser(own).post(f"/accounts/{person.number}/move/?agency={places['西'].code}", {"version": 1})
    assert posted.status_code == 404


step = st.tuples(
    st.sampled_from(("東", "西")),
    st.sampled_from(("counselor", "supervisor", "account_admin")),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 40)),
    st.sampled_from(("move", "add", "end")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=1, max_size=8))
def test_whatever_administrators_try_one_person_never_holds_a_role_twice_at_one_agency(admin, places, steps):
    person = account_with_posting(places["東"], "counselor")
    actor = actor_for(admin)
    today = japanese_day(actor.now)
    for place, role, begin, length, way in steps:
        version = Account.objects.get(pk=person.pk).version
        held = Posting.objects.not_ended(actor.now).filter(account=person).first()
        first, last = today + timedelta(days=begin), None
        if length is not None:
            last = first + timedelta(days=length)
        try:
            if way == "end" and held:
                end_posting(actor, person.number, version, posting_number=held.number, last_day=first)
            else:
                old = held.number if way == "move" and held else ""
                move_posting(actor, person.number, version, old_number=old, agency=places[place], role=role,
                             first_day=first, last_day=last)  # fmt: skip
        except Refused:
            assert Account.objects.get(pk=person.pk).version == version
    everything = list(Posting.objects.filter(account=person))
    for moment in sorted({one.since for one in everything}):
        live = [(one.agency_id, one.role) for one in everything if _is_current(one, moment)]
        assert len(live) == len(set(live))
        assert all(
            matrix.may_be_held_together(one[1], other[1])
            for one in live
            for other in live
            if one[0] == other[0]
        )


def _is_current(one: Posting, moment: datetime) -> bool:
    return one.since <= moment and (one.until is None or moment < one.until)
