"""What waits for this person, for the home page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.cards import Waiting, WaitingRow
from partners.choices import alert_sentence, number_label
from partners.models import Posting
from partners.queries.accounts import people_waiting
from partners.queries.alert import alerts_of
from partners.queries.confirmation import waiting_postings
from partners.queries.kept_form import kept_forms, way_back
from partners.queries.registered_number import waiting_numbers
from partners.queries.review import to_review
from safeguards import roles
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.templatetags.safeguards import day_short

SHOWN = 5


def waiting_for(actor: Actor) -> list[Waiting]:
    """Lists of the home page, the most urgent first."""
    if not actor.role:
        return _own_posting(actor)
    alerts = [*_kept(actor), *_alerts(actor)]
    if actor.has("supervisor"):
        return [*alerts, *_to_confirm(actor), *_numbers(actor), *_to_review(actor)]
    if actor.has("account_admin"):
        return [*alerts, *_numbers(actor), *_not_yet_confirmed(actor)]
    return alerts


def _alerts(actor: Actor) -> list[Waiting]:
    """Unread alerts, newest first. One query, and one more when there are more than can be shown."""
    unread = alerts_of(actor).unread()
    found = list(unread[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.sent_at),
            badge="",
            title=alert_sentence(one.kind, one.facts),
            text="",
            url=reverse("account_alerts"),
            act=_("Read"),
            tone="late",
        )
        for one in found[:SHOWN]
    )
    count = len(found) if len(found) <= SHOWN else unread.count()
    return [Waiting(_("Alerts"), count, reverse("account_alerts"), rows)]


def _kept(actor: Actor) -> list[Waiting]:
    """Text that was typed and not sent before the screen was locked. One query."""
    rows = tuple(
        WaitingRow(
            when=day_short(one.kept_at),
            badge="",
            title=_("Text that was not sent yet"),
            text="",
            url=way_back(one),
            act=_("Go on writing"),
            tone="late",
        )
        for one in kept_forms(actor)
    )
    return [Waiting(_("Not sent yet"), len(rows), reverse("account_home"), rows)] if rows else []


def _numbers(actor: Actor) -> list[Waiting]:
    """Registered numbers that wait for her as the second person. One query, two when there are many."""
    waiting = waiting_numbers(actor)
    found = list(waiting[: SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.entered_at),
            badge="",
            title=one.agency.label,
            text=f"{number_label(one.label)}  {one.phone}",
            url=reverse("partner_detail", args=[one.agency.code]),
            act=_("Look it up and confirm"),
            tone="quiet",
        )
        for one in found[:SHOWN]
    )
    count = len(found) if len(found) <= SHOWN else waiting.count()
    return [Waiting(_("Registered numbers to confirm"), count, reverse("partner_list"), rows)]


def _to_review(actor: Actor) -> list[Waiting]:
    """Accounts that nobody has looked at this quarter. One query."""
    count = to_review(actor).count()
    address = reverse("account_review_list")
    return (
        [Waiting(_("Accounts of this quarter"), count, address, link=_("Look at the accounts"))]
        if count
        else []
    )


def _own_posting(actor: Actor) -> list[Waiting]:
    """A person without a live posting: why nothing opens for her, and who has to act."""
    postings = (
        Posting.objects.waiting_for_confirmation(actor.now)
        .filter(account_id=actor.account_id)
        .select_related("agency")
        .order_by("since", "pk")
    )
    rows = tuple(
        WaitingRow(
            when=day_short(one.since),
            badge="",
            title=one.agency.label,
            text=_("%(role)s. It opens when a supervisor has confirmed you.")
            % {"role": roles.label(one.role)},
            url=reverse("account_home"),
            act=_("Look at my account"),
        )
        for one in postings
    )
    return [Waiting(_("My posting"), len(rows), reverse("account_home"), rows)] if rows else []


def _to_confirm(actor: Actor) -> list[Waiting]:
    """Two queries."""
    waiting = waiting_postings(actor)
    count = waiting.count()
    if not count:
        return []
    today = japanese_day(actor.now)
    rows = tuple(
        WaitingRow(
            when=day_short(one.made_at),
            badge=_days(max((today - japanese_day(one.made_at)).days, 0)),
            title=one.account.name,
            text=f"{roles.label(one.role)}  {one.agency.label}",
            url=reverse("account_confirm_list"),
            act=_("Check and confirm"),
            tone="near" if one.since <= actor.now else "quiet",
        )
        for one in waiting[:SHOWN]
    )
    return [Waiting(_("People to confirm"), count, reverse("account_confirm_list"), rows)]


def _not_yet_confirmed(actor: Actor) -> list[Waiting]:
    count, people = people_waiting(actor)
    if not count:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.since),
            badge=_days(one.waits_days),
            title=one.name,
            text=f"{roles.label(one.role)}  {one.agency}",
            url=reverse("account_detail", args=[one.number]),
            act=_("Open the account"),
            tone="quiet",
        )
        for one in people
    )
    return [Waiting(_("Wait for a supervisor's confirmation"), count, reverse("account_list"), rows)]


def _days(count: int) -> str:
    if count == 0:
        return _("Today")
    return ngettext("waits %(count)s day", "waits %(count)s days", count) % {"count": count}
