"""What waits for this person in the accounts and the directory, for the home page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners import choices, rules
from partners.cards import DayList, Place, Waiting, WaitingRow
from partners.choices import alert_sentence, number_label
from partners.models import Posting
from partners.queries.accounts import account_numbers
from partners.queries.alert import alerts_of
from partners.queries.confirmation import waiting_postings
from partners.queries.kept_form import kept_forms, way_back
from partners.queries.reach import postings_in_reach
from partners.queries.registered_number import waiting_numbers
from partners.queries.review import to_review
from safeguards import matrix, roles
from safeguards.access import Actor
from safeguards.audit_sight import chain_state
from safeguards.calendar import japanese_day
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import day_short

SHOWN = 5


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lists of this app in the order of the day."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def _alerts(actor: Actor) -> Waiting | None:
    """Unread alerts, newest first. One query."""
    if not actor.role:
        return None
    found, count = first_and_count(alerts_of(actor).unread().order_by("-sent_at", "-pk"), SHOWN)
    if not found:
        return None
    url = f"{reverse('account_alerts')}?only=unread"
    rows = tuple(
        WaitingRow(
            when=day_short(one.sent_at),
            badge="",
            title=alert_sentence(one.kind, one.facts),
            text="",
            url=url,
            act=_("Read"),
        )
        for one in found
    )
    return Waiting("alerts", _("Alerts"), count, url, rows)


def _kept(actor: Actor) -> Waiting | None:
    """Text that was typed and not sent before the screen was locked. One query."""
    if not actor.role:
        return None
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
    if not rows:
        return None
    url = f"{reverse('account_home')}#kept"
    return Waiting(
        "kept", _("Not sent yet"), len(rows), url, rows, urgent=_("Text of yours is not sent yet.")
    )


def _numbers(actor: Actor) -> Waiting | None:
    """Registered numbers that wait for her as the second person. One query."""
    if not matrix.may_open(actor, "partner.number.confirm"):
        return None
    found, count = first_and_count(waiting_numbers(actor), SHOWN)
    if not found:
        return None
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
        for one in found
    )
    url = f"{reverse('partner_list')}?only=numbers"
    return Waiting("numbers", _("Registered numbers to confirm"), count, url, rows)


def _to_review(actor: Actor) -> Waiting | None:
    """Accounts that nobody has looked at this quarter. One query."""
    if not actor.has("supervisor"):
        return None
    count = to_review(actor).count()
    label, link = _("Accounts of this quarter"), _("Look at the accounts")
    return Waiting("reviews", label, count, reverse("account_review_list"), link=link) if count else None


def _own_posting(actor: Actor) -> Waiting | None:
    """A person without a live posting: why nothing opens for her, and who has to act."""
    if actor.role:
        return None
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
    url = f"{reverse('account_home')}#postings"
    return Waiting("posting", _("My posting"), len(rows), url, rows) if rows else None


def _to_confirm(actor: Actor) -> Waiting | None:
    """People whom she may confirm. One query."""
    if not actor.has("supervisor"):
        return None
    found, count = first_and_count(waiting_postings(actor), SHOWN)
    if not found:
        return None
    rows = tuple(
        WaitingRow(
            when=day_short(one.made_at),
            badge=_days(actor, one),
            title="",
            name=one.account.name,
            text=f"{roles.label(one.role)}  {one.agency.label}",
            url=reverse("account_confirm_list"),
            act=_("Check and confirm"),
            tone="near" if one.since <= actor.now else "quiet",
        )
        for one in found
    )
    return Waiting("confirm", _("People to confirm"), count, reverse("account_confirm_list"), rows)


def _days(actor: Actor, posting: Posting) -> str:
    count = max((japanese_day(actor.now) - japanese_day(posting.made_at)).days, 0)
    if count == 0:
        return _("Today")
    return ngettext("waits %(count)s day", "waits %(count)s days", count) % {"count": count}


def _not_yet_confirmed(actor: Actor) -> Waiting | None:
    """People of an administrator whom no supervisor has confirmed. One query."""
    if not actor.has("account_admin"):
        return None
    people: dict[int, Posting] = {}
    for one in postings_in_reach(actor).waiting_for_confirmation(actor.now).order_by("made_at", "pk"):
        people.setdefault(one.account_id, one)
    if not people:
        return None
    rows = tuple(
        WaitingRow(
            when=day_short(one.since),
            badge=_days(actor, one),
            title="",
            name=one.account.name,
            text=f"{roles.label(one.role)}  {one.agency.label}",
            url=reverse("account_detail", args=[one.account.number]),
            act=_("Open the account"),
            tone="quiet",
        )
        for one in list(people.values())[:SHOWN]
    )
    label, url = _("Wait for a supervisor's confirmation"), _accounts(choices.UNCONFIRMED)
    return Waiting("unconfirmed", label, len(people), url, rows)


def _leaving(actor: Actor) -> Waiting | None:
    """People whose last posting ends within 30 days. Two queries."""
    if not actor.has("account_admin"):
        return None
    keys = account_numbers(actor, state=choices.LEAVING)
    if not keys:
        return None
    edge = actor.now + rules.LEAVES_WITHIN
    ending = postings_in_reach(actor).current(actor.now).filter(account_id__in=keys, until__lte=edge)
    rows = tuple(
        WaitingRow(
            when=day_short(one.until - timedelta(microseconds=1)),
            badge="",
            title="",
            name=one.account.name,
            text=f"{roles.label(one.role)}  {one.agency.label}",
            url=reverse("account_detail", args=[one.account.number]),
            act=_("Open the account"),
            tone="near",
        )
        for one in ending.order_by("until", "account__family_kana", "pk")[:SHOWN]
        if one.until is not None
    )
    label = _("Postings that end within 30 days")
    return Waiting("leaving", label, len(keys), _accounts(choices.LEAVING), rows, link=_("Open the list"))


def _unreviewed(actor: Actor) -> Waiting | None:
    """People whom their supervisors have not looked at this quarter. One query."""
    if not actor.has("account_admin"):
        return None
    count = len(account_numbers(actor, state=choices.UNREVIEWED))
    label, url = _("Accounts not looked at in this quarter"), _accounts(choices.UNREVIEWED)
    return Waiting("unreviewed", label, count, url, link=_("Open the list")) if count else None


def _accounts(state: str) -> str:
    return f"{reverse('account_list')}?state={state}"


def _chain(actor: Actor) -> Waiting | None:
    """For auditors: the trail is not anchored in time. One query and one small file; no number of a list."""
    if not matrix.may_open(actor, "audit.list"):
        return None
    if not chain_state(actor.now).is_late:
        return None
    label, urgent = _("The trail is not anchored"), _("The trail is not anchored. Please have it checked.")
    return Waiting(
        "chain", label, None, reverse("audit_list"), link=_("Open the trail"), urgent=urgent,
        empty=_("Whoever keeps the machine checks the trail with verify_audit."),
    )  # fmt: skip


LISTS = (
    DayList(Place.NOT_SENT, _kept),
    DayList(Place.NOT_SENT, _own_posting),
    DayList(Place.ALERTS, _alerts),
    DayList(Place.DECISIONS, _to_confirm),
    DayList(Place.DECISIONS, _numbers),
    DayList(Place.ACCOUNTS, _to_review),
    DayList(Place.ACCOUNTS, _not_yet_confirmed),
    DayList(Place.ACCOUNTS, _leaving),
    DayList(Place.ACCOUNTS, _unreviewed),
    DayList(Place.TRAIL, _chain),
)
