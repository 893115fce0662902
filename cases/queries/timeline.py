"""The column of events of one client, by year, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.cards import local_day
from cases.models import Client, CodeBook, Consultation, TimelineEntry
from cases.queries.sight import groups_seen
from safeguards.access import Actor

MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One line: mark of one character, title as link, one line of words, who."""

    at: datetime
    mark: str
    tone: str
    title: str
    url: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Year:
    """The events of one calendar year."""

    day: date
    events: tuple[Event, ...]


def _referral_titles() -> dict[str, str]:
    return {
        "referral.sent": _("Handed over to %(agency)s"),
        "referral.accepted": _("%(agency)s accepted"),
        "referral.declined": _("%(agency)s could not accept"),
        "referral.reported": _("Report from %(agency)s"),
        "referral.recalled": _("Recalled from %(agency)s"),
        "referral.closed": _("Hand-over to %(agency)s closed"),
    }


def _contact_titles() -> dict[str, str]:
    return {
        "contact.reached": _("She was reached"),
        "contact.nobody": _("An attempt to reach her: nobody answered"),
        "contact.voicemail": _("An attempt to reach her: words were left on a machine"),
        "contact.somebody_else": _("An attempt to reach her: somebody else answered"),
        "contact.sent": _("A message was sent to her"),
    }


def _consultation_event(one: Consultation, groups: frozenset[str], book: CodeBook, is_own: bool) -> Event:
    minutes = _("%(minutes)s min") % {"minutes": one.minutes} if one.minutes else ""
    title = _("Consultation (%(how)s)") % {
        "how": " ".join(filter(None, [book.label("contact_method", one.method), minutes]))
    }
    text = book.label("main_complaint", one.main_complaint) if "narrative" in groups else ""
    url = reverse("consultation_detail", args=[one.number])
    return Event(
        one.started_at,
        pgettext("timeline mark", "C"),
        "",
        title,
        url,
        text,
        one.counselor_name if is_own else one.agency.label,
    )


def _referral_event(entry: TimelineEntry) -> Event:
    agency = entry.other_agency.label if entry.other_agency else ""
    title = _referral_titles()[entry.event] % {"agency": agency}
    url = reverse("referral_detail", args=[entry.target_number])
    return Event(entry.at, pgettext("timeline mark", "R"), "square", title, url, "", entry.account_name)


def _contact_event(entry: TimelineEntry) -> Event:
    url = reverse("contact_detail", args=[entry.target_number])
    mark = pgettext("timeline mark", "K")
    return Event(entry.at, mark, "square", _contact_titles()[entry.event], url, "", entry.account_name)


def years_of(actor: Actor, client: Client, book: CodeBook) -> list[Year]:
    """Consultations, hand-overs and attempts to reach her that the actor may see, at most 200, newest first.

    Three queries.
    """
    held = list(
        Consultation.objects.visible_to(actor)
        .filter(client=client)
        .select_related("agency")
        .order_by("-sort_key")[:MOST_EVENTS]
    )
    groups = groups_seen(actor, held)
    events = [_consultation_event(one, groups[one.pk], book, one.tie_to(actor) == "own") for one in held]
    titles = [*_referral_titles(), *_contact_titles()]
    entries = TimelineEntry.objects.visible_to(actor).filter(client=client, event__in=titles)
    for entry in entries.select_related("other_agency")[:MOST_EVENTS]:
        events.append(_contact_event(entry) if entry.event in _contact_titles() else _referral_event(entry))
    events.sort(key=lambda event: event.at, reverse=True)
    years: dict[int, list[Event]] = {}
    for event in events[:MOST_EVENTS]:
        years.setdefault(local_day(event.at).year, []).append(event)
    return [Year(date(year, 12, 31), tuple(rows)) for year, rows in years.items()]
