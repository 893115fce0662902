"""Naming one person and saying why her records must be opened now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from cases.queries.emergency import Named
from cases.rules import is_held_number
from partners.models import Agency
from safeguards import calendar, names
from safeguards.forms import EraDateField, LongTextField

FEWEST_WORDS = 10
HOW_TO_NAME = _("Please name her by agency and number, or by her whole reading and birth date.")


class _AgencyField(forms.ModelChoiceField):
    """One agency by its code."""

    def label_from_instance(self, agency: Agency) -> str:
        return agency.label


class EmergencyForm(forms.Form):
    """Either agency and client-held number, or whole reading and whole birth date; a ground and a reason always."""

    agency = _AgencyField(
        label=_("Agency that supports her"), queryset=None, to_field_name="code", required=False,
        empty_label=_("Please choose"),
    )  # fmt: skip
    held_number = forms.CharField(
        label=_("Number for the telephone"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 14}),
    )  # fmt: skip
    reading = forms.CharField(
        label=_("Whole reading of her name"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    birth = EraDateField(label=_("Birth date"), required=False)
    ground = forms.ChoiceField(
        label=_("Ground"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the ground.")},
    )
    reason = LongTextField(
        label=_("Why now, and for whom?"), max_length=1_000,
        error_messages={"required": _("Please write what has happened and who needs to know.")},
    )  # fmt: skip

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.open_on(today).in_order()
        self.fields["ground"].choices = book.choices("emergency_ground", calendar.fiscal_year(today))
        self.fields["reason"].widget.attrs["rows"] = 3

    def clean_held_number(self) -> str:
        """Digits in any width, with or without signs between them; a slip of one digit is noticed."""
        digits = names.search_key(str(self.cleaned_data["held_number"]))
        if digits and not is_held_number(digits):
            raise forms.ValidationError(_("A digit of this number is wrong. Please have it read out again."))
        return digits

    def clean_reason(self) -> str:
        """A word or two is no reason that another person could judge."""
        reason = str(self.cleaned_data["reason"]).strip()
        if len(reason) < FEWEST_WORDS:
            raise forms.ValidationError(_("Please write what has happened and who needs to know."))
        return reason

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        asked = super().clean() or {}
        if not self.errors:
            by_number = bool(asked["agency"] and asked["held_number"])
            by_birth = bool(asked["reading"].strip() and asked["birth"])
            if not by_number and not by_birth:
                raise forms.ValidationError(HOW_TO_NAME)
        return asked

    def named(self) -> Named:
        """Whom the words name: the number first, when it is whole."""
        asked = self.cleaned_data
        if asked["agency"] and asked["held_number"]:
            return Named(agency=asked["agency"], held_number=asked["held_number"])
        return Named(reading=asked["reading"], birth=asked["birth"])
