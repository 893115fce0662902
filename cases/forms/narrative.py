"""Words to look for inside what was said."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguards.names import search_key

FEWEST_LETTERS = 2


class NarrativeSearch(forms.Form):
    """Two letters at least: one letter stands nearly everywhere."""

    q = forms.CharField(
        label=_("Words in what was said"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write two letters or more.")},
    )  # fmt: skip

    def clean_q(self) -> str:
        words = str(self.cleaned_data["q"])
        if len(search_key(words)) < FEWEST_LETTERS:
            raise forms.ValidationError(_("Please write two letters or more."), code="too_short")
        return words
