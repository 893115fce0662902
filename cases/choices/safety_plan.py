"""Questions of a safety plan (安全計画), in this house's own wording, and what a paper may look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class SafetyQuestion:
    """One question. `group`: the field group that a reader needs besides what was said ("narrative")."""

    code: str
    label: Any
    hint: Any
    group: str = "narrative"


SAFETY_QUESTIONS = (
    SafetyQuestion("signs", _("What tells her that it is getting dangerous?"), _("In her own words."), "risk"),
    SafetyQuestion("way_out", _("How does she get out of the house?"), _("Door, stairs, time of day."), "risk"),
    SafetyQuestion(
        "safe_place", _("Where does she go first?"), _("A place that is open, at night too."), "whereabouts"
    ),
    SafetyQuestion(
        "told", _("Who is told that she is going?"), _("Somebody who tells nobody else."), "contact"
    ),
    SafetyQuestion(
        "code_word", _("Which word means “help me”?"), _("And what its hearer does then."), "contact"
    ),
    SafetyQuestion("phone", _("Which telephone can she use?"), _("Is its place known to anybody?"), "contact"),
    SafetyQuestion("to_take", _("What does she take along?"), _("Papers, keys, medicine, money. Where is it now?")),
    SafetyQuestion(
        "children", _("What do the children know?"), _("What they do, whom they go to, whom they may call."), "children"
    ),
    SafetyQuestion("work_school", _("What do work and school know?"), _("Who may be told what."), "whereabouts"),
    SafetyQuestion("afterwards", _("What does she do once she is safe?"), _("Whom she calls first, and when.")),
)  # fmt: skip
NO_PAPER, MEMO, DISGUISED = "none", "memo", "disguised"
PAPER_LABELS = {
    NO_PAPER: pgettext_lazy("safety paper", "No paper"),
    MEMO: pgettext_lazy("safety paper", "A memo in her own hand"),
    DISGUISED: pgettext_lazy("safety paper", "A shopping list"),
}
PAPERS_SAFE_LABELS = {
    "yes": pgettext_lazy("papers safe", "Papers are safe with her"),
    "no": pgettext_lazy("papers safe", "Papers are not safe"),
    "unknown": pgettext_lazy("papers safe", "Not known"),
}
# What may stand on a list that anybody may find: everyday words only, each for a thing to take along.
HARMLESS_WORDS = (
    (_("Cards, folder"), _("identity card, insurance card, bank book")),
    (_("Keys, wallet"), _("keys, cash")),
    (_("Plasters, stomach powder"), _("medicine, medicine notebook")),
    (_("Notebook, pencils"), _("school things, mother and child handbook")),
    (_("Batteries, cable"), _("telephone, charger")),
    (_("Socks, towels"), _("clothes for two days")),
)
