"""Entering a registered number."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.choices import NUMBER_LABELS

FEWEST_DIGITS, MOST_DIGITS = 3, 15  # 110 and 189 to the longest number of the international plan (E.164)
HOW_IT_LOOKS = _("Please write the number in digits, such as 000-000-0000.")


class RegisteredNumberForm(forms.Form):
    """A telephone, which desk answers it, and where it was looked up."""

    phone = forms.CharField(
        label=_("Telephone"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "size": 18}),
        error_messages={"required": HOW_IT_LOOKS},
    )  # fmt: skip
    label = forms.ChoiceField(
        label=_("Which desk"), choices=list(NUMBER_LABELS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose which desk answers.")},
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where did you look it up?"), max_length=200,
        help_text=_("A printed directory, the agency's own page, a letter. Never what somebody said on the telephone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write where the number was looked up.")},
    )  # fmt: skip

    def clean_phone(self) -> str:
        """Digits with signs between them, in any width; kept as the office writes it."""
        text = unicodedata.normalize("NFKC", str(self.cleaned_data["phone"])).strip()
        digits = re.sub(r"\D", "", text)
        if not re.fullmatch(r"\+?[\d\s()#*-]+", text) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            raise forms.ValidationError(HOW_IT_LOOKS)
        return text

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("phone", "label", "source")}
