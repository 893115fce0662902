"""Closed lists of this app: states of a referral, its moves, and how both read on the screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENT, ACCEPTED, REPORTED = "sent", "accepted", "reported"
DECLINED, RECALLED, CLOSED = "declined", "recalled", "closed"

STATE_LABELS = {
    SENT: _("Waits for an answer"),
    ACCEPTED: pgettext_lazy("referral", "Accepted"),
    REPORTED: _("Reported back"),
    DECLINED: _("Not accepted"),
    RECALLED: _("Recalled"),
    CLOSED: pgettext_lazy("referral", "Closed"),
}
# Filters that are no state of their own: the lists of the home page.
TO_ANSWER, ANSWERED = "to_answer", "answered"
FILTER_LABELS = {
    **STATE_LABELS,
    TO_ANSWER: _("Received, to answer"),
    ANSWERED: _("Sent, with a new answer"),
}
STATE_TONES = {SENT: "near", ACCEPTED: "chosen", REPORTED: "done"}

# How an answer stands on the home page, in a word.
ANSWER_LABELS = {
    ACCEPTED: pgettext_lazy("answer", "accepted"),
    REPORTED: pgettext_lazy("answer", "report"),
    DECLINED: pgettext_lazy("answer", "not accepted"),
}

SENDER, RECEIVER = "sender", "receiver"

EVENT_LABELS = {
    "send": _("Handed over"),
    "accept": pgettext_lazy("referral", "Accepted"),
    "decline": _("Not accepted"),
    "report": _("Reported back"),
    "close": pgettext_lazy("referral", "Closed"),
    "recall": _("Recalled"),
}

# Somebody of the receiver who must not see it: named by the sender; then walled off, or nobody there fits.
NAMED_ASKED, NAMED_WALLED, NAMED_NOBODY = "asked", "walled", "nobody"
NAMED_LABELS = {
    NAMED_ASKED: _("Their supervisor has not looked at it yet."),
    NAMED_WALLED: _("Their supervisor has looked at it."),
    NAMED_NOBODY: _("Their supervisor has looked at it."),
}

# Which code list the code of an event comes from.
EVENT_LISTS = {"decline": "decline_reason", "report": "report_outcome", "recall": "recall_reason"}

# Fields of a referral sheet (a referral without a client record) and the field group each belongs to.
SHEET_GROUPS = {
    "name": "identity",
    "kana": "identity",
    "birth_on": "identity",
    "phone": "contact",
    "safe_contact": "contact",
    "never_contact": "contact",
    "children_note": "children",
    "health_note": "health",
    "risk_note": "risk",
    "other_party_note": "other_party",
    "places": "whereabouts",
}
SHEET_LABELS = {
    "name": _("Name"),
    "kana": _("Reading"),
    "birth_on": _("Birth date"),
    "phone": _("Telephone"),
    "safe_contact": _("What may be done"),
    "never_contact": _("What must not be done"),
    "children_note": _("About the children"),
    "health_note": _("Health"),
    "risk_note": _("Risk"),
    "other_party_note": _("Other party"),
    "places": _("Where she is now"),
}
