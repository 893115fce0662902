"""The cross table of the own agency's consultations, in words and numbers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext

from cases.choices import DIMENSIONS
from cases.queries.statistics import count_consultations
from indicators.cards import CrossRow, CrossTable
from safeguards.access import Actor


def cross_table(actor: Actor, rows: str, columns: str, since: date, until: date) -> CrossTable:
    """Count and name; arguments as of `count_consultations`."""
    counted = count_consultations(actor, rows, columns, since, until)
    is_plain = rows == columns
    across = ("",) if is_plain else tuple(code for code, _label in counted.columns)
    rows_name, columns_name = str(DIMENSIONS[rows].label), str(DIMENSIONS[columns].label)
    return CrossTable(
        title=rows_name if is_plain else f"{rows_name} × {columns_name}",
        rows_name=rows_name,
        columns_name=columns_name,
        since=since,
        until=until,
        columns=() if is_plain else tuple(_named(label) for _code, label in counted.columns),
        rows=tuple(
            CrossRow(_named(label), tuple(counted.cells.get((code, column), 0) for column in across))
            for code, label in counted.rows
        ),
        is_plain=is_plain,
    )


def _named(label: str) -> str:
    return label or pgettext("statistics", "not recorded")
