"""The one way out for tables: an Excel file that cannot act as a formula, with its audit line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import tablib
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from safeguards.calendar import japanese_day
from safeguards.pages import seen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767  # characters that Excel keeps in one cell


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
