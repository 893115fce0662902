"""Who asks for whereabouts, whom she reached when she called back, why not, and what another person says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from partners.choices import number_label
from partners.forms.recipient import RecipientFields
from partners.models import Agency, RegisteredNumber
from partners.queries.recipient import Recipient
from safeguards import calendar, roles
from safeguards.forms import LongTextField

FEWEST_WORDS = 10
PLEASE_CHOOSE = ("", _("Please choose"))


def _short() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off"})


class ReleaseForm(RecipientFields):
    """Who asks, for what, on which ground; the agency is chosen from the register and looked at once more."""

    agency = forms.ChoiceField(
        label=_("Agency that asks"), help_text=_("Only agencies with a registered number stand here."),
        error_messages={"required": _("Please choose the agency.")},
    )  # fmt: skip
    requester = forms.CharField(
        label=_("Name and post of who asks"), max_length=120, widget=_short(),
        error_messages={"required": _("Please write who asks.")},
    )  # fmt: skip
    words = LongTextField(
        label=_("The request, in the caller's words"), max_length=1_000,
        error_messages={"required": _("Please write what was asked.")},
    )  # fmt: skip
    places = forms.MultipleChoiceField(
        label=_("What would be told"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose what would be told.")},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("What is it for?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the purpose.")},
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Legal ground"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the legal ground.")},
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How would it be told?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how it would be told.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, receivers: list[Agency], places: list[tuple[str, str]], book: CodeBook, today: date,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.by_code = {one.code: one for one in receivers}
        year = calendar.fiscal_year(today)
        self.fields["agency"].choices = [PLEASE_CHOOSE, *_by_tier(receivers)]
        self.fields["places"].choices = places
        self.fields["words"].widget.attrs["rows"] = 3
        for name, list_name in (
            ("purpose", "release_purpose"), ("ground", "legal_ground"), ("way", "release_way"),
        ):  # fmt: skip
            self.fields[name].choices = book.choices(list_name, year)

    @property
    def chosen(self) -> Agency | None:
        """The agency chosen so far."""
        return self.by_code.get(self.data.get("agency", ""))

    def is_ready(self, recipient: Recipient | None) -> bool:
        """Is everything there, and has she looked at this agency and named it where that is asked?

        The first look is no fault of hers: then the page is drawn once more, with it and without an error.
        """
        if not self.is_valid() or recipient is None or not self.has_seen(recipient):
            return False
        self.check_recipient(recipient)
        return not self.errors

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("requester", "words", "places", "purpose", "ground", "way")
        return {name: self.cleaned_data[name] for name in names} | {"to_agency": self.chosen}


def _by_tier(receivers: Iterable[Agency]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in receivers:
        groups.setdefault(str(roles.TIER_LABELS.get(one.tier, one.tier)), []).append((one.code, one.label))
    return list(groups.items())


class CallBackForm(forms.Form):
    """Which registered number she called, and whom she reached there. There is no field for a number."""

    called_number = forms.ChoiceField(
        label=_("Which number did you call?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the number that you called.")},
    )  # fmt: skip
    has_called = forms.BooleanField(
        label=_("I hung up and called this very number myself."),
        error_messages={"required": _("Please hang up and call the registered number first.")},
    )
    reached = forms.CharField(
        label=_("Whom did you reach?"), max_length=120, widget=_short(),
        error_messages={"required": _("Please write whom you reached.")},
    )  # fmt: skip

    def __init__(self, *args: Any, numbers: list[RegisteredNumber], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["called_number"].choices = [
            (one.number, f"{one.phone} ({number_label(one.label)})") for one in numbers
        ]


class RefusalForm(forms.Form):
    """Why nothing is told."""

    refusal = forms.ChoiceField(
        label=_("Why is nothing told?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )  # fmt: skip
    refusal_words = LongTextField(label=_("In words, if needed"), required=False, max_length=1_000)

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["refusal"].choices = book.choices("release_refusal", calendar.fiscal_year(today))
        self.fields["refusal_words"].widget.attrs["rows"] = 2


class DangerForm(forms.Form):
    """Which danger does not wait for a second person."""

    danger_ground = forms.ChoiceField(
        label=_("Which danger?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the ground.")},
    )  # fmt: skip

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["danger_ground"].choices = book.choices("emergency_ground", calendar.fiscal_year(today))


class ReviewForm(forms.Form):
    """What another person says about a release in imminent danger: a press alone is no look at it."""

    words = LongTextField(
        label=_("What do you say to it?"), max_length=1_000,
        error_messages={"required": _("Please write in a sentence what you think of it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["rows"] = 2

    def clean_words(self) -> str:
        """A word or two is no look that another person could follow."""
        words = str(self.cleaned_data["words"]).strip()
        if len(words) < FEWEST_WORDS:
            raise forms.ValidationError(_("Please write in a sentence what you think of it."))
        return words
