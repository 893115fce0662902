"""Route by demo account by record: generated from the resolver and the matrix, told by `cells`."""

import os
import random
import re
import sys
import zlib
from difflib import unified_diff
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import escape

from safeguards import matrix
from tests.access import routes, stage
from tests.access.cells import CELLS, Viewer
from tests.signing import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
ROUTES = routes.all_routes()
NOWHERE = "A" * 22
MALFORMED = ["x", "0", "%", "日本", "A" * 300, "\x00", "<b>", "' OR 1=1", "..", "A" * 21 + "é"]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b(?!.*\bdjango_session\b)", re.IGNORECASE)
# Every absence leaves the same line, and the head of its stream moves on.
ABSENCE = re.compile(
    r'INSERT INTO "safeguards_auditline".*page\.absent|\s*\w+ (INTO )?"safeguards_audithead"', re.DOTALL
)
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
# The minute of the print mark may turn between two requests; every page bears it alike.
MINUTE = re.compile(r'(class="print-mark">[^<]*?)\d{4}-\d\d-\d\d \d\d:\d\d')


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The stage, laid once for this file and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            yield stage.build()
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def viewer(demo, request):
    account = demo.accounts[request.param]
    agency = stage.stage_agency(account)
    role = account.postings.get(agency=agency).role
    return Viewer(demo, account, agency, role)


# One of each role and of every tier in every round; of the others a sample with its seed told, unless all are asked
# for.
QUICK = (
    "pref-supervisor",
    "sendai-counselor",
    "pref-planner",
    "sendai-admin",
    "police-liaison",
    "pref-auditor",
)
# The two that see most and least of the records; the rest of the round is on PostgreSQL alone.
ON_BOTH = ("pref-supervisor", "police-liaison")
OTHERS = [login for login in stage.LOGINS if login not in QUICK]
SAMPLE = 2


def drawn():
    """Those of the others that are looked at; every worker of one run draws the same."""
    if os.environ.get("YUI_TEST_FULL"):
        return OTHERS
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") or str(random.randrange(10**6))
    seed = int(os.environ.get("YUI_TEST_SEED", zlib.crc32(run.encode()) % 10**6))
    sys.stderr.write(f"seed of the sample of accounts: {seed}\n")
    return random.Random(seed).sample(OTHERS, SAMPLE)


DRAWN = drawn()


def everyone(test):
    """For every demo account of the contract."""
    accounts = [pytest.param(login, marks=_marks(login)) for login in stage.LOGINS]
    return pytest.mark.parametrize("viewer", accounts, indirect=True)(test)


def _marks(login):
    if login in ON_BOTH:
        return ()
    if login in QUICK:
        return (pytest.mark.slow,)
    return (pytest.mark.slow, pytest.mark.skipif(login not in DRAWN, reason="not drawn in this round"))


def strange_numbers():
    """Unknown and malformed parts of an address; a sample of them, with its seed told, unless all are asked for."""
    if os.environ.get("YUI_TEST_FULL"):
        return [NOWHERE, *MALFORMED]
    seed = random.randrange(10**6)
    sys.stderr.write(f"seed of the sample of malformed addresses: {seed}\n")
    return [NOWHERE, "\x00", *random.Random(seed).sample([one for one in MALFORMED if one != "\x00"], 2)]


def signed_in(viewer):
    here = Client(raise_request_exception=True)
    sign_in(here, viewer.account)
    return here


def values_of(route, cell, thing):
    """The parts of the address of one record."""
    if thing is None:
        return {}
    text = thing if isinstance(thing, str) else getattr(thing, "number", None) or thing.code
    values = dict.fromkeys(route.parameters, text)
    if cell.kind == "plan":
        values["slug"] = stage.SLUGS[0]
    if cell.kind == "registered" and not isinstance(thing, str):
        values["code"] = thing.agency.code
    if "move" in route.parameters:
        values["move"] = "assess"
    if "posting" in route.parameters and not isinstance(thing, str):
        values["posting"] = thing.postings.get().number
    return values


