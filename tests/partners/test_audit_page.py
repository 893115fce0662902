"""The page of the trail: labels instead of codes, every filter by itself and together, walls, nobody's own lines."""

import json
import os
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.case import open_case
from cases.actions.register_protection import apply_for_measure
from cases.actions.wall import declare_tie
from cases.models import CaseTask, OpeningQuestion, Tie
from partners.models import Agency
from safeguards import anchors, audit, events
from safeguards.access import Actor
from safeguards.audit_sight import LATE, chain_state
from safeguards.calendar import JAPAN
from safeguards.models import AuditHead, AuditLine
from tests.factories import cases, referrals, releases
from tests.factories.partners import account_with_posting
from tests.parallel import on_postgresql
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 13


@pytest.fixture(autouse=True)
def anchor_place(settings, tmp_path):
    settings.AUDIT_ANCHOR_DIR = tmp_path / "anchors"
    settings.YUI_MAY_MAKE_KEYS = True


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


_places = iter(range(1, 10**9))


def line(world, who, event, at="2026-11-20 10:00", **more):
    actor = world.act(who)
    return AuditLine.objects.create(
        stream="of-a-test", sequence=next(_places), at=day(at), account_id=who.pk, login=who.login, event=event,
        agency_code=actor.agency_code, role=actor.role, digest="x", **more,
    )  # fmt: skip


@pytest.fixture
def trail(world):
    """Six lines that differ in one thing each."""
    AuditLine.objects.all()._raw_delete("default")
    return {
        "read": line(world, world.counselor, "client.read", object_type="cases.client", object_number="N" * 22),
        "change": line(world, world.counselor, "client.change", object_type="cases.client", object_number="N" * 22),
        "other": line(world, world.city_counselor, "client.read", object_number="M" * 22),
        "night": line(world, world.counselor, "client.read", "2026-11-19 23:59", object_number="M" * 22),
        "next": line(world, world.counselor, "consultation.read", "2026-11-21 00:00", object_number="M" * 22),
        "refused": line(world, world.liaison, "page.absent", facts='{"from":"10.9.8.7","page":"client.detail"}'),
    }  # fmt: skip


def shown(browser, world, trail, **asked):
    answer = browser(world.auditor).get(f"/audit/?{urlencode(asked)}")
    assert answer.status_code == 200
    kept = {one.pk: name for name, one in trail.items()}
    return {kept[row.pk] for row in answer.context["page"].rows if row.pk in kept}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"read", "change", "other", "night", "next", "refused"}),
        ({"event": "reading"}, {"read", "other", "night", "next"}),
        ({"event": "client.read"}, {"read", "other", "night"}),
        ({"event": "refusal"}, {"refused"}),
        ({"since": "令和8年11月20日"}, {"read", "change", "other", "next", "refused"}),
        ({"until": "R8.11.20"}, {"read", "change", "other", "night", "refused"}),
        ({"since": "2026-11-20", "until": "2026/11/20"}, {"read", "change", "other", "refused"}),
        ({"number": "M" * 22}, {"other", "night", "next"}),
        ({"number": "M" * 22, "event": "client.read", "since": "R8.11.20"}, {"other"}),
        ({"number": "nothing"}, set()),
        ({"since": "2026-11-20", "event": "change", "number": "N" * 22}, {"change"}),
        ({"event": "export", "number": "N" * 22}, set()),
    ],
)
def test_each_filter_and_all_together(browser, world, trail, asked, found):
    assert shown(browser, world, trail, **asked) == found


