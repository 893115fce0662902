"""How a woman may be reached, as a page shows it: what must not be done first, then what may, then the name to give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import contact_rule
from cases.choices.contact import CHANNEL_LABELS, CHANNEL_NEVER, DAY_LABELS
from cases.contact_rule import CHANNELS, PHONES, Hours
from cases.models import Client, Consultation


@dataclass(frozen=True, slots=True)
class SafeContact:
    """The strip and the green frame. `has_code_word`: there is one; the word itself stands on the contact page."""

    never: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    name_to_give: str = ""
    has_code_word: bool = False

    def __bool__(self) -> bool:
        """Is anything known?"""
        return bool(self.never or self.may or self.name_to_give or self.has_code_word)


def rule_of(client: Client | None) -> contact_rule.ContactRule:
    """Her rule; the empty one of nobody."""
    return contact_rule.from_data(client.contact_rule) if client else contact_rule.ContactRule()


def safe_contact(client: Client | None, groups: frozenset[str]) -> SafeContact:
    """For a reader of these field groups; empty (and false) where `contact` is not hers or nothing is known."""
    if client is None or "contact" not in groups:
        return SafeContact()
    rule = rule_of(client)
    never = [str(CHANNEL_NEVER[one]) for one in CHANNELS if one in rule.ways and rule.ways[one].may is False]
    never += [_("Leave nothing on a machine")] if rule.voicemail is False else []
    may = [_way(one, rule.ways[one].hours) for one in CHANNELS if one in rule.ways and rule.ways[one].may]
    may += [_("Words may be left on a machine")] if rule.voicemail else []
    return SafeContact(
        (*never, *_lines(client.never_contact)),
        (*may, *_lines(client.safe_contact)),
        client.caller_name_to_give,
        bool(rule.code_word),
    )


def contact_lines(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    """Label, value and dress of each line of her card; `by_act`: the value stands on papers and the contact page."""
    known = safe_contact(client, frozenset({"contact"}))
    return [
        (_("What must not be done"), "\n".join(known.never), {"sign": "never"}),
        (_("Telephone"), client.phone, {"by_act": True}),
        *(
            (_("Former telephone: she may not be there"), one.text, {"by_act": True})
            for one in client.read_along()
            if one.is_phone
        ),
        (_("What may be done"), "\n".join(known.may), {"sign": "may"}),
        (_("Name to give"), known.name_to_give, {}),
        (_("Code word"), rule_of(client).code_word, {"by_act": True}),
    ]


def told_contact(one: Consultation, groups: frozenset[str]) -> SafeContact:
    """The words that a caller without a record gave: nobody knows which of them are forbidden."""
    return SafeContact(may=tuple(_lines(one.safe_contact)) if "contact" in groups else ())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _way(channel: str, hours: Hours) -> str:
    when = hours_text(hours)
    label = str(CHANNEL_LABELS[channel])
    return pgettext("way and hours", "%(way)s %(hours)s") % {"way": label, "hours": when} if when else label


def hours_text(hours: Hours) -> str:
    """平日 12:00から13:00; empty where she named neither days nor hours."""
    if hours.is_always:
        return ""
    days = "" if hours.days == contact_rule.ANY_DAY else str(DAY_LABELS[hours.days])
    if hours.since is None or hours.until is None:
        return days
    clocks = _("%(since)s to %(until)s") % {"since": f"{hours.since:%H:%M}", "until": f"{hours.until:%H:%M}"}
    return f"{days} {clocks}".strip()


def number_of(client: Client, channel: str) -> str:
    """The number or address of a way: her telephone for the mobile phone, else what stands in her rule."""
    return client.phone if channel == contact_rule.MOBILE else rule_of(client).at(channel)


def is_call(channel: str) -> bool:
    """Is it a call, which somebody else may answer?"""
    return channel in PHONES
