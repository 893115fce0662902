"""What a person gives about herself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguards.forms import LongTextField
from safeguards.traces import phone_keys, place_keys


def _off(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class OwnTraceForm(forms.Form):
    """A former name, telephones, addresses; each if she likes."""

    family = forms.CharField(label=_("Former family name"), required=False, max_length=60, widget=_off())
    given = forms.CharField(
        label=_("Given name at that time"), required=False, max_length=60, widget=_off(),
        help_text=_("Empty: as today."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Own telephone numbers"), required=False, max_length=120, widget=_off(inputmode="tel"),
        help_text=_("With the area code. Several: with a comma between them."),
    )  # fmt: skip
    address = LongTextField(
        label=_("Own address"), required=False, max_length=300,
        help_text=_("With town, number and room. Several: one on each line."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["address"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("given") and not given.get("family"):
            self.add_error("family", _("Please write the former family name too."))
        if given.get("phone") and not phone_keys(given["phone"]):
            self.add_error(
                "phone", _("Please write the whole number with the area code, such as 022-123-4567.")
            )
        if given.get("address") and not place_keys(given["address"]):
            self.add_error("address", _("Please write the address down to its number."))
        if not self.errors and not any(given.values()):
            self.add_error(None, _("Please write at least one of them."))
        return cleaned
