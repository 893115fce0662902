"""Joining two records: which value stays, why, and who else may see it; giving both back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.actions.client import FIELDS
from cases.actions.merge import BOTH, GONE, JOINABLE, KEPT
from cases.cards import WHEREABOUTS, Fact, birth_text, whereabouts_label
from cases.forms.client import ClientForm
from cases.models import Client, CodeBook
from cases.queries.merge import Outside
from safeguards import calendar

DOTS = "●●●●●"


class MergeForm(forms.Form):
    """A choice for every field in which the two differ; `take_<field>`. Masked places are chosen without being shown.

    Of two long texts both stay unless she says otherwise; of two short values that of the record that stays, of one
    the one that is there.
    """

    reason = forms.ChoiceField(
        label=_("How is it certain that they are the same person?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how it is certain.")},
    )
    agencies = forms.MultipleChoiceField(
        label=_("These agencies see one of the two, and will see the joined record"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each has to be ticked. Whom it must not reach: end the disclosure first, then join."),
    )
    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kept: Client, gone: Client, outside: Iterable[Outside], book: CodeBook, today: date,
        chosen: Mapping[str, Any] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.versions = {"kept_version": kept.version, "gone_version": gone.version}
        options["initial"] = {**(chosen or {}), **self.versions}
        super().__init__(*args, **options)
        self.fields["reason"].choices = book.choices("merge_reason", calendar.fiscal_year(today))
        self.outside = list(outside)
        self.fields["agencies"].choices = [(one.agency.code, one.agency.name) for one in self.outside]
        if not self.outside:
            del self.fields["agencies"]
        for name in FIELDS:
            pair = getattr(kept, name), getattr(gone, name)
            if pair[0] != pair[1]:
                self.fields[f"take_{name}"] = _choice(name, *pair, book)

    def is_of_now(self) -> bool:
        """Was the page drawn of the two records as they stand now?"""
        return all(self.data.get(name) == str(version) for name, version in self.versions.items())

    def clean_agencies(self) -> list[str]:
        """Every one of them, or it stays as it is."""
        ticked = self.cleaned_data["agencies"]
        if len(ticked) < len(self.outside):
            raise forms.ValidationError(_("Please tick every agency, or end the disclosure to it first."))
        return ticked

    def choices_of_fields(self) -> list[forms.BoundField]:
        """The choices in the order of the card."""
        return [self[name] for name in self.fields if name.startswith("take_")]

    def taken(self) -> dict[str, str]:
        """Which value stays, by field."""
        prefix = "take_"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


def _choice(name: str, mine: Any, other: Any, book: CodeBook) -> forms.ChoiceField:
    first, second = _words(name, mine, book), _words(name, other, book)
    choices = [
        (KEPT, _told(gettext("The record that stays"), first)),
        (GONE, _told(gettext("The other record"), second)),
    ]
    standard = KEPT if first else GONE
    if name in JOINABLE and first and second:
        choices.append((BOTH, gettext("Both, one below the other")))
        standard = BOTH
    label = ClientForm.base_fields[name].label if name in ClientForm.base_fields else name
    return forms.ChoiceField(
        label=label, choices=choices, initial=standard, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose which one stays.")},
    )  # fmt: skip


def _told(whose: str, words: str) -> str:
    return f"{whose}: {words or gettext('nothing recorded')}"


def _words(name: str, value: Any, book: CodeBook) -> str:
    if value in (None, "", {}):
        return ""
    if name in WHEREABOUTS:
        return DOTS
    if name == "birth":
        return birth_text(value)
    return book.label("sex", value) if name == "sex" else str(value)


class UndoForm(forms.Form):
    """To which of the two belongs what came since; `to_<number>`, the record that stays unless she says otherwise."""

    def __init__(self, *args: Any, since: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        sides = [(KEPT, _("The record that stays")), (GONE, _("The record that is given back"))]
        for number, label in since:
            self.fields[f"to_{number}"] = forms.ChoiceField(
                label=label, choices=sides, initial=KEPT, widget=forms.RadioSelect
            )

    def given(self) -> Mapping[str, str]:
        """Side by number."""
        return {name.removeprefix("to_"): value for name, value in self.cleaned_data.items()}


def changed_since(later: Mapping[str, Any], book: CodeBook) -> tuple[Fact, ...]:
    """What was changed while the two were one, and stands in neither record now. Places are masked."""
    facts = []
    for name, value in later.get("fields", {}).items():
        if name in WHEREABOUTS:
            facts.append(Fact(whereabouts_label(name), field=name, is_masked=True))
        elif name in ClientForm.base_fields:
            words = _words(name, value, book) or gettext("nothing recorded")
            facts.append(Fact(str(ClientForm.base_fields[name].label), words))
    return tuple(facts)
