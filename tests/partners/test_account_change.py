"""Changing, stopping and starting accounts: at once, once, never over another administrator's change."""

import pytest

from partners.actions.account import change_names, disable_account, enable_account, reinvite
from partners.actions.invitation import write_invitation
from partners.actions.refusal import Overtaken
from partners.models import Account, Invitation
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account_with_posting, actor_for, agency_of
from tests.partners.forms import hidden_fields, submit, words_of

pytestmark = pytest.mark.django_db
NAMES = {"family_name": "𠮷﨑", "given_name": "髙子", "family_kana": "ヨシザキ", "given_kana": "タカコ"}


@pytest.fixture
def office():
    return agency_of("prefecture", "health_office")


@pytest.fixture
def admin(office):
    return account_with_posting(office, "account_admin")


@pytest.fixture
def person(office):
    return account_with_posting(office, "counselor", family_name="変える前")


def test_rare_characters_of_a_name_survive(browser, admin, person):
    answer = submit(browser(admin), f"/accounts/{person.number}/change/", **NAMES)
    assert answer["Location"] == f"/accounts/{person.number}/"
    person.refresh_from_db()
    assert (person.name, person.version) == ("𠮷﨑 髙子", 2)
    line = AuditLine.objects.get(event="account.change")
    assert line.object_number == person.number
    assert "変える前" not in line.facts and "𠮷" not in line.facts


def test_the_second_administrator_sees_what_changed_and_keeps_what_she_typed(browser, office, admin, person):
    second = account_with_posting(office, "account_admin")
    url = f"/accounts/{person.number}/change/"
    signed_in = browser(second)
    drawn = hidden_fields(signed_in.get(url).content.decode())
    submit(browser(admin), url, **NAMES)
    answer = submit(signed_in, url, drawn=drawn, **{**NAMES, "family_name": "二人目"})
    assert answer.status_code == 422
    assert "ほかの人がこのアカウントを変えました" in words_of(answer)
    assert 'value="二人目"' in answer.content.decode()
    person.refresh_from_db()
    assert person.family_name == "𠮷﨑"
    renewed = hidden_fields(answer.content.decode())
    assert renewed["version"] == "2"
    assert submit(signed_in, url, drawn=renewed, **{**NAMES, "family_name": "二人目"}).status_code == 302
    person.refresh_from_db()
    assert (person.family_name, person.version) == ("二人目", 3)


def test_a_double_press_changes_once_and_leads_to_the_same_page(browser, admin, person):
    signed_in, url = browser(admin), f"/accounts/{person.number}/disable/"
    drawn = hidden_fields(signed_in.get(url).content.decode())
    answers = [submit(signed_in, url, drawn=drawn) for _press in range(3)]
    assert {answer["Location"] for answer in answers} == {f"/accounts/{person.number}/"}
    assert AuditLine.objects.filter(event="account.disable").count() == 1
    person.refresh_from_db()
    assert (person.is_active, person.version) == (False, 2)


def test_every_request_after_the_stop_is_refused_and_the_open_page_is_told(browser, client, admin, person):
    at_work = browser(person)
    assert at_work.get("/consultations/").status_code == 200
    assert at_work.get("/alive/?page=consultation.list").status_code == 204
    secret = write_invitation(actor_for(admin), person)
    submit(browser(admin), f"/accounts/{person.number}/disable/")
    assert at_work.get("/alive/?page=consultation.list").status_code == 404
    for path in ("/", "/consultations/", "/account/", "/partners/"):
        assert at_work.get(path)["Location"].startswith("/login/"), path
        assert at_work.post(path).status_code in {302, 403}, path
    assert client.post("/login/", {"login": person.login, "password": PASSWORD}).status_code == 200
    assert client.get(f"/invitation/{secret}/").status_code == 404
    words = words_of(browser(admin).get(f"/accounts/{person.number}/"))
    assert "止まっています" in words


def test_an_old_cookie_stays_dead_when_the_account_works_again(browser, client, admin, person):
    at_work = browser(person)
    at_work.get("/account/")
    cookie = at_work.cookies["sessionid"].value
    submit(browser(admin), f"/accounts/{person.number}/disable/")
    submit(browser(admin), f"/accounts/{person.number}/enable/")
    at_work.cookies["sessionid"] = cookie
    assert at_work.get("/account/").status_code == 302
    assert client.post("/login/", {"login": person.login, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_stopped_account_gets_no_invitation(browser, admin, person):
    disable_account(actor_for(admin), person.number, 1)
    answer = submit(browser(admin), f"/accounts/{person.number}/invitation/")
    assert answer.status_code == 422
    assert "このアカウントは止まっています" in words_of(answer)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("act", [disable_account, enable_account, reinvite])
def test_an_act_on_an_old_version_writes_nothing(admin, person, act):
    change_names(actor_for(admin), person.number, 1, NAMES)
    lines = AuditLine.objects.count()
    with pytest.raises(Overtaken):
        act(actor_for(admin), person.number, 1)
    person.refresh_from_db()
    assert (person.is_active, person.version, Invitation.objects.count()) == (True, 2, 0)
    assert AuditLine.objects.count() == lines


@pytest.mark.parametrize("role", ["counselor", "supervisor", "liaison"])
def test_actions_themselves_refuse_who_is_no_administrator(role, person):
    actor = actor_for(account_with_posting(agency_of("prefecture", "womens_center"), role))
    for act in (disable_account, enable_account, reinvite):
        with pytest.raises(Absent):
            act(actor, person.number, 1)
    with pytest.raises(Absent):
        change_names(actor, person.number, 1, NAMES)


def test_get_pages_of_acts_change_nothing(browser, admin, person):
    signed_in = browser(admin)
    for act in ("change", "disable", "enable", "invitation", "move"):
        assert signed_in.get(f"/accounts/{person.number}/{act}/").status_code == 200
    person.refresh_from_db()
    assert (person.version, person.is_active, Invitation.objects.count()) == (1, True, 0)


def test_no_page_of_the_administration_holds_a_usable_credential(browser, admin, person):
    signed_in = browser(admin)
    write_invitation(actor_for(admin), person)
    digest = Invitation.objects.get().secret_digest
    for path in ("/accounts/", f"/accounts/{person.number}/"):
        body = signed_in.get(path).content.decode()
        assert "/invitation/" not in body.replace(f"/accounts/{person.number}/invitation/", "")
        assert digest not in body and Account.objects.get(pk=person.pk).password not in body
