"""The one way out for tables: an Excel file that cannot act as a formula, with its audit line.

Numbers leave as they are (`workbook`). What is about persons leaves closed with a passphrase (`locked_workbook`),
and is never written to a disk in clear on its way.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import tablib
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from safeguards.calendar import japanese_day
from safeguards.pages import seen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767  # characters that Excel keeps in one cell
_PASSPHRASE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are taken for one another
WIDEST_COLUMN = 60


def safe_cell(value: Any) -> Any:
    """A value that a spreadsheet shows and never runs: texts that look like a formula get an apostrophe.

    Numbers and dates stay what they are; moments become Japanese days; control characters, which no cell
    can hold, are dropped. Full-width signs are judged as what they become when a cell is edited.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return "" if value is None else value
    if isinstance(value, datetime):
        return japanese_day(value)
    if isinstance(value, date):
        return value
    text = _NOT_IN_A_CELL.sub("", str(value))[:LONGEST_CELL]
    if unicodedata.normalize("NFKC", text[:1]).startswith(_STARTS_A_FORMULA) or text.startswith(
        _STARTS_A_FORMULA
    ):
        text = "'" + text[: LONGEST_CELL - 1]
    return text


def sheet(title: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> tablib.Dataset:
    """One safe sheet."""
    made = tablib.Dataset(title=title[:31], headers=[safe_cell(str(name)) for name in header])
    for row in rows:
        made.append([safe_cell(value) for value in row])
    return made


def workbook(
    request: HttpRequest,
    rows: Iterable[Sequence[Any]],
    header: Sequence[Any],
    title: str,
    *,
    event: str,
    obj: models.Model | None = None,
    about: Iterable[Sequence[Any]] = (),
    about_title: str = "",
    **facts: Any,
) -> HttpResponse:
    """Answer with `rows` under `header` as an .xlsx named `title`; `about` makes a second sheet of words.

    Notes the export in the audit trail (event, object, number of rows), written before the answer leaves.
    """
    first = sheet(title, header, rows)
    sheets = [first]
    about = list(about)
    if about:
        sheets.append(sheet(about_title or "about", about[0], about[1:]))
    content = tablib.Databook(sheets).export("xlsx")
    seen(request, event, obj, rows=first.height, **facts)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{file_name(title)}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_name(title: str) -> str:
    """The title without what no file name may hold."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", title).strip(" ._")[:80] or "table"


# --- what is about persons -------------------------------------------------------------------------------------


def new_passphrase() -> str:
    """24 letters of chance in groups of four, 118 bits: shown once, kept nowhere."""
    letters = "".join(secrets.choice(_PASSPHRASE_LETTERS) for _each in range(24))
    return "-".join(letters[start : start + 4] for start in range(0, 24, 4))


def locked_workbook(sheets: Iterable[tablib.Dataset], passphrase: str, *, number: str, mark: str) -> bytes:
    """An .xlsx that Excel opens with the passphrase alone (AES-256, SHA-512, 100,000 rounds).

    `sheets` are safe ones (`sheet`). `mark` stands at the foot of each printed page, and the number is the only
    thing that the file says of itself. Nothing touches a disk.
    """
    closed = BytesIO()
    OOXMLFile(BytesIO(_open_workbook(sheets, number, mark))).encrypt(passphrase, closed)
    return closed.getvalue()


def as_file(content: bytes, number: str) -> HttpResponse:
    """The answer with a locked workbook: named by its number alone."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{number}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


class _InMemory(ExcelWriter):
    """The writer of openpyxl, but for its temporary file: it would lay each sheet in clear on the disk."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = None
        page = BytesIO()
        writer = WorksheetWriter(ws, out=page)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], page.getvalue())
        self.manifest.append(ws)


def _open_workbook(sheets: Iterable[tablib.Dataset], number: str, mark: str) -> bytes:
    book = Workbook()
    book.remove(book.active)
    book.properties = DocumentProperties(creator="", title=number)
    for one in sheets:
        _fill(book.create_sheet(one.title), one, number, mark)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        _InMemory(book, archive).save()
    return content.getvalue()


def _fill(page: Any, made: tablib.Dataset, number: str, mark: str) -> None:
    """Cells as text, number or day: a text is never taken for a formula, whatever it begins with."""
    for row, values in enumerate([made.headers, *made], start=1):
        for column, value in enumerate(values, start=1):
            cell = page.cell(row=row, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
    for column, values in enumerate(zip(made.headers, *made, strict=True), start=1):
        longest = max(_width(str(value)) for value in values)
        page.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 8), WIDEST_COLUMN)
    page.freeze_panes = "A2"
    page.oddHeader.right.text = _plain(number)
    page.oddFooter.left.text = _plain(mark)
    page.oddFooter.right.text = "&P / &N"


def _width(text: str) -> int:
    """Columns that the widest line takes: a full-width letter counts as two."""
    return max(
        sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in line)
        for line in text.split("\n") or [""]
    )


def _plain(text: str) -> str:
    """For a header or footer, where & begins a command."""
    return text.replace("&", "&&")
