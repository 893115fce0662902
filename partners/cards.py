"""What pages may show: rows of the home page, accounts, people who wait or move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from partners.choices import alert_sentence
from partners.models import Alert, Invitation, Posting


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits: when, an urgent mark, what, and the one act that answers it."""

    when: str
    badge: str
    title: str
    text: str
    url: str
    act: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One list of the home page: what waits, how many, where the whole list stands."""

    label: str
    count: int
    url: str
    rows: tuple[WaitingRow, ...] = ()
    link: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who can wake a sleeping posting: the agency and up to three names; empty when nobody is at work."""

    agency: str
    names: tuple[str, ...]
    is_stand_in: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One posting that somebody has to look at this quarter; `flag`: never signed in, unused for 45 days, or empty."""

    number: str
    name: str
    login: str
    role: str
    agency: str
    since: datetime
    used_at: datetime | None
    flag: str


@dataclass(frozen=True, slots=True)
class KeyCard:
    """One second factor of her own: a passkey with its name, the app, or the printed codes with how many are left."""

    number: str
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class PersonWaiting:
    """Somebody whose posting sleeps, as the administrator sees her."""

    number: str
    name: str
    role: str
    agency: str
    since: datetime
    waits_days: int
    confirmer: Confirmer
    has_signed_up: bool


@dataclass(frozen=True, slots=True)
class PersonMoving:
    """Somebody who changes her posting at one moment: what stops, what starts."""

    number: str
    name: str
    leaves: tuple[Posting, ...]
    joins: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line of the account list."""

    number: str
    name: str
    login: str
    agency: str
    agency_kind: str
    roles: tuple[str, ...]
    until: datetime | None
    state: str
    state_label: str
    tone: str
    last_used: datetime | None
    is_self: bool


@dataclass(frozen=True, slots=True)
class AccountFile:
    """One account as an administrator reads it: lasting postings with who can wake them, ended ones."""

    state: str
    lasting: tuple[tuple[Posting, Confirmer | None], ...]
    ended: tuple[Posting, ...]
    elsewhere: int
    invitation: Invitation | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as its reader sees it: when, the sentence, whether it leads somewhere, whether she has read it."""

    number: str
    sent_at: datetime
    sentence: str
    leads_on: bool
    is_read: bool


def alert_rows(alerts: Iterable[Alert]) -> list[AlertRow]:
    """The rows of the list of alerts."""
    return [
        AlertRow(
            one.number, one.sent_at, alert_sentence(one.kind, one.facts), bool(one.path), bool(one.read_at)
        )
        for one in alerts
    ]
