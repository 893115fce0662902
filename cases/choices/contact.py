"""Closed lists of reaching a client."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
