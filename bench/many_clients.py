"""Search by name in 100,000 and in 1,000,000 clients, where the searching agency has the same ones in both.

Two copies of one demo database are filled up with clients of the other agencies: sealed columns are copied as they
are (nobody of this bench may open them), the index of names gets as many rows for each as its pattern has.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection

from bench.measuring import REPEATS, Figure, actor_named, median_ms
from bench.name_search import LOGIN
from bench.peer import Peer
from cases.models import Client

LIMIT = 1.5  # times the median among the fewer

# Who is copied to whom: the clients of the demo in turn, the agencies but the searching one in turn.
COPIES = """
CREATE TEMP TABLE copy AS
WITH pattern AS (SELECT id, agency_id, person_key, row_number() OVER (ORDER BY id) - 1 AS place FROM cases_client),
     other AS (SELECT id, group_id, row_number() OVER (ORDER BY id) - 1 AS place
               FROM partners_agency WHERE id <> %(agency)s)
SELECT n, pattern.id AS pattern_id, pattern.agency_id AS pattern_agency_id, pattern.person_key AS pattern_key,
       other.id AS agency_id, other.group_id, gen_random_uuid() AS id, gen_random_uuid() AS person_key
FROM generate_series(1, %(missing)s) AS n
JOIN pattern ON pattern.place = n %% (SELECT count(*) FROM pattern)
JOIN other ON other.place = n %% (SELECT count(*) FROM other)
"""
# Columns of a copy that are its own; every other one is the pattern's.
CLIENT = {
    "id": "copy.id",
    "number": "left(replace(gen_random_uuid()::text, '-', ''), 22)",
    "agency_id": "copy.agency_id",
    "person_key": "copy.person_key",
    "held_number": "'x' || lpad(to_hex(copy.n), 8, '0')",
}
GRANT = {"content_object_id": "copy.id", "group_id": "copy.group_id"}
# Another agency's digests of the same pieces are other numbers, as often: one shift for each agency.
GRAM = {
    "agency_id": "copy.agency_id",
    "person_key": "copy.person_key",
    "gram": "row.gram # (copy.agency_id * 7919 %% 16384)",
}
TABLES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("cases_client", CLIENT, "row.id = copy.pattern_id"),
    ("cases_clientgrant", GRANT, "row.content_object_id = copy.pattern_id AND row.until IS NULL"),
    (
        "cases_persongram",
        GRAM,
        "row.person_key = copy.pattern_key AND row.agency_id = copy.pattern_agency_id",
    ),
)


def fill(clients: int) -> int:
    """Fill this process's database up to so many clients; answers how many stand there."""
    agency = actor_named(LOGIN).own_agency_id
    missing = clients - Client.objects.everything("bench: how many are missing").count()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(COPIES, {"agency": agency, "missing": max(missing, 0)})
        cursor.execute("ANALYZE copy")
        for table, own, same in TABLES:
            with _bare(cursor, table):
                _copy(cursor, table, own, same)
        cursor.execute("VACUUM ANALYZE")
    return Client.objects.everything("bench: how many stand there").count()


def _copy(cursor: Any, table: str, own: dict[str, str], same: str) -> None:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    values = [own.get(name, f"row.{name}") for name in columns]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM copy JOIN {table} AS row ON {same}",
        [],
    )


@contextmanager
def _bare(cursor: Any, table: str) -> Iterator[None]:
    """Without the table's indexes and rules but for its key: built at the end, they take a fraction of the time."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('u', 'x')",
        [table],
    )
    rules = cursor.fetchall()
    for name, _told in rules:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(
        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisprimary",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _told in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, told in indexes:
        cursor.execute(told)
    for name, told in rules:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {told}")


def figures(addresses: Sequence[str], sizes: Sequence[int], consultations: int) -> list[Figure]:
    """Fill both databases, then search in turn. The first size is the smaller one."""
    with ExitStack() as stack:
        peers = [stack.enter_context(Peer("bench.desk", {"DATABASE_URL": address})) for address in addresses]
        for peer, size in zip(peers, sizes, strict=True):
            peer.tell("fill", clients=size)
        stand = [peer.hear() for peer in peers]
        if stand != list(sizes):
            raise AssertionError(f"{stand} clients stand there instead of {sizes}")
        sys.stderr.write(f"{' and '.join(f'{size:,}' for size in sizes)} clients stand\n")
        found = [peer.ask("ask_for_name") for peer in peers]
        if found[0] != found[1] or not found[0]:
            raise AssertionError("the same search finds other people in the bigger database")
        measured: list[list[tuple[float, float]]] = [[] for _peer in peers]
        for _repeat in range(REPEATS):
            for peer, seconds in zip(peers, measured, strict=True):
                seconds.append(peer.ask("search"))
    few, many = ([list(kind) for kind in zip(*seconds, strict=True)] for seconds in measured)
    what = f"in {sizes[1]:,} clients beside {sizes[0]:,}"
    return [
        _ratio(f"name search, whole page, {what}", few[0], many[0], consultations),
        _ratio(f"name search, own queries, {what}", few[1], many[1], consultations),
    ]


def _ratio(what: str, few: list[float], many: list[float], consultations: int) -> Figure:
    ratio = statistics.median(many) / statistics.median(few)
    return Figure(
        what, consultations, f"{LIMIT:g}x", ratio <= LIMIT,
        page_ms=median_ms(many), plain_ms=median_ms(few), ratio=ratio,
    )  # fmt: skip
