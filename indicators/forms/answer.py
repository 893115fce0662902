"""What a municipality states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.forms.record import (
    EARLIEST,
    RecordForm,
    place_field,
)
from indicators.models import Answer
from safeguards.forms import EraDateField, LongTextField


class AnswerForm(RecordForm):
    """The statement of a municipality: it has it, or it has not."""

    model = Answer
    municipality = place_field()
    has = forms.TypedChoiceField(
        label=_("What the municipality says"),
        choices=[("no", _("has none")), ("yes", _("has it, record to follow"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    as_of = EraDateField(
        label=_("For which day"), help_text=_("The answer holds until the end of that fiscal year.")
    )
    answered_on = EraDateField(label=_("Answered on"))
    comment = LongTextField(
        label=pgettext_lazy("indicators", "Comment"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Read by the prefecture's planners and this municipality's planner only. No names of persons."
        ),
    )

    def initial_of(self, record: Answer) -> dict[str, Any]:
        return super().initial_of(record) | {"has": "yes" if record.has else "no"}

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("as_of", "answered_on"):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day has not come yet."))
            elif day and day < EARLIEST:
                self.add_error(name, _("The year cannot be right. Please look at it again."))
        return self.cleaned_data

    def refuse_double(self, indicator: Any) -> None:
        """Add an error when the municipality has an answer for this very day, or a record says otherwise."""
        place, day = self.cleaned_data.get("municipality"), self.cleaned_data.get("as_of")
        if self.errors or place is None or day is None:
            return
        same = Answer.objects.standing().filter(municipality=place, indicator=indicator, as_of=day)
        if self.record is not None:
            same = same.exclude(pk=self.record.pk)
        if same.exists():
            self.add_error(
                "as_of", _("There is an answer of this municipality for this day already. Change that one.")
            )
