"""Asking for a bed, answering, and keeping the shelters of one's own agency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.protection import MOST_OF_A_BAND, add_family, family_of
from cases.models import CodeBook, Shelter
from safeguards import calendar
from safeguards.forms import ClockField, moment_of

TEXT = {"autocomplete": "off"}
NUMBER = {"autocomplete": "off", "inputmode": "numeric"}
DAY = timedelta(days=1)


class TelephoneForm(forms.Form):
    """Who of the shelter said yes by telephone, and at what time; stays with who asked."""

    yes_from = forms.CharField(
        label=_("Who said yes by telephone"), max_length=60, widget=forms.TextInput(attrs=TEXT),
        error_messages={"required": _("Please write who said yes.")},
    )  # fmt: skip
    told_clock = ClockField(label=_("Said at"), required=False, help_text=_("Left empty: now"))

    def told(self, now: datetime) -> dict[str, Any]:
        """What the action takes; a time of the day later than now was yesterday's, just before midnight."""
        clock = self.cleaned_data.get("told_clock")
        moment = moment_of(calendar.japanese_day(now), clock) if clock else None
        if moment is not None and moment - now > DAY / 2:
            moment -= DAY
        return {"yes_from": self.cleaned_data.get("yes_from", ""), "told_at": moment}


class BedAskForm(TelephoneForm):
    """What a shelter has to know to say yes. No field takes a name, an address or words of hers."""

    shelter = forms.ChoiceField(
        label=_("Which shelter"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a shelter."), "invalid_choice": _("Please choose a shelter.")},
    )  # fmt: skip
    adults = forms.IntegerField(
        label=_("Women"), min_value=1, max_value=MOST_OF_A_BAND, initial=1, widget=forms.NumberInput(attrs=NUMBER),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Please write a number from 1 to 9.")
        ),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("What she needs there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    arrival = forms.ChoiceField(
        label=_("When she comes"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose when she comes.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, book: CodeBook, year: int, shelters: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["yes_from"].required = False
        self.fields["shelter"].choices = shelters
        self.fields["needs"].choices = book.choices("bed_need", year)
        self.fields["arrival"].choices = book.choices("bed_arrival", year)
        self.family_names = add_family(self, book, year)

    @property
    def family_fields(self) -> list[forms.BoundField]:
        """The small numbers, for the template."""
        return [self[name] for name in self.family_names]

    def facts(self) -> dict[str, Any]:
        """What the shelter reads."""
        names = ("adults", "needs", "arrival")
        return {name: self.cleaned_data[name] for name in names} | {
            "family": family_of(self, self.family_names)
        }


class DeclineForm(forms.Form):
    """Why there is no bed: a code, no words."""

    reason = forms.ChoiceField(
        label=_("Why not"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = book.choices("bed_decline", year)


class ShelterForm(forms.Form):
    """One place: its code for everybody, its name for who needs to know it, its beds."""

    code = forms.RegexField(
        r"^[A-Z]{1,3}-\d{1,4}$", label=_("Code"), help_text=_("For example S-03. Others see this alone."),
        widget=forms.TextInput(attrs=TEXT),
        error_messages={
            name: _("Please write capital letters, a hyphen and a number, as S-03.") for name in ("required", "invalid")
        },
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the place"), max_length=120, help_text=_("Kept encrypted. It stands on no list."),
        required=False, widget=forms.TextInput(attrs=TEXT),
    )  # fmt: skip
    beds = forms.IntegerField(
        label=_("Beds"), min_value=0, max_value=99, help_text=_("Women at one time, each with her family"),
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Please write a number from 0 to 99.")
        ),
    )  # fmt: skip
    accepts = forms.MultipleChoiceField(
        label=_("Who may come along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("Takes women in now"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accepts"].choices = book.choices("family_band", year)

    @classmethod
    def initial_of(cls, one: Shelter | None) -> dict[str, Any]:
        """What stands; the name is typed anew only where it changes."""
        if one is None:
            return {"version": 0, "is_active": True}
        return {name: getattr(one, name) for name in ("code", "beds", "accepts", "is_active", "version")}

    def facts(self) -> dict[str, Any]:
        """What the action takes; an empty name keeps the one that stands."""
        found = {name: self.cleaned_data[name] for name in ("code", "beds", "accepts", "is_active")}
        return found | ({"name": self.cleaned_data["name"]} if self.cleaned_data["name"] else {})
