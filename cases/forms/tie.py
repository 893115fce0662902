"""Why a staff member and somebody in a record are not the same person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from safeguards import calendar


class NotSameForm(forms.Form):
    """One reason by one chip."""

    reason = forms.ChoiceField(
        label=_("Why are they not the same?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose why they are not the same person.")},
    )  # fmt: skip

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = book.choices("tie_reason", calendar.fiscal_year(today))
