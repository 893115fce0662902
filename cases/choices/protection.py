"""Words of a temporary protection, of shelters and of requests for a bed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Who protects: the women's support center itself, or a body that it entrusts (Women's Support Act, art. 9 (7)).
BY_CENTER, BY_ENTRUSTED = "center", "entrusted"
BY = (BY_CENTER, BY_ENTRUSTED)
BY_LABELS = {
    BY_CENTER: _("By the center itself"),
    BY_ENTRUSTED: _("Entrusted to another body"),
}
BED_STATE_LABELS = {
    "asked": pgettext_lazy("bed", "Waits for an answer"),
    "held": pgettext_lazy("bed", "A bed is held"),
    "used": pgettext_lazy("bed", "She moved in"),
    "declined": pgettext_lazy("bed", "Turned away"),
    "lapsed": pgettext_lazy("bed", "The hold has run out"),
    "withdrawn": pgettext_lazy("bed", "Taken back"),
}
BED_STATE_TONES = {"asked": "near", "held": "done", "declined": "late", "lapsed": "care"}
# Why an admission, an extension or a discharge cannot have been so, and what to do.
REFUSED = {
    "ended": _("The case has ended. Open it again first."),
    "future": _("This day has not come yet. Please look at it again."),
    "overlap": _("She was in protection on that day already. Please look at the stays below."),
    "planned": _("The planned day lies before the first one. Please look at it again."),
    "not_later": _("Please write a day after the one planned so far."),
    "no_reason": _("Please write why the stay is extended."),
    "before_start": _("She left before she came. Please look at the day again."),
    "no_stay": _("No stay is open. Somebody may have been quicker."),
    "no_bed": _("No bed is free there now. Choose another place, or none."),
    "no_bed_here": _("No bed is free in this shelter now. Turn the request away, or look at the beds first."),
    "told": _("The call must lie in the last 90 minutes. Please look at the time."),
}
