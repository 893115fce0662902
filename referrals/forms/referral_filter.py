"""Filters of the inbox and the outbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import CodeBook
from referrals.choices import FILTER_LABELS


class ReferralFilter(forms.Form):
    """Filters of a box; codes only, so they may stand in the address."""

    state = forms.ChoiceField(label=pgettext_lazy("referral", "State"), required=False)
    kind = forms.ChoiceField(label=_("What for"), required=False)
    box = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [(code, str(label)) for code, label in FILTER_LABELS.items()]
        self.fields["state"].choices = [("", _now("All")), ("open", _now("Not ended")), *states]
        self.fields["kind"].choices = [("", _now("All")), *book.choices("referral_kind", year)]
