"""The answer of the third person to "why was this record opened?"."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import EXPLANATIONS


class ExplanationForm(forms.Form):
    """One explanation from the list."""

    explanation = forms.ChoiceField(
        label=_("Why was it opened?"), choices=[("", _("Please choose")), *EXPLANATIONS.items()],
        error_messages={
            "required": _("Please choose why it was opened, or have it looked into as a possible leak."),
            "invalid_choice": _("Please choose why it was opened, or have it looked into as a possible leak."),
        },
    )  # fmt: skip
