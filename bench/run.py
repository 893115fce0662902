"""`make bench`: every promise on PostgreSQL, measured in one run, as one table.

A throwaway server that keeps its promise to the disk (fsync on) gets one database for each size, filled by
`seed_demo`; every size is measured in a process of its own, because Django knows one database.
`python -m bench.run 2000` measures other sizes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from tests import environment  # sets the settings' environment  # noqa: F401
from tests.postgres import NoPostgres, ended, running

SIZES = (2_000, 100_000)
SEED = 1
LIMIT_SEED_SECONDS = 300
SERVER = ("max_connections=60", "shared_buffers=256MB")
HEAD = ("what", "consultations", "queries", "page ms", "own SQL ms", "beside ms", "ratio", "limit", "")


def measure(consultations: int) -> list[dict]:
    """Inside one database: fill it, then every bench in turn."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from bench import (
        client_list,
        consultation_list,
        consultation_save,
        home_page,
        name_search,
        plain_site,
        referral_list,
    )
    from bench.measuring import Figure

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference")
    begun = time.perf_counter()
    call_command("seed_demo", consultations=consultations, seed=SEED)
    seconds = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    setup_test_environment(debug=False)  # pages tell which rows they were drawn from
    figures = [
        Figure(
            "seed_demo", consultations, f"{LIMIT_SEED_SECONDS} s", seconds <= LIMIT_SEED_SECONDS,
            other=f"{seconds:.0f} s",
        )
    ]  # fmt: skip
    for bench in (
        consultation_list,
        client_list,
        referral_list,
        name_search,
        consultation_save,
        home_page,
        plain_site,
    ):
        figures += bench.run(consultations)
    return [asdict(figure) for figure in figures]


def _in_own_process(address: str, consultations: int) -> list[dict]:
    name = f"yui_{consultations}"
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    sys.stderr.write(f"{consultations:,} consultations ...\n")
    told = Path(os.environ["YUI_TEST_PLACE"]) / f"{name}.json"
    subprocess.run(
        [sys.executable, "-m", "bench.run", "--inside", str(consultations), str(told)],
        env={
            **os.environ,
            "DATABASE_URL": f"{address.rpartition('/')[0]}/{name}",
            "YUI_DEMO": "1",
            "YUI_NAME_SEARCHES_PER_HOUR": "1000000",
        },
        check=True,
    )
    return json.loads(told.read_text())


def _cells(figure: dict) -> list[str]:
    def number(name: str, form: str) -> str:
        return "" if figure[name] is None else format(figure[name], form)

    return [
        figure["what"], f"{figure['consultations']:,}", number("queries", "d"),
        number("page_ms", ".1f") or figure["other"], number("own_ms", ".2f"), number("plain_ms", ".2f"),
        number("ratio", ".2f"), figure["limit"], figure["verdict"] or ("ok" if figure["ok"] else "OVER"),
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


def main(arguments: list[str]) -> int:
    """Print the table; exit 2 without PostgreSQL. OVER in the last column is for the reader to judge: times
    depend on what else the machine does; counts are asserted by tests (`tests/cases/test_list_budget.py`).
    """
    if arguments[:1] == ["--inside"]:
        Path(arguments[2]).write_text(json.dumps(measure(int(arguments[1]))))
        return 0
    signal.signal(signal.SIGTERM, ended)  # else a stopped run would leave its server behind
    sizes = [int(one) for one in arguments] or list(SIZES)
    try:
        with running(SERVER) as address:
            figures = [figure for size in sizes for figure in _in_own_process(address, size)]
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
