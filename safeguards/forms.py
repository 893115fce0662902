"""Form fields that read Japanese dates and keep what was typed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeguards import calendar
from safeguards.clock import parse_clock
from safeguards.documents import Purpose
from safeguards.names import search_key


class EraDateField(forms.CharField):
    """A date in any spelling the offices use: 令和8年4月1日, R8.4.1, 2026-04-01, 2026/4/1.

    Cleans to a `date` or None; an unreadable text stays in the field with a sentence on how to mend it.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": 18}))
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            return calendar.parse_date(text)
        except calendar.DateUnreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable_date") from None

    def prepare_value(self, value: Any) -> Any:
        return calendar.era_date(value) if isinstance(value, date) else value


class ClockField(forms.CharField):
    """A time of day as 14:05, 1405 or 14時5分. Cleans to a `time` or None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 12)
        options.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "size": 8, "inputmode": "numeric"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_clock(text)
        except calendar.DateUnreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable_time") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


def moment_of(day: date, clock: time | None) -> datetime:
    """The moment in Japan; without a time of day the day's first minute."""
    return timezone.make_aware(datetime.combine(day, clock or time(0, 0)))


class PersonSearchField(forms.CharField):
    """What a person is searched by. Signs alone (`%`, `*`, 。) are refused: they would ask for everybody (R-09)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 120)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not search_key(value):
            raise ValidationError(
                _("Signs alone find nobody. Please write a name, a reading, a telephone number or a number."),
                code="only_signs",
            )


# What comes along with text from the clipboard of a word processor. Its own line, page and paragraph breaks become
# line breaks, its bullets and spaces ordinary ones; signs that nobody sees, and those that turn the order of reading
# around, go. Variation selectors and joiners stay: they belong to names and to letters.
_BREAKS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
_BULLETS = dict.fromkeys([0xF0B7, 0xF0A7, 0xF06C, 0xF0D8], "・")
_UNSEEN = dict.fromkeys(
    [
        *(sign for sign in range(0x20) if chr(sign) not in "\t\n\r\v\f"), *range(0x7F, 0x85), *range(0x86, 0xA0),
        0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFC, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    ]
)  # fmt: skip
_CLEAN: dict[int, str | None] = {**_UNSEEN, **_BREAKS, **_BULLETS, 0xA0: " "}


class LongTextField(forms.CharField):
    """A long text. Line breaks are kept as typed; what a clipboard brought along besides words is put right."""

    def to_python(self, value: Any) -> str:
        """The text without signs that nobody typed."""
        return str(super().to_python(value)).translate(_CLEAN)

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}))
        options.setdefault("strip", False)
        options.setdefault("error_messages", {}).setdefault(
            "max_length", _("This text has %(show_value)s characters. Please shorten it to %(limit_value)s.")
        )
        super().__init__(**options)


class PrintForm(forms.Form):
    """What a paper is for, and whether places may stand on it. `purposes` are (code, label); places are off."""

    purpose = forms.ChoiceField(
        label=_("What is it printed for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is printed for.")},
    )
    with_places = forms.BooleanField(label=_("Print her whereabouts, too"), required=False)

    def __init__(self, *args: Any, purposes: list[tuple[str, str]], has_places: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = purposes
        if not has_places:
            del self.fields["with_places"]

    def asked_purpose(self) -> Purpose:
        """The chosen purpose with its label."""
        code = self.cleaned_data["purpose"]
        return Purpose(code, dict(self.fields["purpose"].choices)[code])
