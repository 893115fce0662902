"""Taking an old ledger in: the file, what its columns are, what its words mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.choices.record_import import IMPORT_FIELDS, KEPT_AS_WORD, LEFT_OUT, NEEDS_CODE
from cases.queries.import_words import Words, is_heading
from safeguards.sheets import Limits, column
from safeguards.sheets.limits import MB

LEDGER = Limits(
    size=10 * MB, unpacked=120 * MB, cell=2 * MB, by_content=True, keeps_formulas=True, keeps_times=True,
    is_header=is_heading,
)  # fmt: skip
SHOWN_WORDS = 200


class LedgerForm(forms.Form):
    """One Excel or CSV file. What it holds is judged by `safeguards.sheets`; its name is not looked at nor kept."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("Up to 10 MB, 5,000 rows, 60 columns; no macros, no password."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("No file is chosen. Choose the ledger as an Excel or CSV file."),
            "empty": _("The file is empty. Choose the ledger as an Excel or CSV file."),
        },
        max_length=255,
    )


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column on the page: its letter, heading, first cells, and the select."""

    letter: str
    heading: str
    samples: list[str]
    field: forms.BoundField


class ColumnsForm(forms.Form):
    """What each column is; every column with content needs an answer, so that nothing is left out unseen."""

    def __init__(
        self, *args: Any, plan: dict[str, Any], samples: dict[int, list[str]], words: Words, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.plan, self.samples = plan, samples
        choices = [
            ("", _now("— please choose —")),
            (LEFT_OUT, _now("Leave this column out")),
            *((name, str(field.label)) for name, field in IMPORT_FIELDS.items()),
        ]
        for place in samples:
            unsaid = _now("Please say what column %(letter)s is, or leave it out.") % {
                "letter": column(place)
            }
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_now("Column %(letter)s") % {"letter": column(place)},
                choices=choices,
                initial=plan["columns"].get(str(place), ""),
                error_messages={"required": unsaid},
            )
        for name in NEEDS_CODE:
            field = IMPORT_FIELDS[name]
            self.fields[f"fixed_{name}"] = forms.ChoiceField(
                label=str(field.label), required=False, initial=plan["fixed"].get(name, ""),
                choices=[("", _now("none: such rows are an error")), *words.choices(field.list_name)],
            )  # fmt: skip

    def rows(self) -> Iterator[ColumnRow]:
        """The columns in their order, for the table."""
        for place, cells in self.samples.items():
            yield ColumnRow(column(place), self.plan["header"][place], cells, self[f"column_{place}"])

    def fixed_fields(self) -> list[forms.BoundField]:
        """What holds for rows that say none."""
        return [self[f"fixed_{name}"] for name in NEEDS_CODE]

    def clean(self) -> dict[str, Any]:
        """One column for the day; one for each field, but for long texts, which take several."""
        cleaned = super().clean() or {}
        taken: dict[str, int] = {}
        for place in self.samples:
            name = cleaned.get(f"column_{place}", "")
            if name in taken and IMPORT_FIELDS[name].kind != "long":
                text = _now("Column %(letter)s is this already. Only long texts take several columns.")
                self.add_error(f"column_{place}", text % {"letter": column(taken[name])})
            elif name and name != LEFT_OUT:
                taken[name] = place
        if "started_on" not in taken and not self.errors:
            self.add_error(None, _now("Please choose the column with the day of the contact."))
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """Arguments for `choose`."""
        columns = {str(place): self.cleaned_data[f"column_{place}"] for place in self.samples}
        fixed = {name: self.cleaned_data[f"fixed_{name}"] for name in NEEDS_CODE}
        return {"columns": columns, "fixed": {name: code for name, code in fixed.items() if code}}


class WordsForm(forms.Form):
    """A code for each word that no list knows. Each stands once, however many rows hold it."""

    def __init__(self, *args: Any, unknown: dict[str, dict[str, int]], words: Words, **more: Any) -> None:
        super().__init__(*args, **more)
        self.asked: dict[str, tuple[str, str]] = {}
        self.more = max(0, sum(len(found) for found in unknown.values()) - SHOWN_WORDS)
        pairs = [(name, text, times) for name, found in unknown.items() for text, times in found.items()]
        for number, (name, text, times) in enumerate(pairs[:SHOWN_WORDS]):
            field = IMPORT_FIELDS[name]
            choices = [("", _now("— please choose —")), *words.choices(field.list_name)]
            if name not in NEEDS_CODE:
                choices.append((KEPT_AS_WORD, _now("No code: keep the word in the narrative")))
            key = f"word_{number}"
            self.asked[key] = (name, text)
            self.fields[key] = forms.ChoiceField(
                label=f"{field.label}: {text}", choices=choices,
                help_text=_now("in %(times)s rows") % {"times": times},
                error_messages={"required": _now("Please choose what this word means.")},
            )  # fmt: skip

    def chosen(self, before: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """All words of the plan, the new ones among them."""
        told = {name: dict(words) for name, words in before.items()}
        for key, (name, text) in self.asked.items():
            told.setdefault(name, {})[text] = self.cleaned_data[key]
        return told
