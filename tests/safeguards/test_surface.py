"""The surface of every answer: headers on each route and each error, no word from another site, reports in codes."""

import json
import logging

import pytest
from django.test import Client

from tests.access.routes import all_routes
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
NOWHERE = "AAAAAAAAAAAAAAAAAAAAAA"


def check(answer, where, *, is_static=False):
    told = answer.headers
    assert told["Cross-Origin-Resource-Policy"] == "same-origin", where
    if is_static:
        return
    assert "no-store" in told["Cache-Control"], where
    assert told["X-Content-Type-Options"] == "nosniff", where
    assert told["Referrer-Policy"] == "same-origin", where
    assert told["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert told["X-Frame-Options"] == "DENY", where
    policy = told["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "report-uri /surface/"):
        assert part in policy, where
    assert "unsafe" not in policy, where


@pytest.mark.parametrize("signed_in", [False, True], ids=["a stranger", "a counselor"])
def test_every_route_and_its_errors_carry_the_headers(world, signed_in):
    here = sign_in(Client(), world.counselor) if signed_in else Client()
    for route in all_routes():
        url = route.url(**dict.fromkeys(route.parameters, NOWHERE))
        for method in ("get", "post", "put"):
            if route.page == "logout" and method == "post":
                continue
            check(getattr(here, method)(url), f"{method} {url}")
    check(here.get("/no/such/page/"), "404")


def test_refusals_and_faults_carry_them_too(world, monkeypatch):
    check(Client(enforce_csrf_checks=True).post("/login/", {"login": "x"}), "403")

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("config.home.lists_of", breaks)
    answer = sign_in(Client(raise_request_exception=False), world.counselor).get("/")
    assert answer.status_code == 500
    check(answer, "500")


def test_signing_out_tells_the_browser_to_forget(world):
    answer = sign_in(Client(), world.counselor).post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sends_is_not_looked_at(world, site):
    here = sign_in(Client(), world.counselor)
    sent = here.post("/account/posting/", {"posting": "x"}, headers={"Sec-Fetch-Site": site})
    assert sent.status_code == 403
    assert here.get("/account/", headers={"Sec-Fetch-Site": site}).status_code == 200
    assert (
        here.post(
            "/account/posting/", {"posting": "x"}, headers={"Sec-Fetch-Site": "same-origin"}
        ).status_code
        == 404
    )


def report(client, **facts):
    facts = {
        "effective-directive": "script-src",
        "blocked-uri": "inline",
        "document-uri": "http://testserver/clients/x/",
    } | facts
    return client.post("/surface/", json.dumps({"csp-report": facts}), content_type="application/csp-report")


def test_a_report_is_told_in_codes(client, caplog):
    caplog.set_level(logging.WARNING)
    assert (
        report(
            client, **{"script-sample": "佐藤花子", "document-uri": "http://x/clients/佐藤/?q=佐藤"}
        ).status_code
        == 204
    )
    report(client, **{"blocked-uri": "https://evil.example/佐藤"})
    assert "refused script-src from inline on /clients/<str:number>/" in caplog.text
    assert "refused script-src from https on" in caplog.text
    assert "佐藤" not in caplog.text
    assert "evil" not in caplog.text


STRANGE = [
    b"",
    b"[]",
    b"{}",
    b"null",
    b"x",
    b'{"csp-report": 1}',
    b'{"csp-report": {"effective-directive": "A b\\nc"}}',
    b"9" * 20_000,
]


@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_strange_reports_are_swallowed(client, caplog, body):
    assert client.post("/surface/", body, content_type="application/csp-report").status_code == 204
    assert "refused" not in caplog.text


def test_nobody_fills_the_log(client, caplog):
    caplog.set_level(logging.WARNING)
    for _number in range(60):
        assert report(client).status_code == 204
    assert 20 <= caplog.text.count("refused script-src") <= 40  # the minute may turn
