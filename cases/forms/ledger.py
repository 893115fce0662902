"""Which page of the ledger, and what it is printed for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.queries.ledger import DAY, MONTH
from safeguards.forms import EraDateField, PrintForm

EARLIEST = date(1990, 4, 1)


class LedgerForm(forms.Form):
    """Read from the address: codes and a day. What is not there or cannot be: today."""

    by = forms.ChoiceField(
        label=pgettext_lazy("ledger", "Page"), required=False, widget=forms.RadioSelect,
        choices=[(DAY, pgettext_lazy("ledger", "One day")), (MONTH, pgettext_lazy("ledger", "One month"))],
    )  # fmt: skip
    on = EraDateField(label=_("Day"), required=False)

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        self.today = today
        by = asked.get("by", "")
        super().__init__(
            {"by": by if by in (DAY, MONTH) else DAY, "on": asked.get("on", "").strip() or today}
        )

    def clean_on(self) -> date:
        """A day that can stand in a book."""
        on = self.cleaned_data["on"] or self.today
        if not EARLIEST <= on <= self.today:
            raise forms.ValidationError(_("The year cannot be right. Please look at it again."))
        return on

    def asked(self) -> tuple[str, date]:
        """The sort of page and the day on it; today where it could not be read."""
        self.is_valid()
        return self.cleaned_data.get("by") or DAY, self.cleaned_data.get("on") or self.today

    def period(self) -> tuple[date, date]:
        """First and last day of the page."""
        by, on = self.asked()
        if by == DAY:
            return on, on
        return on.replace(day=1), first_of_next(on) - timedelta(days=1)


def first_of_next(on: date) -> date:
    """The first day of the month after this day's."""
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


class LedgerPrintForm(PrintForm):
    """What the page is printed for; names stand on it only when they are ticked."""

    with_names = forms.BooleanField(label=_("Print the names, too"), required=False)

    def __init__(self, *args: Any, purposes: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, purposes=purposes, has_places=False, **options)
