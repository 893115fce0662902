"""The answer of the agency that knew the woman earlier."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MatchAnswer(forms.Form):
    """A yes stands on her word alone."""

    has_consent = forms.BooleanField(
        label=_("She was asked and agrees that the two agencies know of each other."),
        error_messages={"required": _("Without her consent the answer is no.")},
    )
