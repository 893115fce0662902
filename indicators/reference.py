"""Loads the indicators, their published figures, and the dated facts that are verified."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from indicators.models import DvCenter, Indicator, PublishedFigure
from partners.models import Agency

Progress = Callable[[str, int, int], None]
DEMO = "invented-demo"


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@transaction.atomic
def load(data_dir: Path, progress: Progress) -> None:
    """Write indicators and published figures of the prefecture in `data_dir`; safe to repeat.

    A prefecture that has published nothing has no file or no rows. Rows marked `invented-demo` are left
    to the demo. Verified DV centers of municipalities with a known first day become dated records.
    """
    load_indicators(data_dir)
    published = load_published(data_dir, demo=False)
    verified_centers()
    progress("indicators", published, published)


def load_indicators(data_dir: Path) -> None:
    """The indicators are the same for every prefecture and stand one level above its folder."""
    for row in _rows(data_dir.parent / "indicators.csv"):
        Indicator.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "position": int(row["position"]),
                "name": row["name"],
                "name_en": row["name_en"],
                "unit": row["unit"],
                "unit_en": row["unit_en"],
                "direction": row["direction"],
            },
        )


def load_published(data_dir: Path, *, demo: bool) -> int:
    """Published figures, replaced as a whole: they have no history of their own. Returns their number."""
    indicators = {one.slug: one for one in Indicator.objects.all()}
    figures = [
        PublishedFigure(
            indicator=indicators[row["slug"]],
            scope=row["scope"],
            unit=row["unit"],
            value=int(row["value"]) if row["value"] else None,
            breakdown=row["breakdown"],
            note=row["note"],
            source=row["source"],
            is_demo=demo,
            position=position,
            **_time(row["as_of"]),
        )
        for position, row in enumerate(_rows(data_dir / "indicators_baseline.csv"), start=1)
        if (row.get("status") == DEMO) == demo
    ]
    PublishedFigure.objects.filter(is_demo=demo).delete()
    PublishedFigure.objects.bulk_create(figures)
    return len(figures)


def _time(text: str) -> dict[str, Any]:
    """`2023-04-01` is a day, `FY2022` a fiscal year."""
    if text.startswith("FY"):
        return {"fiscal_year": int(text[2:])}
    return {"as_of": date.fromisoformat(text)}


def verified_centers() -> None:
    """DV centers of municipalities that a public source names with their first day."""
    agencies = Agency.objects.filter(
        tier="municipality",
        kind="dv_center",
        status="verified",
        valid_from__isnull=False,
        municipality__isnull=False,
    )
    for agency in agencies.order_by("code"):
        DvCenter.objects.get_or_create(
            municipality=agency.municipality,
            starts_on=agency.valid_from,  # type: ignore[misc]
            is_demo=False,
            defaults={"name": agency.name, "ends_on": agency.valid_to, "source": agency.source[:300]},
        )
