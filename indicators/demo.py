"""Invented dated records behind the indicators: plausible for any prefecture, marked as demo values."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.models import (
    Answer,
    CounselorPlacement,
    DvCenter,
    Indicator,
    Lecture,
    MunicipalPlan,
    School,
    Target,
)
from indicators.reference import Progress, load_published
from partners.models import Agency, Municipality
from safeguards import matrix
from safeguards.calendar import fiscal_year, fiscal_year_end, is_working_day, japanese_day
from safeguards.names import search_key

LECTURES_BY_YEAR = {2: 29, 1: 41, 0: 18}  # schools, by years before the present fiscal year


@dataclass(frozen=True, slots=True)
class Cast:
    """Which municipality plays which part, and the words."""

    year: int
    today: date
    words: dict[str, Any]
    silent: tuple[Municipality, ...]
    answering: tuple[Municipality, ...]

    def first_of(self, years_ago: int) -> date:
        """1 April of so many fiscal years ago."""
        return date(self.year - years_ago, 4, 1)


@transaction.atomic
def seed(data_dir: Path, rng: random.Random, progress: Progress) -> None:
    """Invent records for the prefecture's municipalities; does nothing where demo records stand already.

    About a quarter of the municipalities does not answer; every record is marked `is_demo`.
    """
    if MunicipalPlan.objects.filter(is_demo=True).exists():
        return
    load_published(data_dir, demo=True)
    cast = _cast(data_dir, rng)
    indicators = {one.slug: one for one in Indicator.objects.all()}
    _plans(cast, indicators["municipal-plans"], rng)
    progress("demo plans of municipalities", 1, 4)
    _counselors(cast, indicators["municipal-counselors"], rng)
    progress("demo counselors", 2, 4)
    _centers(cast, indicators["municipal-dv-centers"], rng)
    progress("demo DV centers", 3, 4)
    _lectures(cast, indicators["dating-dv-lectures"], rng)
    progress("demo lectures", 4, 4)


def _cast(data_dir: Path, rng: random.Random) -> Cast:
    with (data_dir.parent / "demo" / "indicators.toml").open("rb") as stream:
        words = tomllib.load(stream)
    today = japanese_day(timezone.now())
    everyone = list(Municipality.objects.order_by("code"))
    by_size = sorted(everyone, key=lambda one: (one.kind != "city", -(one.population or 0), one.code))
    cities = [one for one in by_size if one.kind == "city"]
    others = [one for one in by_size if one.kind != "city"]
    quiet = round(len(everyone) * 0.23)
    silent = rng.sample(cities[len(cities) // 2 :], 1) if len(cities) > 1 else []
    silent += rng.sample(others, min(len(others), quiet - len(silent)))
    answering = tuple(one for one in by_size if one not in silent)
    return Cast(fiscal_year(today), today, words, tuple(silent), answering)


def _say_no(
    cast: Cast, indicator: Indicator, ones: Sequence[Municipality], years_ago: int, rng: random.Random
) -> None:
    """These answer for 1 April of that year that they have none."""
    day = cast.first_of(years_ago)
    Answer.objects.bulk_create(
        Answer(
            municipality=one,
            indicator=indicator,
            as_of=day,
            has=False,
            answered_on=min(day + timedelta(days=rng.randint(10, 60)), cast.today),
            comment=rng.choice(cast.words["comments"]),
            source=cast.words["source"],
            is_demo=True,
        )
        for one in ones
    )


def _deal(ones: Sequence[Municipality], shares: Sequence[int]) -> list[list[Municipality]]:
    """Cut a list into pieces by parts of their sum."""
    total, cut, start = sum(shares), [], 0
    for index in range(len(shares)):
        end = round(len(ones) * sum(shares[: index + 1]) / total)
        cut.append(list(ones[start:end]))
        start = end
    return cut


def _plans(cast: Cast, indicator: Indicator, rng: random.Random) -> None:
    """Cities and some towns have a plan, the biggest a combined one; some began later, one has expired."""
    number = round(len(cast.answering) * 0.78)
    having, without = list(cast.answering[:number]), list(cast.answering[number:])
    combined = having[: max(1, round(number * 0.29))]
    single = having[len(combined) :]
    rng.shuffle(single)
    first, second, third, last = _deal(single, (7, 4, 3, 1))
    plans = []
    for ones, years_ago in ((combined + first, 2), (second, 1), (third, 0)):
        plans += [(one, cast.first_of(years_ago), 5, one in combined) for one in ones]
    midyear = min(cast.first_of(0) + timedelta(days=91), cast.today)
    plans += [(one, midyear, 5, False) for one in last]
    plans += [(one, cast.first_of(2), 2, False) for one in cast.silent[:1]]
    MunicipalPlan.objects.bulk_create(_plan(cast, *one) for one in plans)
    for years_ago, answered, later in ((2, 0.5, second + third), (1, 0.85, third + last), (0, 1.0, [])):
        said = without[: round(len(without) * answered)] + later[: len(later) // 2]
        _say_no(cast, indicator, said, years_ago, rng)
    if last:
        _say_no(cast, indicator, last, 0, rng)
    Target.objects.create(
        indicator=indicator,
        value=len(cast.answering) + len(cast.silent),
        fiscal_year=cast.year + 2,
        comment=cast.words["target_comment"],
        is_demo=True,
    )


def _plan(cast: Cast, one: Municipality, starts_on: date, years: int, is_combined: bool) -> MunicipalPlan:
    ends_in = fiscal_year(starts_on) + years
    title = cast.words["plan_both" if is_combined else "plan_dv"]
    return MunicipalPlan(
        municipality=one,
        title=f"{one.name}{title}",
        covers_dv=True,
        covers_women=is_combined,
        adopted_on=starts_on - timedelta(days=14),
        starts_on=starts_on,
        ends_on=date(ends_in, 4, 1),
        source=cast.words["source"],
        is_demo=True,
    )


def _counselors(cast: Cast, indicator: Indicator, rng: random.Random) -> None:
    """The bigger cities placed counselors one after the other; each office of the prefecture has some."""
    cities = [one for one in cast.answering if one.kind == "city"][
        : max(3, round(len(cast.answering) * 0.26))
    ]
    first, second, third, last = _deal(cities, (3, 2, 1, 1))
    placements: list[tuple[Municipality | None, Agency | None, date]] = []
    for ones, starts_on in (
        (first, cast.first_of(2)),
        (second, cast.first_of(1)),
        (third, cast.first_of(0)),
        (last, min(cast.first_of(0) + timedelta(days=122), cast.today)),
    ):
        placements += [(one, None, starts_on) for one in ones]
    for office in Agency.objects.filter(tier="prefecture").order_by("code"):
        if "counselor" in matrix.roles_of(office.tier, office.kind):
            placements.append((None, office, cast.first_of(4)))
    for city, agency, starts_on in placements:
        full, part = rng.randint(0, 1), rng.randint(1, 3)
        CounselorPlacement.objects.create(
            municipality=city,
            agency=agency,
            persons=full + part,
            full_time=full,
            part_time=part,
            starts_on=starts_on,
            source=cast.words["source"],
            is_demo=True,
        )
    for years_ago, answered, having in (
        (2, 0.6, first),
        (1, 0.8, first + second),
        (0, 1.0, first + second + third),
    ):
        without = [one for one in cast.answering if one not in having]
        _say_no(cast, indicator, without[: round(len(without) * answered)], years_ago, rng)


def _centers(cast: Cast, indicator: Indicator, rng: random.Random) -> None:
    """What is verified stays as it is; one or two more cities got a center since."""
    known = set(
        DvCenter.objects.standing().filter(municipality__isnull=False).values_list("municipality", flat=True)
    )
    cities = [one for one in cast.answering if one.kind == "city" and one.pk not in known]
    starts = [cast.first_of(3)] * max(0, 1 - len(known)) + [cast.first_of(2), cast.first_of(0)]
    new = list(zip(cities, starts, strict=False))
    for one, starts_on in new:
        DvCenter.objects.create(
            municipality=one,
            name=f"{one.name} {cast.words['center']}",
            starts_on=starts_on,
            source=cast.words["source"],
            is_demo=True,
        )
    center = Agency.objects.filter(tier="prefecture", kind="womens_center").order_by("code").first()
    if center is not None:
        DvCenter.objects.create(
            agency=center,
            name=cast.words["center_of_prefecture"],
            starts_on=cast.first_of(6),
            source=cast.words["source"],
            is_demo=True,
        )
    for years_ago, answered in ((2, 0.7), (1, 0.9), (0, 1.0)):
        having = known | {one.pk for one, starts_on in new if starts_on <= cast.first_of(years_ago)}
        without = [one for one in cast.answering if one.pk not in having]
        _say_no(cast, indicator, without[: round(len(without) * answered)], years_ago, rng)


def _lectures(cast: Cast, indicator: Indicator, rng: random.Random) -> None:
    """Schools of the answering municipalities, more where more people live; the present year still runs."""
    schools = _schools(cast, rng)
    lectures = []
    for years_ago, number in LECTURES_BY_YEAR.items():
        chosen = rng.sample(schools, min(number, len(schools)))
        for school in chosen:
            days = [_school_day(cast, years_ago, rng)]
            if rng.random() < 0.15:
                days.append(_school_day(cast, years_ago, rng))
            lectures += [
                Lecture(
                    school=school,
                    held_on=day,
                    grade=rng.choice(cast.words["grades"][school.school_type]),
                    pupils=rng.randint(25, 240),
                    given_by=rng.choice(cast.words["given_by"]),
                    source=cast.words["source"],
                    is_demo=True,
                )
                for day in days
            ]
        having = {school.municipality_id for school in chosen}
        without = [one for one in cast.answering if one.pk not in having]
        _say_no(cast, indicator, without[: len(without) // 2], years_ago, rng)
    Lecture.objects.bulk_create(lectures)


def _schools(cast: Cast, rng: random.Random) -> list[School]:
    schools = []
    for place, one in enumerate(cast.answering):
        number = max(1, 12 - place) if one.kind == "city" else 1
        kinds = list(cast.words["school_types"].items())
        for index in range(number):
            school_type, suffix = kinds[index % len(kinds)]
            word = cast.words["school_words"][index // len(kinds) % len(cast.words["school_words"])]
            name = f"{cast.words['school_mark']}{one.name}立{word}{suffix}"
            schools.append(
                School(
                    name=name,
                    name_key=search_key(name),
                    municipality=one,
                    school_type=school_type,
                    is_demo=True,
                )
            )
    rng.shuffle(schools)
    return School.objects.bulk_create(schools)


def _school_day(cast: Cast, years_ago: int, rng: random.Random) -> date:
    """A working day of that fiscal year, not after today."""
    first = cast.first_of(years_ago)
    last = min(fiscal_year_end(cast.year - years_ago), cast.today)
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    while not is_working_day(day) and day > first:
        day -= timedelta(days=1)
    return day
