"""Choosing a file to take in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """One Excel or CSV file. What it holds is judged by `safeguards.sheets` and the resource."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("Up to 2 MB, 5,000 rows, 60 columns; no macros, no password."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("No file is chosen. Choose the form sheet that you filled in."),
            "empty": _("The file is empty. Fill in the form sheet and choose it again."),
        },
        max_length=255,
    )
