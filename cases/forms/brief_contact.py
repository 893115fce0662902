"""A contact that is counted and leaves no record; the codes that an office pins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from cases.models.pinned_code import MOST_PINNED, PINNED_LISTS
from safeguards import calendar

PIN_LABELS = {
    "main_complaint": _("Main complaint"),
    "next_step": _("Next step"),
    "support_activity": _("Support given"),
}


class BriefContactForm(forms.Form):
    """Wrong number, silent, information only: choose, record."""

    kind = forms.ChoiceField(
        label=_("Only counted"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it was.")},
    )
    method = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    # Not `minutes`: it stands on the page of the sheet, which has a field of that name.
    brief_minutes = forms.IntegerField(required=False, min_value=0, max_value=1440, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "brief_%s"  # it stands on the page of another form
        year = calendar.fiscal_year(today)
        self.fields["kind"].choices = book.choices("brief_kind", year)
        self.fields["method"].choices = book.choices("contact_method", year)


class PinForm(forms.Form):
    """Up to six codes of each list that stand first on the call screen."""

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PINNED_LISTS:
            self.fields[name] = forms.MultipleChoiceField(
                label=PIN_LABELS[name],
                required=False,
                choices=book.choices(name, calendar.fiscal_year(today)),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        """Six at most: more would be the whole list in another order."""
        cleaned = super().clean() or self.cleaned_data
        for name in PINNED_LISTS:
            if len(cleaned.get(name, [])) > MOST_PINNED:
                self.add_error(name, _("Six at most. Please take some away."))
        return cleaned
