"""The trail for an auditor: lines that fit, and how each is told: who, where, what, when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from partners.models import Account, Agency
from safeguards import events
from safeguards.access import Actor
from safeguards.audit_sight import readable_lines
from safeguards.fields import is_public_number
from safeguards.forms import moment_of
from safeguards.models import AuditLine

MOST_ACCOUNTS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. Days are Japanese days, the last one included; no `events` means every event."""

    since: date | None = None
    until: date | None = None
    events: tuple[str, ...] = ()
    agency: str = ""
    accounts: tuple[int, ...] | None = None
    number: str = ""

    def told(self) -> dict[str, Any]:
        """The same for the trail itself: codes and numbers only, nothing that was typed in words."""
        facts = {
            "since": self.since, "until": self.until, "events_asked": self.events, "agency_asked": self.agency,
            "accounts_asked": self.accounts, "number_asked": self.number if is_public_number(self.number) else "",
        }  # fmt: skip
        return {name: value for name, value in facts.items() if value}


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line for the screen. `address` is the computer from which it came; empty for jobs and old lines."""

    at: datetime
    who: str
    login: str
    role: str
    agency: str
    address: str
    event: str
    group: str
    kind: str
    number: str


def accounts_named(words: str) -> list[Account]:
    """People with exactly this login name, or whose name holds the words; one more than can be shown at most."""
    by_login = list(Account.objects.filter(login__iexact=words))
    if by_login:
        return by_login
    plain = "".join(words.split())
    named = Account.objects.annotate(
        whole=Concat("family_name", "given_name"), reading=Concat("family_kana", "given_kana")
    )
    return list(
        named.filter(Q(whole__contains=plain) | Q(reading__contains=plain)).order_by("pk")[
            : MOST_ACCOUNTS + 1
        ]
    )


def agencies_of_the_trail() -> list[Agency]:
    """Every agency that ever took part, in the order in which people look for them: its lines outlive it."""
    return list(Agency.objects.in_order())


def lines_wanted(actor: Actor, wanted: Wanted) -> QuerySet[AuditLine]:
    """Lines that this auditor may read and that fit every filter. Each filter walks an index of the trail."""
    lines = readable_lines(actor)
    if wanted.since:
        lines = lines.filter(at__gte=moment_of(wanted.since, None))
    if wanted.until:
        lines = lines.filter(at__lt=moment_of(wanted.until + timedelta(days=1), None))
    if len(wanted.events) == 1:
        lines = lines.filter(event=wanted.events[0])
    elif wanted.events:
        lines = lines.filter(event__in=wanted.events)
    if wanted.agency:
        lines = lines.filter(agency_code=wanted.agency)
    if wanted.accounts is not None:
        lines = lines.filter(account_id__in=wanted.accounts)
    if wanted.number:
        lines = lines.filter(object_number=wanted.number)
    return lines


def with_names(lines: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
    """The same lines with `who`: a trail that outlives every table holds no key to the people."""
    name = Concat("family_name", Value(" "), "given_name")
    return lines.annotate(
        who=Subquery(Account.objects.filter(pk=OuterRef("account_id")).order_by().values_list(name)[:1])
    )


def audit_rows(lines: Iterable[Any], agencies: Iterable[Agency]) -> list[AuditRow]:
    """Lines (`with_names`) as they are told on the screen; no query."""
    places = {one.code: one.label for one in agencies}
    return [
        AuditRow(
            at=line.at, who=(line.who or "").strip(), login=line.login, role=line.role,
            agency=places.get(line.agency_code, line.agency_code), address=json.loads(line.facts).get("from", ""),
            event=events.label(line.event), group=events.group_of(line.event),
            kind=events.object_label(line.object_type), number=line.object_number,
        )
        for line in lines
    ]  # fmt: skip
