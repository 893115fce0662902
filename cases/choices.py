"""Closed lists of the case work for the screen."""

from django.utils.translation import gettext_lazy as _

# Why a colleague had opened a record: what a supervisor may answer to "I do not know why".
EXPLANATIONS = {
    "stood_in": _("She stood in for the counselor who keeps it."),
    "call": _("The person called or came, and she took the call."),
    "joint": _("She takes part in the work on this case."),
    "referral": _("Her agency received a referral or a disclosure."),
    "office": _("Office work: correction, statistics, hand-over."),
    "mistake": _("Opened by mistake, and closed at once."),
}

STATE_LABELS = {
    "asked": _("Asked, not answered yet"),
    "explained": _("Explained"),
    "escalated": _("Looked into as a possible leak"),
}
