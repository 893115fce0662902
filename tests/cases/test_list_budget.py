"""No list asks the database more often, or reads more rows, because more work has been recorded."""

import json
import os
import random
import re
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

import cases.demo
import indicators.demo
import partners.demo
import referrals.demo
from cases.models import Consultation
from partners.models import Account, Agency, Posting
from referrals.models import Referral
from tests.factories import cases as make
from tests.factories.partners import hashed_password
from tests.signing import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST_QUERIES = (
    13  # sign-in, how often, posting, rows, what belongs to the rows, audit line with its transaction
)
MOST_IN_A_SEARCH = (
    17  # besides: the words, which are kept sealed, where they fit, and her searches of this hour
)
MOST_OF = {
    "/": 44,
    "/tasks/": 19,
    "/tasks/ next": 19,
    "/tasks/board/": 18,
    "/tasks/board/ next": 18,
    "/tasks/board/?who=waiting": 18,
}  # many lists on one page
FEW = 100
MANY = 100_000 if os.environ.get("YUI_TEST_FULL") else 5_000

PAGES = [
    ("pref-counselor", "/"),
    ("pref-supervisor", "/"),
    ("police-liaison", "/"),
    ("pref-planner", "/"),
    ("pref-admin", "/"),
    ("pref-counselor", "/tasks/"),
    ("pref-supervisor", "/tasks/"),
    ("pref-supervisor", "/tasks/board/"),
    ("pref-supervisor", "/tasks/board/?who=waiting"),
    ("pref-counselor", "/consultations/"),
    ("pref-supervisor", "/consultations/"),
    ("npo-counselor", "/consultations/"),
    ("pref-counselor", "/clients/"),
    ("npo-counselor", "/clients/"),
    ("pref-counselor", "/referrals/"),
    ("pref-counselor", "/referrals/?box=out"),
    ("police-liaison", "/referrals/"),
    ("pref-counselor", "/statistics/"),
    ("pref-supervisor", "/statistics/?since=2000-01-01"),
    ("pref-planner", "/indicators/"),
    ("pref-counselor", "/indicators/"),
    ("pref-counselor", "/partners/"),
    ("pref-admin", "/accounts/"),
    ("sendai-admin", "/accounts/"),
    ("pref-supervisor", "/accounts/confirm/"),
    ("pref-auditor", "/audit/"),
]
SEARCHES = [
    ("pref-counselor", "/consultations/", "佐藤"),
    ("pref-counselor", "/clients/", "佐藤"),
    ("pref-counselor", "/clients/", "さとう"),
    ("pref-counselor", "/referrals/?box=out", "佐藤"),
]


def quiet(what, done, of):
    """Progress that nobody reads."""


def signed_in(login):
    browser = Browser()
    sign_in(browser, Account.objects.get(login=login))
    return browser


def asked_for(browser, address):
    """The page, and the queries of its second call: the first one may make a stream of the audit trail."""
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer, [one["sql"] for one in asked]


def counts():
    """Queries of every page, of its next page where there is one, and of every search."""
    found = {}
    for login, address in PAGES:
        browser = signed_in(login)
        answer, asked = asked_for(browser, address)
        found[login, address] = len(asked)
        following = next_page(answer)
        if following:
            found[login, f"{address} next"] = len(asked_for(browser, following)[1])
    for login, address, words in SEARCHES:
        browser = signed_in(login)
        token = browser.post(address, {"q": words})["Location"]
        answer, asked = asked_for(browser, token)
        if answer.context["rows"]:  # who finds nobody asks less
            found[login, f"{address} {words}"] = len(asked)
    return found


def next_page(answer):
    links = re.findall(r'href="([^"]*[?&;]p=[^"]*)"', answer.content.decode())
    return links[-1].replace("&amp;", "&") if links else ""


def more_referrals(times):
    """Every referral of the demo again and again."""
    names = [field.attname for field in Referral._meta.concrete_fields if field.name not in ("id", "number")]
    rows = list(Referral.objects.everything("copies for a test"))
    Referral.objects.bulk_create(
        Referral(**{name: getattr(row, name) for name in names}) for row in rows for _again in range(times)
    )


