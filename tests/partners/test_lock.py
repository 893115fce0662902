"""The desk that was left: locked after idle minutes, open only for its owner, and nothing typed is lost (R-23)."""

import time

import pytest
from django.test import Client

from partners.lock import ABSOLUTE_SECONDS
from partners.models import KeptForm
from safeguards.models import AuditLine
from tests.factories.cases import client as make_client
from tests.factories.partners import PASSWORD, account_with_posting, actor_for, agency_of
from tests.partners.forms import hidden_fields, words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
TEXT = "夫に見つかりそうだと話された。"


@pytest.fixture
def person():
    return account_with_posting(agency_of("npo", "npo"), "counselor")


def all_kept():
    return KeptForm.objects.everything("a test looks at what was kept")


def kept_by(person):
    return KeptForm.objects.visible_to(actor_for(person)).get()


def at_desk(person, *, idle=0, age=0):
    """Signed in, last seen so many seconds ago, with a session of this age."""
    here = sign_in(Client(), person)
    here.get("/account/")
    session = here.session
    now = int(time.time())
    session["seen"], session["began"] = now - idle, now - age
    session.save()
    return here


def test_a_desk_in_use_stays_open(person):
    here = at_desk(person, idle=14 * 60)
    assert here.get("/consultations/").status_code == 200
    assert time.time() - here.session["seen"] < 5


def test_after_a_quarter_of_an_hour_nothing_opens(person):
    here = at_desk(person, idle=15 * 60 + 1)
    for path in ("/", "/consultations/", "/clients/", "/account/", "/account/keys/", "/consultations/new/"):
        assert here.get(path)["Location"].startswith("/account/unlock/?next="), path
    assert here.get("/alive/?page=home").status_code == 423
    assert here.get("/alive/?page=home&active=1").status_code == 423
    page = here.get("/account/unlock/?next=/clients/")
    assert "15分間操作がありませんでした" in words_of(page)


def test_a_page_that_only_stands_open_is_no_work_and_a_running_call_is(person):
    here = at_desk(person, idle=10 * 60)
    here.get("/alive/?page=home")
    assert time.time() - here.session["seen"] > 9 * 60
    here.get("/alive/?page=home&active=1")
    assert time.time() - here.session["seen"] < 5


def test_after_ten_hours_it_locks_but_not_during_a_call(person):
    here = at_desk(person, age=ABSOLUTE_SECONDS + 1)
    assert here.get("/alive/?page=home&active=1").status_code == 204
    assert here.get("/consultations/")["Location"].startswith("/account/unlock/")


def test_only_her_proof_opens_it_again(person):
    here = at_desk(person, idle=3600)
    here.get("/clients/")
    assert here.post("/account/unlock/", {"password": "wrong", "next": "/clients/"}).status_code == 422
    assert here.get("/clients/").status_code == 302
    assert (
        here.post("/account/unlock/", {"password": PASSWORD, "next": "/clients/"})["Location"] == "/clients/"
    )
    assert here.get("/clients/").status_code == 200
    assert AuditLine.objects.filter(event="session.prove").count() == 1


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:1", "\\\\evil"])
def test_unlocking_leads_nowhere_else(person, there):
    here = at_desk(person, idle=3600)
    here.get("/clients/")
    assert here.post("/account/unlock/", {"password": PASSWORD, "next": there})["Location"] == "/"


def test_what_is_sent_from_a_locked_desk_is_kept_sealed_and_stands_in_its_form_again(person):
    here = at_desk(person, idle=3600)
    answer = here.post(
        "/consultations/new/", {"narrative": TEXT, "csrfmiddlewaretoken": "x", "harm_types": ["a", "b"]}
    )
    assert answer["Location"] == "/account/unlock/?next=%2Fconsultations%2Fnew%2F"
    kept = kept_by(person)
    assert kept.fields == {"narrative": [TEXT], "harm_types": ["a", "b"]}
    assert TEXT.encode() not in bytes(all_kept().values_list("fields", flat=True)[0])
    back = here.post("/account/unlock/", {"password": PASSWORD, "next": "/consultations/new/"})["Location"]
    assert back == f"/consultations/new/?kept={kept.number}"
    page = here.get(back)
    assert TEXT in page.content.decode()
    assert "まだ保存されていません" in words_of(page)
    assert "続きを書く" in words_of(here.get("/"))
    assert TEXT not in AuditLine.objects.get(event="text.keep").facts


