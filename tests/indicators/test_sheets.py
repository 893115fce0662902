"""Files that people upload: each bad one is refused with a sentence that says where and how to mend it."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from safeguards.sheets import SheetUnreadable, read_table
from tests.factories.indicators import repacked, upload, workbook

GOOD = workbook([("市町村", "数"), ("仙台市", 3)])


def refused(content, name="表.xlsx"):
    with pytest.raises(SheetUnreadable) as told:
        read_table(upload(content, name))
    return str(told.value)


def test_a_good_file_is_read_with_its_row_numbers():
    table = read_table(
        upload(workbook([(), ("市町村", "日"), (), ("仙台市", date(2026, 4, 1)), ("石巻市", 2.0, None)]))
    )
    assert table.header == ("市町村", "日")
    assert table.header_row == 2
    assert [(line.number, line.cells) for line in table.lines] == [
        (4, ("仙台市", date(2026, 4, 1))),
        (5, ("石巻市", "2")),
    ]


def test_moments_are_days_and_spaces_are_dropped():
    table = read_table(upload(workbook([("日", "名"), (datetime(2026, 4, 1, 9, 30), "\u3000 仙台市 ")])))
    assert table.lines[0].cells == (date(2026, 4, 1), "仙台市")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_in_every_encoding_of_japanese_excel(encoding):
    table = read_table(upload("市町村,数\r\n仙台市,3\r\n".encode(encoding), "表.csv"))
    assert (table.header, table.lines[0].cells) == (("市町村", "数"), ("仙台市", "3"))


def test_rare_characters_survive_in_csv():
    table = read_table(upload("学校\n𠮷野髙﨑中学校\n".encode(), "表.csv"))
    assert table.lines[0].cells == ("𠮷野髙﨑中学校",)


def test_tabs_and_quoted_line_breaks():
    table = read_table(upload(b'a\tb\n"1\n2"\t3\n4\t5\n', "表.csv"))
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("1\n2", "3")), (4, ("4", "5"))]


def test_empty_file():
    assert "空です" in refused(b"")
    assert "空です" in refused(b"", "表.csv")
    assert "空です" in refused(workbook([]))


def test_a_picture_with_the_name_of_a_workbook():
    assert "ひらけません" in refused(b"\x89PNG\r\n\x1a\n" + b"x" * 500)


def test_a_workbook_with_the_name_of_a_csv():
    assert "中身はCSVではありません" in refused(GOOD, "表.csv")


def test_other_kinds_of_files():
    assert ".xlsx" in refused(b"%PDF-1.7 something", "表.pdf")
    assert "Excel" in refused(b"hello", "表")


def test_a_broken_workbook():
    assert "壊れて" in refused(GOOD[: len(GOOD) // 2])
    assert "壊れて" in refused(repacked(GOOD, drop=("xl/workbook.xml",)))
    assert "壊れて" in refused(
        repacked(GOOD, **{"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row r='1'>"})
    )
    assert "壊れて" in refused(repacked(GOOD, drop=("[Content_Types].xml",)))


def test_a_zip_that_is_no_workbook():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("readme.txt", "hello")
    assert "壊れて" in refused(stream.getvalue())


def test_a_password():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    assert "パスワード" in refused(ole + "EncryptedPackage".encode("utf-16-le"))
    flagged = bytearray(GOOD)
    at = 0
    while (at := flagged.find(b"PK\x01\x02", at)) >= 0:
        flagged[at + 8] |= 1
        at += 4
    assert "パスワード" in refused(bytes(flagged))


def test_an_old_workbook():
    assert ".xls" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "表.xls")


def test_macros():
    assert "マクロ" in refused(GOOD, "表.xlsm")
    assert "マクロ" in refused(repacked(GOOD, add={"xl/vbaProject.bin": b"evil"}))


def test_a_zip_bomb_is_not_opened():
    bomb = repacked(GOOD, add={"xl/media/zeros.xml": b"\0" * 30_000_000})
    assert len(bomb) < 2_000_000
    assert "大きすぎる" in refused(bomb)
    many = repacked(GOOD, add={f"xl/media/{number}.bin": b"x" for number in range(500)})
    assert "大きすぎる" in refused(many)


def test_entities_are_not_followed():
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>'
    )
    assert "壊れて" in refused(repacked(GOOD, **{"xl/worksheets/sheet1.xml": evil}))


def test_a_formula_is_named_by_row_and_column():
    assert "3行目・B列に数式" in refused(workbook([("市町村", "数"), ("仙台市", 1), ("石巻市", "=1+1")]))


def test_too_many_bytes_rows_columns_letters():
    assert "2 MBまで" in refused(b"x" * (2 * 1024 * 1024 + 1), "表.csv")
    assert "5000行" in refused(("a\n" + "b\n" * 5001).encode(), "表.csv")
    assert read_table(upload(("a\n" + "b\n" * 5000).encode(), "表.csv")).lines[-1].number == 5001
    assert "1行目が61列" in refused((",".join("x" * 61) + "\n").encode(), "表.csv")
    assert "2行目・B列" in refused(("a,b\n1," + "x" * 5001).encode(), "表.csv")


def test_a_sheet_that_reaches_far_down():
    book = openpyxl.Workbook()
    book.active["A1"] = "市町村"
    book.active["A900000"] = "x"
    stream = io.BytesIO()
    book.save(stream)
    assert "20000行より下" in refused(stream.getvalue())


def test_cells_far_to_the_right():
    book = openpyxl.Workbook()
    book.active["A1"] = "市町村"
    book.active["CA1"] = "x"
    stream = io.BytesIO()
    book.save(stream)
    assert "列あります" in refused(stream.getvalue())


def test_unreadable_letters_and_open_quotes():
    assert "文字を読めません" in refused(b"\x81\xff\xfe\x81\n", "表.csv")


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.Workbook()
    book.active.append(["見える"])
    hidden = book.create_sheet("秘")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.move_sheet("秘", -1)
    stream = io.BytesIO()
    book.save(stream)
    assert read_table(upload(stream.getvalue())).header == ("見える",)
