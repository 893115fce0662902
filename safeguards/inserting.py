"""Writing new rows in one trip to the database: for what every save of a record brings along.

A record, the reason and the grant for its own agency and some ten rows of its index of names are written together.
Through `save` and `bulk_create` each of the four statements is put together anew and asks for keys that nobody
needs; that took as long as encryption, grants and audit trail together (`make bench`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db import models, transaction


def insert(*rows: models.Model) -> None:
    """Write these new rows in this order; neighbours of one table become one statement.

    Keys that the database gives are not brought back: for rows whose key the caller set, or does not need.
    Values are made as by `save` (dates of making, sealing); signals are not sent. Inside the caller's transaction.
    """
    if not rows:
        return
    connection = transaction.get_connection()
    statements, values = [], []
    for model, group in groupby(rows, type):
        begin, marks, fields = _statement(model)
        neighbours = list(group)
        statements.append(begin + ", ".join([marks] * len(neighbours)))
        values.append(
            [
                field.get_db_prep_save(field.pre_save(row, True), connection)
                for row in neighbours
                for field in fields
            ]
        )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("; ".join(statements), [value for some in values for value in some])
            return
        for statement, some in zip(statements, values, strict=True):  # SQLite takes one at a time
            cursor.execute(statement, some)


MOST_VALUES = 12_000  # in one statement: below what the databases take


def insert_all(rows: Sequence[models.Model]) -> None:
    """The same for many rows of one table, in as few statements as the databases take."""
    if rows:
        at_once = max(1, MOST_VALUES // len(rows[0]._meta.local_concrete_fields))
        for begin in range(0, len(rows), at_once):
            insert(*rows[begin : begin + at_once])


@cache
def _statement(model: type[models.Model]) -> tuple[str, str, list[Any]]:
    """How an INSERT into this table begins, the place holders of one row, and the fields in this order."""
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ', f"({marks})", fields
