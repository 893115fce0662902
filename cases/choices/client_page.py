"""Closed lists of a client's page: events of her column, alerts, what belongs to a record."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.case import STEP_LABELS


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of line in a client's column of events: its filter, mark of one character, title, page it leads to."""

    kind: str
    mark: Promise
    tone: str
    title: Promise
    page: str = ""


CONSULTATION, CASE, REFERRAL, ALERT, CONTACT, CHANGE, MERGE = (
    "consultation", "case", "referral", "alert", "contact", "change", "merge",
)  # fmt: skip
# In the order of the filter; names stand in addresses.
EVENT_KINDS = {
    CONSULTATION: _("Consultations"),
    CASE: _("Support cases"),
    REFERRAL: _("Hand-overs"),
    ALERT: _("Cautions"),
    CONTACT: _("Ways to reach her"),
    CHANGE: _("Changes"),
    MERGE: _("Joined records"),
}
CONSULTATION_MARK = pgettext_lazy("timeline mark", "C")


def _referral(title: Promise) -> EventKind:
    return EventKind(REFERRAL, pgettext_lazy("timeline mark", "R"), "square", title, "referral_detail")


def _case(title: Promise) -> EventKind:
    return EventKind(CASE, pgettext_lazy("timeline mark", "S"), "strong", title, "case_detail")


def _change(title: Promise, mark: Promise, page: str = "") -> EventKind:
    return EventKind(CHANGE, mark, "square", title, page)


def _contact(title: Promise) -> EventKind:
    return EventKind(CONTACT, pgettext_lazy("timeline mark", "L"), "square", title, "contact_detail")


_ALERT_MARK = pgettext_lazy("timeline mark", "A")
_MERGE_MARK = pgettext_lazy("timeline mark", "J")
# Events of `TimelineEntry` that stand in the column; a consultation stands there by itself.
EVENTS = {
    "client.made": _change(_("The record was made"), pgettext_lazy("timeline mark", "N")),
    "client.changed": _change(_("The record was changed"), pgettext_lazy("timeline mark", "E")),
    "child.made": _change(_("A child was added"), pgettext_lazy("timeline mark", "K")),
    "client.taken_in": _change(
        _("A consultation became hers"), pgettext_lazy("timeline mark", "T"), "consultation_detail"
    ),
    "alert.begun": EventKind(ALERT, _ALERT_MARK, "strong", _("An alert was set")),
    "alert.ended": EventKind(ALERT, _ALERT_MARK, "square", _("An alert was ended")),
    "client.merged": EventKind(MERGE, _MERGE_MARK, "square", _("Two records became one"), "merge_detail"),
    "client.unmerged": EventKind(
        MERGE, _MERGE_MARK, "square", _("The two records were given back"), "merge_detail"
    ),
    **{f"case.{move}{'ed' if move == 'open' else ''}": _case(title) for move, title in STEP_LABELS.items()},
    "register.set": _case(_("A register measure was set")),
    "register.end": _case(_("A register measure was ended")),
    "order.grant": _case(_("A protection order was granted")),
    "order.end": _case(_("A protection order ended")),
    "order.cancel": _case(_("A protection order was cancelled")),
    "order.breach": _case(_("A protection order was breached")),
    "referral.sent": _referral(_("Handed over to %(agency)s")),
    "referral.accepted": _referral(_("%(agency)s accepted")),
    "referral.declined": _referral(_("%(agency)s could not accept")),
    "referral.reported": _referral(_("Report from %(agency)s")),
    "referral.recalled": _referral(_("Recalled from %(agency)s")),
    "referral.closed": _referral(_("Hand-over to %(agency)s closed")),
    "contact.reached": _contact(_("She was reached")),
    "contact.nobody": _contact(_("An attempt to reach her: nobody answered")),
    "contact.voicemail": _contact(_("An attempt to reach her: words were left on a machine")),
    "contact.somebody_else": _contact(_("An attempt to reach her: somebody else answered")),
    "contact.sent": _contact(_("A message was sent to her")),
}


@dataclass(frozen=True, slots=True)
class AlertKind:
    """What an alert of this kind is: its field group, how red it stands, and its place among others."""

    group: str
    tone: str
    place: int


# Codes of the list `client_alert`; a code that does not stand here is shown as one that asks for care.
ALERT_KINDS = {
    "protection_order": AlertKind("risk", "life", 10),
    "risk_high": AlertKind("risk", "life", 20),
    "no_phone": AlertKind("contact", "life", 30),
    "no_post": AlertKind("contact", "life", 40),
    "register_protection": AlertKind("risk", "deadline", 50),
}
OTHER_ALERT = AlertKind("risk", "care", 90)
MOST_ALERTS = 4  # on top of a record; more are read past

# What is counted on the page before two records are joined; the rest moves uncounted, walls and ties in silence.
BELONGINGS = {
    "cases.consultation.client": _("Consultations"),
    "cases.child.client": _("Children"),
    "cases.case.client": _("Support cases"),
    "referrals.referral.client": _("Hand-overs"),
    "cases.accessreason.client": _("Disclosures to other agencies"),
    "cases.release.client": _("Requests for whereabouts"),
    "cases.contactattempt.client": _("Ways to reach her"),
    "cases.clientalert.client": _("Cautions"),
    "cases.knownas.client": _("Other names"),
    "cases.timelineentry.client": _("Lines of what has happened"),
}
