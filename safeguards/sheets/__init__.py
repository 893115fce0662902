"""Reading a table that somebody uploaded: Excel or CSV, small, without macros, formulas or surprises.

Whatever the file holds, the answer is a `Table` of plain cells or one `SheetUnreadable` whose str() is a
sentence for the reader: what is wrong, where, how to mend it. Nothing of the file is run or followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from safeguards.sheets.delimited import delimited_rows
from safeguards.sheets.excel import OLE, ZIP, Row, column, excel_rows
from safeguards.sheets.limits import FORM_SHEET, MB, Limits, SheetUnreadable

__all__ = ["Limits", "Line", "SheetUnreadable", "Table", "column", "read_table", "same_word"]

ABOVE_HEADING = 10  # so many rows with content are looked through for the heading
# What word processors and old programs leave in a cell: signs of control, but for tab and line break.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_BREAK = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029|_x000[Dd]_\n?")


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


def read_table(upload: UploadedFile, limits: Limits = FORM_SHEET) -> Table:
    """Read an uploaded .xlsx or .csv; raises SheetUnreadable."""
    name = (upload.name or "").lower()
    if (upload.size or 0) > limits.size:
        raise SheetUnreadable(
            _(
                "The file has %(size)s MB; up to %(limit)s MB can be read. Divide the rows among several files."
            )
            % {"size": f"{(upload.size or 0) / MB:.1f}", "limit": limits.size // MB}
        )
    content = upload.read(limits.size + 1)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise SheetUnreadable(_("The file is empty. Fill in the form sheet and choose it again."))
    is_text = not content.startswith((ZIP, OLE)) if limits.by_content else name.endswith((".csv", ".txt"))
    return _table(delimited_rows(content) if is_text else excel_rows(name, content, limits), limits)


def clean_text(value: str) -> str:
    """One kind of line break, no signs of control, nothing empty around it; every other letter as it was."""
    return _CONTROL.sub("", _BREAK.sub("\n", value)).strip(" \t\n\u3000")


def _cells(number: int, raw: tuple[Any, ...], limits: Limits) -> list[Any]:
    """The cells of a row up to the last one with content. Too many, or too long a one: refused with its place."""
    cells = [value if isinstance(value, date) else clean_text(value) for value in raw]
    while cells and cells[-1] == "":
        cells.pop()
    if len(cells) > limits.columns:
        raise SheetUnreadable(
            _(
                "Row %(row)s has %(count)s columns; up to %(limit)s can be read. Use the columns of the form sheet."
            )
            % {"row": number, "count": len(cells), "limit": limits.columns}
        )
    for index, value in enumerate(cells):
        if isinstance(value, str) and len(value) > limits.cell:
            raise SheetUnreadable(
                _("Row %(row)s, column %(column)s has more than %(limit)s characters. Please shorten it.")
                % {"row": number, "column": column(index), "limit": limits.cell}
            )
    return cells


def _table(rows: Iterable[Row], limits: Limits) -> Table:
    """Header = the first row with content, or the first of the upper rows that looks like one."""
    filled: list[tuple[int, list[Any]]] = []
    for number, raw in rows:
        cells = _cells(number, raw, limits)
        if cells:
            filled.append((number, cells))
        if len(filled) > limits.rows + ABOVE_HEADING:
            break
    if not filled:
        raise SheetUnreadable(_("The file is empty. Fill in the form sheet and choose it again."))
    top = _heading(filled, limits)
    lines = filled[top + 1 :]
    if len(lines) > limits.rows:
        raise SheetUnreadable(
            _("The file has more than %(limit)s rows. Divide the rows among several files.")
            % {"limit": limits.rows}
        )
    header_row, header = filled[top]
    return Table(
        tuple(str(cell) for cell in header),
        tuple(Line(number, tuple(cells)) for number, cells in lines),
        header_row,
    )


def _heading(filled: list[tuple[int, list[Any]]], limits: Limits) -> int:
    if limits.is_header is not None:
        for place, (_number, cells) in enumerate(filled[:ABOVE_HEADING]):
            if limits.is_header(tuple(cells)):
                return place
    return 0


def same_word(text: str) -> str:
    """A heading as it is compared: one width, no spaces, small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
