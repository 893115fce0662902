"""Template tags of the house: the submit token, era dates, moments in Japan, role labels."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from safeguards import calendar, once, roles

register = template.Library()


def _japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def _day(value: date | datetime) -> date:
    return calendar.japanese_day(value) if isinstance(value, datetime) else value


@register.filter
def as_json(value: Any) -> str:
    """For an attribute that a script reads; escaped there like every other text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.simple_tag
def once_field() -> SafeString:
    """The hidden token that makes a form sent twice one record."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_token())


@register.filter
def era(value: date | datetime | None) -> str:
    """令和8年4月1日; in English 1 April 2026. Empty for None."""
    if value is None or value == "":
        return ""
    day = _day(value)
    return calendar.era_date(day) if _japanese() else f"{day.day} {day:%B %Y}"


@register.filter
def era_short(value: date | datetime | None) -> str:
    """R8.4.1; in English 2026-04-01. Empty for None."""
    if value is None or value == "":
        return ""
    day = _day(value)
    return calendar.era_short(day) if _japanese() else day.isoformat()


@register.filter
def when(value: datetime | None) -> str:
    """A moment in Japanese time: 令和8年4月1日 14:05."""
    if value is None:
        return ""
    return f"{era(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day in Japan: 14:05."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def day_short(value: date | datetime | None) -> str:
    """11月26日 (within lists whose year is clear); in English 26 Nov."""
    if value is None:
        return ""
    day = _day(value)
    return f"{day.month}月{day.day}日" if _japanese() else f"{day.day} {day:%b}"


@register.filter
def weekday(value: date | datetime | None) -> str:
    """木曜日; in English Thursday."""
    if value is None:
        return ""
    day = _day(value)
    return "月火水木金土日"[day.weekday()] + "曜日" if _japanese() else f"{day:%A}"


@register.filter
def fiscal_year(value: int | date | None) -> str:
    """令和8年度; in English fiscal year 2026."""
    if value is None:
        return ""
    number = calendar.fiscal_year(value) if isinstance(value, date) else int(value)
    return calendar.fiscal_year_label(number) if _japanese() else f"FY{number}"


@register.filter
def era_year_only(value: date | datetime | None) -> str:
    """令和8年; in English 2026."""
    if value is None:
        return ""
    return calendar.era_year(_day(value)) if _japanese() else str(_day(value).year)


@register.filter
def role_label(role: str) -> str:
    """The role in the reader's language."""
    return roles.label(role)


@register.filter
def group_label(group: str) -> str:
    """A field group in the reader's language."""
    return roles.group_label(group)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or empty."""
    return mapping.get(key, "") if mapping else ""
