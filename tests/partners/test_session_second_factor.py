"""What a session must have shown before work opens, and how the proof is asked again."""

import base64
import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from partners.factors import OfficeFactors
from partners.rules import Proof, proof_needed
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account_with_posting, agency_of
from tests.partners.forms import words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
SECRET = base64.b32encode(b"only for tests, twenty"[:20]).decode()
KINDS = {
    "password": Proof.PASSWORD,
    "recovery_codes": Proof.PRINTED,
    "totp": Proof.CODE,
    "webauthn": Proof.PASSKEY,
}


def code(shift=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + shift))


def app_of(account):
    return Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": OfficeFactors().encrypt(SECRET)}
    )


@pytest.fixture
def counselor():
    return account_with_posting(agency_of("npo", "npo"), "counselor")


@pytest.fixture
def admin():
    return account_with_posting(agency_of("npo", "npo"), "account_admin")


def password_of(account, client, then="/"):
    return client.post(f"/login/?next={then}", {"login": account.login, "password": PASSWORD})


@pytest.mark.parametrize(
    "role", ["counselor", "liaison", "planner", "auditor", "supervisor", "account_admin"]
)
def test_what_opens_which_role(role):
    needed = proof_needed(role, is_demo=False)
    assert needed == (Proof.PASSKEY if role in ("supervisor", "account_admin") else Proof.PRINTED)
    assert proof_needed(role, is_demo=True) == Proof.NONE


@pytest.mark.parametrize("shown", KINDS)
@pytest.mark.parametrize("role", ["counselor", "supervisor", "account_admin"])
def test_a_posting_opens_only_when_the_session_has_shown_enough(shown, role):
    person = account_with_posting(agency_of("npo", "npo"), role)
    page = "/accounts/" if role == "account_admin" else "/consultations/"
    answer = sign_in(Client(), person, shown).get(page)
    if KINDS[shown] >= proof_needed(role, is_demo=False):
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer["Location"]) == (302, "/account/keys/")


def test_before_the_key_nothing_of_the_work_can_be_reached(counselor, client):
    password_of(counselor, client)
    assert client.get("/")["Location"] == "/account/keys/"
    for path in (
        "/consultations/",
        "/clients/",
        "/consultations/new/",
        "/referrals/",
        "/partners/",
        "/account/alerts/",
    ):
        assert client.get(path)["Location"] == "/account/keys/", path
    assert client.post("/consultations/new/", {"narrative": "x"}).status_code == 302
    assert client.get("/accounts/").status_code == 404
    assert "もうひとつの鍵で開きます" in words_of(client.get("/account/keys/"))


def test_password_then_code_opens_the_work_and_is_written_down(counselor, client):
    app_of(counselor)
    answer = password_of(counselor, client)
    assert answer["Location"] == "/login/second/"
    assert client.get("/consultations/")["Location"].startswith("/login/")
    assert AuditLine.objects.filter(event="session.begin").count() == 0
    assert client.post("/login/second/", {"code": "000000"}).status_code == 422
    assert client.post("/login/second/", {"code": code()})["Location"] == "/"
    assert client.get("/consultations/").status_code == 200
    assert json.loads(AuditLine.objects.get(event="session.begin").facts)["shown"] == "code"
    assert AuditLine.objects.filter(event="session.refuse").count() == 1


def test_a_code_works_once(counselor):
    app_of(counselor)
    first, second = Client(), Client()
    now = code()
    for one, expected in ((first, 302), (second, 422)):
        password_of(counselor, one)
        assert one.post("/login/second/", {"code": now}).status_code == expected


@pytest.mark.parametrize("shift", [-3, 3])
def test_a_code_of_another_time_does_not_fit(counselor, client, shift):
    app_of(counselor)
    password_of(counselor, client)
    assert client.post("/login/second/", {"code": code(shift)}).status_code == 422


def test_after_many_wrong_codes_not_even_the_right_one_is_looked_at(counselor, client):
    app_of(counselor)
    password_of(counselor, client)
    for _try in range(8):
        client.post("/login/second/", {"code": "000000"})
    answer = client.post("/login/second/", {"code": code()})
    assert answer.status_code in (422, 429)
    assert client.get("/consultations/").status_code == 302
    assert password_of(counselor, Client()).status_code == 429


