"""Cells, words and headings of old ledgers: what each spelling becomes, and what is refused with a sentence."""

import io
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from cases.choices.record_import import IMPORT_FIELDS
from cases.forms.consultation import ConsultationForm
from cases.forms.record_import import LEDGER
from cases.models import CodeBook
from cases.queries.import_cells import (
    CellUnreadable,
    read_birth_band,
    read_clock,
    read_day,
    read_held_number,
    read_mark,
    read_minutes,
)
from cases.queries.import_rows import Plan, RowReader
from cases.queries.import_words import Words, _rows, proposed
from cases.rules import check_digit
from safeguards.sheets import SheetUnreadable, read_table
from tests.factories import ledgers
from tests.factories.indicators import workbook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 1)


def read(held, header=ledgers.HEADER, **chosen):
    plan = {"header": list(header), "columns": proposed(header), **chosen}
    reader = RowReader(Plan.of(plan), Words(), TODAY, "x")
    return reader.read(2, [str(cell) for cell in held]), reader


def table_of(content, name="表"):
    return read_table(ledgers.upload(content, name), LEDGER)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("令和6年5月1日", date(2024, 5, 1), ""),
        ("R6.5.1", date(2024, 5, 1), ""),
        ("Ｒ６．５．１", date(2024, 5, 1), ""),
        ("令和元年5月1日", date(2019, 5, 1), ""),
        ("S63/4/9", date(1988, 4, 9), ""),
        ("昭和63年4月9日", date(1988, 4, 9), ""),
        ("２０２４/５/１", date(2024, 5, 1), ""),
        ("45413", date(2024, 5, 1), ""),
        ("45413.4375", date(2024, 5, 1), "10:30"),
        ("2024/5/1 10:30", date(2024, 5, 1), "10:30"),
        ("2024-05-01 10:30:00", date(2024, 5, 1), "10:30"),
        ("令和6年5月1日 午後2時", date(2024, 5, 1), "午後2時"),
        ("R6.5.1(水)", date(2024, 5, 1), ""),
    ],
)
def test_a_day_in_every_spelling(text, day, clock):
    assert read_day(text, TODAY) == (day, clock)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昭和", "日付として読めません"),
        ("6.5.1", "何年か分かりません"),
        ("令和6年2月30日", "ありません"),
        ("平成40年1月1日", "令和10年"),
        ("2049/5/1", "まだ来ていません"),
        ("1900/1/1", "年が合わない"),
        ("12345678901", "日付として読めません"),
        ("合計", "日付として読めません"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(text, words):
    with pytest.raises(CellUnreadable) as told:
        read_day(text, TODAY)
    assert words in str(told.value)


def test_clocks_minutes_marks_births_and_numbers():
    assert [str(read_clock(text)[0]) for text in ("１０：３０", "10時半", "午後2時", "14:05:00")] == [
        "10:30:00", "10:30:00", "14:00:00", "14:05:00",
    ]  # fmt: skip
    assert read_clock("23:50～0:20")[1] == 30 and read_clock("10:00-10:40")[1] == 40
    assert [read_minutes(text) for text in ("25", "２５分", "1時間30分", "1:30", "2時間")] == [
        25,
        25,
        90,
        90,
        120,
    ]
    assert [read_mark(text) for text in ("○", "無", "有", "精神手帳2級")] == [
        (True, ""), (False, ""), (True, ""), (True, "精神手帳2級"),
    ]  # fmt: skip
    day = date(2024, 5, 1)
    births = ("S50.4.1", "昭和50年", "1975年頃", "不明", "平成6年", "昭和50年4月生")
    assert [read_birth_band(text, day) for text in births] == [
        "40s", "40s", "40s", "unknown", "unknown", "40s",
    ]  # fmt: skip
    digits = "44170926"
    number = digits + check_digit(digits)
    assert read_held_number(f"{number[:4]}－{number[4:8]}－{number[8:]}") == number
    for wrong in ("25人", "千分", "1500", "", "-5"):
        with pytest.raises(CellUnreadable):
            read_minutes(wrong)
    for act, text in [(read_clock, "朝"), (read_clock, "25:00"), (read_held_number, digits + "x")]:
        with pytest.raises(CellUnreadable):
            act(text)
    with pytest.raises(CellUnreadable, match="相談の日よりあと"):
        read_birth_band("R6.6.1", day)


def test_headings_are_recognised_in_any_width_and_a_title_above_them_is_none():
    assert proposed(["受付年月日", "お名前", "ＴＥＬ", "備考", "相 談 内 容", "対応内容"]) == {
        "0": "started_on", "1": "caller_name", "2": "caller_phone", "4": "narrative", "5": "support_text",
    }  # fmt: skip
    content = "令和5年度 台帳\r\n担当課,架空課\r\n受付日,氏名,内容\r\nR5.4.3,架空,話\r\n".encode("cp932")
    table = table_of(content)
    assert (table.header, table.header_row, table.lines[0].number) == (("受付日", "氏名", "内容"), 3, 4)


def test_the_committed_ledger_of_the_old_office_in_cp932():
    table = table_of((Path(__file__).parent / "ledger_cp932.csv").read_bytes())
    plan = Plan.of({"header": list(table.header), "columns": proposed(table.header)})
    reader = RowReader(plan, Words(), TODAY, "x")
    rows = [reader.read(line.number, [str(cell) for cell in line.cells]) for line in table.lines]
    assert [row.faults for row in rows] == [[], [], []] and reader.unknown == {}
    told = [
        (
            row.line,
            row.facts["method"],
            row.facts["route"],
            row.facts["main_complaint"],
            row.facts["age_band"],
        )
        for row in rows
    ]
    assert told == [
        (3, "phone", "other_womens_center_old", "family_problem", "30s"),
        (4, "visit", "police", "spouse_violence", "40s"),
        (6, "letter", "self", "economic", "unknown"),
    ]
    assert rows[0].facts["narrative"] == "夫と話しあいができない。\n【主訴】離婚問題"  # finer than its code
    assert rows[1].facts["narrative"].startswith("「出ていけ」と言われ、\n一晩")
    assert "髙﨑" in rows[2].facts["narrative"] and "①と㈱" in rows[2].facts["narrative"]
    assert rows[2].facts["started_at"].isoformat() == "1988-04-09T00:00:00+09:00"


@pytest.mark.parametrize(
    ("day", "word", "code"),
    [
        ("R5.4.3", "他の婦人相談所", "other_womens_center_old"),
        ("R6.3.31", "婦人相談員", "other_counselor_old"),
        ("R6.4.1", "婦人相談所", "other_womens_center"),
        ("R6.4.1", "他の婦人相談員", "other_counselor"),
        ("R5.4.3", "他の女性相談支援センター", "other_womens_center_old"),
    ],
)
def test_a_word_takes_the_code_that_was_valid_in_the_year_of_the_contact(day, word, code):
    assert read(ledgers.row(受付年月日=day, 経路=word))[0].facts["route"] == code


def test_a_code_chosen_by_hand_that_was_not_valid_is_refused():
    chosen = {"words": {"route": {"旧センター": "other_womens_center"}}}
    row, _reader = read(ledgers.row(受付年月日="R5.4.3", 経路="旧センター"), **chosen)
    assert [(fault.column, fault.heading) for fault in row.faults] == [("I", "経路")]
    assert "「旧センター」は令和5年度には使われていません" in row.faults[0].text


def test_unknown_words_are_gathered_once_with_how_often_and_stay_in_the_narrative_when_chosen():
    header = ("受付日", "主訴", "支援種別", "内容")
    _row, reader = read(
        ("R6.5.1", "謎の主訴", "傾聴・助言、謎の支援", "話"), header, fixed={"method": "phone"}
    )
    reader.read(3, ["R6.5.2", "謎の主訴", "情報提供／同行支援", "話"])
    assert reader.unknown == {"main_complaint": {"謎の主訴": 2}, "support_activities": {"謎の支援": 1}}
    words = {"main_complaint": {"謎の主訴": "economic"}, "support_activities": {"謎の支援": "-"}}
    row, reader = read(
        ("R6.5.1", "謎の主訴", "傾聴・助言、謎の支援", "話"), header, fixed={"method": "phone"}, words=words
    )
    assert row.faults == [] and reader.unknown == {}
    assert (row.facts["main_complaint"], row.facts["support_activities"]) == ("economic", ["listening"])
    assert row.facts["narrative"] == "話\n【主訴】謎の主訴\n【支援】謎の支援".replace(
        "【支援】", f"【{IMPORT_FIELDS['support_activities'].label}】"
    )


def test_rows_lack_neither_day_nor_method_nor_complaint():
    row, _reader = read(ledgers.row(受付年月日="", 相談方法="", 主訴=""))
    assert [fault.column for fault in row.faults] == ["A", "C", "D"]
    row, _reader = read(
        ledgers.row(相談方法="", 主訴=""), fixed={"method": "phone", "main_complaint": "economic"}
    )
    assert row.faults == [] and (row.facts["method"], row.facts["main_complaint"]) == ("phone", "economic")


def test_nothing_is_cut_a_narrative_of_a_megabyte_is_named():
    row, _reader = read(ledgers.row(内容="あ" * 1_048_576, 氏名="名" * 121, 電話番号="0" * 41))
    assert [(fault.column, re.search(r"\d+", fault.text.replace(",", ""))[0]) for fault in row.faults] == [
        ("E", "121"), ("G", "41"), ("K", "1048576"),
    ]  # fmt: skip
    row, _reader = read(ledgers.row(内容="あ" * 50_000))
    assert row.faults == [] and len(row.facts["narrative"]) == 50_000
    header = ("受付日", "方法", "主訴", "内容", "経過")
    row, _reader = read(("R6.5.1", "電話", "DV", "あ" * 30_000, "い" * 30_000), header)
    assert [fault.column for fault in row.faults] == ["D"]


def test_several_columns_of_one_long_text_stand_under_their_headings():
    header = ("受付日", "方法", "主訴", "内容", "経過")
    row, _reader = read(("R6.5.1", "電話", "DV", "一つめ", "二つめ"), header)
    assert row.facts["narrative"] == "【内容】\n一つめ\n【経過】\n二つめ"


def test_the_lengths_are_those_of_the_sheet_and_every_list_exists():
    book = CodeBook()
    form = ConsultationForm(book=book, today=TODAY)
    for name, field in IMPORT_FIELDS.items():
        if field.kind in ("text", "long") and name in form.fields:
            assert field.most == form.fields[name].max_length, name
        if field.list_name:
            assert book.choices(field.list_name, 2026), name


def test_the_data_files_name_fields_and_codes_that_exist():
    assert {row["field"] for row in _rows("import_columns.csv")} <= set(IMPORT_FIELDS)
    book = CodeBook()
    for row in _rows("import_words.csv"):
        assert book.label(row["list"], row["code"]) != row["code"], row
    words = [(row["list"], row["code"], row["word"]) for row in _rows("import_words.csv")]
    assert len(words) == len(set(words))


def test_the_same_row_is_told_again_whatever_the_file_looks_like():
    def digests(content):
        table = table_of(content)
        reader = RowReader(Plan.of({"header": list(table.header), "columns": {}}), Words(), TODAY, "x")
        return [
            reader.read(
                line.number, [getattr(cell, "isoformat", lambda c=cell: c)() for cell in line.cells]
            ).digest
            for line in table.lines
        ]

    rows = [ledgers.row(), ledgers.row(内容="別の話"), ledgers.row()]
    first = digests(ledgers.as_csv(*rows))
    assert len(set(first)) == 3  # alike rows of one file are two contacts, told apart by their count
    assert digests(ledgers.as_csv(*rows, encoding="utf-8-sig", delimiter="\t")) == first
    dated = [ledgers.row(受付年月日=date(2024, 5, 1), 内容=row[10]) for row in rows]
    assert digests(ledgers.as_workbook(*dated)) == first
    shuffled = [tuple(reversed(row)) for row in rows]
    assert digests(ledgers.as_csv(*shuffled, header=tuple(reversed(ledgers.HEADER)))) == first


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_code_of_letters_and_tabs_whatever_the_name_says(encoding, delimiter):
    for name in ("台帳.csv", "台帳.xlsx", "台帳", "台帳.pdf"):
        table = table_of(ledgers.as_csv(ledgers.row(), encoding=encoding, delimiter=delimiter), name)
        assert table.lines[0].cells == ledgers.ROW
    assert table_of(ledgers.as_workbook(ledgers.row()), "台帳.csv").lines[0].cells == ledgers.ROW


OPEN_QUOTE = ledgers.as_csv(ledgers.row()).replace("夜に".encode("cp932"), '"夜に'.encode("cp932"))
BROKEN = ledgers.as_csv(*[ledgers.row()] * 5, encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ledgers.as_csv(ledgers.row(), encoding="euc_jp"), "文字を読めません"),
        (ledgers.as_csv(ledgers.row(), encoding="iso2022_jp"), "文字を読めません"),
        (BROKEN[:900] + b"\xff" + BROKEN[900:], "行目に壊れた文字"),
        (b"\xef\xbb\xbf" + BROKEN[:900] + b"\xe3\x81" + BROKEN[901:], "行目に壊れた文字"),
        (b"%PDF-1.7 something", "CSVではありません"),
        (b"\x89PNG\r\n\x1a\n\x00" + b"x" * 500, "CSVではありません"),
        (OPEN_QUOTE, "引用符"),
        (b" \r\n", "空です"),
        (b"a,b\r\n" + b"x,y\r\n" * 5001, "5000行"),
        (b"a,b\r\n" + b",".join([b"x"] * 61), "61列"),
    ],
)
def test_what_cannot_be_read_is_named(content, words):
    with pytest.raises(SheetUnreadable) as told:
        table_of(content)
    assert words in str(told.value)


def test_formulas_are_text_times_stay_and_a_second_sheet_is_not_left_out_unseen():
    content = workbook(
        [("受付日時", "内容", "氏名"), (datetime(2024, 5, 1, 9, 30), '=HYPERLINK("http://x","y")', "=1+1")]
    )
    assert table_of(content).lines[0].cells == ("2024-05-01 09:30", '=HYPERLINK("http://x","y")', "=1+1")
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.create_sheet("5月").append(["受付日時", "x"])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(SheetUnreadable, match="シートごとに"):
        table_of(stream.getvalue())


def test_text_from_a_word_processor_is_clean():
    content = ledgers.as_csv(
        ledgers.row(内容="一行\x0b二行\u2028三行\x07_x000D_\n四行\u3000"), encoding="utf-8"
    )
    cell = table_of(content).lines[0].cells[10]
    assert cell == "一行\n二行\n三行\n四行"