def ask(here, method, url, data=None, *, keep=False):
    """One request whose changes are taken back; the answer, after redirects of a post, with its writes."""
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        point = transaction.savepoint()
        if method == "GET":
            answer = here.get(url)
        else:
            answer = here.post(url, data or {}, follow=keep)
        answer.text = answer.content.decode(errors="replace") if not answer.streaming else ""
        transaction.savepoint_rollback(point)
    answer.writes = [
        one["sql"][:90] for one in asked if WRITES.match(one["sql"]) and not ABSENCE.match(one["sql"])
    ]
    return answer


def print_of(answer, url):
    """All that an answer tells: status, headers, body without its form tokens, print minute and address."""
    path = url.partition("?")[0]
    body = MINUTE.sub(r"\1", TOKEN.sub(r"\1", answer.text))
    plain = unquote(path)
    asked = escape_uri_path(plain)
    for spelling in sorted({path, plain, asked, *map(escape, (path, plain, asked))}, key=len, reverse=True):
        body = body.replace(spelling, "")
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, str(sorted(headers.items())), str(sorted(answer.cookies)), body


def check_absent(answer, where):
    assert answer.status_code == 404, f"{where}: {answer.status_code}"
    assert "errors/absent.html" in [one.name for one in answer.templates], where
    assert not stage.MARK.search(answer.text), where
    assert answer.writes == [], where


def check_open(answer, texts, viewer, where):
    assert answer.status_code in (200, 204, 302, 409, 422), f"{where}: {answer.status_code}"
    assert "errors/absent.html" not in [one.name for one in answer.templates], where
    for text in [texts] if isinstance(texts, str) else texts or []:
        assert text in answer.text, f"{where}: {text!r} is not there"


def check_marks(answer, viewer, where, more=""):
    strange = set(stage.MARK.findall(answer.text)) - viewer.may_meet() - set(stage.MARK.findall(str(more)))
    assert not strange, f"{where} shows {sorted(strange)}"
    if not stage.PLACE.search(str(more)):
        assert not stage.PLACE.search(answer.text), f"{where} shows a masked place"


def test_every_view_is_a_page_and_every_page_has_a_cell():
    bare = [route.pattern for route in ROUTES if not route.page]
    assert bare == [], "views without @page"
    assert {route.page for route in ROUTES} - set(CELLS) == set(), "pages without an entry in cells.py"
    assert set(CELLS) == set(matrix.table()["pages"]), "cells and matrix name other pages"
    assert {route.page for route in ROUTES} == set(CELLS), "lines of the matrix without a route"


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in ROUTES]
    assert all(names) and len(set(names)) == len(names)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
def test_a_stranger_gets_the_sign_in_page_and_nothing_else(demo, route):
    here = Client()
    rule = matrix.page_rule(route.page)
    url = route.url(**dict.fromkeys(route.parameters, NOWHERE))
    for method in route.methods:
        answer = ask(here, method, url)
        assert not stage.MARK.search(answer.text)
        if not rule.is_public:
            assert answer.status_code == 302
            assert answer["Location"].startswith(f"{settings.LOGIN_URL}?next=")
            assert answer.writes == []


@everyone
def test_each_page_opens_for_whom_it_is_meant_and_shows_what_she_may_see(viewer):
    here = signed_in(viewer)
    faults = []
    for route in ROUTES:
        if route.page in ("logout", "login", "language"):
            continue
        for tie, thing in _records(route, viewer):
            for method in route.methods:
                try:
                    _check_cell(here, viewer, route, tie, thing, method)
                except AssertionError as fault:
                    faults.append(str(fault).partition("\n")[0])
    assert not faults, "\n".join(faults)


def _records(route, viewer):
    cell = CELLS[route.page]
    if not cell.kind:
        return [("", None)]
    things = viewer.things.get(cell.kind, {})
    ties = (cell.open_at(viewer) & set(things)) | cell.shut(viewer)
    return [(tie, things[tie]) for tie in sorted(ties)]


