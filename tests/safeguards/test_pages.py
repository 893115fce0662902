"""`@page`: who may open it, read-only GET, readings before the answer, one absence."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from cases.models import Code, Consultation
from safeguards import matrix
from safeguards.access import Absent, Actor
from safeguards.models import AuditLine
from safeguards.pages import WroteWhileReading, page, seen
from tests.factories import cases
from tests.factories.partners import actor_for
from tests.parallel import on_postgresql

pytestmark = pytest.mark.django_db


def ask(view, actor, method="get", **headers):
    request = getattr(RequestFactory(), method)("/somewhere/?q=1", headers=headers)
    request.actor = actor
    return view(request)


@pytest.fixture
def counselor(world):
    return world.act(world.counselor)


def reading(act):
    """A page of consultations that does `act` when it is opened."""

    @page("consultation.list", methods=("GET", "POST"))
    def view(request):
        act(request)
        return HttpResponse("ok")

    return view


def test_a_page_without_a_line_in_the_matrix_does_not_come_into_being():
    with pytest.raises(matrix.NotInMatrix):
        page("page.of.tomorrow")


def test_a_stranger_is_sent_to_sign_in_and_comes_back():
    answer = ask(reading(lambda request: None), None)
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=/somewhere/%3Fq%3D1"


@pytest.mark.parametrize("role", ["planner", "account_admin", "auditor", "liaison", ""])
def test_a_role_that_may_not_open_it_meets_absence_before_the_view_runs(role):
    with pytest.raises(Absent):
        ask(reading(lambda request: pytest.fail("the view ran")), Actor(account_id=1, role=role))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(counselor, method):
    assert ask(reading(lambda request: pytest.fail("the view ran")), counselor, method).status_code == 405


def test_head_is_answered_like_get(counselor):
    assert ask(reading(lambda request: None), counselor, "head").status_code == 200


def test_a_page_fetched_in_advance_is_refused_and_not_written_down(counselor):
    view = reading(lambda request: pytest.fail("the view ran"))
    assert ask(view, counselor, **{"Sec-Purpose": "prefetch"}).status_code == 503
    assert not AuditLine.objects.exists()


def _save(request):
    Code.objects.update_or_create(list_name="x", code="x", defaults={"label_ja": "x", "label_en": "x"})


def _update(request):
    Code.objects.update(position=1)


def _delete(request):
    Code.objects.all().delete()


def _lock(request):
    with transaction.atomic():
        list(Code.objects.select_for_update())


def _writes_raw(sql):
    def act(request):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return act


WRITES = {
    "save": _save,
    "update": _update,
    "delete": _delete,
    "insert": lambda request: Code.objects.bulk_create([Code(list_name="x", code="x")]),
    "raw update": _writes_raw('UPDATE "cases_code" SET position = 1'),
    "raw insert": _writes_raw("INSERT INTO cases_code (code) VALUES ('x')"),
    "writing with": _writes_raw('WITH x AS (SELECT 1) DELETE FROM "cases_code"'),
    "writing with, bare": _writes_raw("WITH x AS (SELECT 1) DELETE FROM cases_code"),
    "writing with update": _writes_raw("WITH x AS (SELECT 1) UPDATE cases_code SET position = 1"),
    "two statements": _writes_raw("SELECT 1; UPDATE cases_code SET position = 1"),
    "drop": _writes_raw("DROP TABLE cases_code"),
    "truncate": _writes_raw("TRUNCATE cases_code"),
    "pragma": _writes_raw("PRAGMA foreign_keys = OFF"),
    "session table named elsewhere": _writes_raw(
        'UPDATE "cases_code" SET position = 1 WHERE code IN (SELECT 1 FROM "django_session")'
    ),
    "session table read by a lock": _writes_raw(
        'SELECT 1 FROM "cases_code", (SELECT 1 FROM "django_session") x FOR UPDATE'
    ),
    "audit lines deleted": _writes_raw('DELETE FROM "safeguards_auditline"'),
    "audit lines changed": _writes_raw("UPDATE \"safeguards_auditline\" SET login = 'x'"),
    "explained and done": _writes_raw("EXPLAIN ANALYZE UPDATE cases_code SET position = 1"),
    "selected into a table": _writes_raw("SELECT 1 AS one INTO made_while_reading"),
    "a second statement after an audit line": _writes_raw(
        "INSERT INTO \"safeguards_auditline\" (login) VALUES ('x'); UPDATE cases_code SET position = 1"
    ),
    "a second statement after the session's": _writes_raw(
        'DELETE FROM "django_session" WHERE 1 = 0; UPDATE cases_code SET position = 1'
    ),
    "comment before": _writes_raw("/* SELECT */ UPDATE cases_code SET position = 1"),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(counselor, write, method):
    before = list(Code.objects.order_by("pk").values())
    with pytest.raises(WroteWhileReading) as refused, transaction.atomic():
        ask(reading(WRITES[write]), counselor, method)
    assert len(str(refused.value)) <= 80
    assert list(Code.objects.order_by("pk").values()) == before


@on_postgresql
def test_reading_locks_no_row(counselor):
    with pytest.raises(WroteWhileReading), transaction.atomic():
        ask(reading(_lock), counselor)


def test_what_begins_to_act_is_stopped_in_the_database(counselor, world):
    """Whatever a GET calls, an action behind it cannot go through."""
    with pytest.raises(WroteWhileReading), transaction.atomic():
        ask(reading(lambda request: cases.consultation(counselor)), counselor)
    assert not Consultation.objects.everything("test").exists()


def test_a_post_may_change_and_a_get_after_it_may_not(counselor):
    view = reading(lambda request: Code.objects.filter(list_name="x").update(position=1))
    assert ask(view, counselor, "post").status_code == 200
    with pytest.raises(WroteWhileReading), transaction.atomic():
        ask(view, counselor, "get")
    assert ask(view, counselor, "post").status_code == 200


def test_a_get_may_read_and_keep_the_session(counselor):
    def act(request):
        list(Code.objects.all()[:1])
        with transaction.atomic():
            store = SessionStore()
            store["posting"] = 1
            store.save()
            store.delete()

    assert ask(reading(act), counselor).status_code == 200


def test_a_reading_is_written_with_its_object_before_the_answer(counselor):
    one = cases.consultation(counselor)
    before = AuditLine.objects.count()
    answer = ask(
        reading(lambda request: seen(request, "consultation.read", one, groups=["narrative"])), counselor
    )
    assert answer.status_code == 200
    assert AuditLine.objects.count() == before + 1
    line = AuditLine.objects.order_by("pk").last()
    assert (line.event, line.object_type, line.object_number, line.login, line.facts) == (
        "consultation.read",
        "cases.consultation",
        one.number,
        counselor.login,
        '{"groups":["narrative"]}',
    )


def test_a_page_whose_reading_cannot_be_written_is_not_sent(world, browser):
    one = cases.consultation(world.act(world.counselor), narrative="ひみつの印")

    def broken(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "safeguards_auditline"'):
            raise OSError("the disk is full")
        return execute(sql, params, many, context)

    here = browser(world.counselor)
    here.raise_request_exception = False
    for address in (f"/consultations/{one.number}/", "/consultations/"):
        assert here.get(address).status_code == 200
        with connection.execute_wrapper(broken):
            answer = here.get(address)
        assert answer.status_code in (500, 503)
        assert "ひみつの印" not in answer.content.decode()
        assert one.number not in answer.content.decode()


def test_a_page_that_fails_while_it_is_drawn_writes_no_reading(counselor):
    def act(request):
        seen(request, "consultation.list")
        raise ValueError

    with pytest.raises(ValueError):
        ask(reading(act), counselor)
    assert not AuditLine.objects.filter(event="consultation.list").exists()


def test_the_guard_is_gone_after_the_page(counselor):
    with pytest.raises(WroteWhileReading), transaction.atomic():
        ask(reading(_update), counselor)
    assert not connection.execute_wrappers
    Code.objects.filter(list_name="x").update(position=1)


def test_an_ended_posting_ends_with_the_next_request(world, browser):
    here = browser(world.counselor)
    assert here.get("/consultations/").status_code == 200
    world.counselor.postings.update(until=timezone.now())
    assert here.get("/consultations/").status_code == 404
    assert here.get("/alive/?page=consultation.list").status_code == 404
    assert actor_for(world.counselor).role == ""


def test_a_disabled_account_is_out_at_once(world, browser):
    here = browser(world.counselor)
    world.counselor.is_active = False
    world.counselor.save()
    assert here.get("/consultations/").status_code == 302


def test_an_open_page_asks_whether_it_may_stay(world, browser):
    one = cases.consultation(world.act(world.counselor))
    asked = f"/alive/?page=consultation.detail&type=cases.consultation&number={one.number}"
    assert browser(world.counselor).get(asked).status_code == 204
    assert browser(world.supervisor).get(asked).status_code == 204
    for other in (world.city_counselor, world.planner, world.auditor, world.liaison):
        assert browser(other).get(asked).status_code == 404
    cases.wall(world.counselor, one)
    assert browser(world.counselor).get(asked).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=nowhere", "page=home&type=partners.account&number=x", "page=home&type=nothing",
        "page=home&type=a.b.c&number=x", "page=home&type=cases.consultation", "page=home&type=auth.group&number=1",
        "page=home&type=safeguards.auditline&number=1",
    ],
)  # fmt: skip
def test_whatever_else_is_asked_of_it_is_absent(world, browser, query):
    assert browser(world.counselor).get(f"/alive/?{query}").status_code == 404


def test_a_stranger_learns_nothing_from_it(client):
    assert client.get("/alive/?page=home").status_code == 404