def more_people(number):
    """Agencies with one counselor each, who come and go with the fiscal year like everybody."""
    like = Posting.objects.filter(account__login="sendai-counselor").get()
    groups = Group.objects.bulk_create(Group(name=f"agency:more-{n}") for n in range(number))
    agencies = Agency.objects.bulk_create(
        Agency(
            code=f"more-{n}", name=f"追加{n}", tier=like.agency.tier, kind=like.agency.kind, group=group,
            municipality=like.agency.municipality, parent=like.agency,
        )
        for n, group in enumerate(groups)
    )  # fmt: skip
    people = Account.objects.bulk_create(
        Account(login=f"more-{n}", family_name="追加", given_name=str(n), password=hashed_password(), is_demo=True)
        for n in range(number)
    )  # fmt: skip
    Posting.objects.bulk_create(
        Posting(
            account=person, agency=agency, role="counselor", since=like.since, until=like.until,
            confirmed_at=like.since if n % 2 else None,
        )
        for n, (person, agency) in enumerate(zip(people, agencies, strict=True))
    )  # fmt: skip


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """The demo with FEW consultations, its counts, and then grown to MANY; gone after this file."""
    folder, rng = settings.YUI_DATA_DIR / settings.YUI_PREFECTURE, random.Random(1)
    with django_db_blocker.unblock(), undone():
        partners.demo.seed(folder, rng, quiet)
        cases.demo.seed(folder, rng, quiet, consultations=FEW)
        referrals.demo.seed(folder, rng, quiet)
        indicators.demo.seed(folder, rng, quiet)
        few = counts()
        cases.demo.seed(folder, rng, quiet, consultations=MANY - FEW)
        more_referrals(20)
        more_people(150)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield few


def test_each_list_asks_at_most_thirteen_times_and_not_more_often_with_more_rows(crowd):
    assert Consultation.objects.everything("count for a test").count() == MANY
    many = counts()
    # Where many lists stand on one page an empty one asks less: test_home and test_board compare filled ones.
    grown = {
        page: (few, many[page]) for page, few in crowd.items() if many[page] > few and page[1] not in MOST_OF
    }
    searches = {(login, f"{address} {words}") for login, address, words in SEARCHES}
    over = {
        page: number
        for page, number in many.items()
        if number > (MOST_IN_A_SEARCH if page in searches else MOST_OF.get(page[1], MOST_QUERIES))
    }
    assert (grown, over) == ({}, {})


@pytest.mark.parametrize(
    ("login", "address", "table", "index"),
    [
        ("pref-counselor", "/consultations/", "cases_consultation", "consultation_grant_list"),
        ("npo-counselor", "/consultations/", "cases_consultation", "consultation_grant_list"),
        ("pref-counselor", "/clients/", "cases_client", "client_grant_list"),
    ],
)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL explains its plans")
def test_a_page_is_read_from_the_index_of_the_agency_without_sorting(crowd, login, address, table, index):
    browser = signed_in(login)
    first, asked = asked_for(browser, address)
    second = asked_for(browser, next_page(first))[1]
    for queries in (asked, second):
        rows = next(sql for sql in queries if sql.startswith("SELECT") and f' FROM "{table}"' in sql)
        nodes = list(nodes_of(plan_of(rows)))
        assert index in {node.get("Index Name") for node in nodes}
        assert not [node for node in nodes if "Sort" in node["Node Type"]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL explains its plans")
def test_a_search_by_name_reads_no_table_from_end_to_end(crowd):
    browser = signed_in("pref-counselor")
    token = browser.post("/clients/", {"q": "さとう"})["Location"]
    queries = asked_for(browser, token)[1]
    rows = next(sql for sql in queries if sql.startswith("SELECT") and ' FROM "cases_client"' in sql)
    whole = [node["Relation Name"] for node in nodes_of(plan_of(rows)) if node["Node Type"] == "Seq Scan"]
    assert set(whole) <= {"cases_wall", "partners_agency"}  # a few rows each


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


def nodes_of(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes_of(below)


def test_pages_after_the_first_hold_each_disclosed_record_once(world):
    """A disclosed record has a grant of its owner and one of the receiver: it stands once in each list."""
    actor = world.act(world.counselor)
    told = [make.consultation(actor) for _number in range(45)]
    for one in told:
        make.disclosure(actor, one, world.city)
        make.disclosure(actor, one, world.npo)
    browser = Browser()
    sign_in(browser, world.city_counselor)
    shown, address = [], "/consultations/"
    while address:
        answer = browser.get(address)
        shown += [row.number for row in answer.context["rows"]]
        address = answer.context["page"].next_url
    assert len(shown) == 45
    assert set(shown) == {one.number for one in told}
