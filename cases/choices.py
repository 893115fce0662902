"""Closed lists of the case work for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Why a colleague had opened a record: what a supervisor may answer to "I do not know why".
EXPLANATIONS = {
    "stood_in": _("She stood in for the counselor who keeps it."),
    "call": _("The person called or came, and she took the call."),
    "joint": _("She takes part in the work on this case."),
    "referral": _("Her agency received a referral or a disclosure."),
    "office": _("Office work: correction, statistics, hand-over."),
    "mistake": _("Opened by mistake, and closed at once."),
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what consultations may be counted: one single code of each, and the list it is taken from."""

    list_name: str
    label: Promise


# Names are columns of Consultation. Closed: what stands here may be named in an address, nothing else is looked up.
DIMENSIONS = {
    "main_complaint": Dimension("main_complaint", _("Main complaint")),
    "method": Dimension("contact_method", _("Method")),
    "contact_kind": Dimension("contact_kind", _("First or again")),
    "caller": Dimension("caller", _("Who is speaking")),
    "route": Dimension("route", _("Route")),
    "sex": Dimension("sex", _("Sex")),
    "age_band": Dimension("age_band", _("Age band")),
    "partner_relation": Dimension("partner_relation", _("Relation to the other party")),
    "disposition": Dimension("disposition", _("Disposition")),
}

STATE_LABELS = {
    "asked": _("Asked, not answered yet"),
    "explained": _("Explained"),
    "escalated": _("Looked into as a possible leak"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of unusual access: what is counted and from which number on it is shown."""

    code: str
    label: Promise
    unit: Promise
    at_least: int


# The limits are the office's: a sign asks to look, it proves nothing.
SIGNS = {
    sign.code: sign
    for sign in (
        Sign("night", _("At night, at weekends or on holidays"), _("openings on one day"), 5),
        Sign("many", _("Far more than usual"), _("openings on one day"), 30),
        Sign("fruitless", _("Searches that found nobody"), _("searches on one day"), 10),
        Sign("foreign", _("Records of colleagues, without writing anything"), _("records in a week"), 5),
        Sign("refused", _("Refused or not there"), _("refusals on one day"), 20),
        Sign("emergency", _("Emergency access"), _("uses and misses on one day"), 1),
        Sign("namesake", _("The reader's own family name"), _("persons in a week"), 1),
    )
}
DAY_BEGINS, DAY_ENDS = 7, 21  # hours in Japan between which an opening is at daytime
TIMES_USUAL = 3  # so many times her own usual day is far more
USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of line in a client's column of events: its filter, mark of one character, title, page it leads to."""

    kind: str
    mark: Promise
    tone: str
    title: Promise
    page: str = ""


CONSULTATION, REFERRAL, ALERT, CHANGE, MERGE = "consultation", "referral", "alert", "change", "merge"
# In the order of the filter; names stand in addresses.
EVENT_KINDS = {
    CONSULTATION: _("Consultations"),
    REFERRAL: _("Hand-overs"),
    ALERT: _("Cautions"),
    CHANGE: _("Changes"),
    MERGE: _("Joined records"),
}
CONSULTATION_MARK = pgettext_lazy("timeline mark", "C")


def _referral(title: Promise) -> EventKind:
    return EventKind(REFERRAL, pgettext_lazy("timeline mark", "R"), "square", title, "referral_detail")


def _change(title: Promise, mark: Promise, page: str = "") -> EventKind:
    return EventKind(CHANGE, mark, "square", title, page)


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
    "referral.sent": _referral(_("Handed over to %(agency)s")),
    "referral.accepted": _referral(_("%(agency)s accepted")),
    "referral.declined": _referral(_("%(agency)s could not accept")),
    "referral.reported": _referral(_("Report from %(agency)s")),
    "referral.recalled": _referral(_("Recalled from %(agency)s")),
    "referral.closed": _referral(_("Hand-over to %(agency)s closed")),
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
    "cases.clientalert.client": _("Cautions"),
    "cases.knownas.client": _("Other names"),
    "cases.timelineentry.client": _("Lines of what has happened"),
}
