"""The administrator's list: search, filters, pages of 20, the same number of queries for 1 and for 20 rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners import choices
from partners.models import Account, Posting
from partners.queries.accounts import account_numbers, account_rows, april_after
from tests.factories.partners import account, account_with_posting, actor_for, agency_of, posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def headquarters():
    return agency_of("prefecture", "headquarters_division", name="本庁試験課")


@pytest.fixture
def admin(headquarters):
    return account_with_posting(headquarters, "account_admin", family_name="管理", last_login=timezone.now())


def make_each_state():
    """One person in every state of the filter, named after it."""
    now, april = timezone.now(), april_after(timezone.now())
    npo = agency_of("npo", "npo", name="ひだまり試験")

    def person(state, **fields):
        return account_with_posting(npo, "counselor", login=state, last_login=now, **fields)

    person(choices.READY)
    person(choices.WAITING, posting_confirmed=False)
    invited = person(choices.INVITED, posting_confirmed=False)
    invited.set_unusable_password()
    invited.save()
    person(choices.COMING, posting_since=now + timedelta(days=2))
    unused = person(choices.UNUSED)
    Account.objects.filter(pk=unused.pk).update(last_login=now - timedelta(days=46))
    person(choices.ENDED, posting_until=now - timedelta(days=1))
    person(choices.DISABLED, is_active=False)
    moving = person(choices.MOVING, posting_until=april)
    posting(moving, npo, "counselor", since=april, confirmed=False)
    person(choices.ENDING, posting_until=april)


def test_each_filter_finds_exactly_its_people_and_each_row_says_the_same_state(admin):
    make_each_state()
    actor = actor_for(admin)
    also_ready = {choices.READY: {choices.READY, choices.MOVING, choices.ENDING, admin.login}}
    for state in [*choices.STATE_LABELS, choices.MOVING, choices.ENDING]:
        rows = account_rows(actor, account_numbers(actor, state=state))
        assert {row.login for row in rows} == also_ready.get(state, {state}), state
        if state in choices.STATE_LABELS:
            assert {row.state for row in rows} == {state}


def test_the_lists_of_home_hold_exactly_who_sleeps_who_leaves_and_whom_nobody_looked_at(admin):
    now, npo = timezone.now(), agency_of("npo", "npo")

    def person(login, **more):
        return account_with_posting(npo, "counselor", login=login, **more)

    person("sleeps", posting_confirmed=False)
    person("leaves", posting_until=now + timedelta(days=29))
    stays = person("stays", posting_until=now + timedelta(days=29))
    posting(stays, npo, "counselor", since=now + timedelta(days=29))
    person("later", posting_until=now + timedelta(days=31))
    person("stopped", posting_until=now + timedelta(days=29), is_active=False)
    old = {"posting_since": now - timedelta(days=200)}
    person("unseen", **old)
    person("seen", **old, posting_reviewed_at=now)
    actor, new = actor_for(admin), now - timedelta(seconds=1)
    Posting.objects.filter(account__login__in=("leaves", "stays", "later", "sleeps", admin.login)).update(
        reviewed_at=new
    )

    def found(state):
        return {row.login for row in account_rows(actor, account_numbers(actor, state=state))}

    assert found(choices.UNCONFIRMED) == {"sleeps"}
    assert found(choices.LEAVING) == {"leaves"}
    assert found(choices.UNREVIEWED) == {"unseen"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("佐藤", {"a"}), ("サトウ", {"a"}), ("佐藤 花", {"a"}), ("login-b", set()), ("b", {"b"}),
        ("みなと", {"b"}), ("佐藤 みなと", set()), ("%", set()), ("_", set()), ("' OR 1=1", set()),
    ],
)  # fmt: skip
def test_search_finds_name_reading_login_and_agency(browser, admin, asked, found):
    names = {"family_name": "佐藤", "given_name": "花子", "family_kana": "サトウ"}
    account_with_posting(agency_of("npo", "npo", name="ひだまり"), "counselor", login="a", **names)
    account_with_posting(
        agency_of("npo", "npo", name="みなとの会"), "counselor", login="b", family_name="鈴木"
    )
    actor = actor_for(admin)
    logins = set(
        Account.objects.filter(pk__in=account_numbers(actor, words=asked)).values_list("login", flat=True)
    )
    assert logins & {"a", "b"} == found
    answer = browser(admin).get("/accounts/", {"q": asked})
    assert ("佐藤 花子" in words_of(answer)) == ("a" in found)


def test_filter_by_kind(browser, admin):
    account_with_posting(agency_of("police", "police_station"), "liaison", family_name="警察の人")
    account_with_posting(agency_of("npo", "npo"), "liaison", family_name="民間の人")
    words = words_of(browser(admin).get("/accounts/?kind=police_station"))
    assert "警察の人" in words and "民間の人" not in words


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?kind=nonsense", "?n=-1", "?n=x", "?n=99999", "?q=%FF", "?q=" + "あ" * 500]
)
def test_a_broken_address_shows_a_list(browser, admin, query):
    assert browser(admin).get(f"/accounts/{query}").status_code == 200


def test_twenty_rows_a_page_and_every_person_once(browser, admin):
    npo = agency_of("npo", "npo")
    for number in range(45):
        account_with_posting(npo, "counselor", family_name=f"人物{number:02}号")
    signed_in, pages = browser(admin), []
    for start in (0, 20, 40):
        pages.append(signed_in.get(f"/accounts/?q=人物&n={start}").content.decode().count('<th scope="row"'))
    assert pages == [20, 20, 5]


def test_the_list_asks_the_same_number_of_queries_for_1_and_for_20_rows(browser, admin):
    def queries():
        signed_in = browser(admin)
        signed_in.get("/accounts/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert signed_in.get("/accounts/").status_code == 200
        return len([one for one in asked if "auditline" not in one["sql"] and "audithead" not in one["sql"]])

    april = april_after(timezone.now())
    for round_ in range(2):
        for _number in range(1 if round_ == 0 else 20):
            agency = agency_of("npo", "npo")
            person = account_with_posting(agency, "counselor", posting_confirmed=False, posting_until=april)
            posting(person, agency, "counselor", since=april, confirmed=False)
        if round_ == 0:
            few = queries()
    assert queries() == few
    assert few <= 16


def test_people_waiting_show_who_confirms_them(browser, admin):
    center = agency_of("prefecture", "womens_center", name="試験センター")
    account_with_posting(center, "supervisor", family_name="菅原", given_name="由美子")
    station = agency_of("police", "police_station", name="試験警察署")
    account_with_posting(station, "liaison", family_name="眠る人", posting_confirmed=False)
    words = words_of(browser(admin).get("/accounts/"))
    assert "確認を待つ人が1人います" in words
    assert "代わりに確認する機関： 試験センター 菅原 由美子" in words


def test_the_list_in_english_and_japanese(browser, admin):
    signed_in = browser(admin)
    assert "役割と、見えるもの" in words_of(signed_in.get("/accounts/"))
    signed_in.cookies["django_language"] = "en"
    words = words_of(signed_in.get("/accounts/"))
    assert "Roles, and what they see" in words and "Invite a person" in words


def test_home_of_the_administrator_names_those_who_wait(browser, admin):
    account_with_posting(
        agency_of("police", "police_station"), "liaison", family_name="眠る人", posting_confirmed=False
    )
    assert "眠る人" in words_of(browser(admin).get("/"))


def test_a_name_is_never_markup(browser, admin):
    account_with_posting(agency_of("npo", "npo"), "counselor", family_name="<script>alert(1)</script>")
    assert "<script>alert" not in browser(admin).get("/accounts/").content.decode()


def test_without_a_name_the_row_still_opens(browser, admin):
    person = account(family_name="所属なし")
    assert browser(admin).get(f"/accounts/{person.number}/").status_code == 200


def test_the_prefectures_own_agencies_come_first_then_the_municipalities(admin):
    kinds = {
        "court": "other",
        "npo": "npo",
        "child_guidance": "prefecture",
        "municipal_desk": "municipality",
        "womens_center": "prefecture",
    }
    for kind, tier in kinds.items():
        account_with_posting(agency_of(tier, kind), "account_admin", login=kind)
    actor = actor_for(admin)
    shown = [row.login for row in account_rows(actor, account_numbers(actor))]
    assert shown == [admin.login, "womens_center", "child_guidance", "municipal_desk", "npo", "court"]
