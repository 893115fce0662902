"""The records behind a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse

from indicators import wording
from indicators.cards import RecordPage, RecordRow
from indicators.models import CounselorPlacement, DvCenter, Lecture, MunicipalPlan
from indicators.models.record import may_write_for
from safeguards.access import Actor
from safeguards.calendar import fiscal_year, fiscal_year_start
from safeguards.templatetags.safeguards import era

ROWS = 20
MODELS: dict[str, Any] = {
    "municipal-plans": MunicipalPlan,
    "municipal-counselors": CounselorPlacement,
    "municipal-dv-centers": DvCenter,
    "dating-dv-lectures": Lecture,
}


def live_records(slug: str, on: date) -> dict[int, list[Any]]:
    """Records of municipalities valid on a day, by municipality. One query."""
    found: dict[int, list[Any]] = {}
    for record in (
        MODELS[slug].objects.live(on).filter(municipality__isnull=False).order_by("starts_on", "pk")
    ):
        found.setdefault(record.municipality_id, []).append(record)
    return found


def record_page(actor: Actor, slug: str, reading: Any, page: int) -> RecordPage:
    """A page of records: those that count on the day first, then ended and future ones. Two queries."""
    query = MODELS[slug].objects.standing()
    if slug == "dating-dv-lectures":
        counted = Q(held_on__lte=reading.on, held_on__gte=fiscal_year_start(fiscal_year(reading.on)))
        query = query.select_related("school__municipality")
        order = ["-held_on", "pk"]
    else:
        counted = Q(starts_on__lte=reading.on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=reading.on))
        places = ["municipality"] + (["agency"] if reading.definition.has_offices else [])
        query = query.select_related(*places)
        order = ["municipality__area__position", "municipality__code", "starts_on", "pk"]
    total = query.count()
    pages = max(1, -(-total // ROWS))
    page = min(max(page, 1), pages)
    late = Case(When(counted, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = query.annotate(late=late).order_by("late", *order)[(page - 1) * ROWS : page * ROWS]
    if reading.definition.counts_schools:
        number = reading.figure.year.lectures
    else:
        number = len(reading.figure.records)
    return RecordPage(tuple(_row(actor, slug, row) for row in rows), total, number, page, pages)


def _row(actor: Actor, slug: str, record: Any) -> RecordRow:
    if slug == "dating-dv-lectures":
        place, title = record.school.municipality, record.school.name
        when = era(record.held_on)
    else:
        place = record.municipality or record.agency
        title = {
            "municipal-plans": lambda: record.title,
            "municipal-counselors": lambda: str(record.persons),
            "municipal-dv-centers": lambda: record.name,
        }[slug]()
        when = wording.period(record.starts_on, record.ends_on)
    edit = end = ""
    if may_write_for(actor, place.pk if place._meta.model_name == "municipality" else None):
        edit = reverse("indicator_record_edit", args=[slug, record.number])
        end = reverse("indicator_record_end", args=[slug, record.number])
    return RecordRow(place.label, title, when, record.source, record.late == 0, record.is_demo, edit, end)
