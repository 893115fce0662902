"""Agencies, people and postings for tests."""

from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from partners import actors
from partners.models import Account, Agency, Municipality, Posting
from safeguards import matrix
from safeguards.access import Actor

PASSWORD = "a long sentence of her own"
_numbers = count(1)


@cache
def hashed_password() -> str:
    """Hashed once for all tests: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def municipality() -> Municipality:
    """A municipality of the reference data."""
    found = Municipality.objects.order_by("code").first()
    assert found is not None, "load_reference has not run"
    return found


def agency_of(tier: str, kind: str, **fields: Any) -> Agency:
    """A fresh agency of this tier and kind; municipal ones belong to a municipality of the reference data."""
    number = next(_numbers)
    if tier == "municipality":
        fields.setdefault("municipality", municipality())
    fields.setdefault("name", f"試験{kind}{number}")
    code = fields.pop("code", f"test-{kind.replace('_', '-')}-{number}")
    group = Group.objects.create(name=f"agency:{code}")
    return Agency.objects.create(code=code, tier=tier, kind=kind, group=group, **fields)


def account(**fields: Any) -> Account:
    """A person who can sign in with PASSWORD and has no posting yet."""
    number = next(_numbers)
    fields.setdefault("login", f"person-{number}")
    fields.setdefault("family_name", "試験")
    fields.setdefault("given_name", f"太{number}子")
    fields.setdefault("family_kana", "シケン")
    fields.setdefault("given_kana", "タコ")
    fields.setdefault("password", hashed_password())
    return Account.objects.create(**fields)


def posting(
    person: Account,
    agency: Agency,
    role: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    confirmed: bool = True,
    **fields: Any,
) -> Posting:
    """A posting that began 30 days ago and has no end; confirmed where its role asks for it."""
    since = since or timezone.now() - timedelta(days=30)
    if confirmed and matrix.needs_confirmation(role):
        fields.setdefault("confirmed_at", since)
    return Posting.objects.create(
        account=person, agency=agency, role=role, since=since, until=until, **fields
    )


def account_with_posting(agency: Agency, role: str, **fields: Any) -> Account:
    """A person at work in this role; fields of the posting by `posting_...`, others of the account."""
    of_posting = {
        name.removeprefix("posting_"): fields.pop(name)
        for name in list(fields)
        if name.startswith("posting_")
    }
    person = account(**fields)
    posting(person, agency, role, **of_posting)
    return person


def actor_for(person: Account, now: datetime | None = None) -> Actor:
    """The actor of this person at that moment (now), for her first live posting."""
    now = now or timezone.now()
    return actors.actor_of(person, actors.live_postings(person, now), None, now)
