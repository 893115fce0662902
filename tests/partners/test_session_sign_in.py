import re

import pytest
from axes.models import AccessAttempt
from django.urls import NoReverseMatch, reverse

from safeguards import matrix
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account, agency_of, posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
FIRST_REST = matrix.sign_in_rest("both")[0][0]  # failures


def without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


@pytest.fixture
def person():
    one = account(login="aoba-sato")
    posting(one, agency_of("npo", "npo"), "counselor")
    return one


def test_right_password_opens_the_home_page_and_leaves_a_line(client, person):
    answer = client.post("/login/", {"login": "aoba-sato", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/account/").status_code == 200
    line = AuditLine.objects.get(event="session.begin")
    assert (line.account_id, line.object_number) == (person.pk, person.number)


def test_login_names_do_not_care_about_the_size_of_letters(client, person):
    assert client.post("/login/", {"login": " Aoba-Sato ", "password": PASSWORD}).status_code == 302


def test_next_leads_on_inside_the_house_only(client, person):
    asked = {"login": "aoba-sato", "password": PASSWORD}
    assert client.post("/login/?next=/account/", asked)["Location"] == "/account/"
    client.logout()
    assert client.post("/login/?next=https://evil.example/", asked)["Location"] == "/"


@pytest.mark.parametrize("state", ["unknown", "wrong password", "disabled", "never set a password"])
def test_every_failure_gets_the_same_answer(client, person, state):
    expected = client.post("/login/", {"login": "no-such-person", "password": "x" * 20})
    if state == "disabled":
        person.is_active = False
    if state == "never set a password":
        person.set_unusable_password()
    person.save()
    password = PASSWORD if state == "disabled" else "y" * 20
    login = "nobody-here" if state == "unknown" else person.login
    answer = client.post("/login/", {"login": login, "password": password})
    assert answer.status_code == expected.status_code == 200
    assert without_tokens(answer).replace(login, "") == without_tokens(expected).replace("no-such-person", "")
    assert "合いません" in words_of(answer)
    assert client.get("/account/").status_code == 302


def test_failed_sign_in_is_audited_without_what_was_typed_for_an_unknown_name(client, person):
    client.post("/login/", {"login": "my secret sentence", "password": "x" * 20})
    client.post("/login/", {"login": "aoba-sato", "password": "x" * 20})
    unknown, known = AuditLine.objects.filter(event="session.refuse").order_by("pk")
    assert (unknown.account_id, unknown.login, unknown.object_number) == (None, "", "")
    assert known.account_id == person.pk
    assert "secret" not in "".join(map(str, AuditLine.objects.values_list()))


@pytest.mark.parametrize("login", ["aoba-sato", "no-such-person"])
def test_after_too_many_failures_known_and_unknown_names_get_the_same_locked_page(client, person, login):
    for _try in range(FIRST_REST):
        answer = client.post("/login/", {"login": login, "password": "x" * 20})
    assert answer.status_code == 429
    assert "あと1秒" in words_of(answer)
    right = client.post("/login/", {"login": login, "password": PASSWORD})
    assert right.status_code == 429
    assert without_tokens(right) == without_tokens(answer)
    assert login not in answer.content.decode()


def test_the_lock_does_not_care_about_letters_and_does_not_touch_other_people(client, person):
    other = account(login="second-person")
    for number in range(FIRST_REST):
        login = "Aoba-Sato" if number % 2 else " aoba-sato"
        answer = client.post("/login/", {"login": login, "password": "x" * 20})
    assert answer.status_code == 429
    assert client.post("/login/", {"login": "aoba-sato", "password": PASSWORD}).status_code == 429
    assert client.post("/login/", {"login": other.login, "password": PASSWORD}).status_code == 302


def test_a_success_before_the_limit_starts_the_count_anew(client, person):
    for _round in range(2):
        for _try in range(FIRST_REST - 1):
            assert client.post("/login/", {"login": "aoba-sato", "password": "x" * 20}).status_code == 200
        assert client.post("/login/", {"login": "aoba-sato", "password": PASSWORD}).status_code == 302
        client.post("/logout/")


def test_what_is_typed_into_the_name_box_is_kept_nowhere(client):
    client.post("/login/", {"login": "my secret sentence", "password": "another secret"})
    assert "secret" not in str(list(AccessAttempt.objects.values_list()))


def test_locked_pages_of_known_and_unknown_names_are_the_same_bytes(client, person):
    bodies = set()
    for login in ("aoba-sato", "no-such-person"):
        for _try in range(FIRST_REST):
            answer = client.post("/login/", {"login": login, "password": "x" * 20})
        bodies.add(without_tokens(answer))
    assert len(bodies) == 1


def test_many_people_behind_one_address_can_sign_in_within_a_minute(client):
    for number in range(35):
        account(login=f"morning-{number}")
        answer = client.post("/login/", {"login": f"morning-{number}", "password": PASSWORD})
        assert answer.status_code == 302, number
        client.logout()


def test_sign_out_asks_then_ends_the_session_and_tells_the_browser_to_forget(browser, person):
    signed_in = browser(person)
    assert "サインアウトしますか" in words_of(signed_in.get("/logout/"))
    assert signed_in.get("/account/").status_code == 200
    answer = signed_in.post("/logout/")
    assert answer["Location"] == "/login/"
    assert '"storage"' in answer["Clear-Site-Data"]
    assert signed_in.get("/account/").status_code == 302
    assert AuditLine.objects.filter(event="session.end", account_id=person.pk).count() == 1


def test_copied_cookie_dies_with_sign_out(browser, client, person):
    signed_in = browser(person)
    copied = signed_in.cookies["sessionid"].value
    signed_in.post("/logout/")
    client.cookies["sessionid"] = copied
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/account/signup/", "/signup/", "/accounts/signup/", "/account/password/reset/", "/account/email/"],
)
def test_visitors_find_no_way_to_make_an_account_or_reset_a_password(client, path):
    assert client.get(path).status_code in {302, 404}
    answer = client.get(path)
    assert answer.status_code == 404 or answer["Location"].startswith("/login/")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_the_package_offers_no_page_of_its_own(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
