"""Words of the protection order of a court."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ORDER_STATE_LABELS = {
    "preparing": pgettext_lazy("order", "Being prepared"),
    "applied": pgettext_lazy("order", "Applied for"),
    "granted": pgettext_lazy("order", "Granted"),
    "dismissed": pgettext_lazy("order", "Turned down"),
    "withdrawn": pgettext_lazy("order", "Taken back"),
    "ended": pgettext_lazy("order", "Ended"),
    "cancelled": pgettext_lazy("order", "Cancelled by the court"),
}
ORDER_STATE_TONES = {
    "preparing": "near",
    "applied": "near",
    "granted": "life",
    "dismissed": "quiet",
    "withdrawn": "quiet",
    "ended": "quiet",
    "cancelled": "quiet",
}
GROUND_LABELS = {
    "consulted": _("She consulted a center or the police"),
    "affidavit": _("A sworn affidavit stands instead"),
}
# Why something is refused, and how to mend it.
ORDER_REFUSED = {
    "future": _("This day has not come yet. Please look at it again."),
    "before_application": _("It lies before the application. Please write that day or a later one."),
    "before_grant": _("It lies before the order. Please write that day or a later one."),
    "before_request": _("It lies before the court's request. Please write that day or a later one."),
    "before_breach": _("It lies before the breach. Please write that day or a later one."),
    "no_term": _("No order stood on that day. Please look at the day again."),
    "term_stands": _("It still stands. Where the court has cancelled it, choose that."),
    "not_asked": _("A kind that was not applied for. Please choose among those."),
}
