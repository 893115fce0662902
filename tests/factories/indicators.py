"""Dated records, answers and spreadsheets for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import (
    Answer,
    CounselorPlacement,
    DvCenter,
    Indicator,
    Lecture,
    MunicipalPlan,
    School,
)
from partners.models import Municipality

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN_HEADER = (
    "市町村",
    "計画の名前",
    "DV防止計画",
    "女性支援計画",
    "策定した日",
    "はじめの日",
    "さいごの日",
    "根拠",
    "覚え書き",
)


def municipalities(number: int) -> list[Municipality]:
    """The first municipalities of the reference data."""
    return list(Municipality.objects.order_by("code")[:number])


def plan(municipality: Municipality, *, dv: bool = True, women: bool = False, **fields: Any) -> MunicipalPlan:
    """A plan from April 2024 without an end."""
    values = {"title": "計画", "starts_on": date(2024, 4, 1), "ends_on": None, **fields}
    return MunicipalPlan.objects.create(municipality=municipality, covers_dv=dv, covers_women=women, **values)


def placement(place: Any, **fields: Any) -> CounselorPlacement:
    """Two counselors from April 2024; `place` is a municipality or an office."""
    key = "municipality" if isinstance(place, Municipality) else "agency"
    values = {"persons": 2, "starts_on": date(2024, 4, 1), **fields}
    return CounselorPlacement.objects.create(**{key: place}, **values)


def center(place: Any, **fields: Any) -> DvCenter:
    """A DV center from April 2024."""
    key = "municipality" if isinstance(place, Municipality) else "agency"
    return DvCenter.objects.create(
        **{key: place, "name": "センター", "starts_on": date(2024, 4, 1), **fields}
    )


def lecture(
    municipality: Municipality, name: str = "【架空】一中", held_on: date = date(2025, 6, 2), **fields: Any
) -> Lecture:
    """A lecture; the school is made when it is new."""
    school = School.objects.filter(municipality=municipality, name=name).first() or School.objects.create(
        municipality=municipality, name=name, school_type="junior_high"
    )
    return Lecture.objects.create(school=school, held_on=held_on, **fields)


def answer(municipality: Municipality, slug: str, as_of: date, has: bool = False, **fields: Any) -> Answer:
    """What a municipality states for a day."""
    return Answer.objects.create(
        municipality=municipality,
        indicator=Indicator.objects.get(slug=slug),
        as_of=as_of,
        has=has,
        answered_on=fields.pop("answered_on", as_of),
        **fields,
    )


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(content: bytes, name: str = "計画.xlsx") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type=XLSX)


def repacked(
    content: bytes, add: dict[str, bytes] | None = None, drop: tuple[str, ...] = (), **replace: bytes
) -> bytes:
    """The same zip with parts added, dropped or replaced (by the end of their names)."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in drop:
                new.writestr(info.filename, replace.get(info.filename, old.read(info.filename)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return stream.getvalue()
