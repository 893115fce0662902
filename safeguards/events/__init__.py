"""Every event of the audit trail: its code, the group it belongs to and what a reader is told (R-30).

`safeguards.audit.record` refuses a code that does not stand here; a house test finds the code that writes each one
and the test that shows it.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from safeguards.events.event import Event
from safeguards.events.of_cases import OF_CASES
from safeguards.events.of_records import OF_RECORDS
from safeguards.events.of_the_house import OF_THE_HOUSE


class UnknownEvent(LookupError):
    """An act wants to leave a line under a code that the catalogue does not know."""


# In the order of the filter.
GROUPS: dict[str, Promise] = {
    "sign_in": pgettext_lazy("event", "Signing in"),
    "reading": pgettext_lazy("event", "Reading"),
    "search": pgettext_lazy("event", "Searching"),
    "reveal": pgettext_lazy("event", "Whereabouts opened"),
    "change": pgettext_lazy("event", "Recording and changing"),
    "disclosure": pgettext_lazy("event", "Disclosing"),
    "refusal": pgettext_lazy("event", "Refused"),
    "approval": pgettext_lazy("event", "Approvals and walls"),
    "emergency": pgettext_lazy("event", "Emergency access"),
    "question": pgettext_lazy("event", "Questions about openings"),
    "account": pgettext_lazy("event", "Accounts"),
    "configuration": pgettext_lazy("event", "Configuration"),
    "export": pgettext_lazy("event", "Exporting"),
    "notice": pgettext_lazy("event", "Notices"),
}

EVENTS: dict[str, Event] = {event.code: event for event in (*OF_THE_HOUSE, *OF_RECORDS, *OF_CASES)}

# What counts as opening a record of a person.
OPENINGS = (
    "client.read",
    "client.open_to_change",
    "consultation.read",
    "consultation.open_to_change",
    "dv_report.read",
    "child_check.read",
    "case.read",
    "risk.read",
    "protection.read",
    "register.read",
    "support_plan.read",
    "safety_plan.read",
    "procedure.list",
    "whereabouts.reveal",
    "document.print",
)
# What leaves something in a record of a person.
WRITINGS = ("client.make", "client.change", "consultation.make", "consultation.change", "consultation.link")


# Tables that a line may be about, as a reader calls one row of them.
OBJECTS: dict[str, Promise] = {
    "cases.client": pgettext_lazy("record", "client"),
    "cases.consultation": pgettext_lazy("record", "consultation"),
    "cases.clientmerge": pgettext_lazy("record", "joined records"),
    "cases.case": pgettext_lazy("record", "case"),
    "cases.child": pgettext_lazy("record", "child"),
    "cases.temporaryprotection": pgettext_lazy("record", "temporary protection"),
    "cases.bedrequest": pgettext_lazy("record", "request for a bed"),
    "cases.shelter": pgettext_lazy("record", "shelter"),
    "cases.wall": pgettext_lazy("record", "wall"),
    "cases.match": pgettext_lazy("record", "possible match"),
    "cases.emergency": pgettext_lazy("record", "emergency access"),
    "cases.briefcontact": pgettext_lazy("record", "contact that was counted"),
    "cases.namesearch": pgettext_lazy("record", "search"),
    "cases.openingquestion": pgettext_lazy("record", "question"),
    "cases.draft": pgettext_lazy("record", "draft"),
    "cases.contactattempt": pgettext_lazy("record", "attempt to reach a client"),
    "cases.callback": pgettext_lazy("record", "call-back"),
    "cases.release": pgettext_lazy("record", "release of whereabouts"),
    "cases.dvreport": pgettext_lazy("record", "report by somebody else"),
    "cases.childcheck": pgettext_lazy("record", "check on a child"),
    "referrals.namedperson": pgettext_lazy("record", "who must not see a referral"),
    "cases.tie": pgettext_lazy("record", "staff and record"),
    "partners.registerednumber": pgettext_lazy("record", "registered number"),
    "cases.export": pgettext_lazy("record", "export"),
    "cases.recordimport": pgettext_lazy("record", "import of old records"),
    "referrals.referral": pgettext_lazy("record", "referral"),
    "partners.account": pgettext_lazy("record", "account"),
    "partners.posting": pgettext_lazy("record", "posting"),
    "partners.agency": pgettext_lazy("record", "agency"),
    "partners.alert": pgettext_lazy("record", "notice"),
    "partners.invitation": pgettext_lazy("record", "invitation"),
    "partners.keptform": pgettext_lazy("record", "kept text"),
    "indicators.indicator": pgettext_lazy("record", "indicator"),
}


def object_label(table: str) -> str:
    """What the object of a line is, for the screen; empty where the number alone says enough."""
    return str(OBJECTS.get(table, ""))


def label(code: str) -> str:
    """What this event is called in the reader's language; a code of an older version as it is."""
    return str(EVENTS[code].label) if code in EVENTS else code


def group_of(code: str) -> str:
    """The group of this event; empty for a code of an older version."""
    return EVENTS[code].group if code in EVENTS else ""


def codes_of(group: str) -> tuple[str, ...]:
    """Every code of this group."""
    return tuple(event.code for event in EVENTS.values() if event.group == group)


def require(code: str) -> None:
    """Raise UnknownEvent unless the catalogue knows this code."""
    if code not in EVENTS:
        raise UnknownEvent(code)