def _check_cell(here, viewer, route, tie, thing, method):
    cell = CELLS[route.page]
    where = f"{viewer.account.login} {method} {route.page} {tie}"
    may = _may_open(viewer, route.page) and (not cell.kind or tie in cell.open_at(viewer))
    data, text = cell.send(viewer, tie) if may and cell.send and method == "POST" else ({}, "")
    url = route.url(**values_of(route, cell, thing)) + (cell.query(viewer, tie) if cell.query and may else "")
    answer = ask(here, method, url, data, keep=may)
    if not may:
        check_absent(answer, where)
        return
    if method == "GET" and cell.text:
        text = cell.text(viewer, tie)
    check_open(answer, text, viewer, where)
    check_marks(answer, viewer, where, more=text)


def _may_open(viewer, page):
    """The matrix, and for each page it names the role by the contract's table below."""
    allowed = matrix.page_rule(page).roles
    roles = {viewer.role} | ({"counselor"} if viewer.role == "supervisor" else set())
    return bool(allowed & (roles | {"*", "signed-in", "anyone"}))


# The contract in one table: which roles work under which address at all. Whatever the matrix says must fit.
WORKPLACES = {
    "consultations/import/": {"supervisor"},
    "consultations/pins/": {"supervisor"},
    "consultations/": {"counselor", "supervisor"},
    "clients/walls/": {"supervisor"},
    "clients/openings/questions/": {"supervisor"},
    "clients/releases/<str:number>/review/": {"supervisor"},
    "clients/matches/": {"supervisor"},
    "clients/ties/": {"supervisor"},
    "clients/emergency/": {"supervisor"},
    "clients/contacts/": {"counselor", "supervisor", "liaison"},
    "clients/<str:number>/contact/": {"counselor", "supervisor", "liaison"},
    "clients/": {"counselor", "supervisor"},
    "cases/risk/": {"supervisor"},
    "cases/<str:number>/risk/answer/": {"supervisor"},
    "cases/beds/shelters/": {"supervisor"},
    "cases/beds/": {"counselor", "supervisor", "liaison"},
    "cases/": {"counselor", "supervisor"},
    "referrals/named/": {"supervisor"},
    "referrals/": {"counselor", "supervisor", "liaison"},
    "accounts/confirm/": {"supervisor"},
    "accounts/review/": {"supervisor"},
    "accounts/matrix/": {"account_admin", "auditor"},
    "accounts/": {"account_admin"},
    "statistics/": {"counselor", "supervisor"},
    "tasks/board/": {"supervisor"},
    "tasks/": {"counselor", "supervisor", "liaison"},
    "audit/unusual/": {"supervisor", "auditor"},
    "audit/": {"auditor"},
}


@pytest.mark.parametrize("role", matrix.all_roles())
def test_the_matrix_fits_the_contract(role):
    from safeguards.access import Actor

    for route in ROUTES:
        place = next((lead for lead in WORKPLACES if route.pattern.startswith(lead)), None)
        if place:
            opens = matrix.may_open(Actor(role=role, account_id=1), route.page)
            assert opens == (role in WORKPLACES[place]), route.pattern


@everyone
def test_what_she_may_not_see_and_what_is_not_there_are_one_answer(viewer):
    """Of another agency, ended, walled, unknown, malformed: status, headers and every byte are alike."""
    here, strange = signed_in(viewer), strange_numbers()
    faults = []
    for route in (one for one in ROUTES if one.parameters):
        cell = CELLS[route.page]
        denied = sorted(
            cell.shut(viewer) | (set() if _may_open(viewer, route.page) else cell.open_at(viewer))
        )
        things = viewer.things.get(cell.kind, {})
        addresses = [route.url(**values_of(route, cell, things[tie])) for tie in denied if tie in things]
        addresses += [route.url(**values_of(route, cell, text)) for text in strange]
        for method in route.methods:
            prints = {}
            for url in addresses:
                answer = ask(here, method, url)
                prints.setdefault(print_of(answer, url), url)
                if answer.status_code != 404 or answer.writes:
                    faults.append(f"{method} {url[:80]}: {answer.status_code} {answer.writes}")
            if len(prints) > 1:
                faults.append(f"{method} {route.pattern} tells apart {_difference(prints)}")
    assert not faults, "\n".join(faults)


