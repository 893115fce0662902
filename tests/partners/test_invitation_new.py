import re

import pytest
from django.utils import timezone

from partners.models import Account, Agency, Invitation, Posting
from safeguards import matrix
from safeguards.models import AuditLine
from safeguards.roles import label
from tests.factories.partners import account, account_with_posting, agency_of
from tests.partners.forms import hidden_fields, submit, words_of

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://testserver(/invitation/[\w-]{43}/)")


def wished(**fields):
    names = {"family_name": "髙橋", "given_name": "あゆみ", "family_kana": "タカハシ", "given_kana": "アユミ"}
    days = {"first_day": timezone.localdate().isoformat(), "last_day": "令和81年3月31日"}
    return {**names, **days, "login": "takahashi-a", "role": "counselor", **fields}


@pytest.fixture
def office():
    return agency_of("prefecture", "health_office", name="東の保健福祉事務所")


@pytest.fixture
def admin(office):
    return account_with_posting(office, "account_admin")


def test_invitation_makes_a_sleeping_counselor_and_shows_its_link_once(browser, client, admin, office):
    signed_in = browser(admin)
    drawn = hidden_fields(signed_in.get("/accounts/invite/").content.decode())
    answer = submit(signed_in, "/accounts/invite/", drawn=drawn, **wished())
    link = LINK.search(answer.content.decode())
    assert answer.status_code == 200 and link
    assert "表示されるのは、いまだけ" in words_of(answer)
    person = Account.objects.get(login="takahashi-a")
    assert person.name == "髙橋 あゆみ" and not person.has_usable_password()
    posting = Posting.objects.get(account=person)
    assert (posting.agency, posting.role, posting.confirmed_at, posting.made_by_id) == (
        office,
        "counselor",
        None,
        admin.pk,
    )
    assert timezone.localtime(posting.until).isoformat() == "2099-04-01T00:00:00+09:00"
    assert client.get(link[1]).status_code == 200
    line = AuditLine.objects.get(event="account.invite")
    assert (line.account_id, line.object_number) == (admin.pk, person.number)
    assert "髙橋" not in line.facts and link[1].split("/")[2] not in line.facts

    again = submit(signed_in, "/accounts/invite/", drawn=drawn, **wished())
    assert again["Location"] == f"/accounts/{person.number}/"
    follow = signed_in.get(again["Location"])
    assert not LINK.search(follow.content.decode())
    assert "一度表示しました" in words_of(follow)
    assert (Account.objects.filter(login="takahashi-a").count(), Invitation.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("tier", "kind"),
    [
        ("prefecture", "headquarters_division"),
        ("prefecture", "womens_center"),
        ("prefecture", "health_office"),
        ("prefecture", "child_guidance"),
        ("municipality", "municipal_desk"),
        ("municipality", "school_board"),
        ("police", "police_station"),
        ("npo", "npo"),
        ("other", "court"),
    ],
)
@pytest.mark.parametrize("role", matrix.all_roles())
def test_only_roles_of_that_kind_are_offered_and_taken(browser, tier, kind, role):
    admin = account_with_posting(agency_of("prefecture", "headquarters_division"), "account_admin")
    agency = agency_of(tier, kind)
    signed_in = browser(admin)
    url = f"/accounts/invite/?agency={agency.code}"
    offered = re.findall(r'name="role" value="(\w+)"', signed_in.get(url).content.decode())
    assert tuple(offered) == matrix.roles_of(tier, kind)
    answer = submit(signed_in, url, **wished(role=role))
    if role in offered:
        assert LINK.search(answer.content.decode())
        assert Posting.objects.filter(agency=agency, role=role).count() == 1
    else:
        assert answer.status_code == 422
        assert not Account.objects.filter(login="takahashi-a").exists()


def test_an_agency_without_reading_roles_says_which_it_does_not_give(browser):
    admin = account_with_posting(agency_of("police", "police_station"), "account_admin")
    words = words_of(browser(admin).get("/accounts/invite/"))
    assert "この種類の機関では選べない役割" in words and label("counselor") in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"family_name": ""}, "空いています"),
        ({"login": "ab"}, "ログイン名にできません"),
        ({"login": "12345678"}, "ログイン名にできません"),
        ({"login": "名前"}, "ログイン名にできません"),
        ({"role": ""}, "空いています"),
        ({"first_day": "きのう"}, "日付として読めません"),
        ({"first_day": "2020-04-01"}, "過ぎた日は選べません"),
        ({"last_day": "2020-03-31"}, "最終日が初日より前"),
        ({"last_day": "令和8年2月30日"}, "ありません"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_says_why_and_makes_nobody(browser, admin, typed, words):
    signed_in = browser(admin)
    answer = submit(signed_in, "/accounts/invite/", **wished(**typed))
    assert answer.status_code == 422
    assert words in words_of(answer)
    body = answer.content.decode()
    for name, value in wished(**typed).items():
        if value and name not in {"role"}:
            assert value in body, name
    assert Account.objects.count() == 1 and Invitation.objects.count() == 0


def test_a_login_in_use_is_refused_in_any_size_of_letters(browser, admin):
    account(login="takahashi-a")
    answer = submit(browser(admin), "/accounts/invite/", **wished(login="Takahashi-A"))
    assert answer.status_code == 422
    assert "すでに使われています" in words_of(answer)
    assert Account.objects.filter(login__iexact="takahashi-a").count() == 1


def test_days_are_read_in_every_spelling(browser, admin):
    for number, text in enumerate(("令和80年4月1日", "R80.4.1", "2098-04-01", "2098/4/1")):
        submit(browser(admin), "/accounts/invite/", **wished(login=f"takahashi-{number}", first_day=text))
    begun = {timezone.localtime(one.since).isoformat() for one in Posting.objects.exclude(account=admin)}
    assert begun == {"2098-04-01T00:00:00+09:00"}


def test_hidden_model_fields_cannot_be_set_by_the_form(browser, admin):
    extra = {
        "is_active": "",
        "is_superuser": "on",
        "is_demo": "on",
        "confirmed_by_id": admin.pk,
        "confirmed_at": "2020-01-01",
        "password": "x" * 30,
        "agency": Agency.objects.order_by("pk").first().pk,
    }
    submit(browser(admin), "/accounts/invite/", **wished(**extra))
    person = Account.objects.get(login="takahashi-a")
    posting = person.postings.get()
    assert (person.is_active, person.is_superuser, person.is_demo) == (True, False, False)
    assert not person.has_usable_password()
    assert (posting.confirmed_at, posting.agency_id) == (None, admin.postings.get().agency_id)


def test_a_new_invitation_withdraws_the_older_one(browser, client, admin):
    signed_in = browser(admin)
    first = LINK.search(submit(signed_in, "/accounts/invite/", **wished()).content.decode())[1]
    person = Account.objects.get(login="takahashi-a")
    answer = submit(signed_in, f"/accounts/{person.number}/invitation/")
    second = LINK.search(answer.content.decode())[1]
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert AuditLine.objects.filter(event="account.reinvite").count() == 1


def test_a_closed_agency_is_not_offered(browser):
    admin = account_with_posting(agency_of("prefecture", "headquarters_division"), "account_admin")
    closed = agency_of("police", "police_station", valid_to=timezone.localdate())
    signed_in = browser(admin)
    assert closed.code not in signed_in.get("/accounts/invite/").content.decode()
    assert signed_in.get(f"/accounts/invite/?agency={closed.code}").status_code == 404
