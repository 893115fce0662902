"""The product as a peer of the bench: one database, one process, told what to do."""

import time

from tests import environment  # sets the settings' environment  # noqa: F401

import django

django.setup()

from django.test import Client as Browser
from django.test.utils import setup_test_environment

from bench import many_clients, name_search, writers
from bench.measuring import actor_named, signed_in, watched
from bench.peer import serve

searching: list[tuple[Browser, str]] = []


def ask_for_name() -> list[str]:
    """Sign in and send the search; answers the numbers of those found."""
    browser = signed_in(name_search.LOGIN)
    asked = name_search.asked_by(actor_named(name_search.LOGIN))
    searching[:] = [(browser, browser.post("/clients/", {"q": asked})["Location"])]
    return [row.number for row in browser.get(searching[0][1]).context["rows"]]


def search() -> tuple[float, float]:
    """Seconds of the whole page that answers the search, and of its own queries."""
    browser, address = searching[0]
    with watched() as watch:
        begun = time.perf_counter()
        browser.get(address)
        whole = time.perf_counter() - begun
    return whole, watch.own_seconds


if __name__ == "__main__":
    setup_test_environment(debug=False)  # pages tell which rows they were drawn from
    serve({"fill": many_clients.fill, "ask_for_name": ask_for_name, "search": search, "write": writers.write})
