"""The cross table of the own agency: its figures, whose records are in it, and what an address may ask."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.choices import DIMENSIONS
from cases.models import Code, Consultation
from cases.queries.statistics import count_consultations
from indicators.queries.statistics import cross_table
from safeguards.calendar import fiscal_year, fiscal_year_start, japanese_day
from safeguards.models import AuditLine
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
JAPAN = ZoneInfo("Asia/Tokyo")
LONG_AGO, FAR = date(2000, 1, 1), date(2039, 12, 31)
WHOLE = "since=2000-01-01&until=2039-12-31"


def codes(list_name):
    return [*Code.objects.filter(list_name=list_name).values_list("code", flat=True)[:3], ""]


def counted(actor, rows="main_complaint", columns="method", since=LONG_AGO, until=FAR):
    return count_consultations(actor, rows, columns, since, until)


def total(actor, **asked):
    return sum(counted(actor, **asked).cells.values())


# --- figures -------------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_cell_and_total_is_what_counting_by_hand_gives(world, data):
    actor = world.act(world.counselor)
    names = data.draw(
        st.lists(st.sampled_from(sorted(DIMENSIONS)), min_size=2, max_size=2), label="dimensions"
    )
    since = data.draw(st.dates(date(2026, 3, 25), date(2026, 4, 8)), label="since")
    until = since + timedelta(days=data.draw(st.integers(0, 9), label="days"))
    for _number in range(data.draw(st.integers(0, 8), label="consultations")):
        facts = {
            name: data.draw(st.sampled_from(codes(DIMENSIONS[name].list_name)), label=name)
            for name in set(names)
        }
        began = data.draw(st.datetimes(datetime(2026, 3, 24), datetime(2026, 4, 18)), label="began")
        make.consultation(actor, **{**facts, "started_at": began.replace(tzinfo=UTC)})
    by_hand = Counter(
        tuple(getattr(one, name) for name in names)
        for one in Consultation.objects.everything("counted by hand").filter(agency=world.center)
        if since <= one.started_at.astimezone(JAPAN).date() <= until
    )
    card = cross_table(actor, *names, since, until)
    if names[0] == names[1]:
        assert sorted(row.total for row in card.rows) == sorted(by_hand.values())
    else:
        assert counted(actor, *names, since, until).cells == dict(by_hand)
        across = Counter()
        for (_row, column), number in by_hand.items():
            across[column] += number
        assert sorted(card.totals) == sorted(across.values())
    assert card.total == sum(by_hand.values()) == sum(card.totals)


def test_the_page_shows_codes_in_the_order_of_the_list_and_what_was_not_recorded_last(world, browser):
    actor = world.act(world.counselor)
    for method, sex in (("visit", ""), ("visit", "female"), ("phone", "female"), ("phone", "female")):
        make.consultation(actor, method=method, sex=sex)
    page = browser(world.counselor).get(f"/statistics/?rows=sex&columns=method&{WHOLE}")
    card = page.context["card"]
    assert (card.title, card.columns) == ("性別 × 方法", ("電話", "来所"))
    assert [(row.label, row.numbers, row.total) for row in card.rows] == [
        ("女性", (2, 1), 3), ("記入なし", (0, 1), 1),
    ]  # fmt: skip
    assert (card.totals, card.total) == ((2, 2), 4)
    text = page.content.decode()
    assert f"{world.center.name}　平成12年1月1日から令和21年12月31日まで" in text
    assert "この期間に始まった所属の相談を、1回ごとにすべて数えています" in text


def test_one_code_alone_is_a_plain_list(world, browser):
    make.consultation(world.act(world.counselor))
    card = browser(world.counselor).get(f"/statistics/?rows=method&columns=method&{WHOLE}").context["card"]
    assert (card.title, card.columns, [(row.label, row.total) for row in card.rows]) == (
        "方法", (), [("電話", 1)],
    )  # fmt: skip


def test_it_stands_in_english_too(world, browser):
    make.consultation(world.act(world.counselor))
    hers = browser(world.counselor)
    hers.cookies["django_language"] = "en"
    text = hers.get(f"/statistics/?{WHOLE}").content.decode()
    assert "Main complaint × Method" in text
    assert "Telephone" in text
    assert "1 consultation<" in text
    assert "1 January 2000 to 31 December 2039" in text


# --- whose records -------------------------------------------------------------------------------------------


def test_only_records_of_the_own_agency_are_counted_whatever_was_disclosed(world):
    here, there = world.act(world.counselor), world.act(world.city_counselor)
    make.consultation(here)
    woman = make.client(there)
    told = [make.consultation(there, of=woman) for _number in range(3)]
    for one in told:
        make.disclosure(there, one, world.center)
    make.disclosure(there, woman, world.center)
    make.conference(there, told[0], world.center)
    now = world.act(world.counselor)
    assert Consultation.objects.visible_to(now).count() == 4
    assert total(now) == 1
    assert total(there) == 3
    assert total(world.act(world.npo_counselor)) == 0


def test_a_wall_lowers_the_count_of_the_walled_one_alone(world, browser):
    actor = world.act(world.counselor)
    woman = make.client(actor)
    for method in ("phone", "visit"):
        make.consultation(actor, of=woman, method=method)
    make.consultation(actor)
    make.wall(world.colleague, woman)
    assert (total(actor), total(world.act(world.supervisor))) == (3, 3)
    card = browser(world.colleague).get(f"/statistics/?{WHOLE}").context["card"]
    assert (card.columns, card.totals, card.total) == (("電話",), (1,), 1)


@pytest.mark.parametrize("person", ["planner", "admin", "auditor", "liaison", "npo_liaison", "city_planner"])
def test_nobody_who_reads_no_records_finds_the_page(world, browser, person):
    make.consultation(world.act(world.counselor))
    hers = browser(getattr(world, person))
    assert hers.get("/statistics/").status_code == 404
    assert 'href="/statistics/"' not in hers.get("/").content.decode()


@pytest.mark.parametrize("person", ["counselor", "supervisor", "city_counselor", "npo_counselor"])
def test_who_reads_records_finds_it_in_the_navigation(world, browser, person):
    hers = browser(getattr(world, person))
    assert 'href="/statistics/"' in hers.get("/").content.decode()
    assert hers.get("/statistics/").status_code == 200


# --- the period ----------------------------------------------------------------------------------------------


def test_a_day_begins_and_ends_at_midnight_in_japan(world):
    actor, day = world.act(world.counselor), date(2026, 4, 1)
    midnight = datetime(2026, 4, 1, tzinfo=JAPAN)
    inside = (midnight, midnight + timedelta(days=1, microseconds=-1))
    for began in (*inside, midnight - timedelta(microseconds=1), midnight + timedelta(days=1)):
        make.consultation(actor, started_at=began.astimezone(UTC))
    assert total(actor, since=day, until=day) == 2
    assert total(actor, since=day - timedelta(days=1), until=day + timedelta(days=1)) == 4
    assert total(actor, since=day - timedelta(days=1), until=day - timedelta(days=1)) == 1


def test_a_corrected_beginning_moves_the_contact(world):
    """A contact keeps its place in lists; it is counted on the day on which it began."""
    actor = world.act(world.counselor)
    one = make.consultation(actor, started_at=datetime(2026, 4, 1, 12, tzinfo=JAPAN))
    Consultation.objects.visible_to(actor).filter(pk=one.pk).update(
        started_at=datetime(2026, 3, 31, 12, tzinfo=JAPAN)
    )
    assert total(actor, since=date(2026, 4, 1)) == 0
    assert total(actor, until=date(2026, 3, 31)) == 1


def test_without_a_question_it_is_this_fiscal_year_main_complaint_by_method(world, browser):
    actor = world.act(world.counselor)
    today = japanese_day(actor.now)
    first = fiscal_year_start(fiscal_year(today))
    make.consultation(actor)
    make.consultation(
        actor, started_at=datetime.combine(first, datetime.min.time(), JAPAN) - timedelta(seconds=1)
    )
    card = browser(world.counselor).get("/statistics/").context["card"]
    assert (card.title, card.since, card.until) == ("主訴 × 方法", first, today)
    assert card.total == int(japanese_day(actor.now - timedelta(hours=1)) >= first)


@pytest.mark.parametrize("written", ["令和8年4月1日", "R8.4.1", "2026-04-01", "2026/4/1"])
def test_days_are_read_in_any_spelling(world, browser, written):
    card = browser(world.counselor).get("/statistics/", {"since": written, "until": written}).context["card"]
    assert card.since == card.until == date(2026, 4, 1)


# --- what an address may ask ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        "rows=caller_name", "rows=agency__code", "columns=client__family_name", "rows=narrative", "rows=counselor_id",
        "rows=method__startswith", "rows=pk&columns=number", "since=DROP", "until=DROP%20TABLE", "since=9999-12-31",
        "since=0001-01-01", "until=9999-12-31", "since=2026-04-02&until=2026-04-01", "rows=&columns=", "rows=METHOD",
        "agency=other", "agency_id=1&method=phone", "rows=harm_types", "columns=is_disabled",
    ],
)  # fmt: skip
def test_a_hidden_lookup_or_a_day_that_cannot_be_changes_nothing(world, browser, hidden):
    actor = world.act(world.counselor)
    make.consultation(actor, caller_name="架空 花子", narrative="ひみつ")
    hers = browser(world.counselor)
    usual = hers.get("/statistics/")
    asked = hers.get(f"/statistics/?{hidden}")
    assert asked.status_code == 200
    assert asked.context["card"] == usual.context["card"]
    assert "架空" not in asked.content.decode()
    assert (
        json.loads(AuditLine.objects.filter(event="statistics.read").latest("pk").facts)["rows"]
        == "main_complaint"
    )


def test_a_name_twice_is_one_question_and_a_nul_is_absent(world, browser):
    hers = browser(world.counselor)
    assert hers.get("/statistics/?rows=sex&rows=caller_name").context["card"].title == "主訴 × 方法"
    assert hers.get("/statistics/?rows=%00").status_code == 404


def test_an_unreadable_day_stays_in_its_field_with_a_sentence(world, browser):
    text = browser(world.counselor).get("/statistics/?since=8.4.1").content.decode()
    assert 'value="8.4.1"' in text
    assert "field__error" in text


@pytest.mark.parametrize("name", ["caller_name", "agency__code", "pk", ""])
def test_the_query_itself_knows_its_list_only(world, name):
    with pytest.raises(KeyError):
        counted(world.act(world.counselor), rows=name)
    with pytest.raises(KeyError):
        counted(world.act(world.counselor), columns=name)


def test_every_dimension_is_a_plain_code_of_a_consultation_with_a_list():
    for name, dimension in DIMENSIONS.items():
        assert Consultation._meta.get_field(name).get_internal_type() == "CharField"
        assert Code.objects.filter(list_name=dimension.list_name).exists(), name


# --- what it leaves and costs --------------------------------------------------------------------------------


def test_the_line_of_a_reading_holds_dimensions_and_period_only(world, browser):
    make.consultation(world.act(world.counselor))
    browser(world.counselor).get(
        "/statistics/?rows=sex&columns=route&since=R8.4.1&until=R8.4.2", REMOTE_ADDR="10.0.0.1"
    )
    facts = json.loads(AuditLine.objects.get(event="statistics.read").facts)
    facts.pop("from", None)
    assert {name: facts[name] for name in ("rows", "columns", "since", "until")} == {
        "rows": "sex", "columns": "route", "since": "2026-04-01", "until": "2026-04-02",
    }  # fmt: skip
    assert not [name for name in facts if name in ("numbers", "total", "cells")]


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_asks_the_same_number_of_times(world, browser, number, django_assert_num_queries):
    actor = world.act(world.supervisor)
    every = codes("main_complaint")
    for one in range(number):
        make.consultation(actor, main_complaint=every[one % 3], method=("phone", "visit", "mail")[one % 3])
    hers = browser(world.supervisor)
    hers.get("/statistics/")  # the first line of a stream costs more
    with django_assert_num_queries(12) as asked:
        assert hers.get("/statistics/").status_code == 200
    counting = [
        one["sql"]
        for one in asked.captured_queries
        if "COUNT(" in one["sql"] and "cases_consultation" in one["sql"]
    ]
    assert len(counting) == 1
    assert "GROUP BY" in counting[0]
