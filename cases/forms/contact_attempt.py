"""Why she is to be reached outside her rule, and what stands on an envelope."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguards.forms import LongTextField

FEWEST_WORDS = 10


class OutsideForm(forms.Form):
    """The reason for the second person: a press alone is no reason."""

    words = LongTextField(
        label=_("Why is it to be done all the same?"), max_length=1_000,
        error_messages={"required": _("Please write the reason in a sentence.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["rows"] = 3

    def clean_words(self) -> str:
        """A word or two tells a second person nothing."""
        words = str(self.cleaned_data["words"]).strip()
        if len(words) < FEWEST_WORDS:
            raise forms.ValidationError(_("Please write the reason in a sentence."))
        return words


class EnvelopeForm(forms.Form):
    """To which of her places the letter goes, and who stands as the sender. `places`: names and labels, no values."""

    place = forms.ChoiceField(
        label=_("To which place?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the place.")},
    )  # fmt: skip
    sender = forms.CharField(
        label=_("Sender on the envelope"), required=False, max_length=120,
        help_text=_("The name to give. Leave it empty rather than write the office's name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places