def test_an_open_page_hands_over_its_text_when_it_locks(person):
    here = at_desk(person, idle=3600)
    assert here.get("/alive/").status_code == 423
    sent = {"kept_path": "/consultations/new/", "narrative": TEXT, "password": "secret", "code": "123456"}
    assert here.post("/account/keep/", sent).status_code == 204
    assert here.post("/account/keep/", sent).status_code == 204  # sent again after a dead line
    assert kept_by(person).fields == {"narrative": [TEXT]}


def test_two_open_calls_are_both_kept(person):
    here = at_desk(person, idle=3600)
    for text in (TEXT, TEXT * 2):
        here.post("/account/keep/", {"kept_path": "/consultations/new/", "narrative": text})
    told = sorted(len(one.fields["narrative"][0]) for one in all_kept())
    assert told == [len(TEXT), len(TEXT) * 2]
    here.post("/account/unlock/", {"password": PASSWORD})
    page = words_of(here.get("/"))
    assert page.count("続きを書く") >= 2


def test_nobody_fills_the_house_with_kept_text(person):
    here = at_desk(person)
    for number in range(50):
        here.post("/account/keep/", {"kept_path": "/consultations/new/", "narrative": str(number)})
    assert (
        here.post("/account/keep/", {"kept_path": "/consultations/new/", "narrative": "x"}).status_code == 404
    )
    assert all_kept().count() == 50


@pytest.mark.parametrize(
    "sent",
    [
        {"kept_path": "https://evil.example/", "narrative": "x"}, {"kept_path": "/nowhere/at/all/", "narrative": "x"},
        {"kept_path": "/consultations/new/"}, {"narrative": "x"}, {"kept_path": "/" + "a" * 400, "narrative": "x"},
        {"kept_path": "/consultations/new/", "narrative": "x" * 400_001},
    ],
    ids=["elsewhere", "no page", "no field", "no place", "long place", "long text"],
)  # fmt: skip
def test_what_no_form_can_be_is_not_kept(person, sent):
    assert at_desk(person).post("/account/keep/", sent).status_code == 404
    assert all_kept().count() == 0


def test_nobody_else_gets_the_text_and_not_even_she_elsewhere(person):
    here = at_desk(person)
    here.post("/account/keep/", {"kept_path": "/consultations/new/", "narrative": TEXT})
    kept = kept_by(person)
    other = sign_in(Client(), account_with_posting(agency_of("npo", "npo"), "counselor"))
    assert TEXT not in other.get(f"/consultations/new/?kept={kept.number}").content.decode()
    assert other.post(f"/account/kept/{kept.number}/").status_code == 404
    assert TEXT not in here.get(f"/clients/new/?kept={kept.number}").content.decode()
    assert all_kept().count() == 1


def test_text_about_a_record_that_she_may_not_see_any_more_is_not_given_out(person):
    from django.utils import timezone

    from cases.models import Wall

    woman = make_client(actor_for(person), family_name="佐藤")
    path = f"/clients/{woman.number}/edit/"
    here = at_desk(person)
    here.post("/account/keep/", {"kept_path": path, "office_note": TEXT})
    kept = kept_by(person)
    assert TEXT in here.get(f"{path}?kept={kept.number}").content.decode()
    Wall.objects.create(account=person, person_key=woman.person_key, ground="kin", since=timezone.now())
    answer = here.get(f"{path}?kept={kept.number}")
    assert answer.status_code == 404
    assert TEXT not in answer.content.decode()


def test_sent_text_is_let_go_and_thrown_away_text_too(person):
    here = at_desk(person)
    here.post("/account/keep/", {"kept_path": "/account/password/", "narrative": TEXT})
    one = kept_by(person)
    here.post(f"/account/kept/{one.number}/")
    assert all_kept().count() == 0
    here.post("/account/keep/", {"kept_path": "/account/posting/", "narrative": TEXT})
    one = kept_by(person)
    here.post("/account/posting/", {"posting": person.postings.get().number, "kept": one.number})
    assert all_kept().count() == 0
    assert AuditLine.objects.filter(event="text.drop").count() == 2


