"""Old ledgers as offices keep them: rows of invented contacts, as CSV in the codes of letters and as a workbook."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.indicators import workbook

HEADER = (
    "受付年月日",
    "時間",
    "相談方法",
    "主訴",
    "氏名",
    "ふりがな",
    "電話番号",
    "年代",
    "経路",
    "住所",
    "内容",
    "対応",
    "担当者",
)
ROW = (
    "令和6年5月1日", "１０：３０", "電話", "夫等からの暴力", "架空 花子", "カクウ ハナコ", "022-000-0001", "30代",
    "警察関係", "架空市架空町1-2-3", "夜に大声で責められる。", "避難先をいっしょに考えた。", "古川",
)  # fmt: skip


def row(**changed):
    """The row with some of its columns otherwise."""
    return tuple(changed.get(name, value) for name, value in zip(HEADER, ROW, strict=True))


def as_csv(*rows, encoding="cp932", delimiter=",", header=HEADER):
    """The bytes of a CSV with this heading."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def as_workbook(*rows, header=HEADER):
    """The bytes of an .xlsx with this heading."""
    return workbook([header, *rows])


def upload(content, name="台帳.csv"):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def many(count):
    """Rows that differ, with names and narratives of the usual length."""
    return [
        row(
            受付年月日=f"R{2 + number % 6}.{1 + number % 12}.{1 + number % 28}", 氏名=f"架空 {number:04}子",
            ふりがな=f"カクウ {'アイウエオ'[number % 5]}コ", 電話番号=f"022-000-{number:04}",
            内容=f"{number}番めの記録。" + "夜に大声で責められ、眠れないと話された。" * 8,
        )
        for number in range(count)
    ]  # fmt: skip
