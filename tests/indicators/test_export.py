"""Tables that leave as Excel cannot act as a formula, and each leaves an audit line."""

import io
from datetime import date

import openpyxl
import pytest

from indicators.models import Indicator
from safeguards.export import safe_cell
from safeguards.models import AuditLine
from tests.factories import indicators as make


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＠x", "－1", "＋1"]
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["仙台市", "1-2", 3, -3, 2.5, date(2026, 4, 1), True])
def test_other_values_stay(value):
    assert safe_cell(value) == value


def test_control_characters_are_dropped_and_nothing_is_empty():
    assert safe_cell("a\x00b\x1bc") == "abc"
    assert safe_cell(None) == ""
    assert safe_cell("＝") == "'＝"


@pytest.mark.django_db
def test_the_table_of_an_indicator(world, browser):
    one, two = make.municipalities(2)
    make.center(two, name="=cmd|' /C calc'!A0")
    answer = browser(world.liaison).get("/indicators/municipal-dv-centers/excel/")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:4] == ("圏域", "コード", "市町村", "分かっていること")
    row = next(row for row in rows if row[1] == two.code)
    assert row[3] == "あり" and "'=cmd" in " ".join(map(str, row))
    assert not any(cell.data_type == "f" for line in book.worksheets[0].iter_rows() for cell in line)
    assert next(row for row in rows if row[1] == one.code)[3] in {"まだ答えがない", "あり"}
    line = AuditLine.objects.get(event="indicator.export")
    assert line.object_number == str(Indicator.objects.get(slug="municipal-dv-centers").pk)


@pytest.mark.django_db
def test_the_excel_of_a_day_is_the_table_of_that_day(world, browser):
    (one,) = make.municipalities(1)
    make.plan(one, starts_on=date(2025, 4, 1))

    def said(query):
        content = browser(world.planner).get(f"/indicators/municipal-plans/excel/{query}").content
        rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return next(row for row in rows if row[1] == one.code)[3]

    assert said("?on=R7.4.1") == "DV防止計画だけ"
    assert said("?on=R7.3.31") == "まだ答えがない"
