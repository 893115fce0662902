"""Dashboard and page of one indicator."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators.definitions import DEFINITIONS
from partners.models import Municipality
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db
SLUGS = list(DEFINITIONS)


def fill(number):
    for one in make.municipalities(number):
        make.plan(one)
        make.placement(one)
        make.center(one)
        make.lecture(one)
        for slug in SLUGS:
            make.answer(one, slug, date(2026, 4, 1))


@pytest.mark.parametrize("rows", [1, 25])
def test_dashboard_asks_the_same_number_of_times(world, browser, rows, django_assert_num_queries):
    fill(rows)
    signed_in = browser(world.planner)
    with django_assert_num_queries(11):
        # session, account, postings; municipalities, answers, published, indicators; four kinds of records
        assert signed_in.get("/indicators/").status_code == 200


@pytest.mark.parametrize("rows", [1, 25])
@pytest.mark.parametrize("slug", SLUGS)
def test_one_indicator_asks_the_same_number_of_times(world, browser, slug, rows, django_assert_num_queries):
    fill(rows)
    signed_in = browser(world.planner)
    asked = {"dating-dv-lectures": 10, "municipal-plans": 13}  # plans: for planners those that end soon, too
    with django_assert_num_queries(asked.get(slug, 11)):
        assert signed_in.get(f"/indicators/{slug}/").status_code == 200


@pytest.mark.parametrize(
    "person",
    [
        "counselor",
        "supervisor",
        "planner",
        "admin",
        "auditor",
        "city_counselor",
        "city_planner",
        "liaison",
        "npo_liaison",
    ],
)
def test_everyone_with_a_posting_reads_the_figures(world, browser, person):
    (one,) = make.municipalities(1)
    make.plan(one, title="みんなが読む計画")
    page = browser(getattr(world, person)).get("/indicators/municipal-plans/")
    assert page.status_code == 200
    assert "みんなが読む計画" in page.content.decode()


def test_nobody_reads_without_signing_in(client):
    assert client.get("/indicators/").status_code == 302
    assert client.get("/indicators/municipal-plans/").status_code == 302


def test_an_unknown_indicator_is_absent(world, browser):
    for path in (
        "",
        "excel/",
        "records/new/",
        "import/",
        "import/template/",
        "target/",
        "records/abc/",
        "records/abc/end/",
    ):
        assert browser(world.planner).get(f"/indicators/nothing/{path}").status_code == 404


def test_comments_of_answers_are_read_by_planners_only(world, browser):
    one, two = make.municipalities(2)
    assert world.city.municipality == one
    today = timezone.localdate()
    make.answer(one, "municipal-plans", today, comment="自分の町のひとこと")
    make.answer(two, "municipal-plans", today, comment="となりの町のひとこと")

    def read(person):
        return browser(person).get("/indicators/municipal-plans/").content.decode()

    page = read(world.planner)
    assert "自分の町のひとこと" in page and "となりの町のひとこと" in page
    page = read(world.city_planner)
    assert "自分の町のひとこと" in page and "となりの町のひとこと" not in page
    for person in (world.counselor, world.city_counselor, world.auditor, world.liaison):
        page = read(person)
        assert "ひとこと" not in page
        assert two.name in page


@pytest.mark.parametrize(
    "typed", ["令和7年4月1日", "R7.4.1", "2025-04-01", "2025/4/1", "令和７年４月１日", "1 April 2025"]
)
def test_a_day_in_any_spelling(world, browser, typed):
    (one,) = make.municipalities(1)
    make.plan(one, starts_on=date(2025, 4, 1))
    page = browser(world.planner).get("/indicators/municipal-plans/", {"on": typed}).content.decode()
    assert "DV防止計画は、記録で1市です。" in page
    page = browser(world.planner).get("/indicators/municipal-plans/", {"on": "R7.3.31"}).content.decode()
    assert "記録で0市町村です。" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("令和8年2月30日", "ありません"),
        ("きのう", "読めません"),
        ("2100-01-01", "まだ来ていません"),
        ("1900-01-01", "古すぎます"),
        ("0001-01-01", "古すぎます"),
        ("<script>alert(1)</script>", "読めません"),
    ],
)
def test_an_unreadable_day_keeps_what_was_typed_and_says_how_to_mend_it(world, browser, typed, words):
    page = browser(world.planner).get("/indicators/municipal-plans/", {"on": typed})
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text and "<script>alert" not in text
    assert "aria-invalid" in text


def test_published_and_recorded_stand_apart(world, browser):
    card = browser(world.planner).get("/indicators/").context["board"].cards[0]
    assert card.slug == "municipal-plans"
    assert card.main.value == "0"
    if card.published:
        assert card.published.value > 0


def test_every_municipality_stands_in_the_table_the_map_and_the_tiles(world, browser):
    card = browser(world.planner).get("/indicators/municipal-plans/").context["card"]
    rows = [row for area in card.areas for row in area.rows]
    total = Municipality.objects.count()
    assert len(rows) == len({row.code for row in rows}) == card.total == total
    assert sum(one.number for one in card.legend) == total
    assert len([shape for shape in card.tiles[0].shapes if shape.startswith("<rect")]) == total
    assert len([shape for shape in card.map.shapes if "<title>" in shape]) == total


def test_figure_chart_and_map_move_with_a_record(world, browser):
    (one,) = make.municipalities(1)
    before = browser(world.planner).get("/indicators/municipal-plans/").context["card"]
    make.plan(one, dv=True, women=True)
    after = browser(world.planner).get("/indicators/municipal-plans/").context["card"]
    assert (before.figures[0].value, after.figures[0].value) == ("0", "1")
    assert before.map.shapes != after.map.shapes
    assert before.charts[0].shapes != after.charts[0].shapes
    assert before.tiles[0].shapes != after.tiles[0].shapes
    assert "is-both" in after.map.shapes[0] + "".join(after.map.shapes)


def test_demo_values_are_named(world, browser):
    (one,) = make.municipalities(1)
    assert (
        "デモの値" not in browser(world.counselor).get("/indicators/municipal-counselors/").content.decode()
    )
    make.placement(one, is_demo=True)
    text = browser(world.counselor).get("/indicators/municipal-counselors/").content.decode()
    assert "デモの架空データ" in text and "デモの値" in text


def test_records_come_twenty_a_page_and_those_that_count_first(world, browser):
    ones = make.municipalities(25)
    for one in ones:
        make.plan(one)
    make.plan(ones[0], title="終わった計画", starts_on=date(2019, 4, 1), ends_on=date(2024, 4, 1))
    first = browser(world.planner).get("/indicators/municipal-plans/").context["card"].records
    second = browser(world.planner).get("/indicators/municipal-plans/?records=2").context["card"].records
    assert (len(first.rows), len(second.rows), first.pages, first.counted) == (20, 6, 2, 25)
    assert [row.title for row in second.rows if not row.counts] == ["終わった計画"]
    for broken in ("0", "-1", "99", "x", "１", "9" * 30):
        assert (
            browser(world.planner).get("/indicators/municipal-plans/", {"records": broken}).status_code == 200
        )


def test_the_whole_page_in_english(world, browser):
    signed_in = browser(world.planner)
    signed_in.cookies["django_language"] = "en"
    (one,) = make.municipalities(1)
    make.plan(one, ends_on=date(2029, 4, 1))
    text = signed_in.get("/indicators/municipal-plans/").content.decode()
    assert "Municipalities with a women" in text and "FY2024 to FY2028" in text
    assert one.name_en in text


def test_home_of_a_planner_names_who_has_not_answered(world):
    from indicators.queries.waiting import waiting_for

    (one,) = make.municipalities(1)
    make.plan(one, ends_on=timezone.localdate() + timedelta(days=60))
    *answers, ending = waiting_for(world.act(world.city_planner))
    assert {waiting.count for waiting in answers} == {1}
    assert len(answers) == (3 if not one.dvcenters.exists() else 2) - 1
    assert [row.title for row in ending.rows] == [one.label]
    assert waiting_for(world.act(world.counselor)) == []
    make.plan(one, starts_on=timezone.localdate() + timedelta(days=60))
    assert waiting_for(world.act(world.city_planner))[-1].count == 0
