"""Story 3: the planner opens each indicator, writes a municipality's plan; figure, chart, map and Excel move."""

import re
from dataclasses import dataclass

import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SLUGS = ("municipal-plans", "municipal-counselors", "municipal-dv-centers", "dating-dv-lectures")
PLANS = "/indicators/municipal-plans/"


@dataclass(frozen=True)
class Shown:
    """What the page of the plans shows: the figure, and how many places the map and the tiles draw in each class."""

    figure: int
    chart: int
    on_map: int
    on_tiles: int
    in_legend: int


def shown(page: Page) -> Shown:
    page.goto(PLANS)
    legend = page.locator(".legend li").filter(has_text="DV防止計画だけ").locator("strong")
    return Shown(
        figure=int(page.locator(".figure--record b").first.inner_text()),
        chart=int(page.locator(".chart--wide .c-label--record").text_content().split()[-1]),
        on_map=page.locator(".map svg path.is-first").count(),
        on_tiles=page.locator(".tiles--wide rect.is-first").count(),
        in_legend=int(legend.inner_text()),
    )


def town_without_plan(page: Page) -> str:
    """A municipality that the tiles draw as having neither plan."""
    words = page.locator(".tiles--wide rect.is-none title").first.text_content()
    return words.split(":")[0]


def test_planner_writes_a_plan_and_figure_chart_map_and_excel_move(screens, tmp_path):
    page = screens.of("pref-planner")
    page.goto("/indicators/")
    expect(page.locator(".figure-card")).to_have_count(4)
    for slug in SLUGS:
        page.goto("/indicators/")
        page.locator(f"h2 a[href='/indicators/{slug}/']").click()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".map svg path").first).to_be_visible()
        figures = page.locator(".figure--record b").all_inner_texts()
        drawn = page.locator(".chart--wide svg text").all_text_contents()
        assert set(figures) & {words.split()[-1] for words in drawn if words}, slug
        expect(page.locator(".place-table tbody tr:not(.table__group)")).to_have_count(35)

    before = shown(page)
    assert before.figure == before.chart and before.on_tiles == before.on_map == before.in_legend
    town = town_without_plan(page)

    page.get_by_role("link", name="記録を書く").click()
    page.locator("select[name=municipality]").select_option(label=town)
    page.locator("input[name=title]").fill(f"{town}DV防止基本計画")
    page.get_by_label("DV防止計画").check(force=True)
    page.locator("input[name=starts_on]").fill("令和8年11月1日")
    page.locator("input[name=source]").fill("町の告示")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("status").filter(has_text="記録しました")).to_be_visible()

    after = shown(page)
    assert after == Shown(*(number + 1 for number in (
        before.figure, before.chart, before.on_map, before.on_tiles, before.in_legend)))  # fmt: skip
    expect(page.locator(".tiles--wide rect", has_text=f"{town}: DV防止計画だけ")).to_have_count(1)
    expect(
        page.locator(".place-table tr").filter(has=page.get_by_role("rowheader", name=town))
    ).to_contain_text("あり")
    expect(page.locator("#records-list")).to_contain_text(f"{town}DV防止基本計画")

    # The day before it began, the figure is the old one.
    page.goto(f"{PLANS}?on=R8.10.31")
    assert int(page.locator(".figure--record b").first.inner_text()) == before.figure

    page.goto(PLANS)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excelで保存する").click()
    file = tmp_path / "table.xlsx"
    waiting.value.save_as(file)
    assert re.search(r"\.xlsx$", waiting.value.suggested_filename)
    table, about = openpyxl.load_workbook(file).worksheets
    rows = [[str(cell or "") for cell in row] for row in table.iter_rows(values_only=True)]
    column = rows[0].index("DV防止計画")
    assert sum(row[column] == "あり" for row in rows[1:]) == after.figure
    assert next(row for row in rows if town in row)[column] == "あり"
    assert any("令和8年" in str(cell) for row in about.iter_rows(values_only=True) for cell in row)

    # Everybody who may look sees the same; the figure on the dashboard too.
    other = screens.of("sendai-planner")
    assert shown(other) == after
    other.goto("/indicators/")
    expect(other.locator(".figure-card").first.locator(".figure--record b")).to_have_text(str(after.figure))

    # Written by mistake: taken back, everything stands as before.
    page.goto(PLANS)
    page.get_by_role("link", name=re.compile(f"^終わりにする.*{town}|{town}.*終わり")).first.click()
    page.get_by_text("まちがって書いた").click()
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert shown(page) == before
