"""When a call-back is to be made, what came of a try, and why one is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.contact import MISSED_OUTCOMES
from cases.contact_rule import Interval
from cases.models import CallBack, CodeBook
from safeguards import calendar
from safeguards.forms import ClockField, EraDateField, moment_of


class SlotForm(forms.Form):
    """Day, from when, until when. An end before the beginning is the next day's."""

    due_on = EraDateField(label=_("Day"), error_messages={"required": _("Please write the day.")})
    due_from_clock = ClockField(
        label=pgettext_lazy("hours", "From"),
        error_messages={"required": _("Please write both, from when and until when.")},
    )
    due_till_clock = ClockField(
        label=pgettext_lazy("hours", "Until"),
        error_messages={"required": _("Please write both, from when and until when.")},
    )

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    @staticmethod
    def initial_of(slot: Interval) -> dict[str, Any]:
        """A slot as the form shows it."""
        since, until = (timezone.localtime(one) for one in slot)
        return {"due_on": since.date(), "due_from_clock": since.time(), "due_till_clock": until.time()}

    def clean(self) -> dict[str, Any]:
        """The slot is not over yet, and it has a length."""
        cleaned = super().clean() or self.cleaned_data
        if {"due_on", "due_from_clock", "due_till_clock"} <= set(cleaned) and not self.errors:
            since = moment_of(cleaned["due_on"], cleaned["due_from_clock"])
            until = moment_of(cleaned["due_on"], cleaned["due_till_clock"])
            if until == since:
                self.add_error("due_till_clock", _("From and until are the same. Please write when it ends."))
            until += timedelta(days=1) if until < since else timedelta()
            if until <= self.now:
                self.add_error("due_on", _("This time is over. Please write a time that is still to come."))
            cleaned["slot"] = (since, until)
        return cleaned


class MissForm(forms.Form):
    """What came of a try that did not reach her."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what came of it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, book: CodeBook, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = [
            (code, book.label("contact_outcome", code)) for code in MISSED_OUTCOMES
        ]


class ClosingForm(forms.Form):
    """Why nobody will call her back."""

    reason = forms.ChoiceField(
        label=_("Why is it closed?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )  # fmt: skip

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = book.choices("call_back_closing", calendar.fiscal_year(today))


def slot_form(call_back: CallBack, now: datetime, data: Any = None) -> SlotForm:
    """The form of a call-back's slot, filled with the one that stands."""
    return SlotForm(data, initial=SlotForm.initial_of((call_back.due_from, call_back.due_until)), now=now)
