"""The questionnaire of risk with what the person judges, and the answer of a second person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import risk_rule
from cases.choices.risk import ANSWER_LABELS, LEVEL_LABELS
from cases.models import CodeBook, RiskQuestion
from cases.queries.risk import fears, red_flags
from safeguards.forms import LongTextField

WORDS_LENGTH = 5_000
OF_QUESTION = "q_"  # before the code of a question


def _words(label: Any, *, rows: int = 3, **more: Any) -> LongTextField:
    return LongTextField(
        label=label, max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}), **more,
    )  # fmt: skip


class RiskForm(forms.Form):
    """Every question with yes, no or not known; her own fear; the level that the person judges, and why.

    `before` is the level that stands. `only_propose`: the level may still be open, the form asks what the answers
    propose.
    """

    fear = forms.ChoiceField(
        label=_("How afraid is she herself?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how afraid she is. It may be: not asked yet.")},
    )  # fmt: skip
    fear_words = _words(_("In her own words"), required=False)
    judged = forms.ChoiceField(
        label=_("The level that you judge"), widget=forms.RadioSelect, choices=list(LEVEL_LABELS.items()),
        error_messages={"required": _("Please choose a level.")},
    )  # fmt: skip
    reason = _words(_("Why you judge so"), required=False, help_text=_(
        "Needed where you leave the proposal, up or down, and where the level becomes lower."
    ))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
    questionnaire = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, questions: list[RiskQuestion], before: str, version: int, book: CodeBook,
        only_propose: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        name = questions[0].version if questions else ""
        options.setdefault("initial", {"version": version, "questionnaire": name})
        super().__init__(*args, **options)
        self.questions, self.before, self.book = questions, before, book
        self.only_propose = only_propose
        self.fields["fear"].choices = list(fears(book).items())
        if only_propose:
            self.fields["fear"].required = self.fields["judged"].required = False
        for one in questions:
            self.fields[f"{OF_QUESTION}{one.code}"] = forms.ChoiceField(
                label=one.text, choices=list(ANSWER_LABELS.items()), widget=forms.RadioSelect,
                initial=risk_rule.UNKNOWN,
                error_messages={"required": _("Please choose. It may be: not known.")},
            )  # fmt: skip

    def blocks(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The questions under their headings."""
        for group, label in self.book.choices("risk_group", 0):
            mine = [self[f"{OF_QUESTION}{one.code}"] for one in self.questions if one.group == group]
            if mine:
                yield label, mine

    def answers(self) -> dict[str, str]:
        """The answer to every question."""
        return {one.code: self.cleaned_data[f"{OF_QUESTION}{one.code}"] for one in self.questions}

    def proposed(self) -> str | None:
        """What the answers propose; None while one of them is missing."""
        if not self.is_bound or any(f"{OF_QUESTION}{one.code}" in self.errors for one in self.questions):
            return None
        return risk_rule.proposal(self.answers(), red_flags(self.questions))

    def clean_questionnaire(self) -> str:
        """The questions have not changed since the page was drawn."""
        name: str = self.cleaned_data["questionnaire"]
        if self.questions and name != self.questions[0].version:
            raise forms.ValidationError(_("The questions have changed. Please open the page again."))
        return name

    def clean(self) -> dict[str, Any]:
        """A reason stands where one is needed."""
        told = super().clean() or {}
        judged = told.get("judged")
        if self.only_propose or not judged or any(name.startswith(OF_QUESTION) for name in self.errors):
            return told
        proposed = risk_rule.proposal(self.answers(), red_flags(self.questions))
        if risk_rule.needs_reason(judged, proposed, self.before) and not told.get("reason", "").strip():
            self.add_error("reason", _("Please write why you leave the proposal or the level that stands."))
        return told

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("questionnaire", "fear", "fear_words", "judged", "reason")
        return {name: self.cleaned_data[name] for name in names} | {"answers": self.answers()}


class RiskAnswerForm(forms.Form):
    """Words of the second person; needed where the higher level is to stay."""

    words = _words(_("Your reason"), required=False)

    def __init__(self, *args: Any, needs_words: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.needs_words = needs_words

    def clean_words(self) -> str:
        """Not empty where the level is to stay."""
        words: str = self.cleaned_data["words"]
        if self.needs_words and not words.strip():
            raise forms.ValidationError(_("Please write why the higher level stays."))
        return words
