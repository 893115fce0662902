"""The code base as data, for the tests of this folder."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("safeguards", "partners", "cases", "referrals", "indicators", "config")


@cache
def sources():
    """Every Python file of the product, without migrations: {path from the root: syntax tree}."""
    found = {}
    for app in APPS:
        for place in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in place.parts:
                found[str(place.relative_to(ROOT))] = ast.parse(place.read_text(encoding="utf-8"))
    assert len(found) > 100
    return found


def room_of(path):
    """`cases/views/client.py` and `cases/views.py` are both of the room `views`."""
    return Path(path).parts[1].removesuffix(".py")


@cache
def templates():
    """Every template: {name: text}."""
    folder = ROOT / "templates"
    return {
        str(place.relative_to(folder)): place.read_text(encoding="utf-8")
        for place in sorted(folder.rglob("*.html"))
    }
