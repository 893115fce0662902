"""Invented persons, from the stock of names in `data/demo/`."""

from __future__ import annotations

import base64
import csv
import random
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.rules import check_digit


def rows_of(place: Path) -> list[dict[str, str]]:
    """All rows of one stock file."""
    with place.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    born: date


class People:
    """Draws persons; names fit the decade of birth, common surnames come often, rare characters too."""

    def __init__(self, stock: Path, rng: random.Random) -> None:
        self.rng = rng
        self.families = rows_of(stock / "family_names.csv")
        self.weights = [int(row["weight"]) for row in self.families]
        self.foreign = rows_of(stock / "foreign_names.csv")
        self.given: dict[str, list[dict[str, str]]] = {}
        for row in rows_of(stock / "given_names.csv"):
            if row["sex"] == "female":
                self.given.setdefault(row["decade"], []).append(row)

    def person(self, today: date) -> Person:
        """One person between 16 and 85 years old."""
        age = min(85, max(16, round(self.rng.gauss(38, 13))))
        born = date(today.year - age, self.rng.randint(1, 12), self.rng.randint(1, 28))
        if self.rng.random() < 0.05:
            row = self.rng.choice(self.foreign)
            return Person(row["family_name"], row["given_name"], row["family_kana"], row["given_kana"], born)
        family = self.rng.choices(self.families, self.weights)[0]
        decades = sorted(self.given, key=int)
        decade = min(decades, key=lambda one: abs(int(one) - born.year // 10 * 10))
        given = self.rng.choice(self.given[decade])
        return Person(family["name"], given["name"], family["kana"], given["kana"], born)


def new_uuid(rng: random.Random) -> uuid.UUID:
    """A UUID from the seed, so that the same seed makes the same rows."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def new_number(rng: random.Random) -> str:
    """A public number from the seed; real ones come from the system's random source."""
    return base64.urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=")


def new_held_number(rng: random.Random, used: set[str]) -> str:
    """A number for the telephone that this demo has not used yet."""
    while True:
        digits = f"{rng.randrange(10**8):08d}"
        if digits not in used:
            used.add(digits)
            return digits + check_digit(digits)


def phone(rng: random.Random) -> str:
    """A mobile number of a range that is not given out (090-0...)."""
    return f"090-0{rng.randrange(1000):03d}-{rng.randrange(10000):04d}"
