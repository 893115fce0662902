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

# Filters that are no state of their own.
MOVING, ENDING = "moving", "ending"
FILTER_LABELS = {
    **STATE_LABELS,
    MOVING: _("Moves in the coming April"),
    ENDING: _("Ends in March with nothing after it"),
}


# Alerts: code, its sentence. `%(...)s` are the facts that `actions.alert.send` was given: never a client's.
ALERTS = {
    "deputy.named": _("%(agency)s named your agency as its deputy. You now stand in for its supervisor."),
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
    "match.found": _("Two agencies may support the same person. Please look at the queue."),
    "match.asked": _("The women's support center asks about a client of your agency."),
    "match.agreed": _("A client of your agency agreed that another agency and yours know of each other."),
    "review.due": _("Look once this quarter at who still works here: the list of accounts waits for you."),
    "review.late": _("An agency for which you stand in has not yet looked at its accounts this quarter."),
    "search.many": _("%(name)s (%(agency)s) searches for very many persons in one hour."),
    "tie.found": _("A staff member may be, or belong to, somebody in a record. Please look at the list."),
    "wall.declared": _(
        "%(name)s (%(agency)s) says that she knows a client. The wall stands: she cannot see that person any more."
    ),
    "wall.asked": _("%(agency)s asks you for a wall between a colleague and a client."),
    "wall.lift_asked": _("%(agency)s asks you, as the second person, to lift a wall."),
}


def alert_sentence(kind: str, facts: dict[str, object]) -> str:
    """The sentence of an alert in the reader's language."""
    return str(ALERTS[kind]) % facts


def kind_label(kind: str) -> str:
    """The kind of an agency in the reader's language; a kind without a label as it is."""
    return str(KIND_LABELS.get(kind, kind))
