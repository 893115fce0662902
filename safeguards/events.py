"""Every event of the audit trail: its code, the group it belongs to and what a reader is told (R-30).

`safeguards.audit.record` refuses a code that does not stand here; a house test finds the code that writes each one
and the test that shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class UnknownEvent(LookupError):
    """An act wants to leave a line under a code that the catalogue does not know."""


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of line. `code` is what stands in the trail; `label` what she did, for the screen."""

    code: str
    group: str
    label: Promise


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

_ALL = (
    Event("session.begin", "sign_in", pgettext_lazy("event", "signed in")),
    Event("session.refuse", "refusal", pgettext_lazy("event", "failed to sign in")),
    Event("session.prove", "sign_in", pgettext_lazy("event", "proved again who she is")),
    Event("session.end", "sign_in", pgettext_lazy("event", "signed out")),
    Event("posting.choose", "sign_in", pgettext_lazy("event", "acts for another posting")),
    Event("password.change", "account", pgettext_lazy("event", "changed her password")),
    Event("factor.add", "account", pgettext_lazy("event", "added a key")),
    Event("factor.codes", "account", pgettext_lazy("event", "made printed codes")),
    Event("factor.remove", "account", pgettext_lazy("event", "removed a key")),
    Event("invitation.use", "account", pgettext_lazy("event", "used an invitation")),
    Event("text.keep", "change", pgettext_lazy("event", "kept text that was not sent")),
    Event("text.drop", "change", pgettext_lazy("event", "dropped text that was not sent")),
    Event("consultation.list", "reading", pgettext_lazy("event", "list of consultations")),
    Event("consultation.read", "reading", pgettext_lazy("event", "opened a consultation")),
    Event(
        "consultation.open_to_change", "reading", pgettext_lazy("event", "opened a consultation to change it")
    ),
    Event("consultation.make", "change", pgettext_lazy("event", "recorded a consultation")),
    Event("consultation.change", "change", pgettext_lazy("event", "changed a consultation")),
    Event("consultation.link", "change", pgettext_lazy("event", "said who called")),
    Event(
        "consultation.open_to_print",
        "reading",
        pgettext_lazy("event", "opened the page for printing a consultation"),
    ),
    Event("client.list", "reading", pgettext_lazy("event", "list of clients")),
    Event("client.read", "reading", pgettext_lazy("event", "opened a client")),
    Event("client.open_to_change", "reading", pgettext_lazy("event", "opened a client to change her record")),
    Event("client.make", "change", pgettext_lazy("event", "recorded a client")),
    Event("client.change", "change", pgettext_lazy("event", "changed a client")),
    Event(
        "client.open_to_assign",
        "reading",
        pgettext_lazy("event", "opened the page of who is in charge of a client"),
    ),
    Event("client.assign", "change", pgettext_lazy("event", "put somebody in charge of a client")),
    Event(
        "client.open_to_merge",
        "reading",
        pgettext_lazy("event", "opened the page for joining two records of a client"),
    ),
    Event("client.merge", "change", pgettext_lazy("event", "joined two records of a client")),
    Event("client.unmerge", "change", pgettext_lazy("event", "gave two joined records back")),
    Event("merge.read", "reading", pgettext_lazy("event", "opened a joining of two records")),
    Event("client.read_children", "reading", pgettext_lazy("event", "opened the children of a client")),
    Event("child.make", "change", pgettext_lazy("event", "added a child")),
    Event("child.change", "change", pgettext_lazy("event", "changed a child")),
    Event("client.read_other_party", "reading", pgettext_lazy("event", "opened the other party of a client")),
    Event("client.open_to_alert", "reading", pgettext_lazy("event", "opened the alerts of a client")),
    Event("client.alert_begin", "change", pgettext_lazy("event", "set an alert on a client")),
    Event("client.alert_end", "change", pgettext_lazy("event", "ended an alert on a client")),
    Event("client.name_add", "change", pgettext_lazy("event", "added another name of a client")),
    Event("client.name_remove", "change", pgettext_lazy("event", "removed another name of a client")),
    Event("case.assign", "change", pgettext_lazy("event", "put somebody in charge of a case")),
    Event(
        "client.open_to_print",
        "reading",
        pgettext_lazy("event", "opened the page for printing a client card"),
    ),
    Event("client.search", "search", pgettext_lazy("event", "looked for the client of a consultation")),
    Event("search.person", "search", pgettext_lazy("event", "searched for a person")),
    Event("narrative.search", "search", pgettext_lazy("event", "searched in what was said")),
    Event("whereabouts.reveal", "reveal", pgettext_lazy("event", "opened whereabouts")),
    Event("disclosure.start", "disclosure", pgettext_lazy("event", "began a disclosure")),
    Event("disclosure.end", "disclosure", pgettext_lazy("event", "ended a disclosure")),
    Event("conference.share", "disclosure", pgettext_lazy("event", "shared a record in a conference")),
    Event("conference.end", "disclosure", pgettext_lazy("event", "ended the sharing of a conference")),
    Event("document.print", "export", pgettext_lazy("event", "printed a paper")),
    Event("export.list", "reading", pgettext_lazy("event", "list of exports")),
    Event("export.read", "reading", pgettext_lazy("event", "opened an export")),
    Event("export.ask", "export", pgettext_lazy("event", "asked for an export")),
    Event("export.approve", "approval", pgettext_lazy("event", "approved an export")),
    Event("export.refuse", "approval", pgettext_lazy("event", "refused an export")),
    Event("export.make", "export", pgettext_lazy("event", "made the file of an export")),
    Event("export.fetch", "export", pgettext_lazy("event", "fetched the file of an export")),
    Event("export.end", "export", pgettext_lazy("event", "an export ended")),
    Event("referral.list", "reading", pgettext_lazy("event", "list of referrals")),
    Event("referral.read", "reading", pgettext_lazy("event", "opened a referral")),
    Event(
        "referral.open_to_print", "reading", pgettext_lazy("event", "opened the page for printing a receipt")
    ),
    Event("referral.prepare", "reading", pgettext_lazy("event", "prepared a referral")),
    Event("referral.send", "disclosure", pgettext_lazy("event", "sent a referral")),
    Event("referral.accept", "disclosure", pgettext_lazy("event", "accepted a referral")),
    Event("referral.decline", "disclosure", pgettext_lazy("event", "declined a referral")),
    Event("referral.report", "disclosure", pgettext_lazy("event", "reported on a referral")),
    Event("referral.close", "disclosure", pgettext_lazy("event", "closed a referral")),
    Event("referral.recall", "disclosure", pgettext_lazy("event", "recalled a referral")),
    Event("page.absent", "refusal", pgettext_lazy("event", "asked for what is not there for her")),
    Event("limit.meet", "refusal", pgettext_lazy("event", "did one thing unusually often")),
    Event("wall.open", "reading", pgettext_lazy("event", "opened the page of walls of a person")),
    Event("wall.list", "reading", pgettext_lazy("event", "list of walls")),
    Event("wall.declare", "approval", pgettext_lazy("event", "said that she knows the person")),
    Event("wall.ask", "approval", pgettext_lazy("event", "asked for a wall")),
    Event("wall.lay", "approval", pgettext_lazy("event", "laid a wall")),
    Event("wall.refuse", "approval", pgettext_lazy("event", "laid no wall")),
    Event("wall.ask_lift", "approval", pgettext_lazy("event", "asked to lift a wall")),
    Event("wall.lift", "approval", pgettext_lazy("event", "lifted a wall")),
    Event("wall.keep", "approval", pgettext_lazy("event", "kept a wall")),
    Event("match.list", "reading", pgettext_lazy("event", "list of possible matches")),
    Event("match.find", "change", pgettext_lazy("event", "found a possible match")),
    Event("match.ask", "approval", pgettext_lazy("event", "asked about a match")),
    Event("match.set_aside", "approval", pgettext_lazy("event", "put a match aside")),
    Event("match.agree", "approval", pgettext_lazy("event", "agreed to a match")),
    Event("match.decline", "approval", pgettext_lazy("event", "declined a match")),
    Event("release.list", "reading", pgettext_lazy("event", "list of requests for whereabouts")),
    Event("release.read", "reading", pgettext_lazy("event", "opened a request for whereabouts")),
    Event(
        "release.prepare", "reading", pgettext_lazy("event", "opened the page for a request for whereabouts")
    ),
    Event("release.ask", "disclosure", pgettext_lazy("event", "wrote down a request for whereabouts")),
    Event("release.call_back", "disclosure", pgettext_lazy("event", "called the registered number back")),
    Event("release.approve", "approval", pgettext_lazy("event", "approved a release of whereabouts")),
    Event("release.refuse", "approval", pgettext_lazy("event", "refused a release of whereabouts")),
    Event("release.tell", "disclosure", pgettext_lazy("event", "told whereabouts to an agency")),
    Event("release.tell_again", "disclosure", pgettext_lazy("event", "told whereabouts again")),
    Event("release.danger", "emergency", pgettext_lazy("event", "told whereabouts alone in imminent danger")),
    Event("release.stop", "disclosure", pgettext_lazy("event", "stopped a request for whereabouts")),
    Event("release.find_right", "approval", pgettext_lazy("event", "found a release in danger right")),
    Event("release.question", "approval", pgettext_lazy("event", "questioned a release in danger")),
    Event("release.late", "emergency", pgettext_lazy("event", "the review of a release in danger is late")),
    Event("tie.list", "reading", pgettext_lazy("event", "list of staff who resemble somebody in a record")),
    Event(
        "tie.find",
        "change",
        pgettext_lazy("event", "found that a staff member resembles somebody in a record"),
    ),
    Event("tie.again", "change", pgettext_lazy("event", "found a new sign of a tie that was put aside")),
    Event("tie.wall", "approval", pgettext_lazy("event", "laid a wall because of a tie")),
    Event("tie.not_same", "approval", pgettext_lazy("event", "said that a tie is not the same person")),
    Event("number.enter", "configuration", pgettext_lazy("event", "entered a registered number")),
    Event("number.confirm", "approval", pgettext_lazy("event", "confirmed a registered number")),
    Event("number.end", "configuration", pgettext_lazy("event", "ended a registered number")),
    Event("trace.give", "account", pgettext_lazy("event", "gave signs about herself")),
    Event("trace.remove", "account", pgettext_lazy("event", "removed signs about herself")),
    Event("emergency.list", "reading", pgettext_lazy("event", "list of emergency access")),
    Event("emergency.read", "reading", pgettext_lazy("event", "opened an emergency access")),
    Event("emergency.open", "emergency", pgettext_lazy("event", "used emergency access")),
    Event("emergency.miss", "emergency", pgettext_lazy("event", "emergency access opened nothing")),
    Event("emergency.end", "emergency", pgettext_lazy("event", "ended emergency access")),
    Event("emergency.late", "emergency", pgettext_lazy("event", "the review of an emergency access is late")),
    Event("emergency.find_right", "approval", pgettext_lazy("event", "found an emergency access right")),
    Event("emergency.question", "approval", pgettext_lazy("event", "questioned an emergency access")),
    Event("emergency.clear", "approval", pgettext_lazy("event", "cleared an emergency access")),
    Event("opening.week", "reading", pgettext_lazy("event", "who opened her records in a week")),
    Event("opening.ask", "question", pgettext_lazy("event", "questioned an opening")),
    Event("opening.list", "reading", pgettext_lazy("event", "list of questioned openings")),
    Event("opening.explain", "question", pgettext_lazy("event", "explained an opening")),
    Event("opening.escalate", "question", pgettext_lazy("event", "gave an opening to leak handling")),
    Event("account.list", "reading", pgettext_lazy("event", "list of accounts")),
    Event("account.read", "reading", pgettext_lazy("event", "opened an account")),
    Event("account.invite", "account", pgettext_lazy("event", "invited a person")),
    Event("account.reinvite", "account", pgettext_lazy("event", "invited a person anew")),
    Event("account.change", "account", pgettext_lazy("event", "changed an account")),
    Event("account.disable", "account", pgettext_lazy("event", "stopped an account")),
    Event("account.enable", "account", pgettext_lazy("event", "let an account work again")),
    Event("posting.add", "account", pgettext_lazy("event", "gave a posting")),
    Event("posting.move", "account", pgettext_lazy("event", "moved a person")),
    Event("posting.end", "account", pgettext_lazy("event", "ended a posting")),
    Event("posting.waiting", "reading", pgettext_lazy("event", "list of people to confirm")),
    Event("posting.confirm", "approval", pgettext_lazy("event", "confirmed a person")),
    Event("posting.review.list", "reading", pgettext_lazy("event", "list of accounts of the quarter")),
    Event("posting.review", "approval", pgettext_lazy("event", "said that a person still works here")),
    Event("agency.deputy", "configuration", pgettext_lazy("event", "named a deputy agency")),
    Event("matrix.read", "reading", pgettext_lazy("event", "read who may see what")),
    Event("audit.list", "reading", pgettext_lazy("event", "read the audit trail")),
    Event("audit.export", "export", pgettext_lazy("event", "exported the audit trail")),
    Event("unusual.list", "reading", pgettext_lazy("event", "read the report of unusual access")),
    Event("alert.send", "notice", pgettext_lazy("event", "a notice was sent")),
    Event("alert.list", "reading", pgettext_lazy("event", "list of her notices")),
    Event("alert.read", "notice", pgettext_lazy("event", "read a notice")),
    Event("indicator.record", "change", pgettext_lazy("event", "recorded a figure")),
    Event("indicator.change", "change", pgettext_lazy("event", "changed a figure")),
    Event("indicator.target", "configuration", pgettext_lazy("event", "set a target")),
    Event(
        "indicator.import.look", "change", pgettext_lazy("event", "looked through a file before importing it")
    ),
    Event("indicator.import", "change", pgettext_lazy("event", "imported figures")),
    Event("indicator.import.refuse", "refusal", pgettext_lazy("event", "sent a file that could not be read")),
    Event("indicator.import.template", "export", pgettext_lazy("event", "took the form for importing")),
    Event("indicator.export", "export", pgettext_lazy("event", "exported figures")),
    Event("statistics.read", "reading", pgettext_lazy("event", "read statistics of her agency")),
    Event("demo.seed", "configuration", pgettext_lazy("event", "demo data were made")),
    Event("backup.make", "configuration", pgettext_lazy("event", "a backup was made")),
    Event("backup.restore", "configuration", pgettext_lazy("event", "a backup was put back")),
    Event("backup.drill", "configuration", pgettext_lazy("event", "a restore was tried")),
)
EVENTS: dict[str, Event] = {event.code: event for event in _ALL}

# What counts as opening a record of a person.
OPENINGS = (
    "client.read",
    "client.open_to_change",
    "consultation.read",
    "consultation.open_to_change",
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
    "cases.wall": pgettext_lazy("record", "wall"),
    "cases.match": pgettext_lazy("record", "possible match"),
    "cases.emergency": pgettext_lazy("record", "emergency access"),
    "cases.namesearch": pgettext_lazy("record", "search"),
    "cases.openingquestion": pgettext_lazy("record", "question"),
    "cases.release": pgettext_lazy("record", "release of whereabouts"),
    "cases.tie": pgettext_lazy("record", "staff and record"),
    "partners.registerednumber": pgettext_lazy("record", "registered number"),
    "cases.export": pgettext_lazy("record", "export"),
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
    return tuple(event.code for event in _ALL if event.group == group)


def require(code: str) -> None:
    """Raise UnknownEvent unless the catalogue knows this code."""
    if code not in EVENTS:
        raise UnknownEvent(code)