def test_agency_and_account_are_chosen_by_name(browser, world, trail):
    here, there = world.counselor, world.city_counselor
    assert shown(browser, world, trail, agency=world.city.code) == {"other"}
    for words in (there.login, there.login.upper(), f"{there.family_name}{there.given_name}", there.name):
        assert shown(browser, world, trail, account=words) == {"other"}, words
    assert shown(browser, world, trail, account=here.login, agency=world.city.code) == set()
    assert shown(browser, world, trail, account=here.login, event="change") == {"change"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "2026-02-30"}, "ありません"),
        ({"since": "R8.11.21", "until": "R8.11.20"}, "最終日が初日より前です"),
        ({"account": "だれでもない"}, "この名前の人も、このログイン名の人もいません"),
        ({"event": "x"}, ""), ({"agency": "x"}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_shows_nothing_and_says_why(browser, world, trail, asked, words):
    assert shown(browser, world, trail, **asked) == set()
    assert words in words_of(browser(world.auditor).get(f"/audit/?{urlencode(asked)}"))


def test_a_name_of_very_many_asks_for_the_login_name(browser, world, trail):
    for _person in range(21):
        account_with_posting(world.city, "counselor", family_name="多数")
    page = words_of(browser(world.auditor).get("/audit/?account=多数"))
    assert "ログイン名を書いてください" in page


def test_labels_stand_on_the_screen_and_no_code(browser, world, trail):
    page = browser(world.auditor).get("/audit/")
    words = words_of(page)
    table = words_of(page).partition("いつ")[2]
    assert "相談者をひらいた" in words and world.counselor.name in words and world.center.label in words
    assert "10.9.8.7" in words and "見られないページを求めた" in words
    assert not [code for code in events.EVENTS if code in table]
    browser_in_english = browser(world.auditor)
    browser_in_english.post("/language/", {"language": "en", "next": "/audit/"})
    assert "opened a client" in words_of(browser_in_english.get("/audit/"))


def test_nobody_reads_her_own_lines(browser, world):
    other = account_with_posting(world.headquarters, "auditor")
    browser(other).get("/audit/")
    browser(world.auditor).get("/audit/")
    told = {row.login for row in browser(world.auditor).get("/audit/").context["rows"]}
    assert other.login in told and world.auditor.login not in told
    assert browser(world.auditor).get(f"/audit/?account={world.auditor.login}").context["rows"] == []


def test_a_walled_auditor_reads_no_line_about_that_person(browser, world):
    world.supervisor.save()
    actor = world.act(world.counselor)
    woman = cases.client(actor, current_place="場所")
    call = cases.consultation(actor, of=woman)
    sent = referrals.offer(None, world.police, actor=actor, client=woman)
    declare_tie(world.act(world.colleague), cases.fresh(woman).person_key)
    free = cases.client(actor)
    asked = releases.asked(world.counselor, woman, world.police)
    case = open_case(actor, woman, timezone.localdate())
    task = CaseTask.objects.everything("test").get(case=case)
    measure = apply_for_measure(
        actor, case, {"kind": "a", "elsewhere": "試験の市", "applied_on": timezone.localdate()}
    )
    numbers = {woman.number, call.number, sent.number, asked.number, case.number, task.number, measure.number}

    def told(*more):
        rows = browser(world.auditor).get("/audit/").context["rows"]
        assert free.number in {row.number for row in rows}
        return {row.number for row in rows} & {*numbers, *more}

    walls = set(AuditLine.objects.filter(event="wall.declare").values_list("object_number", flat=True))
    assert told(*walls) == numbers | walls
    cases.wall(world.auditor, woman)
    assert told(*walls) == set()
    for number in numbers | walls:
        assert browser(world.auditor).get(f"/audit/?number={number}").context["rows"] == []


def test_an_auditor_reads_nothing_of_what_others_ask_about_her(browser, world):
    """Who is auditor at one agency may read records at another: there somebody may ask why she opened one."""
    for name in ("auditor", "supervisor"):
        getattr(world, name).save()
    woman = cases.client(world.act(world.counselor))
    question = OpeningQuestion.objects.create(
        asked_by=world.counselor, agency=world.center, reader=world.auditor, reader_agency=world.center,
        object_type="cases.client", object_number=woman.number, person_key=woman.person_key,
        day=timezone.localdate(), times=1, asked_at=timezone.now(),
    )  # fmt: skip
    tie = Tie.objects.create(
        account=world.auditor, agency=world.center, signs=["name"], person_key=woman.person_key,
        found_at=timezone.now(),
    )  # fmt: skip
    other = account_with_posting(world.headquarters, "auditor")
    with transaction.atomic():
        audit.record(world.act(world.counselor), "opening.ask", question)
        audit.record(world.act(world.supervisor), "tie.find", tie)
    for reader, sees in ((world.auditor, False), (other, True)):
        for one in (question, tie):
            rows = browser(reader).get(f"/audit/?number={one.number}").context["rows"]
            assert bool(rows) is sees, (reader, one)


def test_the_reading_is_written_in_codes_and_never_what_was_typed(browser, world, trail):
    asked = {
        "account": world.counselor.name,
        "number": "さとう はなこ",
        "event": "reading",
        "since": "R8.11.1",
    }
    browser(world.auditor).get(f"/audit/?{urlencode(asked)}")
    facts = json.loads(AuditLine.objects.get(event="audit.list").facts)
    assert facts["accounts_asked"] == [world.counselor.pk] and facts["since"] == "2026-11-01"
    assert facts["events_asked"] == list(events.codes_of("reading"))
    assert "number_asked" not in facts and world.counselor.family_name not in json.dumps(
        facts, ensure_ascii=False
    )


def test_the_state_of_the_chain_stands_on_top(browser, world):
    def top():
        return words_of(browser(world.auditor).get("/audit/")).partition("最初の日")[0]

    assert "ここからは確定印を読めません" in top()
    now = timezone.now()
    anchors.write_anchor(now, force=True)
    waiting = chain_state(now).waiting
    assert waiting == 0
    with transaction.atomic():
        for _line in range(3):
            audit.record(Actor.system("test"), "demo.seed")
    assert chain_state(now) == type(chain_state(now))(now, 3, is_late=False)
    assert "まだ確定印のない行は" in top()
    assert chain_state(now + LATE + timedelta(seconds=1)).is_late
    AuditHead.objects.filter(stream="house").update(
        sequence=0
    )  # a head that fell back is not counted as waiting
    assert chain_state(now).waiting >= 0


def test_only_the_auditor_reads_it(browser, world, trail):
    for name in ("counselor", "supervisor", "planner", "admin", "liaison", "city_counselor"):
        assert browser(getattr(world, name)).get("/audit/").status_code == 404, name


def queries_of(here, address):
    here.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = here.get(address)
    assert answer.status_code == 200
    return answer, [one["sql"] for one in asked]


def test_one_line_and_a_hundred_ask_the_database_as_often(browser, world, trail):
    here, addresses = browser(world.auditor), ["/audit/", f"/audit/?event=reading&agency={world.center.code}"]
    few = [len(queries_of(here, address)[1]) for address in addresses]
    for number in range(100):
        line(world, account_with_posting(world.center, "counselor"), "client.read", object_number=str(number))
    assert [len(queries_of(here, address)[1]) for address in addresses] == few
    assert max(few) <= MOST_QUERIES


MANY = 1_000_000 if os.environ.get("YUI_TEST_FULL") else 60_000
MOST_MS = 150
FILTERS = {
    "all": "",
    "event": "event=client.read",
    "a group of few": "event=emergency",
    "a group of many": "event=reading",
    "agency": "agency={agency}",
    "agency and event": "agency={agency}&event=client.change",
    "account": "account={login}",
    "account and group": "account={login}&event=reading",
    "number": "number=number-77",
    "period": "since=2026-03-01&until=2026-03-31",
    "period, group and agency": "since=2026-03-01&until=2026-03-31&event=change&agency={agency}",
}


@pytest.fixture
def crowd(world):
    """Very many lines of a year: of a hundred agencies and a thousand accounts, of every event, some of them rare."""
    codes = [code for code in events.EVENTS if events.group_of(code) in ("reading", "change", "search")]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO safeguards_auditline (stream, sequence, at, account_id, login, posting_id, agency_code, role,"
            " event, object_type, object_number, facts, previous, digest)"
            " SELECT 'crowd', n, timestamptz '2026-01-01' + n * interval '1 second' * %s, 100000 + n %% 1000, 'x', 1,"
            " 'agency-' || n %% 100, 'counselor',"
            " CASE WHEN n %% 1000 = 0 THEN 'emergency.open' ELSE (%s::text[])[1 + (n / 7) %% %s] END,"
            " 'cases.client', 'number-' || n %% 20000, '{}', '', 'x' FROM generate_series(1, %s) AS n",
            [30_000_000 // MANY, codes, len(codes), MANY],
        )
        cursor.execute("ANALYZE safeguards_auditline")


def take_a_key_of_the_crowd(login):
    """The trail cannot be changed, so the account becomes one of those whose lines it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT id FROM partners_account WHERE login = %s", [login])
        key = cursor.fetchone()[0]
        cursor.execute("UPDATE partners_posting SET account_id = 100007 WHERE account_id = %s", [key])
        cursor.execute("UPDATE partners_account SET id = 100007 WHERE id = %s", [key])


@pytest.mark.slow
@on_postgresql
def test_a_page_reads_few_lines_of_very_many_whatever_is_asked(browser, world, crowd):
    Agency.objects.filter(pk=world.city.pk).update(code="agency-7")
    login = account_with_posting(world.npo, "counselor", login="of-the-crowd").login
    take_a_key_of_the_crowd(login)
    here, faults = browser(world.auditor), {}
    for name, asked in FILTERS.items():
        first, queries = queries_of(here, "/audit/?" + asked.format(agency="agency-7", login=login))
        assert first.context["rows"], name
        following = first.context["page"].next_url
        for page, sqls in [
            ("first", queries),
            *([("next", queries_of(here, following)[1])] if following else []),
        ]:
            whole, read, took = cost_of(
                next(sql for sql in sqls if ' FROM "safeguards_auditline"' in sql and "LIMIT" in sql)
            )
            if whole or read > MANY / 20 or took > MOST_MS:
                faults[name, page] = (whole, read, took)
    assert faults == {}


def cost_of(sql):
    """Is the trail read from end to end, how many of its lines are looked at, and how many milliseconds it takes."""
    plan = plan_of(sql)
    nodes = [node for node in nodes_of(plan["Plan"]) if node.get("Relation Name") == "safeguards_auditline"]
    read = max(node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0) for node in nodes)
    return "Seq Scan" in {node["Node Type"] for node in nodes}, read, plan["Execution Time"]


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
    return (json.loads(told) if isinstance(told, str) else told)[0]


def nodes_of(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes_of(below)


def test_addresses_of_the_page_hold_no_cursor_that_tells(browser, world, trail):
    for number in range(30):
        line(world, world.counselor, "client.read", object_number=str(number))
    address = browser(world.auditor).get("/audit/?event=reading").context["page"].next_url
    assert re.search(r"event=reading&p=[\w-]{40,}$", address)
