"""What somebody saw of a child, what she decides, and to whom she told it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import CHILD_DECISIONS, NO_CHILD, NOT_NOTIFY, NOTIFY, SIGN_ANSWERS, TOLD_HER
from cases.models import ChildCheck, CodeBook
from safeguards import calendar
from safeguards.forms import ClockField, EraDateField, LongTextField, moment_of

NOTE_LENGTH = 5_000
SIGNS = ("seen_violence", "direct_violence", "injury_neglect")
PLAIN = (*SIGNS, "observed", "decision", "reason", "notified_to", "notified_whom", "notifier", "told_her", "told_words",
         "no_consent")  # fmt: skip
OF_NOTICE = ("notified_to", "notified_whom", "notified_on", "no_consent")


def _sign(label: Any, hint: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, widget=forms.RadioSelect, choices=list(SIGN_ANSWERS.items()),
        error_messages={"required": _("Please choose an answer. “Not known yet” is one.")},
    )  # fmt: skip


def _short(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _words(label: Any, rows: int = 2) -> LongTextField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return LongTextField(label=label, required=False, max_length=NOTE_LENGTH, widget=widget)


class ChildCheckForm(forms.Form):
    """Three signs, one decision. What a decision needs is asked for; what belongs to another one is sent back."""

    seen_violence = _sign(
        _("Violence before the child"), _("The child saw or heard it, or lives with its marks.")
    )
    direct_violence = _sign(_("Violence against the child"), _("Of the other party or of anybody at home."))
    injury_neglect = _sign(_("Injury or neglect"), _("Marks, illness without a doctor, no food, no school."))
    observed = _words(_("What was seen and heard"), rows=4)
    decision = forms.ChoiceField(
        label=_("Decision on the notification"), widget=forms.RadioSelect, choices=list(CHILD_DECISIONS.items()),
        error_messages={"required": _("Please choose your decision.")},
    )  # fmt: skip
    reason = _words(_("Reason for the decision"), rows=3)
    notified_to = forms.ChoiceField(label=_("Notified to"), required=False, widget=forms.RadioSelect)
    notified_whom = _short(_("Office and person who took it"))
    notified_on = EraDateField(
        label=_("Day of the notification"), required=False, help_text=_("Empty while it is still to be done.")
    )
    notified_clock = ClockField(label=_("Time of day"), required=False)
    notifier = _short(_("Who notified"))
    told_her = forms.ChoiceField(
        label=_("Explained to her"), required=False, widget=forms.RadioSelect, choices=list(TOLD_HER.items())
    )
    told_words = _words(_("What she said"))
    no_consent = _words(_("Why without her consent"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        year = calendar.fiscal_year(today)
        keep = self.initial.get("notified_to", "")
        self.fields["notified_to"].choices = book.choices("child_notified_to", year, keep=keep)

    @classmethod
    def initial_of(cls, check: ChildCheck | None, name: str) -> dict[str, Any]:
        """What the newest signed version says; the next one begins with it."""
        if check is None:
            return {"version": 0, "notifier": name}
        values = {field: getattr(check, field) for field in PLAIN} | {"version": check.version}
        if check.notified_at:
            moment = timezone.localtime(check.notified_at)
            values |= {"notified_on": moment.date(), "notified_clock": moment.time()}
        return values | {"notifier": check.notifier or name}

    def clean_notified_on(self) -> date | None:
        """A notification does not lie in the future."""
        day = self.cleaned_data["notified_on"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("This day has not come yet. Leave it empty while it is still to be done.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """The decision and what stands beside it fit together."""
        told = super().clean() or {}
        decision = told.get("decision")
        if decision == NOTIFY:
            self._needs("notified_to", _("Please choose to whom it goes."))
            self._needs("told_her", _("Please choose whether it was explained to her."))
            if told.get("told_her") not in ("", None, "agreed"):
                self._needs("no_consent", _("Please write why it goes without her consent."))
        elif decision:
            for name in OF_NOTICE:
                if told.get(name):
                    self.add_error(name, _("This belongs to a notification. Empty it, or decide to notify."))
        if decision == NOT_NOTIFY:
            self._needs("reason", _("Please write why you do not notify."))
        if decision == NO_CHILD and "yes" in [told.get(name) for name in SIGNS]:
            self.add_error("decision", _("Above, something happened to a child. Please look at both again."))
        return told

    def _needs(self, name: str, words: Any) -> None:
        if name not in self.errors and not str(self.cleaned_data.get(name) or "").strip():
            self.add_error(name, words)

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        told = self.cleaned_data
        facts = {name: told[name] for name in PLAIN}
        is_notice = told["decision"] == NOTIFY
        day = told.get("notified_on") if is_notice else None
        facts["notified_at"] = moment_of(day, told.get("notified_clock")) if day else None
        return facts if is_notice else facts | {"notifier": ""}
