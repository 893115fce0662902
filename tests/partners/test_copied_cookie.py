"""A copied session cookie is dead with the next request after whatever ends the session (R-24)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from partners.models import Posting
from tests.factories.partners import PASSWORD, account_with_posting, agency_of
from tests.partners.forms import submit
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
NEW = "another sentence only I know"


@pytest.fixture
def office():
    return agency_of("npo", "npo")


@pytest.fixture
def person(office):
    return account_with_posting(office, "counselor")


@pytest.fixture
def admin(office):
    return account_with_posting(office, "account_admin")


def copied(browser):
    """A thief's browser with the same cookie."""
    thief = Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    return thief


def signs_out(here, person, admin):
    here.post("/logout/")


def changes_password(here, person, admin):
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/account/password/", typed).status_code == 302


def is_disabled(here, person, admin):
    submit(sign_in(Client(), admin), f"/accounts/{person.number}/disable/")


def loses_the_posting(here, person, admin):
    Posting.objects.filter(account=person).update(until=timezone.now() - timedelta(seconds=1))


def uses_a_fresh_invitation(here, person, admin):
    from partners.actions.account import reinvite
    from partners.actions.invitation import use_invitation
    from tests.factories.partners import actor_for

    person.refresh_from_db()
    _account, secret = reinvite(actor_for(admin), person.number, person.version)
    use_invitation(secret, NEW, timezone.now())


def ends_it_from_elsewhere(here, person, admin):
    elsewhere = Client()
    elsewhere.post("/login/", {"login": person.login, "password": PASSWORD})
    elsewhere.post("/account/sessions/")


@pytest.mark.parametrize(
    "end",
    [
        signs_out,
        changes_password,
        is_disabled,
        loses_the_posting,
        uses_a_fresh_invitation,
        ends_it_from_elsewhere,
    ],
    ids=lambda end: end.__name__,
)
def test_a_copied_cookie_is_dead_after(person, admin, end):
    here = Client()
    here.post("/login/", {"login": person.login, "password": PASSWORD})
    sign_in_proof(here)
    thief = copied(here)
    assert thief.get("/consultations/").status_code == 200
    end(here, person, admin)
    assert thief.get("/consultations/").status_code in (302, 404)
    assert thief.get("/alive/?page=consultation.list").status_code == 404


def sign_in_proof(browser):
    """What a passkey would have left in this session."""
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "at": timezone.now().timestamp()}
    ]
    session.save()


def test_this_session_lives_on_after_its_own_password_change(person, admin):
    here = sign_in(Client(), person)
    changes_password(here, person, admin)
    assert here.get("/consultations/").status_code == 200


def test_the_list_of_sessions_shows_mine_only_and_ends_one(person, admin):
    here, there, other = Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Edg/130.0"), Client()
    for browser, account in ((here, person), (there, person), (other, admin)):
        browser.post("/login/", {"login": account.login, "password": PASSWORD})
    shown = here.get("/account/sessions/")
    assert len(shown.context["sessions"]) == 2
    assert "Edge / Windows" in shown.content.decode()
    foreign = other.get("/account/sessions/").context["sessions"][0]
    assert here.post("/account/sessions/", {"session": str(foreign.pk)}).status_code == 404
    mine = next(one for one in shown.context["sessions"] if "Edg" in one.user_agent)
    here.post("/account/sessions/", {"session": str(mine.pk)})
    assert there.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200
    assert here.get("/account/").status_code == 200
