"""Forms of a protection order: the application, and one small form for each thing that is done with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices.court_order import GROUND_LABELS, ORDER_REFUSED
from cases.forms.register_protection import day, words
from cases.models import CodeBook, CourtOrder
from cases.states.court_order import CONSULTED, needs_consent, refusal
from safeguards import calendar

OFF = {"autocomplete": "off"}


class _OfOrder(forms.Form):
    """Every form of an order: its `days` lie neither to come nor before what they follow."""

    days: tuple[str, ...] = ()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, today: date, book: CodeBook, order: CourtOrder | None = None, **options: Any
    ) -> None:
        initial = {"version": order.version} if order else {}
        options["initial"] = initial | options.get("initial", {})
        super().__init__(*args, **options)
        self.today, self.book, self.order = today, book, order

    def clean(self) -> dict[str, Any]:
        """Each day fits what stands with the order."""
        told = super().clean() or self.cleaned_data
        for name in self.days:
            value = told.get(name)
            why = refusal(self.order, value, self.today) if value and self.order else ""
            if why:
                self.refuse(why, name)
        return told

    def refuse(self, why: str, name: str) -> None:
        """Say at the field why it does not fit; what was typed stays."""
        self.add_error(name if name in self.fields else None, ORDER_REFUSED[why])

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def kind_choices(self) -> list[tuple[str, str]]:
        """The kinds of this fiscal year."""
        return self.book.choices("order_kind", calendar.fiscal_year(self.today))


class OrderForm(_OfOrder):
    """An application: at which court, which kinds, who agreed, and what stands in it about a consultation before."""

    court = forms.CharField(
        label=_("Court"), required=False, max_length=120, widget=forms.TextInput(attrs=OFF)
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds applied for"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one kind.")},
    )  # fmt: skip
    older_child = forms.BooleanField(label=_("A child of 15 or more is among them"), required=False)
    consent_given = forms.BooleanField(
        label=_("The relative, or the child of 15 or more, has agreed"), required=False
    )
    ground = forms.ChoiceField(
        label=_("What stands in the application"), widget=forms.RadioSelect, choices=list(GROUND_LABELS.items()),
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    body = forms.CharField(
        label=_("Which center or police office"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    told_when = forms.CharField(
        label=_("When and where she was heard"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=OFF),
    )
    told_what = words(_("What she asked or told there"))
    measures = words(_("What was done then"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = self.kind_choices()

    def clean(self) -> dict[str, Any]:
        """Whoever has to agree has; a consultation is told in its four parts, as far as which and when."""
        told = super().clean()
        older = bool(told.get("older_child"))
        if needs_consent(told.get("kinds", []), older_child=older) and not told.get("consent_given"):
            self.add_error(
                "consent_given", _("It needs their consent. Please ask them, or leave this kind out.")
            )
        if told.get("ground") == CONSULTED:
            for name in ("body", "told_when"):
                if not told.get(name, "").strip():
                    self.add_error(name, _("Please write it. The application has to name it."))
        return told


class ApplyOrderForm(_OfOrder):
    """The day of the application."""

    days = ("applied_on",)
    applied_on = day(_("Applied on"))


class GrantForm(_OfOrder):
    """The day of the order, its kinds, and whether she is to have six months in her own home."""

    days = ("granted_on",)
    granted_on = day(_("Granted on"))
    effective_on = day(
        _("In effect from"), required=False, hint=_("Leave it empty when it is the day of the order.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds granted"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one kind.")},
    )  # fmt: skip
    own_home = forms.BooleanField(
        label=_("The home is hers alone and she asked for six months"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = self.order.kinds if self.order else []
        self.fields["kinds"].choices = [pair for pair in self.kind_choices() if pair[0] in asked]

    def clean(self) -> dict[str, Any]:
        """It takes effect on the day of the order or later, and that day has come."""
        told = super().clean()
        begins = told.get("effective_on")
        if begins and begins > self.today:
            self.refuse("future", "effective_on")
        elif begins and told.get("granted_on") and begins < told["granted_on"]:
            self.refuse("before_grant", "effective_on")
        return told


class CloseForm(_OfOrder):
    """The day on which it was turned down, taken back or cancelled."""

    days = ("closed_on",)
    closed_on = day(_("Day"))


class EndForm(_OfOrder):
    """Nothing but the press: its day is the last one of its longest kind."""


class RequestForm(_OfOrder):
    """The day on which the court asked."""

    days = ("asked_on",)
    asked_on = day(
        _("Asked on"),
        hint=_("Two working days for the answer: this office's own aim. The law says promptly."),
    )


class AnswerForm(_OfOrder):
    """The day on which it was answered, and what was sent."""

    days = ("answered_on",)
    answered_on = day(_("Answered on"))
    words = words(_("What was sent"))


class NoticeForm(_OfOrder):
    """The court's notice to this center, and since when the police know."""

    days = ("notified_on", "police_on")
    notified_on = day(_("The court's notice came on"))
    police_on = day(_("The police know since"), required=False)


class BreachForm(_OfOrder):
    """On which day, what happened, and since when the police know."""

    days = ("happened_on", "police_on")
    happened_on = day(_("Day of the breach"))
    words = words(_("What happened"), required=_("Please write what happened."))
    police_on = day(_("Told to the police on"), required=False)


class ToldForm(_OfOrder):
    """Which breach the police were told of, and when."""

    days = ("police_on",)
    breach = forms.ChoiceField(label=_("Which breach"), error_messages={"required": _("Please choose one.")})
    police_on = day(_("Told to the police on"))

    def __init__(self, *args: Any, untold: tuple[tuple[str, str], ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["breach"].choices = untold


class LookForm(_OfOrder):
    """The day on which it was talked of what follows."""

    days = ("looked_on",)
    looked_on = day(_("Talked of on"))
