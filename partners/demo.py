"""Invents agencies and people for the demo: the accounts of the contract, colleagues, people who wait or move."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils import timezone

from partners import rules
from partners.models import Account, Agency, Posting, RegisteredNumber
from partners.models.posting import Role
from partners.reference import invented_agencies, load_agencies
from safeguards import matrix
from safeguards.calendar import fiscal_year, fiscal_year_start, japanese_day
from safeguards.forms import moment_of

Progress = Callable[[str, int, int], None]
COUNSELORS_BEYOND = 4
BIRTH_DECADES = range(1960, 2000, 10)
DEMO_SOURCE = "data/demo"


class RealAccounts(RuntimeError):
    """The database holds accounts that no demo made; nothing is invented beside them."""


@dataclass
class Cast:
    """What the people of one run share: the year they work in, the password, names drawn by chance."""

    rng: random.Random
    words: Path
    since: datetime
    until: datetime
    password: str
    postings: list[Posting] = field(default_factory=list)
    logins: int = 0

    def __post_init__(self) -> None:
        self.family = _rows(self.words / "family_names.csv")
        self.given = [row for row in _rows(self.words / "given_names.csv") if _works(row)]
        self.weights = [int(row["weight"]) for row in self.family]

    def person(self, login: str, names: dict[str, str], **fields: Any) -> Account:
        """One invented account with the demo's password."""
        return Account.objects.create(login=login, password=self.password, is_demo=True, **names, **fields)

    def stranger(self, agency: Agency, **fields: Any) -> Account:
        """Somebody with a name drawn by chance."""
        self.logins += 1
        family = self.rng.choices(self.family, self.weights)[0]
        given = self.rng.choice(self.given)
        names = {
            "family_name": family["name"],
            "given_name": given["name"],
            "family_kana": family["kana"],
            "given_kana": given["kana"],
        }
        return self.person(f"demo-{agency.code}-{self.logins}", names, **fields)

    def at_work(self, person: Account, agency: Agency, role: str, **fields: Any) -> None:
        """A posting of the current fiscal year, confirmed where the role asks for it."""
        if role not in matrix.roles_of(agency.tier, agency.kind):
            raise ValueError(f"{person.login}: {agency.code} does not give the role {role}.")
        fields.setdefault("since", self.since)
        fields.setdefault("until", self.until)
        if fields.pop("is_confirmed", True) and matrix.needs_confirmation(role):
            fields["confirmed_at"] = fields["since"]
        self.postings.append(Posting(account=person, agency=agency, role=role, **fields))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _works(row: dict[str, str]) -> bool:
    return row["sex"] == "female" and int(row["decade"]) in BIRTH_DECADES


def seed(data_dir: Path, rng: random.Random, progress: Progress) -> None:
    """Invented agencies and people of `data_dir`/demo.toml; does nothing where demo accounts stand already.

    Everybody works from 1 April of the current fiscal year until the next one. Raises RealAccounts when
    the database holds an account that no demo made.
    """
    if Account.objects.filter(is_demo=False).exists():
        raise RealAccounts("This database holds real accounts. Nothing was invented.")
    if Account.objects.exists():
        return
    described = read(data_dir)
    load_agencies(invented_agencies(data_dir), progress, "demo agencies")
    agencies = {agency.code: agency for agency in Agency.objects.order_by("code")}
    _name_deputies(agencies, described.get("deputy", ""))
    cast = _cast(data_dir, rng, described["password"])
    for done, row in enumerate(described["accounts"], start=1):
        names = {
            name: row.get(name, "") for name in ("family_name", "given_name", "family_kana", "given_kana")
        }
        cast.at_work(cast.person(row["login"], names), agencies[row["agency"]], row["role"])
        progress("demo accounts", done, len(described["accounts"]))
    _colleagues(cast, agencies, described["agencies"])
    _people_who_wait(cast, agencies, described["agencies"])
    _people_who_move(cast, agencies, described["agencies"])
    Posting.objects.bulk_create(cast.postings)
    _register_numbers(agencies, described["agencies"])
    _signed_in_and_reviewed(described["agencies"]["center"])
    Posting.objects.waiting_for_confirmation(timezone.now()).filter(since__lte=timezone.now()).update(
        made_at=F("since")
    )
    progress("demo colleagues", cast.logins, cast.logins)


def read(data_dir: Path) -> dict[str, Any]:
    """The prefecture's demo.toml."""
    return tomllib.loads((data_dir / "demo.toml").read_text(encoding="utf-8"))


def _cast(data_dir: Path, rng: random.Random, password: str) -> Cast:
    today = japanese_day(timezone.now())
    return Cast(
        rng=rng,
        words=data_dir.parent / "demo",
        since=moment_of(fiscal_year_start(fiscal_year(today)), None),
        until=moment_of(rules.next_april(today), None),
        password=make_password(password),
    )


def _name_deputies(agencies: dict[str, Agency], code: str) -> None:
    """Agencies that never have a supervisor get the stand-in that demo.toml names."""
    deputy = agencies.get(code)
    for agency in agencies.values():
        roles = matrix.roles_of(agency.tier, agency.kind)
        if deputy is not None and agency != deputy and Role.SUPERVISOR not in roles and Role.LIAISON in roles:
            agency.deputy = deputy
            agency.save(update_fields=["deputy"])


