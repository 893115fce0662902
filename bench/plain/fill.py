"""Fills the plain site from lines of JSON, (kind, columns), in the order in which they build on each other."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from guardian.models import GroupObjectPermission

from bench.plain.models import Agency, Client, Consultation, Note

BATCH = 2000
TABLES = {"client": Client, "consultation": Consultation, "note": Note}
EVERYBODY = ("view_client", "change_client", "add_client", "view_consultation", "change_consultation",
             "add_consultation", "view_note", "change_note", "add_note")  # fmt: skip


def fill(lines: Iterable[str]) -> None:
    """Tables, rows, permissions, statistics."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)  # after the tables it points to
    with transaction.atomic():
        for kind, rows in groupby(map(json.loads, lines), key=lambda line: line[0]):
            columns = (columns for _kind, columns in rows)
            if kind == "grant":
                _give(columns)
            elif kind in TABLES:
                table = TABLES[kind]
                for batch in _batches(table(**row) for row in columns):
                    table.objects.bulk_create(batch)
            else:
                for row in columns:
                    {"agency": _agency, "person": _person}[kind](**row)
    with connection.cursor() as cursor:
        for table in (Agency, *TABLES.values()):
            name = table._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        cursor.execute("VACUUM ANALYZE")


def _agency(id: int, name: str) -> None:
    group = Group.objects.create(id=id, name=name)
    group.permissions.set(Permission.objects.filter(codename__in=EVERYBODY))
    Agency.objects.create(id=id, name=name, group=group)


def _person(login: str, name: str, agency: int) -> None:
    person, _made = User.objects.get_or_create(username=login, is_staff=True, last_name=name)
    person.groups.add(agency)


def _give(rows: Iterable[dict[str, Any]]) -> None:
    permissions = {one.codename: one.pk for one in Permission.objects.filter(codename__in=EVERYBODY)}
    types = {kind: ContentType.objects.get_for_model(table).pk for kind, table in TABLES.items()}
    given = (
        GroupObjectPermission(
            group_id=row["agency"],
            permission_id=permissions[f"{action}_{row['kind']}"],
            content_type_id=types[row["kind"]],
            object_pk=str(row["id"]),
        )
        for row in rows
        for action in row["actions"]
    )
    for batch in _batches(given):
        GroupObjectPermission.objects.bulk_create(batch)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
