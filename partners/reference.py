"""Loads areas, municipalities, wards and agencies of a prefecture's folder."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from partners.models import Agency, Area, Municipality, Ward

Progress = Callable[[str, int, int], None]
DEMO = "invented-demo"
Row = dict[str, str]


@transaction.atomic
def load(data_dir: Path, progress: Progress) -> None:
    """Write what `data_dir` says; safe to repeat, nothing is deleted, deputies named on the screen stay.

    Agencies marked `invented-demo` are left to the demo.
    """
    load_areas(data_dir)
    load_municipalities(_rows(data_dir / "municipalities.csv"), progress)
    load_wards(_rows(data_dir / "wards.csv"), progress)
    agencies = [row for row in _rows(data_dir / "agencies.csv") if row["status"] != DEMO]
    load_agencies(agencies, progress, "agencies")


def invented_agencies(data_dir: Path) -> list[Row]:
    """The rows that only a demo loads."""
    return [row for row in _rows(data_dir / "agencies.csv") if row["status"] == DEMO]


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_areas(data_dir: Path) -> None:
    """The areas (圏域) in the order of the screens."""
    described = tomllib.loads((data_dir / "prefecture.toml").read_text(encoding="utf-8"))
    for position, area in enumerate(described["areas"]):
        Area.objects.update_or_create(
            code=area["code"],
            defaults={
                "name": area["name"],
                "kana": area.get("kana", ""),
                "name_en": area.get("name_en", ""),
                "position": position,
            },
        )


def load_municipalities(rows: list[Row], progress: Progress) -> None:
    """Municipalities; their area is found by its name, because that is what the offices write."""
    areas = {area.name: area for area in Area.objects.all()}
    for position, row in enumerate(rows):
        Municipality.objects.update_or_create(
            code=row["code"],
            defaults={
                **_names(row),
                "code5": row["code5"],
                "kind": row["kind"],
                "county": row["county"],
                "area": areas[row["area"]],
                "is_designated_city": row["designated_city"] == "true",
                "population": int(row["population"]) if row["population"] else None,
                "population_source": row["population_source"],
                "tile_x": int(row["tile_x"]),
                "tile_y": int(row["tile_y"]),
                "position": position,
            },
        )
        progress("municipalities", position + 1, len(rows))


def load_wards(rows: list[Row], progress: Progress) -> None:
    """Wards of designated cities."""
    cities = {city.code: city for city in Municipality.objects.filter(is_designated_city=True)}
    for done, row in enumerate(rows, start=1):
        Ward.objects.update_or_create(
            code=row["code"], defaults={**_names(row), "municipality": cities[row["municipality_code"]]}
        )
        progress("wards", done, len(rows))


def load_agencies(rows: list[Row], progress: Progress, label: str) -> None:
    """Agencies with their groups, then the tree: a parent may stand below its children in the file."""
    municipalities = {one.code: one for one in Municipality.objects.all()}
    for done, row in enumerate(rows, start=1):
        group, _made = Group.objects.get_or_create(name=f"agency:{row['code']}")
        Agency.objects.update_or_create(
            code=row["code"],
            defaults={
                **_names(row),
                "tier": row["tier"],
                "kind": row["kind"],
                "municipality": municipalities.get(row["municipality_code"]),
                "jurisdiction": row["jurisdiction"],
                "public_phone": row["public_phone"],
                "source": row["source"],
                "status": row["status"],
                "note": row["note"],
                "valid_from": _day(row["valid_from"]),
                "valid_to": _day(row["valid_to"]),
                "group": group,
            },
        )
        progress(label, done, len(rows))
    _plant_tree(rows)


def _plant_tree(rows: list[Row]) -> None:
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in rows:
        agency, parent = agencies[row["code"]], agencies.get(row["parent_code"])
        if agency.parent_id != (parent.pk if parent else None):
            agency.parent = parent
            agency.save(update_fields=["parent"])


def _names(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "kana": row["kana"], "name_en": row.get("name_en", "")}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
