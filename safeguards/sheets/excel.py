"""The rows of an Excel workbook: no macros, no formulas that run, no bombs, no entity tricks."""

from __future__ import annotations

import io
import logging
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from safeguards.sheets.limits import MAX_DEPTH, MAX_PARTS, MAX_RATIO, Limits, SheetUnreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_log = logging.getLogger("safeguards.sheets")
Row = tuple[int, tuple[Any, ...]]


def column(index: int) -> str:
    """The letter of a column, counted from 0: A, B, ... AA."""
    return get_column_letter(index + 1)


def excel_rows(name: str, content: bytes, limits: Limits) -> list[Row]:
    """Number and cells of every row with content, of the first sheet that is shown; raises SheetUnreadable."""
    if content.startswith(OLE):
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
    if not limits.by_content and not name.endswith(".xlsx"):
        raise SheetUnreadable(_("Only Excel (.xlsx) and CSV files can be read. Choose such a file."))
    broken = SheetUnreadable(
        _(
            "The file cannot be opened; it may be damaged. Save it again as .xlsx in Excel, and choose it again."
        )
    )
    try:
        _look_into_zip(content, broken, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the parser, about features that a table does not need
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
            sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
            if not sheets:
                raise SheetUnreadable(_("The file has no sheet with a table. Use the form sheet."))
            if limits.by_content:
                _only_one(sheets[1:], limits)
            return list(islice(_sheet_rows(sheets[0], limits), limits.rows + 2 + 10))
    except SheetUnreadable:
        raise
    except (
        Exception
    ) as fault:  # whatever the parser stumbles over, the file is broken and nothing was written
        _log.info("unreadable workbook: %s", type(fault).__name__)
        raise broken from None


def _only_one(others: list[Any], limits: Limits) -> None:
    """Rows on a further sheet would be left out without a word: the file is refused instead."""
    for sheet in others:
        if next(_sheet_rows(sheet, limits), None) is not None:
            raise SheetUnreadable(
                _("The file has several sheets with rows. Save each sheet as a file of its own.")
            )


def _look_into_zip(content: bytes, broken: SheetUnreadable, limits: Limits) -> None:
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
        if len(infos) > MAX_PARTS or unpacked > limits.unpacked or unpacked > MAX_RATIO * len(content):
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


def _sheet_rows(sheet: Any, limits: Limits) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=2 * limits.columns), start=1):
        if number > MAX_DEPTH:
            raise SheetUnreadable(
                _("The sheet reaches below row %(limit)s. Copy only the table into the form sheet.")
                % {"limit": MAX_DEPTH}
            )
        values = []
        for index, cell in enumerate(cells):
            if cell.data_type == "f" and not limits.keeps_formulas:
                raise SheetUnreadable(
                    _(
                        "Row %(row)s, column %(column)s holds a formula. Paste it as a value and choose the file again."
                    )
                    % {"row": number, "column": column(index)}
                )
            values.append(_plain(cell.value, limits.keeps_times))
        if any(value != "" for value in values):
            yield number, tuple(values)


def _plain(value: Any, keeps_times: bool) -> Any:
    """Text or date; 3.0 as 3; nothing as empty text; with `keeps_times` also moments and times of day, as text."""
    if value is None:
        return ""
    if isinstance(value, ArrayFormula):
        return str(value.text or "")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if keeps_times and value.time() != time() else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}" if keeps_times else str(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
