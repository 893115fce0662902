"""Names of roles, tiers and field groups for the screen. The rules stand in `matrix.toml`."""

from django.utils.translation import gettext_lazy as _

ROLE_LABELS = {
    "counselor": _("Counselor"),
    "supervisor": _("Supervisor"),
    "planner": _("Planner"),
    "account_admin": _("Account administrator"),
    "liaison": _("Liaison"),
    "auditor": _("Auditor"),
}
ROLE_SIGHT = {
    "counselor": _("Consultations, clients and cases of her own agency"),
    "supervisor": _("The same as a counselor; confirms people and hands over"),
    "planner": _("Indicators, plan and statistics; no personal data"),
    "account_admin": _("Accounts only; no consultation record"),
    "liaison": _("Only what was disclosed to her agency"),
    "auditor": _("Who did what, when; no text of a record"),
}
TIER_LABELS = {
    "prefecture": _("Prefecture"),
    "municipality": _("Municipality"),
    "police": _("Police"),
    "npo": _("Private support body"),
    "other": _("Other body"),
}
FIELD_GROUP_LABELS = {
    "identity": _("Basics"),
    "contact": _("Safe contact"),
    "narrative": _("Consultation"),
    "children": _("Children"),
    "health": _("Health"),
    "risk": _("Risk"),
    "other_party": _("Other party"),
    "whereabouts": _("Whereabouts"),
    "admin": _("Office notes"),
}
FIELD_GROUP_HINTS = {
    "identity": _("name, reading, age"),
    "contact": _("telephone and hours that are safe, what not to do"),
    "narrative": _("main complaint, support given, the text of this consultation"),
    "children": _("number and ages"),
    "health": _("health, pregnancy, disability, language"),
    "risk": _("kinds of violence and harm"),
    "other_party": _("relation, what to heed"),
    "whereabouts": _("where she is now, school, workplace; usually not told"),
    "admin": _("notes of the office"),
}


def label(role: str) -> str:
    """The role in the reader's language; empty for none."""
    return str(ROLE_LABELS.get(role, ""))


def group_label(group: str) -> str:
    """The field group in the reader's language."""
    return str(FIELD_GROUP_LABELS.get(group, group))