def test_the_secret_stands_nowhere_in_clear(counselor, client):
    from django.contrib.sessions.models import Session

    password_of(counselor, client)
    page = client.get("/account/keys/app/")
    secret = page.context["form"].secret
    assert secret[:4] in page.content.decode()
    assert all(secret not in one.session_data for one in Session.objects.all())
    assert Session.objects.get().get_decoded()["mfa.totp.secret"] == secret
    made = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/account/keys/app/", {"code": made})["Location"] == "/account/keys/"
    stored = Authenticator.objects.get(user=counselor, type="totp")
    assert secret not in str(stored.data)
    assert client.get("/account/keys/")["Cache-Control"] == "no-store"
    assert {"factor.add"} <= set(AuditLine.objects.values_list("event", flat=True))


def test_printed_codes_are_shown_once_and_each_works_once(counselor):
    app_of(counselor)
    here = sign_in(Client(), counselor, "totp")
    page = here.post("/account/keys/codes/")
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    assert all(len(one) == 10 for one in codes)
    assert codes[0][:5] not in here.get("/account/keys/codes/").content.decode()
    for _time, expected in ((1, 302), (2, 422)):
        there = Client()
        password_of(counselor, there)
        assert there.post("/login/second/", {"code": codes[3]}).status_code == expected
    assert "残り9個" in words_of(here.get("/account/keys/"))


def test_a_printed_code_does_not_open_an_administrators_work_but_the_way_to_a_new_key(admin):
    app_of(admin)
    codes = sign_in(Client(), admin, "webauthn").post("/account/keys/codes/").context["codes"]
    there = Client()
    password_of(admin, there)
    assert there.post("/login/second/", {"code": codes[0]}).status_code == 302
    assert there.get("/accounts/")["Location"] == "/account/keys/"
    assert there.get("/account/keys/passkey/").status_code == 200


def test_a_stranger_at_an_open_desk_is_asked_again(counselor):
    app_of(counselor)
    here = sign_in(Client(), counselor, "totp", at=time.time() - 6 * 60)
    for path in ("/account/keys/passkey/", "/account/keys/codes/"):
        assert here.get(path)["Location"].startswith("/account/proof/?next=%2Faccount%2Fkeys%2F"), path
    own = Authenticator.objects.get(user=counselor).pk
    here.cookies.clear()
    late = sign_in(Client(), counselor, "totp", at=time.time() - 21 * 60)
    assert late.post(f"/account/keys/{own}/remove/")["Location"].startswith("/account/proof/")
    assert Authenticator.objects.filter(pk=own).exists()
    asked = late.get("/account/proof/?next=/account/keys/codes/")
    assert "アプリのコード" in words_of(asked)
    assert 'name="password"' not in asked.content.decode()
    assert late.post("/account/proof/", {"password": PASSWORD, "next": "/"}).status_code == 422
    answer = late.post("/account/proof/", {"code": code(), "next": "/account/keys/codes/"})
    assert answer["Location"] == "/account/keys/codes/"
    assert late.get("/account/keys/codes/").status_code == 200
    assert AuditLine.objects.filter(event="session.prove").count() == 1


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_stays_in_the_house(counselor, there):
    app_of(counselor)
    here = sign_in(Client(), counselor, "totp", at=time.time() - 600)
    assert here.post("/account/proof/", {"code": code(), "next": there})["Location"] == "/account/"


def test_nobody_takes_away_another_persons_key_or_her_own_last(counselor, admin):
    hers, mine = app_of(admin), app_of(counselor)
    here = sign_in(Client(), counselor, "totp")
    assert here.post(f"/account/keys/{hers.pk}/remove/").status_code == 404
    answer = here.post(f"/account/keys/{mine.pk}/remove/", follow=True)
    assert "業務を開く最後の鍵です" in words_of(answer)
    assert Authenticator.objects.filter(pk__in=[hers.pk, mine.pk]).count() == 2


@pytest.mark.parametrize(
    "sent", ["", "x", "[]", "{}", "null", '{"id": 1}', '{"response": {"userHandle": "!"}}', '"a"', "9" * 400]
)
def test_strange_credentials_get_one_answer(client, sent):
    client.get(
        "/login/passkey/", headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
    )
    answer = client.post("/login/passkey/", {"credential": sent})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert "この鍵では開きません" in words_of(client.get("/login/"))
