"""Times of day as offices write them."""

import re
import unicodedata
from datetime import time

from django.utils.translation import gettext as _

from safeguards.calendar import DateUnreadable

_CLOCK = re.compile(r"(午前|午後)?(\d{1,2})(?:[:時h.]?(\d{2})分?|時)?")


def parse_clock(text: str) -> time:
    """Read 14:05, 1405, 14時5分, 午後2時; raises DateUnreadable with a sentence on how to write it."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"時(\d)分", r"時0\1分", plain).replace("時半", "時30分")
    found = _CLOCK.fullmatch(plain)
    if found:
        hour, minute = int(found[2]), int(found[3] or 0)
        if found[1] == "午後" and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise DateUnreadable(_("“%(text)s” is not a time of day. Please write it like 14:05.") % {"text": text})
