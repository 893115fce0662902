from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Posting
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account, account_with_posting, agency_of, posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NEW = "a quite different sentence of hers"


def test_own_account_tells_who_where_as_what_and_the_last_day(browser):
    agency = agency_of("npo", "npo", name="ひだまり")
    until = timezone.make_aware(timezone.datetime(2099, 4, 1))
    person = account_with_posting(
        agency, "counselor", family_name="𠮷田", given_name="真帆", posting_until=until
    )
    words = words_of(browser(person).get("/account/"))
    for expected in ("𠮷田 真帆", "ひだまり", "相談員", "令和81年3月31日まで", person.login):
        assert expected in words


def test_person_with_two_posts_chooses_for_which_she_acts(browser):
    person = account()
    one, other = agency_of("npo", "npo", name="東の会"), agency_of("npo", "npo", name="西の会")
    posting(person, one, "counselor")
    second = posting(person, other, "liaison")
    signed_in = browser(person)
    assert "いまは東の会の相談員" in words_of(signed_in.get("/account/"))
    assert signed_in.post("/account/posting/", {"posting": second.number})["Location"] == "/"
    assert "いまは西の会の連絡担当" in words_of(signed_in.get("/account/"))
    line = AuditLine.objects.get(event="posting.choose")
    assert second.number in line.facts


@pytest.mark.parametrize("whose", ["somebody else's", "ended", "sleeping", "coming", "no such"])
def test_only_a_live_posting_of_her_own_can_be_chosen(browser, whose):
    agency = agency_of("npo", "npo")
    person = account_with_posting(agency, "liaison")
    now = timezone.now()
    other = {
        "somebody else's": lambda: posting(account(), agency, "supervisor"),
        "ended": lambda: posting(person, agency, "supervisor", until=now),
        "sleeping": lambda: posting(person, agency, "supervisor", confirmed=False),
        "coming": lambda: posting(person, agency, "supervisor", since=now + timedelta(minutes=1)),
        "no such": lambda: Posting(number="x" * 22),
    }[whose]()
    signed_in = browser(person)
    assert signed_in.post("/account/posting/", {"posting": other.number}).status_code == 404
    assert "連絡担当です" in words_of(signed_in.get("/account/"))


def test_person_whose_posting_sleeps_reads_why_and_opens_nothing(browser):
    person = account_with_posting(agency_of("npo", "npo"), "counselor", posting_confirmed=False)
    signed_in = browser(person)
    assert "所属長が確認すると使えます" in words_of(signed_in.get("/account/"))
    assert "所属長が確認すると使える" in words_of(signed_in.get("/"))
    for path in ("/consultations/", "/partners/", "/accounts/"):
        assert signed_in.get(path).status_code == 404


def test_password_change_ends_all_other_sessions_and_keeps_this_one(browser):
    person = account_with_posting(agency_of("npo", "npo"), "counselor")
    here, elsewhere = browser(person), browser(person)
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/account/password/", typed)["Location"] == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert AuditLine.objects.filter(event="password.change", account_id=person.pk).count() == 1
    assert NEW not in "".join(map(str, AuditLine.objects.values_list()))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old_password": "wrong"}, "現在のパスワード|元のパスワード|正しくありません|間違っています"),
        ({"new_password1": "short", "new_password2": "short"}, "15"),
        ({"new_password2": "something else altogether"}, "一致"),
    ],
)
def test_a_bad_password_change_says_why_and_changes_nothing(browser, typed, words):
    person = account_with_posting(agency_of("npo", "npo"), "counselor")
    all_typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW, **typed}
    answer = browser(person).post("/account/password/", all_typed)
    assert answer.status_code == 422
    assert any(word in words_of(answer) for word in words.split("|"))
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
