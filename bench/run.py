"""`make bench`: every promise on PostgreSQL, measured in one run, as one table.

A throwaway server that keeps its promise to the disk (fsync on) gets one database for each size, filled by
`seed_demo`; every size is measured in a process of its own (`bench.inside`). At one of the sizes the product is also
compared with a plain site (`bench.plain_site`), with parallel writers (`bench.writers`), and, in two copies
of that database, with itself among many more clients (`bench.many_clients`).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests import environment  # sets the settings' environment  # noqa: F401
from tests.postgres import NoPostgres, ended, running

SIZES = (2_000, 20_000, 100_000)  # consultations
COMPARED = 20_000
CLIENTS = (100_000, 1_000_000)
QUICK = {"YUI_BENCH_REPEATS": "2", "YUI_BENCH_SECONDS": "0.2"}
QUICK_SIZE, QUICK_CLIENTS = 300, (400, 900)
SERVER = ("max_connections=60", "shared_buffers=256MB", "max_wal_size=4GB")
# Every search of a bench is one of the same person's: the limit of an hour is tested elsewhere.
OF_THE_BENCH = {"YUI_DEMO": "1", "YUI_NAME_SEARCHES_PER_HOUR": "1000000"}
HEAD = ("what", "consultations", "queries", "page ms", "own SQL ms", "beside ms", "ratio", "limit", "")


@dataclass(frozen=True, slots=True)
class Server:
    """The throwaway server, by the address of its first database."""

    address: str

    def of(self, name: str) -> str:
        """The address of one of its databases."""
        return f"{self.address.rpartition('/')[0]}/{name}"

    def make(self, name: str, template: str = "template1") -> str:
        """Make a database, empty or a copy of another that nobody uses; answers its address."""
        with psycopg.connect(self.address, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.of(name)


def measured(server: Server, sizes: list[int], compared: int, clients: tuple[int, int]) -> list[dict]:
    """Every part, one after the other."""
    figures: list[dict] = []
    for size in sizes:
        sys.stderr.write(f"{size:,} consultations ...\n")
        address = server.make(f"yui_{size}")
        figures += _inside(address, "demo", str(size), "more" if size == compared else "")
        if size == compared:
            few, many = (server.make(f"yui_{size}_{name}", f"yui_{size}") for name in ("few", "many"))
            figures += _inside(few, "clients", str(size), *map(str, clients), many)
    return figures


def _inside(address: str, part: str, *facts: str) -> list[dict]:
    told = Path(os.environ["YUI_TEST_PLACE"]) / "bench.json"
    command = [sys.executable, "-m", "bench.inside", part, str(told), *facts]
    subprocess.run(command, env={**os.environ, **OF_THE_BENCH, "DATABASE_URL": address}, check=True)
    return json.loads(told.read_text())


def _cells(figure: dict) -> list[str]:
    def number(name: str, form: str) -> str:
        return "" if figure[name] is None else format(figure[name], form)

    return [
        figure["what"], f"{figure['consultations']:,}", number("queries", "d"),
        number("page_ms", ".1f") or figure["other"], number("own_ms", ".2f"), number("plain_ms", ".2f"),
        number("ratio", ".2f"), figure["limit"], "ok" if figure["ok"] else "OVER",
    ]  # fmt: skip


def table(figures: list[dict]) -> str:
    """The figures as one table for a terminal."""
    rows = [list(HEAD), *map(_cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *others = row
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure; prints one table.")
    parser.add_argument("sizes", nargs="*", type=int, help=f"numbers of consultations; else {SIZES}")
    parser.add_argument(
        "--compared",
        type=int,
        default=COMPARED,
        help="the size at which the sites, writers and clients are compared",
    )
    parser.add_argument(
        "--clients", type=int, nargs=2, default=CLIENTS, help="numbers of clients to search in"
    )
    parser.add_argument(
        "--quick", action="store_true", help="tiny: shows that it runs, its times say nothing"
    )
    asked = parser.parse_args(arguments)
    if asked.quick:
        os.environ.update(QUICK)
        asked.sizes, asked.compared, asked.clients = [QUICK_SIZE], QUICK_SIZE, QUICK_CLIENTS
    return asked


def main(arguments: list[str]) -> int:
    """Print the table; exit 2 without PostgreSQL. OVER in the last column is for the reader to judge: times
    depend on what else the machine does; counts are asserted by tests (`tests/cases/test_list_budget.py`).
    """
    asked = _asked(arguments)
    signal.signal(signal.SIGTERM, ended)  # else a stopped run would leave its server behind
    try:
        with running(SERVER) as address:
            figures = measured(
                Server(address), asked.sizes or list(SIZES), asked.compared, tuple(asked.clients)
            )
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
