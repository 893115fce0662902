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

# How a contact runs, by its method: what the band of the call screen says. `text` runs no clock.
WAYS = {
    "phone": "call",
    "online": "call",
    "visit": "meeting",
    "other": "meeting",
    "chat": "chat",
    "mail": "text",
    "letter": "text",
    "home_visit": "out",
    "accompaniment": "out",
    "outreach": "out",
}

# What an export looks like: each record with the columns that were ticked, or lines as in the ledger with its sums.
AS_RECORDS, AS_LEDGER = "records", "ledger"
EXPORT_KINDS = {
    AS_RECORDS: _("The records, with the columns chosen below"),
    AS_LEDGER: _("The ledger with its sums; of the columns only the name is asked"),
}

# When a child's household is one of violence: main complaints (with what stands below them), or any kind of violence
# that was recorded, or this mark. Data of the office; the words of the record are never searched for it.
VIOLENT_COMPLAINTS = ("spouse_violence", "dating_violence")
CHILD_PRESENT = "child_present"  # of the list `harm_type`

# What a person decides about a child (Child Abuse Prevention Act, art. 6) and signs.
NOTIFY, NOT_NOTIFY, ASK_SUPERVISOR, NO_CHILD = "notify", "not_notify", "ask_supervisor", "no_child"
CHILD_DECISIONS = {
    NOTIFY: _("I notify"),
    NOT_NOTIFY: _("I do not notify, for the reason below"),
    ASK_SUPERVISOR: _("I talk it over with the supervisor first"),
    NO_CHILD: _("There is no child under 18 in this household"),
}
FINAL_DECISIONS = (NOT_NOTIFY, NO_CHILD)
SIGN_ANSWERS = {
    "yes": pgettext_lazy("sign", "Yes"),
    "no": pgettext_lazy("sign", "No"),
    "unknown": pgettext_lazy("sign", "Not known yet"),
}
TOLD_HER = {
    "agreed": _("Explained, and she agrees"),
    "against": _("Explained; she does not agree"),
    "not_told": _("Not explained"),
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
