"""Which consultations, which columns, what for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.choices import AS_RECORDS, EXPORT_KINDS
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
    kind = forms.ChoiceField(
        label=_("What does it look like?"),
        widget=forms.RadioSelect,
        choices=list(EXPORT_KINDS.items()),
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one.")},
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        book: CodeBook,
        today: date,
        wanted: QueryDict | None = None,
        **options: Any,
    ) -> None:
        """`wanted`: an address that proposes kind and days, such as the ledger's."""
        usual: dict[str, Any] = {
            "since": today.replace(day=1), "until": today, "kind": AS_RECORDS, "groups": sorted(USUAL)
        }  # fmt: skip
        options.setdefault("initial", usual | _proposed(wanted or QueryDict()))
        super().__init__(*args, **options)
        self.fields["purpose"].choices = book.choices("export_purpose", calendar.fiscal_year(today))
        self.fields["groups"].choices = group_choices(actor)

    def clean_kind(self) -> str:
        """Records, unless the ledger is asked for."""
        return self.cleaned_data["kind"] or AS_RECORDS

    def clean(self) -> dict[str, Any]:
        """The period runs forward."""
        asked = super().clean() or {}
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return asked


def _proposed(wanted: QueryDict) -> dict[str, Any]:
    """What an address proposes, as far as it can be read."""
    found: dict[str, Any] = {}
    if wanted.get("kind") in EXPORT_KINDS:
        found["kind"] = wanted["kind"]
    for name in ("since", "until"):
        try:
            found[name] = calendar.parse_date(wanted.get(name, ""))
        except calendar.DateUnreadable:
            continue
    return found
