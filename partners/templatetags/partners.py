"""Template filters of this app: last days of postings, kinds and tiers of agencies."""

from datetime import datetime, timedelta

from django import template

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
def tier_label(tier: str) -> str:
    """The tier of an agency in the reader's language."""
    return str(TIER_LABELS.get(tier, tier))


@register.filter
def role_sight(role: str) -> str:
    """What a person in this role sees."""
    return str(ROLE_SIGHT.get(role, ""))
