"""Several hands at once, each with its own connection to the database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

# Two hands at once: only there do they really meet.
on_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


def in_parallel(act, hands=2):
    """Run `act(number)` in as many threads, all let go at one moment; the results in order."""
    together = Barrier(hands)

    def run(number):
        try:
            together.wait(timeout=10)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(hands)))
