"""How she may be reached: the block of the client's form, one row of chips for each way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.contact import CHANNEL_LABELS, DAY_LABELS
from cases.contact_rule import (
    ANY_DAY,
    CHANNELS,
    CHAT,
    DAYS,
    HOME_PHONE,
    MAIL,
    WORK_PHONE,
    ContactRule,
    Hours,
    Way,
    as_data,
)
from safeguards.forms import ClockField

MAY, NEVER, NOT_ASKED = "yes", "no", ""
ANSWERS = (
    (MAY, pgettext_lazy("contact", "May be used")),
    (NEVER, pgettext_lazy("contact", "Must not be used")),
    (NOT_ASKED, pgettext_lazy("contact", "Not asked")),
)
CLOCKS = (("from_clock", pgettext_lazy("hours", "From")), ("till_clock", pgettext_lazy("hours", "Until")))
# What is kept beside a way. The mobile phone's number is the client's telephone; a letter goes to her whereabouts.
AT_LABELS: dict[str, Promise] = {
    HOME_PHONE: _("Number of the home telephone"),
    WORK_PHONE: _("Number at work"),
    MAIL: _("Mail address"),
    CHAT: _("Name in the chat, or number for messages"),
}


def _answer(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=ANSWERS, widget=forms.RadioSelect)


def _at(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ContactRuleFields(forms.Form):
    """Fields of the rule, made from the list of ways; `cleaned_data["contact_rule"]` is ready for the column."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for channel in CHANNELS:
            self.fields[f"{channel}_may"] = _answer(CHANNEL_LABELS[channel])
            if channel in AT_LABELS:
                self.fields[f"{channel}_at"] = _at(AT_LABELS[channel])
            self.fields[f"{channel}_days"] = forms.ChoiceField(
                label=pgettext_lazy("contact", "Days"), required=False, choices=[(one, DAY_LABELS[one]) for one in DAYS]
            )  # fmt: skip
            for name, label in CLOCKS:
                self.fields[f"{channel}_{name}"] = ClockField(label=label, required=False)
        self.fields["voicemail"] = _answer(_("Leaving words on a machine"))
        self.fields["code_word"] = _at(_("Code word"))
        for name in [f"{channel}_may" for channel in CHANNELS] + ["voicemail"]:
            self.initial.setdefault(name, NOT_ASKED)

    def ways(self) -> list[dict[str, BoundField]]:
        """The rows of the form: each way's answer, place, days and hours."""
        parts = ("may", "at", "days", "from_clock", "till_clock")
        return [
            {part: self[f"{channel}_{part}"] for part in parts if f"{channel}_{part}" in self.fields}
            for channel in CHANNELS
        ]

    @staticmethod
    def initial_of_rule(rule: ContactRule) -> dict[str, Any]:
        """The stored rule as the form shows it."""
        values: dict[str, Any] = {"voicemail": _word(rule.voicemail), "code_word": rule.code_word}
        for channel in CHANNELS:
            way = rule.ways.get(channel, Way(None))
            values |= {
                f"{channel}_may": _word(way.may), f"{channel}_at": way.at, f"{channel}_days": way.hours.days,
                f"{channel}_from_clock": way.hours.since, f"{channel}_till_clock": way.hours.until,
            }  # fmt: skip
        return {name: value for name, value in values.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        """Hours have a beginning and an end, and they are not the same."""
        cleaned = super().clean() or self.cleaned_data
        ways = {channel: way for channel in CHANNELS if (way := self._way(channel)) != Way(None)}
        rule = ContactRule(ways, _told(cleaned.get("voicemail", "")), cleaned.get("code_word", ""))
        cleaned["contact_rule"] = as_data(rule)
        return cleaned

    def _way(self, channel: str) -> Way:
        cleaned = self.cleaned_data
        since, until = cleaned.get(f"{channel}_from_clock"), cleaned.get(f"{channel}_till_clock")
        unreadable = {f"{channel}_from_clock", f"{channel}_till_clock"} & set(self.errors)
        if not unreadable and (since is None) != (until is None):
            missing = "from_clock" if since is None else "till_clock"
            self.add_error(f"{channel}_{missing}", _("Please write both, from when and until when."))
        elif not unreadable and since is not None and since == until:
            self.add_error(
                f"{channel}_till_clock", _("From and until are the same. Please write when it ends.")
            )
        days = cleaned.get(f"{channel}_days") or ANY_DAY
        hours = Hours(since, until, days) if since is not None and until is not None else Hours(days=days)
        return Way(_told(cleaned.get(f"{channel}_may", "")), hours, cleaned.get(f"{channel}_at", ""))


def _word(told: bool | None) -> str:
    return NOT_ASKED if told is None else MAY if told else NEVER


def _told(word: str) -> bool | None:
    return {MAY: True, NEVER: False}.get(word)
