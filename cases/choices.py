"""Closed lists of the case work for the screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Why a colleague had opened a record: what a supervisor may answer to "I do not know why".
EXPLANATIONS = {
    "stood_in": _("She stood in for the counselor who keeps it."),
    "call": _("The person called or came, and she took the call."),
    "joint": _("She takes part in the work on this case."),
    "referral": _("Her agency received a referral or a disclosure."),
    "office": _("Office work: correction, statistics, hand-over."),
    "mistake": _("Opened by mistake, and closed at once."),
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what consultations may be counted: one single code of each, and the list it is taken from."""

    list_name: str
    label: Promise


# Names are columns of Consultation. Closed: what stands here may be named in an address, nothing else is looked up.
DIMENSIONS = {
    "main_complaint": Dimension("main_complaint", _("Main complaint")),
    "method": Dimension("contact_method", _("Method")),
    "contact_kind": Dimension("contact_kind", _("First or again")),
    "caller": Dimension("caller", _("Who is speaking")),
    "route": Dimension("route", _("Route")),
    "sex": Dimension("sex", _("Sex")),
    "age_band": Dimension("age_band", _("Age band")),
    "partner_relation": Dimension("partner_relation", _("Relation to the other party")),
    "disposition": Dimension("disposition", _("Disposition")),
}

# How a contact runs, by its method: what the band of the call screen says. `text` runs no clock.
WAYS = {
    "phone": "call",
    "online": "call",
    "visit": "meeting",
    "other": "meeting",
    "chat": "chat",
    "mail": "text",
    "letter": "text",
    "home_visit": "out",
    "accompaniment": "out",
    "outreach": "out",
}

# What an export looks like: each record with the columns that were ticked, or lines as in the ledger with its sums.
AS_RECORDS, AS_LEDGER = "records", "ledger"
EXPORT_KINDS = {
    AS_RECORDS: _("The records, with the columns chosen below"),
    AS_LEDGER: _("The ledger with its sums; of the columns only the name is asked"),
}

# When a child's household is one of violence: main complaints (with what stands below them), or any kind of violence
# that was recorded, or this mark. Data of the office; the words of the record are never searched for it.
VIOLENT_COMPLAINTS = ("spouse_violence", "dating_violence")
CHILD_PRESENT = "child_present"  # of the list `harm_type`

# What a person decides about a child (Child Abuse Prevention Act, art. 6) and signs.
NOTIFY, NOT_NOTIFY, ASK_SUPERVISOR, NO_CHILD = "notify", "not_notify", "ask_supervisor", "no_child"
CHILD_DECISIONS = {
    NOTIFY: _("I notify"),
    NOT_NOTIFY: _("I do not notify, for the reason below"),
    ASK_SUPERVISOR: _("I talk it over with the supervisor first"),
    NO_CHILD: _("There is no child under 18 in this household"),
}
FINAL_DECISIONS = (NOT_NOTIFY, NO_CHILD)
SIGN_ANSWERS = {
    "yes": pgettext_lazy("sign", "Yes"),
    "no": pgettext_lazy("sign", "No"),
    "unknown": pgettext_lazy("sign", "Not known yet"),
}
TOLD_HER = {
    "agreed": _("Explained, and she agrees"),
    "against": _("Explained; she does not agree"),
    "not_told": _("Not explained"),
}

