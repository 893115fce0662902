"""Wrong sign-ins rest longer and longer; the owner at her own computer and her passkey never do."""

import itertools
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.models import F
from django.test import Client, RequestFactory

from partners.rules import rest_seconds
from partners.throttle import address_of
from safeguards import matrix
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
WRONG = "x" * 20
KINDS = ("both", "name", "address", "house")


def time_passes(seconds):
    """Every failure lies so much further back."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=seconds))


def tries(client, login, password=WRONG, address="192.0.2.1"):
    return client.post("/login/", {"login": login, "password": password}, REMOTE_ADDR=address)


def failures_from_elsewhere(count, login="somebody", address=None):
    """Failures that lie in the table already, the last one just now."""
    many = (
        AccessAttempt(
            username=f"{login}-{number}" if login == "somebody" else login,
            ip_address=address or f"198.51.{number // 200}.{number % 200 + 1}",
            user_agent=str(number),
            failures_since_start=1,
        )
        for number in range(count)
    )
    AccessAttempt.objects.bulk_create(many)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_grows_from_a_second_and_a_brake_on_everybody_stays_short(kind):
    steps = matrix.sign_in_rest(kind)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in itertools.pairwise(steps))
    assert steps[0][1] == 1
    assert steps[-1][1] == (5 if kind == "house" else 15 * 60)
    assert rest_seconds(steps, steps[0][0] - 1) == 0
    assert rest_seconds(steps, 10_000) == steps[-1][1]


@pytest.mark.parametrize("login", ["aoba-sato", "no-such-person"])
def test_the_rest_grows_with_each_failure_and_is_the_same_for_known_and_unknown_names(client, login):
    account(login="aoba-sato")
    steps = dict(matrix.sign_in_rest("both"))
    told = []
    for failures in range(1, 12):
        answer = tries(client, login)
        told.append((answer.status_code, int(answer.get("Retry-After", 0))))
        assert told[-1][1] == rest_seconds(steps.items(), failures)
        assert (answer.status_code == 429) == (failures >= min(steps))
        time_passes(told[-1][1])
    assert [seconds for status, seconds in told if status == 429] == [1, 4, 15, 60, 300, 900, 900, 900]


def test_while_it_rests_not_even_the_right_password_is_looked_at_and_no_try_is_counted(client):
    account(login="aoba-sato")
    for _try in range(6):
        tries(client, "aoba-sato")
        time_passes(4)
    tries(client, "aoba-sato")  # the seventh, or refused: either way a rest runs now
    before = AccessAttempt.objects.get().failures_since_start
    lines = AuditLine.objects.filter(event="session.refuse")
    assert lines.count() == before
    for password in (WRONG, PASSWORD, PASSWORD):
        answer = tries(client, "aoba-sato", password)
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 15
    assert AccessAttempt.objects.get().failures_since_start == before == lines.count()
    time_passes(15)
    assert tries(client, "aoba-sato", PASSWORD).status_code == 302


def test_the_page_says_how_long_in_her_language_and_nothing_of_the_name(client):
    for failures in range(9):
        answer = tries(client, "my-own-name")
        time_passes(300 if failures < 8 else 0)
    assert "あと15分お待ちください" in words_of(answer)
    assert "my-own-name" not in answer.content.decode()
    client.cookies["django_language"] = "en"
    assert "rests for 15 minutes" in words_of(tries(client, "my-own-name"))


def test_one_name_tried_from_many_addresses_rests_too(client):
    account(login="aoba-sato")
    answers = [tries(client, "aoba-sato", address=f"192.0.2.{number}") for number in range(1, 8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429, 429]
    assert tries(client, "aoba-sato", PASSWORD, "192.0.2.99").status_code == 429


def test_many_names_tried_from_one_address_rest_and_other_addresses_do_not(client):
    account(login="aoba-sato")
    assert tries(client, "a-name").status_code == 200
    failures_from_elsewhere(48, address="192.0.2.1")
    time_passes(4)
    assert tries(client, "another-name")["Retry-After"] == "15"
    assert tries(client, "aoba-sato", PASSWORD).status_code == 429
    assert tries(Client(), "aoba-sato", PASSWORD, "192.0.2.2").status_code == 302


def test_a_success_of_a_third_person_frees_neither_address_nor_house(client):
    account(login="insider")
    failures_from_elsewhere(29, address="192.0.2.1")
    assert tries(Client(), "insider", PASSWORD).status_code == 302
    assert AccessAttempt.objects.count() == 29
    assert tries(client, "name").status_code == 429


def test_a_flood_over_the_whole_house_is_braked_for_seconds_only(client):
    account(login="aoba-sato")
    failures_from_elsewhere(1000)
    answer = tries(client, "aoba-sato", PASSWORD, "203.0.113.7")
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    time_passes(5)
    assert tries(client, "aoba-sato", PASSWORD, "203.0.113.7").status_code == 302


@pytest.mark.parametrize("flood", ["her name", "her address", "the house"])
def test_at_a_computer_that_she_has_used_others_failures_do_not_hold_her_up(client, flood):
    from partners.signin import name_key

    account(login="aoba-sato")
    assert tries(client, "aoba-sato", PASSWORD).status_code == 302
    client.post("/logout/")
    if flood == "her name":
        failures_from_elsewhere(200, login=name_key("aoba-sato"))
    else:
        failures_from_elsewhere(1000, address="192.0.2.1" if flood == "her address" else None)
    assert tries(Client(), "aoba-sato", PASSWORD).status_code == 429
    assert tries(client, "aoba-sato").status_code == 200  # a slip of her own is looked at
    assert tries(client, "aoba-sato", PASSWORD).status_code == 302


def test_at_her_own_computer_a_thief_rests_as_well(client):
    account(login="aoba-sato")
    tries(client, "aoba-sato", PASSWORD)
    client.post("/logout/")
    answers = [tries(client, "aoba-sato").status_code for _try in range(8)]
    assert answers == [200] * 5 + [429] * 3


def test_known_and_unknown_names_cost_the_same_work(client, monkeypatch):
    person = account(login="aoba-sato")
    never = account(login="never-set")
    never.set_unusable_password()
    never.save()
    stopped = account(login="stopped")
    stopped.is_active = False
    stopped.save()
    hashed, real = [], Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda self, *args: hashed.append(1) or real(self, *args)
    )
    verified, real_verify = [], Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda self, *args: verified.append(1) or real_verify(self, *args)
    )
    work = {}
    for login in (person.login, never.login, stopped.login, "no-such-person"):
        hashed.clear(), verified.clear()
        assert tries(Client(), login).status_code == 200
        work[login] = len(hashed) + len(verified)
    assert set(work.values()) == {1}, work


def test_a_failure_is_forgotten_after_an_hour(client):
    for _try in range(3):
        tries(client, "aoba-sato")
    time_passes(3601)
    assert [tries(client, "aoba-sato").status_code for _try in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind", "expected"),
    [
        ("192.0.2.1", "203.0.113.9", False, "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", True, "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", True, "203.0.113.9"),
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("10.0.0.1", "nonsense", True, None),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
        ("::ffff:192.0.2.9", "", False, "192.0.2.9"),
        ("", "", False, None),
    ],
)
def test_where_a_try_came_from(settings, remote, forwarded, behind, expected):
    settings.YUI_BEHIND_PROXY = behind
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/login/", headers=headers, REMOTE_ADDR=remote)
    assert address_of(request) == expected