@pytest.mark.parametrize("site", ["same-origin", "cross-site", None])
def test_a_form_whose_token_is_stale_keeps_its_text_but_another_site_lays_none(person, site):
    here = Client(enforce_csrf_checks=True)
    sign_in(here, person)
    headers = {"Sec-Fetch-Site": site} if site else {}
    answer = here.post("/consultations/new/", {"narrative": TEXT}, headers=headers)
    assert answer.status_code == 403
    if site == "same-origin":
        assert "続きを書く" in words_of(answer)
        assert kept_by(person).fields == {"narrative": [TEXT]}
    else:
        assert all_kept().count() == 0


def test_a_form_that_ran_into_a_fault_of_ours_keeps_its_text(person, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError(TEXT)

    monkeypatch.setattr("cases.views.consultation.record_consultation", breaks)
    here = sign_in(Client(raise_request_exception=False), person)
    page = here.get("/consultations/new/")
    sent = {
        **hidden_fields(page.content.decode()),
        "narrative": TEXT,
        "method": "phone",
        "main_complaint": "spouse_violence",
        "started_on": "R8.11.1",
    }
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "http://testserver/consultations/new/"}
    answer = here.post("/consultations/new/", sent, headers=headers)
    if answer.status_code == 422:
        pytest.fail(words_of(answer)[:400])
    assert answer.status_code == 500
    assert kept_by(person).fields["narrative"] == [TEXT]
    assert f"/consultations/new/?kept={kept_by(person).number}" in answer.content.decode()


def test_text_that_only_led_to_a_proof_is_still_kept(person):
    here = at_desk(person)
    here.post("/account/keep/", {"kept_path": "/account/keys/passkey/", "narrative": TEXT})
    stale = sign_in(Client(), person, "totp", at=time.time() - 3600)
    answer = stale.post("/account/keys/passkey/", {"name": "x", "kept": kept_by(person).number})
    assert answer["Location"].startswith("/account/proof/")
    assert all_kept().count() == 1


def hidden(here):
    here.cookies["yui_hidden"] = "1"
    return here


def test_a_hidden_screen_locks_with_the_next_request_whichever_it_is(person):
    for path in ("/", "/consultations/", "/account/keys/"):
        here = hidden(at_desk(person))
        assert here.get(path)["Location"].startswith("/account/unlock/?next="), path
    here = hidden(at_desk(person))
    assert here.get("/alive/?page=home&active=1").status_code == 423
    del here.cookies["yui_hidden"]  # whoever takes the cookie away opens nothing
    assert here.get("/consultations/")["Location"].startswith("/account/unlock/")
    assert "画面を隠しました" in words_of(here.get("/account/unlock/?next=/"))


def test_a_form_sent_from_a_hidden_screen_is_kept_and_not_carried_out(person):
    here = hidden(at_desk(person))
    before = AuditLine.objects.filter(event="posting.choose").count()
    here.post("/account/posting/", {"posting": person.postings.get().number})
    assert AuditLine.objects.filter(event="posting.choose").count() == before
    assert kept_by(person).path == "/account/posting/"


def test_the_mark_of_hiding_goes_with_the_proof_and_not_before(person):
    here = hidden(at_desk(person))
    for path in ("/alive/?page=home", "/account/unlock/?next=/", "/healthz"):
        assert "yui_hidden" not in here.get(path).cookies, path
    wrong = here.post("/account/unlock/", {"password": "x" * 20, "next": "/"})
    assert wrong.status_code == 422 and "yui_hidden" not in wrong.cookies
    right = here.post("/account/unlock/", {"password": PASSWORD, "next": "/"})
    assert right.status_code == 302
    assert right.cookies["yui_hidden"]["max-age"] == 0
    assert here.get("/consultations/").status_code == 200


def test_who_signs_in_afresh_does_not_find_the_desk_of_before(person):
    here = hidden(Client())
    answer = here.post("/login/", {"login": person.login, "password": PASSWORD})
    assert answer.status_code == 302 and answer.cookies["yui_hidden"]["max-age"] == 0
    assert here.get("/account/").status_code == 200
