"""One part of `make bench` in a process of its own, because Django knows one database: `DATABASE_URL`."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests import environment  # sets the settings' environment  # noqa: F401

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from bench import (
    caller,
    client_list,
    consultation_list,
    consultation_save,
    home_page,
    many_clients,
    name_search,
    plain_site,
    referral_list,
    writers,
)
from bench.measuring import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 1
LIMIT_SEED_SECONDS = 300
EVERYWHERE = (
    consultation_list,
    client_list,
    referral_list,
    name_search,
    caller,
    consultation_save,
    home_page,
)
COMPARED = (plain_site, writers)


def demo(consultations: str, more: str) -> list[Figure]:
    """Fill the database with the demo of so many consultations, then every bench in turn; `more`: all of them."""
    size = int(consultations)
    figures = [_seeded(size)]
    setup_test_environment(debug=False)  # pages tell which rows they were drawn from
    for bench in (*EVERYWHERE, *(COMPARED if more else ())):
        _tell(f"  {bench.__name__.rpartition('.')[2]} ...")
        figures += bench.run(size)
    return figures


def clients(consultations: str, fewer: str, more: str, address_of_more: str) -> list[Figure]:
    """This database and a second one, filled up to so many clients."""
    here = [connection.settings_dict[name] for name in ("USER", "HOST", "PORT", "NAME")]
    addresses = ["postgres://{}@{}:{}/{}".format(*here), address_of_more]
    return many_clients.figures(addresses, (int(fewer), int(more)), int(consultations))


def _seeded(consultations: int) -> Figure:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference")
    begun = time.perf_counter()
    call_command("seed_demo", consultations=consultations, seed=SEED)
    seconds = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Figure(
        "seed_demo",
        consultations,
        f"{LIMIT_SEED_SECONDS} s",
        seconds <= LIMIT_SEED_SECONDS,
        other=f"{seconds:.0f} s",
    )


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(part: str, place: str, *facts: str) -> None:
    """Write the figures of one part into a file."""
    parts: dict[str, Callable[..., list[Figure]]] = {"demo": demo, "clients": clients}
    Path(place).write_text(json.dumps([asdict(figure) for figure in parts[part](*facts)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
