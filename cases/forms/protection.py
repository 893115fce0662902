"""Admission, extension and discharge of a temporary protection."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices.protection import BY_LABELS
from cases.forms.case import WORDS_LENGTH, past
from cases.models import CodeBook
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField

MOST_OF_A_BAND = 9
DAY = {"required": _("Please write the day.")}
HIDDEN = forms.HiddenInput


def add_family(form: forms.Form, book: CodeBook, year: int) -> list[str]:
    """One small number for each age band; the names of the new fields."""
    names = []
    for band, label in book.choices("family_band", year):
        name = f"family_{band}"
        form.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=0, max_value=MOST_OF_A_BAND,
            widget=forms.NumberInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
            error_messages={
                name: _("Please write a number from 0 to 9.") for name in ("invalid", "min_value", "max_value")
            },
        )  # fmt: skip
        names.append(name)
    return names


def family_of(form: forms.Form, names: list[str]) -> dict[str, int]:
    """How many of each band, those above none."""
    found = {name.removeprefix("family_"): form.cleaned_data.get(name) or 0 for name in names}
    return {band: number for band, number in found.items() if number}


class _Dated(forms.Form):
    """A form of one day, with the version of the case that its page showed."""

    lists: dict[str, str] = {}
    version = forms.IntegerField(widget=HIDDEN)

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.year = today, calendar.fiscal_year(today)
        for name, list_name in self.lists.items():
            self.fields[name].choices = book.choices(list_name, self.year)


class AdmissionForm(_Dated):
    """From which day, on what ground, by whom, where, with whom."""

    lists = {"ground": "protection_ground", "consent": "protection_consent"}
    started_on = EraDateField(label=_("In protection since"), error_messages=DAY)
    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, help_text=_("Art. 1 of the enforcement regulation, by item"),
        error_messages={"required": _("Please choose the ground.")},
    )  # fmt: skip
    consent = forms.ChoiceField(
        label=_("Her consent"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how she consented.")},
    )  # fmt: skip
    by = forms.ChoiceField(
        label=_("By whom"), widget=forms.RadioSelect, choices=list(BY_LABELS.items()),
        error_messages={"required": _("Please choose who protects her.")},
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("Place (code)"), required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This place is not free any more. Please choose again.")},
    )  # fmt: skip
    planned_until = EraDateField(
        label=_("Planned until"), required=False, help_text=_("Left empty: two weeks from the first day")
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places
        self.family_names = add_family(self, options["book"], self.year)

    @property
    def family_fields(self) -> list[forms.BoundField]:
        """The small numbers, for the template."""
        return [self[name] for name in self.family_names]

    def clean_started_on(self) -> date:
        """Not in the future."""
        return past(self.cleaned_data["started_on"], self.today)

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("started_on", "ground", "consent", "by", "planned_until")
        return {name: self.cleaned_data[name] for name in names} | {
            "family": family_of(self, self.family_names)
        }

    def bed(self) -> dict[str, str]:
        """Which bed: `request` or `shelter`, or neither."""
        kind, _colon, number = self.cleaned_data["place"].partition(":")
        return {kind: number} if number else {}


class ExtensionForm(_Dated):
    """Until when, and why."""

    until = EraDateField(label=_("Extended until"), error_messages=DAY)
    reason = LongTextField(
        label=_("Why it is extended"), max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Please write why the stay is extended.")},
    )  # fmt: skip


class DischargeForm(_Dated):
    """On which day, and where to."""

    lists = {"destination": "protection_destination"}
    ended_on = EraDateField(label=_("Left on"), error_messages=DAY)
    destination = forms.ChoiceField(
        label=_("Went to"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose where she went.")},
    )

    def clean_ended_on(self) -> date:
        """Not in the future."""
        return past(self.cleaned_data["ended_on"], self.today)
