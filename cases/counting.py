"""What is counted of contacts, unit by unit: each figure has one function. Pure, no Django.

The units are not interchangeable (domain records, 1.1): the Cabinet Office counts contacts by the person herself,
the Ministry persons, some cities the persons of each month added up, and every office all its contacts.
Who is not known as a client is no person of any unit: two such contacts may be of one woman. They are counted as
contacts and stand beside as `unlinked_count`, so nobody is lost and nobody is counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

HERSELF = "self"  # code of the list `caller`


@dataclass(frozen=True, slots=True)
class Contact:
    """What the units need of one contact. `person`: the key of its client, None while it belongs to nobody."""

    day: date
    person: Hashable | None
    caller: str
    method: str
    main_complaint: str


def contact_count(contacts: Iterable[Contact]) -> int:
    """延件数: every contact, whoever spoke. Unit: contacts. Source: the usage of cities (records 1.1)."""
    return sum(1 for _contact in contacts)


def own_contact_count(contacts: Iterable[Contact]) -> int:
    """件数 as the Cabinet Office counts: contacts by the person herself; relatives, agencies and reporters are
    left out. Unit: contacts. Unnamed callers count each time. Source: Kanagawa's release (records 1.1)."""
    return sum(1 for one in contacts if one.caller == HERSELF)


def person_count(contacts: Iterable[Contact]) -> int:
    """実人員: different persons, whoever spoke about them. Unit: persons known as clients; unnamed and unlinked
    callers are none. Source: the Ministry's figure of persons (records 1.1)."""
    return len({one.person for one in contacts if one.person is not None})


def monthly_person_count(contacts: Iterable[Contact]) -> int:
    """件数 as some cities count: the persons of each month added up, a person seen in three months counts three.
    Unit: persons by month. Source: Nagoya's usage (records 1.1)."""
    return len({(one.day.year, one.day.month, one.person) for one in contacts if one.person is not None})


def unlinked_count(contacts: Iterable[Contact]) -> int:
    """Contacts that belong to no client, unnamed callers among them. Unit: contacts."""
    return sum(1 for one in contacts if one.person is None)


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of one line at the foot of a ledger."""

    own_contacts: int
    persons: int
    unlinked: int
    contacts: int


def sums_of(contacts: Iterable[Contact]) -> Sums:
    """All figures of these contacts."""
    some = list(contacts)
    return Sums(own_contact_count(some), person_count(some), unlinked_count(some), contact_count(some))


def sums_by(contacts: Iterable[Contact], code_of: Callable[[Contact], str]) -> dict[str, Sums]:
    """The figures by a code. Persons of two codes stand in both: the lines do not add up to the total."""
    groups: dict[str, list[Contact]] = {}
    for one in contacts:
        groups.setdefault(code_of(one), []).append(one)
    return {code: sums_of(some) for code, some in groups.items()}
