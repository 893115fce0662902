"""The hand-over sheet: to whom, what for, which groups, ground, until when; and the list's filters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from partners.forms.recipient import RecipientFields
from partners.queries.recipient import Recipient, recipient_of
from referrals.actions.send import Draft
from referrals.choices import SHEET_GROUPS
from referrals.forms.sheet import NOTE_LENGTH, SheetFields, lines, short
from referrals.queries.agencies import MOST_SHOWN, Receiver, narrowed
from referrals.queries.person import Person, traces_of
from referrals.rules import LONGEST_DAYS, due_at, last_day, minimum_of, until_after, words_found
from safeguards import calendar, matrix, roles
from safeguards.access import Actor
from safeguards.forms import EraDateField, LongTextField
from safeguards.templatetags.safeguards import day_short, era

ASKED_LENGTH, SUMMARY_LENGTH = 1000, 4000


def _strong(label: str, rest: str) -> str:
    return (
        format_html("<strong>{}</strong> {}", label, rest)
        if rest
        else format_html("<strong>{}</strong>", label)
    )


class ReferralForm(RecipientFields, SheetFields):
    """One hand-over on one page. Everything typed is kept whatever is wrong."""

    tier = forms.ChoiceField(label=_("Kind of body"), required=False)
    municipality = forms.ChoiceField(label=_("Municipality it serves"), required=False)
    agency_words = forms.CharField(label=_("Part of its name"), required=False, max_length=60, widget=short())
    agency = forms.ChoiceField(
        label=_("Agency"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose the agency."),
            "invalid_choice": _("This agency cannot be chosen. Please choose another one."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what you ask for.")},
    )  # fmt: skip
    ticked_for = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    asked = LongTextField(
        label=_("What do you ask for?"), max_length=ASKED_LENGTH, widget=lines(3), strip=True,
        help_text=_("It is seen before acceptance too. Please write no name and no address."),
        error_messages={"required": _("Please write in a sentence what you ask for.")},
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose by when you need an answer.")},
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("Groups that are told"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only the ticked groups are seen, and only after acceptance."),
    )  # fmt: skip
    summary = LongTextField(
        label=_("In short, for the agency that accepts"), required=False, max_length=SUMMARY_LENGTH, widget=lines(4),
        help_text=_("Seen after acceptance. About 200 characters will do, so that she need not tell it all again."),
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Legal ground"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the legal ground.")},
    )  # fmt: skip
    consent_note = LongTextField(
        label=_("Note on the ground"), required=False, max_length=NOTE_LENGTH, widget=lines(2),
        help_text=_("When and how she agreed, or the item of the clause. Your agency alone reads it."),
    )  # fmt: skip
    keep_from = forms.CharField(
        label=_("Somebody there who must not see it"), required=False, max_length=200, widget=short(),
        help_text=_(
            "A name, or what that person is to her. A supervisor there looks first. People of that name do not see it "
            "from now on."
        ),
    )  # fmt: skip
    until = forms.ChoiceField(label=_("Until when is it shown?"), widget=forms.RadioSelect)
    until_on = EraDateField(label=_("Last day"), required=False)

    def __init__(
        self, *args: Any, actor: Actor, person: Person, receivers: list[Receiver], places: list[tuple[str, str]],
        book: CodeBook, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.actor, self.person, self.book = actor, person, book
        self.receivers = {one.code: one for one in receivers}
        self.today = calendar.japanese_day(actor.now)
        year = calendar.fiscal_year(self.today)
        self.fields["tier"].choices = [
            ("", _now("All")),
            *((code, str(label)) for code, label in roles.TIER_LABELS.items()),
        ]
        self.fields["municipality"].choices = [("", _now("All")), *places]
        self.fields["kind"].choices = book.choices("referral_kind", year)
        self.fields["urgency"].choices = [
            (code, self._due(code, label)) for code, label in book.choices("urgency", year)
        ]
        self.fields["ground"].choices = book.choices("legal_ground", year)
        self.fields["until"].choices = self._spans()
        self.offered = self._offered()
        self.fields["groups"].choices = [
            (group, _strong(roles.group_label(group), str(roles.FIELD_GROUP_HINTS.get(group, ""))))
            for group in self.offered
        ]
        if person.is_sheet:
            self.add_sheet(year)
        self._narrow()

    # --- choices ---------------------------------------------------------------------------------------------
    def _due(self, code: str, label: str) -> str:
        due = due_at(code, self.actor.now)
        if due is None or code in ("immediate", "today"):
            return label
        return _now("%(label)s (until %(day)s)") % {"label": label, "day": day_short(due)}

    def _spans(self) -> list[tuple[str, str]]:
        spans = [
            (
                str(days),
                _now("%(days)s days (until %(day)s)")
                % {"days": days, "day": era(last_day(days, self.today))},
            )
            for days in (30, LONGEST_DAYS)
        ]
        return [*spans, ("date", _now("Choose a date"))]

    def _offered(self) -> list[str]:
        groups = list(matrix.field_groups())
        if self.person.is_sheet:
            told = set(SHEET_GROUPS.values())
            return [group for group in groups if group in told]
        return groups

    def _value(self, name: str) -> Any:
        if self.is_bound:
            return self.data.get(self.add_prefix(name), "")
        return self.initial.get(name, "")

    def _narrow(self) -> None:
        fits = narrowed(
            list(self.receivers.values()),
            tier=self._value("tier"),
            municipality=self._value("municipality"),
            words=self._value("agency_words"),
            own_place=self.actor.municipality_id,
        )
        self.more = max(len(fits) - MOST_SHOWN, 0)
        shown = fits[:MOST_SHOWN]
        chosen = self.receivers.get(self._value("agency"))
        if chosen and chosen not in shown:
            shown = [chosen, *shown]
        self.fields["agency"].choices = [(one.code, self._agency_label(one)) for one in shown]

    @staticmethod
    def _agency_label(one: Receiver) -> str:
        parts = [one.kind, one.place]
        if one.used_at:
            parts.append(_now("last used %(day)s") % {"day": era(one.used_at)})
        if not one.has_people:
            parts.append(_now("nobody there uses this system yet: please telephone as well"))
        return _strong(one.agency.label, " · ".join(part for part in parts if part))

    # --- what the template draws --------------------------------------------------------------------------------
    @property
    def chosen(self) -> Receiver | None:
        """The agency chosen so far."""
        return self.receivers.get(self._value("agency"))

    @cached_property
    def recipient(self) -> Recipient | None:
        """The look at the chosen agency before anything is sent; its name is typed where it is new or alike."""
        if self.chosen is None:
            return None
        among = [one.agency for one in self.receivers.values()]
        return recipient_of(self.chosen.agency, among, self.chosen.used_at)

    @property
    def minimums(self) -> dict[str, str]:
        """Groups that each kind ticks, for the script: kind to groups joined by spaces."""
        return {
            code: " ".join(minimum_of(code, self.offered)) for code, _label in self.fields["kind"].choices
        }

    # --- checks ---------------------------------------------------------------------------------------------------
    def clean_until_on(self) -> date | None:
        """Only with the choice `date`: from today, at most 90 days."""
        day = self.cleaned_data["until_on"]
        if self.cleaned_data.get("until") != "date":
            return day
        latest = last_day(LONGEST_DAYS, self.today)
        if day is None:
            raise forms.ValidationError(
                _("Please write the last day, such as %(day)s."), params={"day": era(latest)}
            )
        if not self.today <= day <= latest:
            raise forms.ValidationError(
                _("%(day)s is out of reach. Please write a day from today to %(latest)s."),
                params={"day": era(day), "latest": era(latest)},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """The look at the agency, groups of the kind, and the person's traces in the request."""
        data = super().clean() or {}
        if data.get("agency") and self.recipient is not None:
            self.check_recipient(self.recipient)
        if not data.get("groups") and minimum_of(data.get("kind", ""), self.offered):
            self.add_error(
                "groups",
                _now("For this kind the other agency has to know who it is. Please tick what is told."),
            )
        self._keep_names_out(data)
        return data

    def _keep_names_out(self, data: dict[str, Any]) -> None:
        traces = traces_of(self.person, self.sheet(data))
        groups = set(data.get("groups", []))
        for name in ("asked", "keep_from"):
            self._refuse_words(name, words_found(data.get(name, ""), traces.words, traces.phones))
        words = [] if "identity" in groups else traces.words
        phones = [] if "contact" in groups else traces.phones
        self._refuse_words("summary", words_found(data.get("summary", ""), words, phones))

    def _refuse_words(self, name: str, found: list[str]) -> None:
        if found:
            quoted = "".join(f"「{word}」" for word in found)
            self.add_error(
                name,
                _now(
                    "%(words)s stands in the text. Please take it out: people would see it who were not told."
                )
                % {"words": quoted},
            )

    # --- what goes out --------------------------------------------------------------------------------------------
    def draft(self) -> Draft | None:
        """What the actions take; for a preview also from what is there so far. None without an agency."""
        data = self.cleaned_data
        chosen = self.chosen
        if chosen is None:
            return None
        return Draft(
            to_agency=chosen.agency,
            kind=data.get("kind", ""),
            asked=data.get("asked", ""),
            urgency=data.get("urgency", ""),
            ground=data.get("ground", ""),
            until=until_after(self._last_day(data)),
            field_groups=tuple(data.get("groups", [])),
            summary=data.get("summary", ""),
            consent_note=data.get("consent_note", ""),
            keep_from=data.get("keep_from", ""),
            sheet=self.sheet(data),
            outline=self.outline(data),
        )

    def _last_day(self, data: dict[str, Any]) -> date:
        if data.get("until") == "date":
            return data.get("until_on") or self.today
        return last_day(int(data.get("until") or 30), self.today)

    def typed(self) -> dict[str, Any]:
        """Everything as it was typed, to draw the page again without a word on what is still missing."""
        values: dict[str, Any] = {}
        for name in self.fields:
            values[name] = self.data.getlist(name) if name == "groups" else self.data.get(name, "")
        kind = values.get("kind", "")
        if kind and not values["groups"] and not values["ticked_for"]:
            values["groups"], values["ticked_for"] = minimum_of(kind, self.offered), kind
        return values
