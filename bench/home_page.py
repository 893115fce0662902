"""How much the home page weighs, with the styles and scripts of a first view."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from bench.measuring import Figure, signed_in
from partners.models import Account

LIMIT_HTML = 40_000  # bytes
LIMIT_ALL = 200_000  # bytes, uncompressed


def run(consultations: int) -> list[Figure]:
    """The heaviest home page among the demo accounts of the contract."""
    weights = {}
    for login in Account.objects.exclude(login__startswith="demo-").values_list("login", flat=True):
        page = signed_in(login).get("/").content
        weights[login] = (len(page), len(page) + sum(map(_weight, _linked(page.decode()))))
    login, (html, everything) = max(weights.items(), key=lambda item: item[1])
    return [
        Figure(
            f"/ heaviest ({login})", consultations, f"{LIMIT_HTML // 1000} kB, {LIMIT_ALL // 1000} kB in all",
            html <= LIMIT_HTML and everything <= LIMIT_ALL,
            other=f"{html / 1000:.1f} kB, {everything / 1000:.1f} kB in all",
        )
    ]  # fmt: skip


def _linked(page: str) -> set[str]:
    return set(re.findall(r'(?:src|href)="/static/([^"?#]+)', page))


def _weight(name: str) -> int:
    place = finders.find(name)
    return Path(place).stat().st_size if place else 0
