"""The plain site as a peer of the bench: one signed-in person whose requests are timed."""

import os
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain.settings"

import django

django.setup()

from django.contrib.auth.models import User
from django.test import Client as Browser

from bench.peer import serve
from bench.plain.fill import fill

browser = Browser()


def fill_from(place: str) -> None:
    """Make the tables and fill them from this file."""
    with open(place, encoding="utf-8") as lines:
        fill(lines)


def sign_in(login: str) -> None:
    """Whose requests follow."""
    browser.force_login(User.objects.get(username=login))


def get(address: str, words: list[str]) -> dict[str, Any]:
    """Time of one whole request, its status, and which of these words the page does not hold."""
    begun = time.perf_counter()
    answer = browser.get(address)
    seconds = time.perf_counter() - begun
    page = answer.content.decode()
    return {
        "seconds": seconds,
        "status": answer.status_code,
        "missing": [one for one in words if one not in page],
    }


def post(address: str, facts: dict[str, str], follow: bool = False) -> dict[str, Any]:
    """Time until it was kept (`follow`: until the next page stood) and whether the site led on, as it does then."""
    begun = time.perf_counter()
    answer = browser.post(address, facts)
    kept = answer.status_code == 302
    if kept and follow:
        answer = browser.get(answer["Location"])
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "status": answer.status_code, "missing": [] if kept else ["the record"]}


if __name__ == "__main__":
    serve({"fill": fill_from, "sign_in": sign_in, "get": get, "post": post})