def _difference(prints):
    """The first two answers that differ, and the lines in which they do."""
    (one, first), (other, second) = list(prints.items())[:2]
    lines = [
        line
        for left, right in zip(map(str, one), map(str, other), strict=True)
        for line in unified_diff(left.split("\n"), right.split("\n"), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    return f"{first[:70]} and {second[:70]}: {lines[:4]}"


STRANGE = ("%00", "x", "'", "9" * 40, "%F0%9F%98%80")
NAMES = (
    "p",
    "n",
    "s",
    "q",
    "client",
    "consultation",
    "agency",
    "event",
    "login",
    "box",
    "next",
    "rows",
    "since",
    "week",
    "only",
    "who",
    "whose",
    "due",
    "kind",
)
# Every name with every value at once, and each name alone with one of them.
TOGETHER = ["&".join(f"{name}={value}" for name in NAMES) for value in STRANGE]
ALONE = [f"{name}={STRANGE[place % len(STRANGE)]}" for place, name in enumerate(NAMES)]


@everyone
def test_no_parameter_of_an_address_breaks_a_page(viewer):
    here = signed_in(viewer)
    for route in ROUTES:
        if route.parameters or "GET" not in route.methods or route.page == "logout":
            continue
        for query in (*TOGETHER, *ALONE):
            answer = here.get(f"{route.url()}?{query}")
            assert answer.status_code in (200, 204, 302, 404), f"{route.url()}?{query}"


@everyone
def test_the_navigation_leads_only_where_she_may_go(viewer):
    here = signed_in(viewer)
    home = here.get(reverse("home")).content.decode()
    links = {link for link in re.findall(r'href="(/[^"#?]*)', home) if not link.startswith("/static/")}
    assert links
    for link in sorted(links):
        assert here.get(link).status_code in (200, 302), link


# The lists that stand on home for each role on this stage; a list without a number is none of rows.
READS = {"alerts", "kept", "beds", "received", "answered", "late", "near", "unlinked", "handed"}
HOME = {
    "counselor": READS,
    "supervisor": READS | {
        "releases", "emergencies", "walls", "ties", "exports", "questions", "unassigned", "confirm",
        "numbers", "reviews",
    },
    "liaison": {"alerts", "kept", "beds", "received", "answered"},
    "planner": {"alerts", "kept", "ending"},
    "account_admin": {"alerts", "kept", "unconfirmed", "leaving", "unreviewed"},
    "auditor": {"alerts", "kept", "unusual"},
}  # fmt: skip


@everyone
def test_each_number_on_home_is_the_number_of_rows_that_it_opens(viewer):
    here, point = signed_in(viewer), transaction.savepoint()
    if viewer.reads:
        stage.steps_and_hand_overs(viewer.account, viewer.agency)
    stage.somebody_leaves(viewer.agency)
    lists = here.get("/").context["lists"]
    counted = [one for one in lists if one.count is not None]
    # A list without an address stands on home whole.
    opened = {
        one.name: (one.count, rows_opened(here, one.url) if one.url else len(one.rows)) for one in counted
    }
    wrong = {name: numbers for name, numbers in opened.items() if numbers[0] != numbers[1]}
    assert wrong == {}
    assert HOME[viewer.role] - {one.name for one in lists} == set()
    assert {one.name: len(one.rows) for one in counted if one.url and len(one.rows) > min(one.count, 5)} == {}
    transaction.savepoint_rollback(point)


def rows_opened(here, url):
    """How many rows stand where a number of home leads: of every page of a list, or of one named part of a page."""
    address, _hash, part = url.partition("#")
    answer = here.get(address)
    assert answer.status_code == 200, url
    if part:
        found = re.search(rf'<section[^>]*id="{part}".*?</section>', answer.content.decode(), re.DOTALL)
        return found.group().count("<li") if found else 0
    if "page" not in answer.context:
        return 1 if "what=answer" in url else 0  # the one form that writes the one answer
    rows = len(answer.context["page"].rows)
    while following := answer.context["page"].next_url:
        answer = here.get(following)
        rows += len(answer.context["page"].rows)
    return rows
