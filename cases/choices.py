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

# Ways to reach her (`cases.contact_rule`): what each is called, and what is said where it must not be used.
CHANNEL_LABELS = {
    "mobile": _("Her mobile phone"),
    "home": _("Home telephone"),
    "work": _("Telephone at work"),
    "mail": _("Mail"),
    "chat": _("Short message or chat"),
    "letter": _("Letter"),
    "phone": _("Telephone"),
}
CHANNEL_NEVER = {
    "mobile": _("Do not call her mobile phone"),
    "home": _("Do not call her home"),
    "work": _("Do not call her at work"),
    "mail": _("Do not send mail"),
    "chat": _("Do not send short messages or chat"),
    "letter": _("Do not send letters"),
}
DAY_LABELS = {
    "any": pgettext_lazy("contact", "every day"),
    "working": pgettext_lazy("contact", "on working days"),
    "off": pgettext_lazy("contact", "on Saturdays, Sundays and holidays"),
}
# What her rule says of a way at this moment.
VERDICT_LABELS = {
    "allowed": _("Can be used now"),
    "outside": _("Not at this time"),
    "forbidden": _("Must not be used"),
    "not_known": _("Not asked about"),
}
VERDICT_TONES = {"allowed": "done", "outside": "near", "forbidden": "life", "not_known": "care"}
# What can come of an attempt by a telephone, and by words that are sent; codes of `contact_outcome`.
CALL_OUTCOMES = ("reached", "nobody", "voicemail", "somebody_else", "not_done")
SENT_OUTCOMES = ("sent", "not_done")
MISSED_OUTCOMES = ("nobody", "voicemail", "somebody_else")  # tried, and she was not reached
