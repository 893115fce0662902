"""Which consultations, which columns, what for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from cases.queries.export import USUAL, group_choices
from safeguards import calendar
from safeguards.access import Actor
from safeguards.forms import EraDateField


class ExportForm(forms.Form):
    """A period, a purpose, and the field groups that become columns. Whereabouts are not among them."""

    since = EraDateField(label=_("From"), error_messages={"required": _("Please write the first day.")})
    until = EraDateField(label=_("To"), error_messages={"required": _("Please write the last day.")})
    purpose = forms.ChoiceField(
        label=_("What is it needed for?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is needed for.")},
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one.")},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, book: CodeBook, today: date, **options: Any) -> None:
        options.setdefault(
            "initial", {"since": today.replace(day=1), "until": today, "groups": sorted(USUAL)}
        )
        super().__init__(*args, **options)
        self.fields["purpose"].choices = book.choices("export_purpose", calendar.fiscal_year(today))
        self.fields["groups"].choices = group_choices(actor)

    def clean(self) -> dict[str, Any]:
        """The period runs forward."""
        asked = super().clean() or {}
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return asked
