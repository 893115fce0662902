"""What a move must bring: reason, outcome, day, words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from referrals.choices import EVENT_LISTS
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField
from safeguards.templatetags.safeguards import era

TEXT_LENGTH = 4000


class MoveForm(forms.Form):
    """A move without further facts: accept, close."""

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        list_name = EVENT_LISTS.get(self.prefix or "")
        if list_name:
            self.fields["code"].choices = book.choices(list_name, calendar.fiscal_year(today))

    def facts(self) -> dict[str, Any]:
        """Arguments for the action."""
        return dict(self.cleaned_data)


class DeclineForm(MoveForm):
    """Why it cannot be accepted."""

    code = forms.ChoiceField(
        label=_("Why can it not be accepted?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )  # fmt: skip
    text = LongTextField(
        label=_("Words to the sender"), required=False, max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip


class RecallForm(MoveForm):
    """Why it is taken back; the other agency does not read it."""

    code = forms.ChoiceField(
        label=_("Why is it taken back?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )  # fmt: skip
    text = LongTextField(
        label=_("Note for your own agency"), required=False, max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip


class ReportForm(MoveForm):
    """What was done."""

    code = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what came of it.")},
    )  # fmt: skip
    done_on = EraDateField(
        label=_("Day"), error_messages={"required": _("Please write the day on which it was done.")}
    )
    text = LongTextField(
        label=_("Report"), required=False, max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )  # fmt: skip

    def clean_done_on(self) -> date | None:
        """What was done does not lie in the future."""
        day = self.cleaned_data["done_on"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet. Please write the day on which it was done."),
                params={"day": era(day)},
            )
        return day


FORMS: dict[str, type[MoveForm]] = {
    "accept": MoveForm,
    "decline": DeclineForm,
    "report": ReportForm,
    "close": MoveForm,
    "recall": RecallForm,
}


def form_of(name: str, data: Any, *, book: CodeBook, today: date) -> MoveForm:
    """The form of one move, with its name as prefix so that several stand on one page."""
    initial = {"done_on": today} if name == "report" else {}
    return FORMS[name](data, prefix=name, initial=initial, book=book, today=today)
