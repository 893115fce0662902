"""Words of the procedures of a case: their states, why one is proposed, what the shared sheet asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PROCEDURE_STATE_LABELS = {
    "to_do": pgettext_lazy("procedure", "To come"),
    "under_way": pgettext_lazy("procedure", "Under way"),
    "done": pgettext_lazy("procedure", "Done"),
    "not_needed": pgettext_lazy("procedure", "Not needed"),
}
# Conditions of `data/procedures.csv`, as the reason beside a proposal.
CONDITION_LABELS = {
    "always": _("Every woman is asked about it."),
    "has_children": _("She has a child."),
    "preschool": _("A child is below school age."),
    "school_age": _("A child is of school age."),
    "insured_by_other": _("She is insured through the other party."),
    "foreign": _("She needs an interpreter or a residence status."),
    "pregnant": _("She is pregnant."),
    "disabled": _("She lives with a disability or an illness."),
    "no_income": _("She has no income of her own."),
    "no_home": _("She needs a home."),
    "moves": _("She moves to another place."),
}
# What she may tick on the shared sheet; children are known from her record.
SITUATION_CODES = ("insured_by_other", "foreign", "pregnant", "disabled", "no_income", "no_home", "moves")
# The shared sheet: what she says once. Addresses do not stand on it, they stay masked in her record.
SHEET_FIELDS = {
    "name": _("Name"),
    "kana": _("Reading"),
    "birth": _("Date of birth"),
    "registered_town": _("Municipality of her resident record"),
    "reach": _("How the office may reach her"),
    "never": _("What the office must never do"),
    "along": _("Who comes along"),
    "insurance": _("Health insurance now"),
    "pension": _("Pension number, kind of pension"),
    "income": _("Work and income"),
    "papers": _("Papers that she has with her"),
    "wishes": _("What she asks the offices to heed"),
}
SHEET_LONG = ("reach", "never", "along", "papers", "wishes")
