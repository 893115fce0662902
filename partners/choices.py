"""Closed lists of this app: kinds of agency, states of an account, for the screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND_LABELS = {
    "headquarters_division": _("Headquarters division"),
    "womens_center": _("Women's support center"),
    "health_office": _("Health and welfare office"),
    "child_guidance": _("Child guidance center"),
    "school_board": _("Board of education"),
    "mental_health_center": _("Mental health center"),
    "victim_support": _("Support for victims of crime"),
    "municipal_desk": _("Municipal desk"),
    "city_welfare_office": _("Welfare office"),
    "dv_center": _("DV center of a municipality"),
    "residents_desk": _("Desk of residents' records"),
    "police_hq": _("Police headquarters"),
    "police_station": _("Police station"),
    "npo": _("Private support body"),
    "court": _("Court"),
    "legal_support": _("Legal support"),
    "hospital": _("Hospital"),
    "medical_association": _("Medical association"),
    "sexual_violence_onestop": _("One-stop center for sexual violence"),
    "support_facility": _("Support facility for women"),
    "employment_office": _("Employment office"),
}

# States of an account as an administrator sees them, in the order of the filter.
READY, WAITING, INVITED, COMING, UNUSED, ENDED, DISABLED = (
    "ready", "waiting", "invited", "coming", "unused", "ended", "disabled",
)  # fmt: skip
STATE_LABELS = {
    READY: _("Can be used"),
    WAITING: _("Waits for a supervisor's confirmation"),
    INVITED: _("Has not used the invitation yet"),
    COMING: _("Starts later"),
    UNUSED: _("Not used for 45 days"),
    ENDED: _("Posting ended"),
    DISABLED: pgettext_lazy("account", "Stopped"),
}
STATE_TONES = {
    READY: "done",
    WAITING: "near",
    INVITED: "near",
    UNUSED: "quiet",
    ENDED: "quiet",
    DISABLED: "quiet",
}

# Which desk answers a registered number.
NUMBER_LABELS = {
    "main": _("Main number"),
    "duty": _("Night duty"),
    "desk": _("Desk in charge"),
}

# Filters that are no state of their own.
MOVING, ENDING = "moving", "ending"
UNCONFIRMED, LEAVING, UNREVIEWED = "unconfirmed", "leaving", "unreviewed"
FILTER_LABELS = {
    **STATE_LABELS,
    MOVING: _("Moves in the coming April"),
    ENDING: _("Ends in March with nothing after it"),
    UNCONFIRMED: _("A posting waits for a supervisor's confirmation"),
    LEAVING: _("Ends within 30 days with nothing after it"),
    UNREVIEWED: _("Not looked at in this quarter"),
}


# Alerts: code, its sentence. `%(...)s` are the facts that `actions.alert.send` was given: never a client's.
ALERTS = {
    "bed.asked": _("%(agency)s asks shelter %(code)s for a bed. Please answer."),
    "bed.held": _("Shelter %(code)s holds a bed for 90 minutes."),
    "bed.declined": _("Shelter %(code)s has no bed for her now. Please ask elsewhere too."),
    "bed.told": _(
        "%(agency)s wrote down that shelter %(code)s said yes by telephone. A bed is held for 90 minutes."
    ),
    "client.merged": _("%(name)s joined two records of your agency into one. It can be undone."),
    "client.unmerged": _("%(name)s gave two joined records of your agency back as they were."),
    "told.merged": _(
        "%(agency)s joined a record that it disclosed to yours with another of its records. Please read it again."
    ),
    "told.unmerged": _(
        "%(agency)s parted two records that it had joined; one of them was disclosed to yours. Please read it again."
    ),
    "deputy.named": _("%(agency)s named your agency as its deputy. You now stand in for its supervisor."),
    "draft.handed": _(
        "%(name)s can no longer sign in to your agency and left a draft of a consultation. Please take it over."
    ),
    "emergency.opened": _(
        "%(name)s (%(agency)s) opened a person's records by emergency access. Please look at it within 3 working days."
    ),
    "emergency.missed": _("%(name)s (%(agency)s) asked for emergency access, and nothing was opened."),
    "emergency.late": _(
        "The emergency access of %(name)s (%(agency)s) was not looked at in time. Until then the right is held."
    ),
    "emergency.find_right": _("%(agency)s looked at your emergency access: it was right."),
    "emergency.question": _(
        "%(agency)s questions your emergency access. Until it is cleared the right is held."
    ),
    "emergency.clear": _("%(agency)s cleared your emergency access. You can use it again."),
    "limit.search.person": _(
        "%(name)s (%(agency)s) searched for persons %(times)s times within %(minutes)s minutes."
    ),
    "limit.whereabouts.reveal": _(
        "%(name)s (%(agency)s) opened hidden places %(times)s times within %(minutes)s minutes."
    ),
    "limit.client.read": _(
        "%(name)s (%(agency)s) opened clients %(times)s times within %(minutes)s minutes."
    ),
    "limit.consultation.read": _(
        "%(name)s (%(agency)s) opened consultations %(times)s times within %(minutes)s minutes."
    ),
    "limit.other": _(
        "%(name)s (%(agency)s) did one thing unusually often: %(times)s times within %(minutes)s minutes."
    ),
    "export.asked": _(
        "%(name)s (%(agency)s) asks to export %(count)s consultations. Please answer within a week."
    ),
    "export.approve": _("Your export was approved. Make the file within 24 hours."),
    "export.refuse": _("Your export was not approved."),
    "import.done": _("%(name)s (%(agency)s) took in %(count)s consultations of an old ledger."),
    "import.undone": _("%(name)s (%(agency)s) took back an import of %(count)s consultations."),
    "match.found": _("Two agencies may support the same person. Please look at the queue."),
    "match.asked": _("The women's support center asks about a client of your agency."),
    "match.agreed": _("A client of your agency agreed that another agency and yours know of each other."),
    "opening.week": _(
        "Who opened your records in the week from %(day)s: others did so %(times)s times. Please look through them."
    ),
    "opening.asked": _("%(agency)s asks why a record was opened. Please look at it as the third person."),
    "opening.explained": _("%(agency)s answered why a record of yours was opened."),
    "opening.escalated": _("%(agency)s is looking into an opening of a record of yours as a possible leak."),
    "opening.leak": _("An opening of a record of %(agency)s is to be looked into as a possible leak."),
    "contact.waits": _("%(name)s (%(agency)s) asks for a second person to reach a client outside her rule."),
    "contact.approve": _("Reaching a client outside her rule, which you asked for, is allowed."),
    "contact.refuse": _("Reaching a client outside her rule, which you asked for, is not allowed."),
    "contact.danger": _(
        "%(name)s (%(agency)s) reached a client outside her rule alone, because of imminent danger. "
        "Please look at it by the next working day."
    ),
    "contact.late": _(
        "The contact in imminent danger by %(name)s (%(agency)s) was not looked at in time. Please look at it now."
    ),
    "contact.find_right": _("%(agency)s looked at your contact in imminent danger: it was right."),
    "contact.question": _("%(agency)s questions your contact in imminent danger. Please talk with them."),
    "case.deadline_near": _("A deadline of a case in your hands is near. Please open it."),
    "case.deadline_late": _("A deadline of a case of your agency is past. Please see what holds it up."),
    "call_back.tell": _("%(name)s could not reach a client by call-back three times. Please look at it."),
    "call_back.safety": _("%(name)s asks you to see whether a client who cannot be reached is safe."),
    "risk.waits": _("%(name)s (%(agency)s) asks a second person before a level of risk is lowered."),
    "register.waits": _("%(name)s (%(agency)s) asks a second person to see that a register measure is set."),
    "register.end_waits": _("%(name)s (%(agency)s) asks a second person before a register measure ends."),
    "register.end": _("The end of a register measure, which you asked for, is agreed."),
    "register.keep": _("The end of a register measure, which you asked for, is not agreed. It goes on."),
    "release.waits": _("%(name)s (%(agency)s) asks for a second person before whereabouts are released."),
    "release.approve": _(
        "The release that you asked for is approved. It has to be spoken before it goes stale."
    ),
    "release.refuse": _("The release that you asked for is refused. The reason stands on its page."),
    "release.pretext": _(
        "Somebody asked for whereabouts in the name of %(receiver)s, and the agency knew nothing of it. "
        "Please warn your colleagues."
    ),
    "release.danger": _(
        "%(name)s (%(agency)s) released whereabouts alone, because of imminent danger. "
        "Please look at it by the next working day."
    ),
    "release.late": _(
        "The release in imminent danger by %(name)s (%(agency)s) was not looked at in time. Please look at it now."
    ),
    "release.find_right": _("%(agency)s looked at your release in imminent danger: it was right."),
    "release.question": _("%(agency)s questions your release in imminent danger. Please talk with them."),
    "review.due": _("Look once this quarter at who still works here: the list of accounts waits for you."),
    "review.late": _("An agency for which you stand in has not yet looked at its accounts this quarter."),
    "search.many": _("%(name)s (%(agency)s) searches for very many persons in one hour."),
    "named.ask": _("%(agency)s names somebody of the staff who must not see a referral. Please look at it."),
    "tie.found": _("A staff member may be, or belong to, somebody in a record. Please look at the list."),
    "wall.declared": _(
        "%(name)s (%(agency)s) says that she knows a client. The wall stands: she cannot see that person any more."
    ),
    "wall.asked": _("%(agency)s asks you for a wall between a colleague and a client."),
    "wall.lift_asked": _("%(agency)s asks you, as the second person, to lift a wall."),
}
LIMIT_OTHER = "limit.other"
LIMIT_ALERTS = tuple(kind for kind in ALERTS if kind.startswith("limit."))


def alert_sentence(kind: str, facts: dict[str, object]) -> str:
    """The sentence of an alert in the reader's language."""
    return str(ALERTS[kind]) % facts


def number_label(label: str) -> str:
    """Which desk answers a registered number, in the reader's language."""
    return str(NUMBER_LABELS.get(label, label))


def kind_label(kind: str) -> str:
    """The kind of an agency in the reader's language; a kind without a label as it is."""
    return str(KIND_LABELS.get(kind, kind))
