"""Words of the protective measure of the resident register."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REGISTER_STATE_LABELS = {
    "applied": pgettext_lazy("register", "Applied for"),
    "set": pgettext_lazy("register", "Set, to be confirmed"),
    "confirmed": pgettext_lazy("register", "Set and confirmed"),
    "end_asked": pgettext_lazy("register", "Its end waits for a second person"),
    "ended": pgettext_lazy("register", "Ended"),
}
REGISTER_STATE_TONES = {
    "applied": "near",
    "set": "near",
    "confirmed": "done",
    "end_asked": "near",
    "ended": "quiet",
}
REGISTER_STEP_LABELS = {
    "apply": _("Applied for at the municipality"),
    "set": _("The municipality set it"),
    "confirm": _("A second person confirmed that it is set"),
    "drop": _("The application was dropped"),
    "renew": _("Renewed"),
    "ask_end": _("Its end was asked for"),
    "end": _("Ended"),
    "keep": _("It goes on: its end was not agreed"),
    "unlock": _("Opened for a while for her own paper"),
    "compare": _("Compared with the municipality's list"),
    "tell": _("Another municipality was told"),
    "acknowledge": _("The other municipality answered"),
}
COMPARED_LABELS = {"same": _("The same"), "differs": _("It differs")}
