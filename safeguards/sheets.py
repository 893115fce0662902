"""Reading a table that somebody uploaded: Excel or CSV, small, without macros, formulas or surprises.

Whatever the file holds, the answer is a `Table` of plain cells or one `SheetUnreadable` whose str() is a
sentence for the reader: what is wrong, where, how to mend it. Nothing of the file is run or followed.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import openpyxl
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 5_000  # characters
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_RATIO = 120  # unpacked to packed; a sheet of 5,000 alike rows stays below 60
MAX_PARTS = 400
MAX_DEPTH = 20_000  # the last row that is looked at, empty ones included
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_log = logging.getLogger(__name__)


class SheetUnreadable(ValueError):
    """The file cannot be taken. str() is a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as the spreadsheet shows it, and its cells as text or date."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows below it; rows without any content are left out."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    header_row: int = 1


def column(index: int) -> str:
    """The letter of a column, counted from 0: A, B, ... AA."""
    return get_column_letter(index + 1)


def read_table(upload: UploadedFile) -> Table:
    """Read an uploaded .xlsx or .csv; raises SheetUnreadable."""
    name = (upload.name or "").lower()
    if (upload.size or 0) > MAX_BYTES:
        raise SheetUnreadable(
            _(
                "The file has %(size)s MB; up to %(limit)s MB can be read. Divide the rows among several files."
            )
            % {"size": f"{(upload.size or 0) / 1024 / 1024:.1f}", "limit": MAX_BYTES // 1024 // 1024}
        )
    content = upload.read(MAX_BYTES + 1)
    if not content.strip(b"\x00 \t\r\n"):
        raise SheetUnreadable(_("The file is empty. Fill in the form sheet and choose it again."))
    rows = _csv_rows(content) if name.endswith((".csv", ".txt")) else _excel_rows(name, content)
    return _table(rows)


# --- Excel -----------------------------------------------------------------------------------------------------


def _excel_rows(name: str, content: bytes) -> list[tuple[int, tuple[Any, ...]]]:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetUnreadable(
                _("The file is protected by a password. Save it without a password and choose it again.")
            )
        raise SheetUnreadable(
            _("This is an old Excel file (.xls). Save it as “Excel workbook (.xlsx)” and choose it again.")
        )
    if name.endswith((".xlsm", ".xltm", ".xlam", ".xlsb")):
        raise SheetUnreadable(
            _("Files with macros are not read. Save it as “Excel workbook (.xlsx)” and choose it again.")
        )
    if not name.endswith(".xlsx"):
        raise SheetUnreadable(_("Only Excel (.xlsx) and CSV files can be read. Choose such a file."))
    broken = SheetUnreadable(
        _(
            "The file cannot be opened; it may be damaged. Save it again as .xlsx in Excel, and choose it again."
        )
    )
    try:
        _look_into_zip(content, broken)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the parser, about features that a table does not need
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
            sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
            if not sheets:
                raise SheetUnreadable(_("The file has no sheet with a table. Use the form sheet."))
            return list(islice(_sheet_rows(sheets[0]), MAX_ROWS + 2))
    except SheetUnreadable:
        raise
    except (
        Exception
    ) as fault:  # whatever the parser stumbles over, the file is broken and nothing was written
        _log.info("unreadable workbook: %s", type(fault).__name__)
        raise broken from None


def _look_into_zip(content: bytes, broken: SheetUnreadable) -> None:
    """Refuse macros, bombs and entity tricks before anything is parsed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise broken
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        names = {info.filename.lower() for info in infos}
        if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in names):
            raise SheetUnreadable(
                _("Files with macros are not read. Save it as “Excel workbook (.xlsx)” and choose it again.")
            )
        if any(info.flag_bits & 0x1 for info in infos):
            raise SheetUnreadable(
                _("The file is protected by a password. Save it without a password and choose it again.")
            )
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content):
            raise SheetUnreadable(
                _(
                    "Unpacked, the file is far too large and was not opened. Copy only the table into the form sheet."
                )
            )
        if "[content_types].xml" not in names:
            raise broken
        for info in infos:
            if info.filename.lower().endswith((".xml", ".rels")) and _ENTITY.search(
                parts.read(info).replace(b"\x00", b"")
            ):
                raise broken


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=2 * MAX_COLUMNS), start=1):
        if number > MAX_DEPTH:
            raise SheetUnreadable(
                _("The sheet reaches below row %(limit)s. Copy only the table into the form sheet.")
                % {"limit": MAX_DEPTH}
            )
        values = []
        for index, cell in enumerate(cells):
            if cell.data_type == "f":
                raise SheetUnreadable(
                    _(
                        "Row %(row)s, column %(column)s holds a formula. Paste it as a value and choose the file again."
                    )
                    % {"row": number, "column": column(index)}
                )
            values.append(_plain(cell.value))
        if any(value != "" for value in values):
            yield number, tuple(values)


def _plain(value: Any) -> Any:
    """Text or date; 3.0 as 3; nothing as empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# --- CSV -------------------------------------------------------------------------------------------------------


def _csv_rows(content: bytes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ","
    )
    while True:
        start = reader.line_num + 1
        try:
            yield start, tuple(next(reader))
        except StopIteration:
            return
        except csv.Error:
            raise SheetUnreadable(
                _("Row %(row)s cannot be read as CSV. Look for a quotation mark that is not closed.")
                % {"row": start}
            ) from None


def _decoded(content: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, or the CP932 of Japanese Excel."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content or content.startswith((b"PK\x03\x04", _OLE)):
        raise SheetUnreadable(
            _("This is not a CSV file, whatever its name says. Choose an Excel (.xlsx) or CSV file.")
        )
    else:
        codecs = ("utf-8-sig", "cp932")
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(
        _("The letters of the file cannot be read. Save it as “CSV UTF-8” and choose it again.")
    )


# --- both ------------------------------------------------------------------------------------------------------


def _clean(value: Any) -> Any:
    if isinstance(value, date):
        return value
    return value.replace("\r\n", "\n").strip(" \t\r\n\u3000\ufeff")


def _table(rows: Iterable[tuple[int, tuple[Any, ...]]]) -> Table:
    """Header = the first row with content. Too many rows or columns, or too long a cell: refused with its place."""
    header: tuple[str, ...] = ()
    header_row, lines = 0, []
    for number, raw in rows:
        cells = [_clean(value) for value in raw]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise SheetUnreadable(
                _(
                    "Row %(row)s has %(count)s columns; up to %(limit)s can be read. Use the columns of the form sheet."
                )
                % {"row": number, "count": len(cells), "limit": MAX_COLUMNS}
            )
        for index, value in enumerate(cells):
            if isinstance(value, str) and len(value) > MAX_CELL:
                raise SheetUnreadable(
                    _("Row %(row)s, column %(column)s has more than %(limit)s characters. Please shorten it.")
                    % {"row": number, "column": column(index), "limit": MAX_CELL}
                )
        if not header_row:
            header, header_row = tuple(str(cell) for cell in cells), number
            continue
        lines.append(Line(number, tuple(cells)))
        if len(lines) > MAX_ROWS:
            raise SheetUnreadable(
                _("The file has more than %(limit)s rows. Divide the rows among several files.")
                % {"limit": MAX_ROWS}
            )
    if not header_row:
        raise SheetUnreadable(_("The file is empty. Fill in the form sheet and choose it again."))
    return Table(header, tuple(lines), header_row)


def same_word(text: str) -> str:
    """A heading as it is compared: one width, no spaces, small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
