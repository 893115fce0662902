"""Signs of unusual access: each fires from its limit on and not below, and no client stands on the page."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.choices import SIGNS
from cases.queries.unusual import SIGNS_BY, unusual
from safeguards.calendar import JAPAN, is_working_day
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/audit/unusual/"

_places = iter(range(1, 10**9))
TODAY = timezone.localdate()


def workday(back=0):
    """A working day of the last week, before today."""
    days = [TODAY - timedelta(days=place) for place in range(1, 7)]
    return [day for day in days if is_working_day(day)][back]


def free_day():
    return next(
        day for day in (TODAY - timedelta(days=place) for place in range(1, 7)) if not is_working_day(day)
    )


@pytest.fixture
def reader(world):
    """Somebody of the center whose lines are made below; the watchers are at work."""
    for one in (world.supervisor, world.auditor, world.city_supervisor):
        one.save()
    return account_with_posting(world.center, "counselor", family_name="渡辺", family_kana="ワタナベ")


def line(who, world, event, day, hour=10, *, number="", agency=None, facts="{}"):
    return AuditLine.objects.create(
        stream="of-a-test", sequence=next(_places), digest="x", account_id=who.pk, login=who.login, role="counselor",
        at=datetime.combine(day, datetime.min.time(), JAPAN) + timedelta(hours=hour), facts=facts,
        agency_code=(agency or world.center).code, event=event, object_type="cases.client", object_number=number,
    )  # fmt: skip


def told(world, who=None):
    """(sign, account, count) that this reader of the report sees."""
    return {(one.sign, one.account_id, one.count) for one in unusual(world.act(who or world.supervisor))}


@pytest.mark.parametrize(
    ("hour", "day", "times", "fires"),
    [
        (6, workday, 5, True), (21, workday, 5, True), (7, workday, 5, False), (20, workday, 5, False),
        (12, free_day, 5, True), (6, workday, 4, False),
    ],
)  # fmt: skip
def test_night_and_free_days(world, reader, hour, day, times, fires):
    for _time in range(times):
        line(reader, world, "client.read", day(), hour)
    for _time in range(5):
        line(reader, world, "client.list", day(), hour)  # a list is no opening
    assert (("night", reader.pk, times) in told(world)) is fires


@pytest.mark.parametrize(
    ("usual", "now", "fires"), [(0, 30, True), (0, 29, False), (9, 30, True), (11, 30, False), (11, 33, True)]
)
def test_far_more_than_her_own_usual_day(world, reader, usual, now, fires):
    for back in range(10, 16):
        for _time in range(usual):
            line(reader, world, "client.read", TODAY - timedelta(days=back))
    for _time in range(now):
        line(reader, world, "client.read", workday())
    assert (("many", reader.pk, now) in told(world)) is fires


def test_searches_that_found_nobody(world, reader):
    other = account_with_posting(world.center, "counselor")
    for _time in range(10):
        line(reader, world, "client.list", workday(), facts='{"numbers":[],"searched":true}')
        line(other, world, "client.list", workday(), facts='{"numbers":["a"],"searched":true}')
        line(other, world, "client.list", workday(), facts='{"numbers":[],"searched":false}')
    for _time in range(9):
        line(other, world, "client.list", workday(), facts='{"numbers":[],"searched":true}')
    assert told(world) == {("fruitless", reader.pk, 10)}


def test_a_search_on_the_page_writes_what_this_sign_reads(browser, world, reader):
    browser(reader).post("/clients/", {"q": "どこにもいない"}, follow=True)
    facts = AuditLine.objects.filter(event="client.list").latest("pk").facts
    assert '"numbers":[]' in facts and '"searched":true' in facts


def test_records_of_a_colleague_without_writing_anything(world, reader):
    keeper = world.act(world.counselor)
    theirs = [cases.client(keeper) for _each in range(5)]
    calls = [cases.consultation(keeper, of=one) for one in theirs]
    for one in theirs[:4]:
        line(reader, world, "client.read", TODAY - timedelta(days=1), number=one.number)
    assert told(world) == set()
    line(reader, world, "consultation.read", TODAY - timedelta(days=1), number=calls[4].number)
    assert told(world) == {("foreign", reader.pk, 5)}
    line(reader, world, "client.change", TODAY - timedelta(days=1), number=theirs[0].number)
    assert told(world) == set()  # she had something to write
    assert all(account != world.counselor.pk for _sign, account, _count in told(world))


def test_her_own_clients_are_no_colleagues(world, reader):
    for _each in range(6):
        shared = cases.client(world.act(world.counselor))
        cases.consultation(world.act(world.counselor), of=shared)
        cases.consultation(world.act(reader), of=shared)
        line(reader, world, "client.read", TODAY - timedelta(days=1), number=shared.number)
    assert told(world) == set()


def test_many_refusals(world, reader):
    other = account_with_posting(world.center, "counselor")
    for _time in range(20):
        line(reader, world, "page.absent", workday())
    for _time in range(19):
        line(other, world, "page.absent", workday())
    assert told(world) == {("refused", reader.pk, 20)}


def test_every_use_and_miss_of_emergency_access(world, reader):
    line(reader, world, "emergency.open", workday())
    line(reader, world, "emergency.miss", workday())
    line(reader, world, "emergency.end", workday())
    assert told(world) == {("emergency", reader.pk, 2)}


def test_the_readers_own_family_name_is_compared_blindly(browser, world, reader):
    keeper = world.act(world.counselor)
    same = cases.client(
        keeper, family_name="渡邊", given_name="花", family_kana="わたなべ", given_kana="ハナ"
    )
    other = cases.client(keeper, family_name="渡部", given_name="花", family_kana="ワタベ", given_kana="ハナ")
    for one in (same, other):
        line(reader, world, "client.read", TODAY - timedelta(days=1), number=one.number)
    assert ("namesake", reader.pk, 1) in told(world)
    page = words_of(browser(world.supervisor).get(URL))
    assert "閲覧者と同じ姓の相談者" in page and reader.name in page
    assert "渡邊" not in page and same.number not in browser(world.supervisor).get(URL).content.decode()
    elsewhere = account_with_posting(world.center, "counselor", family_name="別名", family_kana="ベツナ")
    line(elsewhere, world, "client.read", TODAY - timedelta(days=1), number=same.number)
    assert not [one for one in told(world) if one[1] == elsewhere.pk]


def test_what_is_older_than_a_week_is_no_sign(world, reader):
    for _time in range(40):
        line(reader, world, "client.read", TODAY - timedelta(days=7), 3)
    assert told(world) == set()


def test_a_supervisor_sees_her_agency_an_auditor_all_and_nobody_herself(browser, world, reader):
    far = account_with_posting(world.city, "counselor")
    line(reader, world, "emergency.open", workday())
    line(far, world, "emergency.open", workday(), agency=world.city)
    line(world.supervisor, world, "emergency.open", workday())
    line(world.auditor, world, "emergency.open", workday(), agency=world.headquarters)

    def accounts(who):
        return {account for _sign, account, _count in told(world, who)}

    assert accounts(world.supervisor) == {reader.pk}
    assert accounts(world.city_supervisor) == {far.pk}
    assert accounts(world.auditor) == {reader.pk, far.pk, world.supervisor.pk}
    for name in ("counselor", "planner", "admin", "liaison"):
        assert browser(getattr(world, name)).get(URL).status_code == 404, name
    assert browser(world.auditor).get(URL).status_code == 200
    assert AuditLine.objects.filter(event="unusual.list", login=world.auditor.login).count() == 1


def test_the_way_from_a_sign_to_its_lines(browser, world, reader):
    made = line(reader, world, "emergency.open", workday())
    here = browser(world.auditor)
    body = here.get(URL).content.decode()
    address = f"/audit/?account={reader.login}&amp;since={workday()}&amp;until={workday()}"
    assert address in body
    assert [row.pk for row in here.get(address.replace("&amp;", "&")).context["page"].rows] == [made.pk]
    assert address not in browser(world.supervisor).get(URL).content.decode()


def test_the_number_of_questions_does_not_grow(world, reader):
    actor = world.act(world.supervisor)
    line(reader, world, "client.read", workday(), number=cases.client(world.act(world.counselor)).number)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            unusual(actor)
        return len(asked)

    few = queries()
    for _person in range(20):
        other = account_with_posting(world.center, "counselor")
        for _time in range(6):
            line(
                other,
                world,
                "client.read",
                workday(),
                3,
                number=cases.client(world.act(world.counselor)).number,
            )
    assert queries() == few <= 10


def test_every_sign_has_its_sum_and_its_words():
    assert list(SIGNS) == list(SIGNS_BY)
    assert all(sign.at_least >= 1 for sign in SIGNS.values())
