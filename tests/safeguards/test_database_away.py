"""The database goes away and comes back: a neutral page meanwhile, work goes on within 30 s, without a restart."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from partners.models import KeptForm
from tests.browser.house import running_house
from tests.postgres import NoPostgres, programs, stoppable
from tests.signing import sign_in

RECOVERS_WITHIN = 30  # seconds
PERSON = "pref-counselor"
WORDS = re.compile(
    r"Traceback|psycopg|OperationalError|postgres|127\.0\.0\.1|connection|refused|SELECT", re.I
)


class Desk:
    """A person at her browser, without one."""

    def __init__(self, house):
        self.url = house.url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/login/")[2])
        self.token = token[1]
        assert self.post("/login/", login=PERSON, password=house.password)[0] == 200

    def get(self, path, **headers):
        return self._ask(urllib.request.Request(f"{self.url}{path}", headers=headers))

    def post(self, path, **fields):
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"Sec-Fetch-Site": "same-origin"})
        return self._ask(request)

    def in_english(self, path):
        """As somebody who has switched; the jar would put its own cookies in the place of these."""
        session = next(one.value for one in self.jar if one.name == "sessionid")
        cookies = {"Cookie": f"django_language=en; sessionid={session}"}
        return self._ask(urllib.request.Request(f"{self.url}{path}", headers=cookies), urllib.request.urlopen)

    def as_a_monitor(self, path):
        """Without any cookie."""
        return self._ask(urllib.request.Request(f"{self.url}{path}"), urllib.request.urlopen)

    def _ask(self, request, open_it=None):
        try:
            with (open_it or self.opener.open)(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read().decode()


def check_resting(answer, path):
    status, headers, body = answer
    assert status == 503, path
    assert 0 < int(headers["Retry-After"]) <= RECOVERS_WITHIN, path
    assert headers["Cache-Control"] == "no-store", path
    assert not WORDS.search(body), (path, WORDS.search(body))


@pytest.mark.slow
def test_the_database_stops_and_comes_back(tmp_path):
    try:
        programs()
    except NoPostgres as missing:
        pytest.skip(str(missing))
    with stoppable() as server, running_house(tmp_path, consultations=5, database=server.address) as house:
        desk = Desk(house)
        assert desk.get("/consultations/")[0] == 200
        session = next(one.value for one in desk.jar if one.name == "sessionid")
        for _round in range(2):
            server.stop()
            for path in (
                "/",
                "/consultations/",
                "/clients/",
                "/account/",
                "/login/",
                "/logout/",
                "/no/page/",
            ):
                began = time.monotonic()
                if path not in ("/login/", "/no/page/"):
                    check_resting(desk.get(path), path)
                assert time.monotonic() - began < 10, path
            status, _headers, body = desk.get("/")
            assert "しばらくお休みしています" in body and "110" in body
            assert "rests for a short time" in desk.in_english("/")[2]
            check_resting(desk.post("/consultations/new/", narrative="x"), "a note is sent")
            check_resting(desk.post("/login/", login=PERSON, password=house.password), "somebody signs in")
            status, headers, body = desk.as_a_monitor("/healthz")
            assert (status, body) == (503, "resting") and headers["Retry-After"]
            assert desk.get("/alive/?page=home")[0] == 503
            assert desk.get("/static/js/hide.js")[0] == 200
            server.start()
            began = time.monotonic()
            while desk.get("/consultations/")[0] != 200:
                assert time.monotonic() - began < RECOVERS_WITHIN
                time.sleep(0.2)
            assert desk.get("/healthz")[0] == 200
            assert next(one.value for one in desk.jar if one.name == "sessionid") == session
        assert house.password not in house.log.read_text()


def breaks_with(monkeypatch, error):
    def breaks(*args, **kwargs):
        raise error

    monkeypatch.setattr("config.home.lists_of", breaks)
    monkeypatch.setattr("partners.views.session.acts.note_posting_chosen", breaks)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("server closed the connection"), 503),
        (InterfaceError("connection already closed"), 503),
        (ProgrammingError("a fault of ours"), 500),
        (RuntimeError("a fault of ours"), 500),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_rests_and_what_is_broken_are_told_apart_and_text_is_kept_where_it_can(
    world, monkeypatch, error, status
):
    breaks_with(monkeypatch, error)
    here = sign_in(Client(raise_request_exception=False), world.counselor)
    answer = here.get("/")
    assert answer.status_code == status
    assert ("Retry-After" in answer) == (status == 503)
    assert str(error) not in answer.content.decode()
    posting = world.counselor.postings.get().number
    sent = here.post("/account/posting/", {"posting": posting}, headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == status
    kept = KeptForm.objects.everything("test").get(account=world.counselor)
    assert f"kept={kept.number}" in sent.content.decode()
