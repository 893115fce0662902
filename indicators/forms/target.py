"""The target of an indicator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from indicators.models import Target
from safeguards.calendar import fiscal_year
from safeguards.forms import LongTextField
from safeguards.templatetags.safeguards import fiscal_year as fiscal_year_words


class TargetForm(forms.Form):
    """The value, the fiscal year at whose end it is to be reached, and where it was decided."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    value = forms.IntegerField(label=pgettext_lazy("indicators", "Target"), min_value=0, max_value=99_999)
    fiscal_year = forms.TypedChoiceField(label=_("By the end of"), coerce=int)
    comment = LongTextField(
        label=_("Source or reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the target was decided; empty is possible."),
    )

    def __init__(
        self, today: Any, most: int | None, *args: Any, target: Target | None = None, **kwargs: Any
    ) -> None:
        self.most = most
        if target is not None:
            kwargs["initial"] = {
                "version": target.version,
                "value": target.value,
                "fiscal_year": target.fiscal_year,
                "comment": target.comment,
            }
        super().__init__(*args, **kwargs)
        years = sorted(
            {*range(fiscal_year(today), fiscal_year(today) + 11), *([target.fiscal_year] if target else [])}
        )
        self.fields["fiscal_year"].choices = [(year, fiscal_year_words(year)) for year in years]

    def clean_value(self) -> int:
        """Not more municipalities than there are."""
        value = self.cleaned_data["value"]
        if self.most is not None and value > self.most:
            message = ngettext_lazy(
                "The prefecture has %(most)s municipality. Write a number up to that.",
                "The prefecture has %(most)s municipalities. Write a number up to that.",
                self.most,
            )
            raise forms.ValidationError(message % {"most": self.most})
        return value

    def facts(self) -> dict[str, Any]:
        """Values of the model's fields."""
        return {name: self.cleaned_data[name] for name in ("value", "fiscal_year", "comment")}
