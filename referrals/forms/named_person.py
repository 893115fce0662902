"""Whom of her agency a sender means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Account

SOMEBODY, NOBODY = "somebody", "nobody"


class NamedPersonForm(forms.Form):
    """Somebody, chosen by name, or nobody: the supervisor says one of the two, nothing is taken for granted."""

    answer = forms.ChoiceField(
        label=_("Is this person among the staff?"),
        widget=forms.RadioSelect,
        choices=[(SOMEBODY, _("Yes: those ticked below")), (NOBODY, _("No, nobody of us"))],
        error_messages={"required": _("Please say whether it is somebody of the staff.")},
    )
    accounts = forms.MultipleChoiceField(
        label=_("Who must not see it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, staff: Iterable[Account], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accounts"].choices = [(one.number, one.name) for one in staff]

    def clean(self) -> dict[str, Any]:
        """Somebody is somebody who is ticked; nobody is nobody ticked."""
        data = super().clean() or {}
        ticked, answer = bool(data.get("accounts")), data.get("answer")
        if answer == SOMEBODY and not ticked:
            self.add_error("accounts", _("Please tick who is meant, or choose that it is nobody."))
        if answer == NOBODY and ticked:
            self.add_error(
                "answer", _("Somebody is ticked below. Please take the tick away, or choose “Yes”.")
            )
        return data
