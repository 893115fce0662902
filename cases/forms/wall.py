"""Whom to wall off, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.wall import NOT_CHOSEN
from cases.models import CodeBook
from cases.queries.wall import colleagues
from partners.models import Account
from safeguards import calendar
from safeguards.access import Actor


class ColleagueField(forms.ModelChoiceField):
    """One colleague by the public number of her account."""

    def label_from_instance(self, account: Account) -> str:
        return account.name


class WallForm(forms.Form):
    """One colleague of her own agency, and one ground."""

    account = ColleagueField(
        label=_("Who must not see this person?"), queryset=None, to_field_name="number",
        empty_label=None, widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a colleague."),
            "invalid_choice": _("This person does not work with records here. Please choose a colleague."),
        },
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Why?"), widget=forms.RadioSelect, error_messages={"required": _("Please choose the ground.")}
    )

    def __init__(self, *args: Any, actor: Actor, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["account"].queryset = colleagues(actor)
        self.fields["ground"].choices = [
            choice
            for choice in book.choices("wall_ground", calendar.fiscal_year(today))
            if choice[0] not in NOT_CHOSEN
        ]
