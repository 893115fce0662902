"""One line of a list, as its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    """One line of a list of consultations."""

    number: str
    started_at: datetime
    minutes: int | None
    method: str
    main_complaint: str
    name: str
    client_number: str
    counselor: str
    agency: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of a list of clients."""

    number: str
    name: str
    reading: str
    held_number: str
    age: str
    last_contact: datetime | None
    agency: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One person in the list under a search box: no more than is needed to know her again."""

    number: str
    name: str
    reading: str
    age_band: str
    last_contact: datetime | None
    agency: str
    is_own: bool