STATE_LABELS = {
    "asked": _("Asked, not answered yet"),
    "explained": _("Explained"),
    "escalated": _("Looked into as a possible leak"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of unusual access: what is counted and from which number on it is shown."""

    code: str
    label: Promise
    unit: Promise
    at_least: int


# The limits are the office's: a sign asks to look, it proves nothing.
SIGNS = {
    sign.code: sign
    for sign in (
        Sign("night", _("At night, at weekends or on holidays"), _("openings on one day"), 5),
        Sign("many", _("Far more than usual"), _("openings on one day"), 30),
        Sign("fruitless", _("Searches that found nobody"), _("searches on one day"), 10),
        Sign("foreign", _("Records of colleagues, without writing anything"), _("records in a week"), 5),
        Sign("refused", _("Refused or not there"), _("refusals on one day"), 20),
        Sign("emergency", _("Emergency access"), _("uses and misses on one day"), 1),
        Sign("namesake", _("The reader's own family name"), _("persons in a week"), 1),
    )
}
DAY_BEGINS, DAY_ENDS = 7, 21  # hours in Japan between which an opening is at daytime
TIMES_USUAL = 3  # so many times her own usual day is far more
USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class ImportField:
    """Where a column of an old ledger may go. `kind` says how its cells are read; `most` counts characters.

    Kinds: day, clock, minutes, text, long (several columns may go there), one and many (codes of `list_name`), age,
    birth, mark, number (held by the client).
    """

    name: str
    label: Promise
    kind: str
    list_name: str = ""
    most: int = 0


# In the order of the select. The lengths are those of the consultation sheet (test).
IMPORT_FIELDS = {
    field.name: field
    for field in (
        ImportField("started_on", _("Day"), "day"),
        ImportField("started_clock", _("Began at"), "clock"),
        ImportField("minutes", _("Minutes"), "minutes"),
        ImportField("counselor_name", _("Counselor of that time"), "text", most=130),
        ImportField("method", _("Method"), "one", "contact_method"),
        ImportField("contact_kind", _("First or again"), "one", "contact_kind"),
        ImportField("caller", _("Who is speaking"), "one", "caller"),
        ImportField("relation", _("Relation to her"), "text", most=60),
        ImportField("route", _("Route"), "one", "route"),
        ImportField("main_complaint", _("Main complaint"), "one", "main_complaint"),
        ImportField("harm_types", _("What applies"), "many", "harm_type"),
        ImportField("violence_types", _("Kinds of violence"), "many", "violence_type"),
        ImportField("partner_relation", _("Relation to the other party"), "one", "partner_relation"),
        ImportField("caller_name", _("Name given"), "text", most=120),
        ImportField("caller_kana", _("Reading"), "text", most=120),
        ImportField("caller_phone", _("Telephone"), "text", most=40),
        ImportField("sex", _("Sex"), "one", "sex"),
        ImportField("age_band", _("Age or age band"), "age", "age_band"),
        ImportField("birth", _("Birth date (only the age band is kept)"), "birth"),
        ImportField("held_number", _("Number held by the client (links to her)"), "number"),
        ImportField("is_disabled", _("Has a disability"), "mark"),
        ImportField("needs_interpreter", _("Needs an interpreter"), "mark"),
        ImportField("narrative", _("What was said"), "long", most=50_000),
        ImportField("support_text", _("Support in words"), "long", most=50_000),
        ImportField("safe_contact", _("Safe contact"), "long", most=5_000),
        ImportField("whereabouts_note", _("Places that she named"), "long", most=5_000),
        ImportField("children_note", _("About the children"), "long", most=5_000),
        ImportField("health_note", _("Health"), "long", most=5_000),
        ImportField("other_party_note", _("Other party"), "long", most=5_000),
        ImportField("support_activities", _("Support given"), "many", "support_activity"),
        ImportField("wishes", _("Her wishes"), "many", "wish"),
        ImportField("unmet_needs", _("What could not be met"), "many", "unmet_need"),
        ImportField("disposition", _("Disposition"), "one", "disposition"),
        ImportField("next_steps", _("Next step"), "many", "next_step"),
        ImportField("next_on", _("By when"), "day"),
    )
}
LEFT_OUT = "-"  # a column that the office does not take over
KEPT_AS_WORD = "-"  # a word for which there is no code: it stays in the narrative as it was
NEEDS_CODE = ("method", "main_complaint")  # without them there is no consultation
# Why a run came back without having taken anything in.
STOPPED = {
    "rows": _("Something changed since you looked. Nothing was taken in; please look at it again."),
    "right": _("Your right to take records in had ended. Nothing was taken in."),
    "fault": _("It could not be written. Nothing was taken in; please try again, or tell the administrator."),
}

# Ways to reach her (`cases.contact_rule`): what each is called, and what is said where it must not be used.
CHANNEL_LABELS = {
    "mobile": _("Her mobile phone"),
    "home": _("Home telephone"),
    "work": _("Telephone at work"),
    "mail": _("Mail"),
    "chat": _("Short message or chat"),
    "letter": _("Letter"),
    "phone": _("Telephone"),
}
CHANNEL_NEVER = {
    "mobile": _("Do not call her mobile phone"),
    "home": _("Do not call her home"),
    "work": _("Do not call her at work"),
    "mail": _("Do not send mail"),
    "chat": _("Do not send short messages or chat"),
    "letter": _("Do not send letters"),
}
DAY_LABELS = {
    "any": pgettext_lazy("contact", "every day"),
    "working": pgettext_lazy("contact", "on working days"),
    "off": pgettext_lazy("contact", "on Saturdays, Sundays and holidays"),
}
# What her rule says of a way at this moment.
VERDICT_LABELS = {
    "allowed": _("Can be used now"),
    "outside": _("Not at this time"),
    "forbidden": _("Must not be used"),
    "not_known": _("Not asked about"),
}
VERDICT_TONES = {"allowed": "done", "outside": "near", "forbidden": "life", "not_known": "care"}
# What can come of an attempt by a telephone, and by words that are sent; codes of `contact_outcome`.
CALL_OUTCOMES = ("reached", "nobody", "voicemail", "somebody_else", "not_done")
SENT_OUTCOMES = ("sent", "not_done")
MISSED_OUTCOMES = ("nobody", "voicemail", "somebody_else")  # tried, and she was not reached


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of line in a client's column of events: its filter, mark of one character, title, page it leads to."""

    kind: str
    mark: Promise
    tone: str
    title: Promise
    page: str = ""


CONSULTATION, REFERRAL, ALERT, CONTACT, CHANGE, MERGE = (
    "consultation", "referral", "alert", "contact", "change", "merge",
)  # fmt: skip
# In the order of the filter; names stand in addresses.
EVENT_KINDS = {
    CONSULTATION: _("Consultations"),
    REFERRAL: _("Hand-overs"),
    ALERT: _("Cautions"),
    CONTACT: _("Ways to reach her"),
    CHANGE: _("Changes"),
    MERGE: _("Joined records"),
}
CONSULTATION_MARK = pgettext_lazy("timeline mark", "C")


def _referral(title: Promise) -> EventKind:
    return EventKind(REFERRAL, pgettext_lazy("timeline mark", "R"), "square", title, "referral_detail")


def _change(title: Promise, mark: Promise, page: str = "") -> EventKind:
    return EventKind(CHANGE, mark, "square", title, page)


def _contact(title: Promise) -> EventKind:
    return EventKind(CONTACT, pgettext_lazy("timeline mark", "L"), "square", title, "contact_detail")


_ALERT_MARK = pgettext_lazy("timeline mark", "A")
_MERGE_MARK = pgettext_lazy("timeline mark", "J")
# Events of `TimelineEntry` that stand in the column; a consultation stands there by itself.
EVENTS = {
    "client.made": _change(_("The record was made"), pgettext_lazy("timeline mark", "N")),
    "client.changed": _change(_("The record was changed"), pgettext_lazy("timeline mark", "E")),
    "child.made": _change(_("A child was added"), pgettext_lazy("timeline mark", "K")),
    "client.taken_in": _change(
        _("A consultation became hers"), pgettext_lazy("timeline mark", "T"), "consultation_detail"
    ),
    "alert.begun": EventKind(ALERT, _ALERT_MARK, "strong", _("An alert was set")),
    "alert.ended": EventKind(ALERT, _ALERT_MARK, "square", _("An alert was ended")),
    "client.merged": EventKind(MERGE, _MERGE_MARK, "square", _("Two records became one"), "merge_detail"),
    "client.unmerged": EventKind(
        MERGE, _MERGE_MARK, "square", _("The two records were given back"), "merge_detail"
    ),
    "referral.sent": _referral(_("Handed over to %(agency)s")),
    "referral.accepted": _referral(_("%(agency)s accepted")),
    "referral.declined": _referral(_("%(agency)s could not accept")),
    "referral.reported": _referral(_("Report from %(agency)s")),
    "referral.recalled": _referral(_("Recalled from %(agency)s")),
    "referral.closed": _referral(_("Hand-over to %(agency)s closed")),
    "contact.reached": _contact(_("She was reached")),
    "contact.nobody": _contact(_("An attempt to reach her: nobody answered")),
    "contact.voicemail": _contact(_("An attempt to reach her: words were left on a machine")),
    "contact.somebody_else": _contact(_("An attempt to reach her: somebody else answered")),
    "contact.sent": _contact(_("A message was sent to her")),
}


@dataclass(frozen=True, slots=True)
class AlertKind:
    """What an alert of this kind is: its field group, how red it stands, and its place among others."""

    group: str
    tone: str
    place: int


# Codes of the list `client_alert`; a code that does not stand here is shown as one that asks for care.
ALERT_KINDS = {
    "protection_order": AlertKind("risk", "life", 10),
    "risk_high": AlertKind("risk", "life", 20),
    "no_phone": AlertKind("contact", "life", 30),
    "no_post": AlertKind("contact", "life", 40),
    "register_protection": AlertKind("risk", "deadline", 50),
}
OTHER_ALERT = AlertKind("risk", "care", 90)
MOST_ALERTS = 4  # on top of a record; more are read past

# What is counted on the page before two records are joined; the rest moves uncounted, walls and ties in silence.
BELONGINGS = {
    "cases.consultation.client": _("Consultations"),
    "cases.child.client": _("Children"),
    "cases.case.client": _("Support cases"),
    "referrals.referral.client": _("Hand-overs"),
    "cases.accessreason.client": _("Disclosures to other agencies"),
    "cases.release.client": _("Requests for whereabouts"),
    "cases.contactattempt.client": _("Ways to reach her"),
    "cases.clientalert.client": _("Cautions"),
    "cases.knownas.client": _("Other names"),
    "cases.timelineentry.client": _("Lines of what has happened"),
}
