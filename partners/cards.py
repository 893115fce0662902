"""What pages may show: lists of the home page and of tasks, accounts, people who wait or move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from partners.choices import alert_sentence
from partners.models import Alert, Invitation, Posting
from safeguards.access import Actor


class Place(IntEnum):
    """Where a list stands on the home page: the order of the day, what cannot wait first."""

    NOT_SENT = 10
    ALERTS = 20
    IN_DANGER = 30
    CALL_BACKS = 40
    REFERRALS = 50
    DRAFTS = 60
    LATE = 70
    DEADLINES = 80
    HANDED_OVER = 90
    ANSWERS = 100
    UNLINKED = 110
    DECISIONS = 120
    UNASSIGNED = 130
    ACCOUNTS = 140
    FIGURES = 150
    TRAIL = 160


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits: when, an urgent mark, what, and the one act that answers it.

    `name` is the name of a person and stands nowhere else: the home page can leave it out.
    """

    when: str
    badge: str
    title: str
    text: str
    url: str
    act: str
    tone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One list of the home page: what waits, how many, and the address that opens exactly these.

    The address leads to a page of rows (its `page` in the context) or, with `#`, to the element that holds them.
    `urgent` is a sentence when something in it cannot wait; `count` is None where rows are not counted.
    """

    name: str
    label: str
    count: int | None
    url: str
    rows: tuple[WaitingRow, ...] = ()
    link: str = ""
    empty: str = ""
    urgent: str = ""


@dataclass(frozen=True, slots=True)
class DayList:
    """One list of the home page as its app offers it, or several of one kind; None where nothing is for this person."""

    place: Place
    find: Callable[[Actor], Waiting | list[Waiting] | None]

    def of(self, actor: Actor) -> list[Waiting]:
        """What it holds for this person."""
        found = self.find(actor)
        return [found] if isinstance(found, Waiting) else found or []


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the list of deadlines and tasks. `done`: what a press says is done; empty where a page is opened."""

    title: str
    name: str
    text: str
    url: str
    act: str
    done: str = ""


@dataclass(frozen=True, slots=True)
class TaskSource:
    """One kind of deadlines. `find` gives its rows, hers (`mine`) or her agency's, by `moment` (a day or a moment)."""

    kind: str
    label: Promise
    moment: str
    is_day: bool
    find: Callable[[Actor, bool], QuerySet[Any] | None]
    rows: Callable[[Actor, list[Any]], list[TaskRow]]
    find_done: Callable[[Actor, bool], QuerySet[Any] | None] = lambda actor, mine: None


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