def _colleagues(cast: Cast, agencies: dict[str, Agency], places: dict[str, str]) -> None:
    """Counselors beside the named ones, a supervisor where one can be, an administrator in big offices."""
    for place, roles in (
        (
            "center",
            [Role.COUNSELOR] * COUNSELORS_BEYOND + [Role.SUPERVISOR, Role.ACCOUNT_ADMIN, Role.LIAISON],
        ),
        ("city", [Role.COUNSELOR] * 2),
        ("second_city", [Role.SUPERVISOR, Role.COUNSELOR, Role.ACCOUNT_ADMIN]),
        ("office", [Role.SUPERVISOR, Role.COUNSELOR]),
        ("ward", [Role.SUPERVISOR, Role.COUNSELOR]),
        ("police", [Role.LIAISON]),
        ("npo", [Role.SUPERVISOR]),
    ):
        for role in roles:
            agency = agencies[places[place]]
            cast.at_work(cast.stranger(agency), agency, role)
    for agency in _others(agencies, places):
        for role in (Role.COUNSELOR, Role.LIAISON):
            if role in matrix.roles_of(agency.tier, agency.kind) and agency.kind in _STAFFED[role]:
                cast.at_work(cast.stranger(agency), agency, role)


def _register_numbers(agencies: dict[str, Agency], places: dict[str, str]) -> None:
    """An invented number for each agency of the demo, entered by the headquarters and confirmed by the center;
    one more waits for the second person."""
    now = timezone.now()
    entered_by, confirmed_by = (
        Posting.objects.filter(agency__code=places[place], role=role).order_by("pk")[0].account_id
        for place, role in (("headquarters", Role.ACCOUNT_ADMIN), ("center", Role.SUPERVISOR))
    )
    in_force = {"confirmed_by_id": confirmed_by, "since": now - timedelta(days=100)}
    called = [(agencies[code], "main", in_force) for code in dict.fromkeys(places.values())]
    called += [(agencies[places["police"]], "duty", in_force), (agencies[places["hospital"]], "duty", {})]
    called += [(one, "desk", in_force) for one in agencies.values() if one.kind == "residents_desk"]
    RegisteredNumber.objects.bulk_create(
        RegisteredNumber(
            agency=agency, phone=f"000-555-{100 + place:04d}", label=label, source=DEMO_SOURCE,
            entered_by_id=entered_by, entered_at=now - timedelta(days=101), **state,
        )
        for place, (agency, label, state) in enumerate(called, start=1)
    )  # fmt: skip


def _signed_in_and_reviewed(center: str) -> None:
    """Most people were here this week and have been looked at this quarter; the center's own list is open."""
    chance, now = random.Random(center), timezone.now()
    accounts = list(Account.objects.filter(postings__confirmed_at__isnull=False).distinct().order_by("pk"))
    for number, one in enumerate(accounts):
        days, by_chance = chance.uniform(0, 12), one.login.startswith("demo-")
        days = 60 if by_chance and number % 17 == 0 else days
        one.last_login = None if by_chance and number % 29 == 28 else now - timedelta(days=days)
    Account.objects.bulk_update(accounts, ["last_login"])
    supervisors = Posting.objects.filter(agency__code=center, role=Role.SUPERVISOR)
    reviewer = supervisors.values_list("account_id", flat=True)[0]
    done = Posting.objects.exclude(agency__code=center).exclude(account_id=reviewer)
    done.update(reviewed_at=now - timedelta(hours=2), reviewed_by_id=reviewer)


# One person each at the other places that take part every day.
_STAFFED = {
    Role.COUNSELOR: ("municipal_desk", "city_welfare_office", "health_office", "dv_center", "npo"),
    Role.LIAISON: ("police_station", "police_hq", "child_guidance", "support_facility", "legal_support"),
}


def _others(agencies: dict[str, Agency], places: dict[str, str]) -> list[Agency]:
    named, today = set(places.values()), japanese_day(timezone.now())
    return [
        one
        for code, one in agencies.items()
        if code not in named and (one.valid_to is None or one.valid_to > today)
    ]


def _people_who_wait(cast: Cast, agencies: dict[str, Agency], places: dict[str, str]) -> None:
    """Asleep until a supervisor has confirmed them; one has not used her invitation yet."""
    now = timezone.now()
    for place, role, days in (
        ("center", Role.COUNSELOR, 1),
        ("ward", Role.COUNSELOR, 3),
        ("police", Role.LIAISON, 2),
    ):
        agency = agencies[places[place]]
        since = now - timedelta(days=days)
        cast.at_work(cast.stranger(agency), agency, role, is_confirmed=False, since=since)
    agency = agencies[places["city"]]
    invited = cast.stranger(agency)
    invited.set_unusable_password()
    invited.save(update_fields=["password"])
    cast.at_work(invited, agency, Role.COUNSELOR, is_confirmed=False, since=now)


def _people_who_move(cast: Cast, agencies: dict[str, Agency], places: dict[str, str]) -> None:
    """They leave one place on 31 March and start at another on 1 April."""
    year_later = moment_of(fiscal_year_start(fiscal_year(japanese_day(cast.until)) + 1), None)
    for leaves, joins, role in (
        ("center", "office", Role.COUNSELOR),
        ("second_city", "second_city", Role.COUNSELOR),
        ("police", "police", Role.LIAISON),
    ):
        person = cast.stranger(agencies[places[leaves]])
        cast.at_work(person, agencies[places[leaves]], role)
        cast.at_work(
            person, agencies[places[joins]], role, since=cast.until, until=year_later, is_confirmed=False
        )
