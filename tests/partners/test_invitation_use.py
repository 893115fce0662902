import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from partners.actions.invitation import write_invitation
from partners.models import Invitation, Municipality
from safeguards.access import Actor
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account, account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NEW = "a quite different sentence of hers"
TYPED = {"new_password1": NEW, "new_password2": NEW}


def invite(person, ago=timedelta(0), by=None):
    """The secret of an invitation made some time ago."""
    maker = Actor(account_id=by, now=timezone.now() - ago)
    return write_invitation(maker, person)


@pytest.fixture
def person():
    one = account_with_posting(agency_of("npo", "npo"), "counselor", posting_confirmed=False)
    one.set_unusable_password()
    one.save()
    return one


def test_the_invited_person_chooses_her_password_and_signs_in(client, person):
    secret = invite(person)
    page = client.get(f"/invitation/{secret}/")
    assert page.status_code == 200
    assert person.login in words_of(page)
    answer = client.post(f"/invitation/{secret}/", TYPED)
    assert answer["Location"] == "/login/"
    assert client.post("/login/", {"login": person.login, "password": NEW}).status_code == 302
    assert AuditLine.objects.filter(event="invitation.use", account_id=person.pk).count() == 1


def test_opening_the_page_uses_nothing_up(client, person):
    secret = invite(person)
    for _time in range(3):
        assert client.get(f"/invitation/{secret}/").status_code == 200
    assert Invitation.objects.get().used_at is None


def test_wrong_used_old_withdrawn_and_stopped_get_one_and_the_same_page(client, person):
    bodies = set()

    def refused(secret):
        for answer in (client.get(f"/invitation/{secret}/"), client.post(f"/invitation/{secret}/", TYPED)):
            assert answer.status_code == 404
            body = answer.content.decode().replace(secret, "")
            bodies.add(re.sub(r'value="[^"]{20,}"', "", body))

    refused("x" * 43)
    refused(invite(person, timedelta(hours=24)))
    older = invite(person)
    invite(person)
    refused(older)
    used = invite(person)
    client.post(f"/invitation/{used}/", TYPED)
    client.get("/login/")  # reads the message
    refused(used)
    stopped = invite(person)
    person.refresh_from_db()
    person.is_active = False
    person.save()
    refused(stopped)
    assert len(bodies) == 1
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_it_works_until_the_last_second_of_24_hours(client, person):
    secret = invite(person, timedelta(hours=24) - timedelta(seconds=20))
    assert client.post(f"/invitation/{secret}/", TYPED).status_code == 302


def test_only_a_digest_of_the_secret_is_kept(client, person):
    secret = invite(person)
    client.get(f"/invitation/{secret}/")
    row = Invitation.objects.get()
    assert row.secret_digest == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) == 43
    assert secret not in str(list(Invitation.objects.values())) + str(list(AuditLine.objects.values()))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("fourteen chars", "15"),
        ("123456789012345", "推測されやすい"),
        ("passwordpassword", "推測されやすい"),
        ("ひみつひみつひみつひみつひみつ", "推測されやすい"),
        ("aaaabbbbccccdddd", "推測されやすい"),
        ("Welcome!Password2026", "推測されやすい"),
        ("", "空いています"),
    ],
)
def test_a_weak_password_is_refused_and_the_invitation_stays_open(client, person, password, words):
    secret = invite(person)
    answer = client.post(f"/invitation/{secret}/", {"new_password1": password, "new_password2": password})
    assert answer.status_code == 200
    assert words in words_of(answer)
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert client.get(f"/invitation/{secret}/").status_code == 200


def test_the_name_of_a_municipality_with_digits_is_guessed_first(client, person):
    place = Municipality.objects.order_by("code").first().name_en.split()[0]
    password = f"{place}-2026-{place}-04"
    answer = client.post(
        f"/invitation/{invite(person)}/", {"new_password1": password, "new_password2": password}
    )
    assert "推測されやすい" in words_of(answer)


def test_a_secret_that_still_works_never_reaches_the_log(client, person, caplog):
    secret = invite(person)
    client.get(f"/invitation/{secret}/")
    client.post(f"/invitation/{secret}/", {"new_password1": "short", "new_password2": "short"})
    assert secret not in caplog.text


def test_two_senders_of_one_invitation_have_one_winner(client, person):
    secret = invite(person)
    other = {"new_password1": "the sentence of the thief", "new_password2": "the sentence of the thief"}
    assert client.post(f"/invitation/{secret}/", TYPED).status_code == 302
    assert client.post(f"/invitation/{secret}/", other).status_code == 404
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_an_invitation_puts_confirmed_postings_back_to_sleep_and_ends_her_sessions(client, browser):
    """An administrator who keeps the link of a new invitation for herself gains no reader."""
    person = account_with_posting(agency_of("npo", "npo"), "counselor")
    at_work = browser(person)
    assert at_work.get("/consultations/").status_code == 200
    secret = invite(person)
    assert at_work.get("/consultations/").status_code == 200
    client.post(f"/invitation/{secret}/", TYPED)
    assert at_work.get("/consultations/").status_code == 302
    client.post("/login/", {"login": person.login, "password": NEW})
    assert client.get("/consultations/").status_code == 404
    assert client.get("/account/").status_code == 200
    assert '"confirmations_taken_back":1' in AuditLine.objects.get(event="invitation.use").facts


def test_a_used_invitation_opens_a_name_that_was_locked(client, person):
    for _try in range(8):
        answer = client.post("/login/", {"login": person.login, "password": "x" * 20})
    assert answer.status_code == 429
    client.post(f"/invitation/{invite(person)}/", TYPED)
    assert client.post("/login/", {"login": person.login, "password": NEW}).status_code == 302


def test_whoever_sat_there_before_is_signed_out(client, person):
    other = account()
    client.post("/login/", {"login": other.login, "password": PASSWORD})
    client.post(f"/invitation/{invite(person)}/", TYPED)
    assert client.get("/account/").status_code == 302
