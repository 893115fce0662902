"""What must be known before the next step with a client: her alerts, the reddest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.cards import local_day
from cases.choices import ALERT_KINDS, OTHER_ALERT, AlertKind
from cases.models import Client, ClientAlert, CodeBook
from safeguards.access import Actor
from safeguards.templatetags.safeguards import era


@dataclass(frozen=True, slots=True)
class CardAlert:
    """One alert as it stands on a card: what, until when, how red. Whatever else warns of her comes as one, too."""

    number: str
    title: str
    text: str
    tone: str
    place: int


def kind_of(code: str) -> AlertKind:
    """What an alert of this kind is."""
    return ALERT_KINDS.get(code, OTHER_ALERT)


def alerts_of(actor: Actor, client: Client, groups: frozenset[str], book: CodeBook) -> list[CardAlert]:
    """Alerts in force on a client whom the actor sees, of the field groups that she reads. One query."""
    today = local_day(actor.now)
    rows = ClientAlert.objects.visible_to(actor).filter(client=client).in_force(today)
    return in_order(
        CardAlert(
            one.number,
            f"{book.label('client_alert', one.kind)}{_until(one.until_on, today)}",
            one.text,
            kind_of(one.kind).tone,
            kind_of(one.kind).place,
        )
        for one in rows
        if kind_of(one.kind).group in groups
    )


def in_order(alerts: Iterable[CardAlert]) -> list[CardAlert]:
    """Life first, then deadlines, then what asks for care."""
    return sorted(alerts, key=lambda one: (("life", "deadline", "care").index(one.tone), one.place))


def _until(day: date | None, today: date) -> str:
    if day is None:
        return ""
    left = (day - today).days
    if not left:
        return " " + _("until today")
    words = ngettext("until %(day)s (%(left)s day left)", "until %(day)s (%(left)s days left)", left)
    return " " + words % {"day": era(day), "left": left}
