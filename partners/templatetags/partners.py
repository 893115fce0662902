"""Template filters of this app: last days of postings, kinds and tiers of agencies."""

import re
from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _

from partners import choices
from safeguards.roles import ROLE_SIGHT, TIER_LABELS

register = template.Library()


@register.filter
def last_day(until: datetime | None) -> datetime | None:
    """A moment on the last day with access: 31 March for an end on 1 April 0:00 in Japan."""
    return None if until is None else until - timedelta(seconds=1)


@register.filter
def kind_label(kind: str) -> str:
    """The kind of an agency in the reader's language."""
    return choices.kind_label(kind)


@register.filter
def number_label(label: str) -> str:
    """Which desk answers a registered number."""
    return choices.number_label(label)


@register.filter
def tier_label(tier: str) -> str:
    """The tier of an agency in the reader's language."""
    return str(TIER_LABELS.get(tier, tier))


@register.filter
def role_sight(role: str) -> str:
    """What a person in this role sees."""
    return str(ROLE_SIGHT.get(role, ""))


@register.filter
def browser_name(user_agent: str) -> str:
    """Browser and system in two words, as people call them."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Windows", "Windows"),
        ("iPhone|iPad", "iOS"),
        ("Android", "Android"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    system = next((name for mark, name in systems if re.search(mark, user_agent)), "")
    return " / ".join(part for part in (browser, system) if part) or _("unknown browser")
