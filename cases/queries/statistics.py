"""How many consultations of her own agency there are by two of their codes: numbers, no persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from cases.choices import DIMENSIONS
from cases.models import CodeBook, Consultation
from safeguards.access import Actor
from safeguards.forms import moment_of

Cells = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers by the codes of a row and of a column; and every code that occurs, in the order of its list.

    An empty code stands for what was not recorded, last. Without columns every number stands under the empty code.
    """

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: Cells


def count_consultations(actor: Actor, rows: str, columns: str, since: date, until: date) -> Counted:
    """Count the consultations of her own agency that began from `since` to `until`, both days included, in Japan.

    `rows` and `columns` are names of `DIMENSIONS`, else KeyError; the same name twice counts by that one alone.
    Records behind a wall of hers are outside every number. Two queries, whatever was recorded.
    """
    names = [rows] if rows == columns else [rows, columns]
    lists = [DIMENSIONS[name].list_name for name in names]
    found = (
        Consultation.objects.visible_to(actor)
        .filter(agency_id=actor.own_agency_id)
        .filter(
            started_at__gte=moment_of(since, None), started_at__lt=moment_of(until + timedelta(days=1), None)
        )
        .order_by()
        .values_list(*names)
        .annotate(number=Count("pk"))
    )
    cells: Cells = {(row[0], row[1] if len(names) == 2 else ""): row[-1] for row in found}
    book = CodeBook()
    return Counted(
        rows=_labelled(book, lists[0], (row for row, _column in cells)),
        columns=_labelled(book, lists[1], (column for _row, column in cells)) if len(names) == 2 else (),
        cells=cells,
    )


def _labelled(book: CodeBook, list_name: str, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each code once with its label, what was not recorded last."""
    ordered = book.in_order(list_name, sorted(set(codes), key=lambda code: (not code, code)))
    return tuple((code, book.label(list_name, code)) for code in ordered)
