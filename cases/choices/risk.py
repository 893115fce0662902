"""Words of the risk of a case: levels, answers, states."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEVEL_LABELS = {
    "low": pgettext_lazy("risk", "Low"),
    "medium": pgettext_lazy("risk", "Medium"),
    "high": pgettext_lazy("risk", "High"),
    "imminent": pgettext_lazy("risk", "Imminent"),
}
LEVEL_TONES = {"low": "done", "medium": "care", "high": "life", "imminent": "late"}
LEVEL_SIGNS = {"low": "check", "medium": "eye", "high": "warning", "imminent": "warning"}
# What the answers propose; without a red flag the person judges between the two lower levels.
PROPOSAL_LABELS = {**LEVEL_LABELS, "": _("Low or medium: you judge")}
ANSWER_LABELS = {
    "yes": pgettext_lazy("risk answer", "Yes"),
    "no": pgettext_lazy("risk answer", "No"),
    "unknown": pgettext_lazy("risk answer", "Not known"),
}
RISK_STATE_LABELS = {
    "stands": pgettext_lazy("risk state", "In force"),
    "asked_lower": pgettext_lazy("risk state", "A lower level waits for a second person"),
    "refused": pgettext_lazy("risk state", "The lower level was not approved"),
    "replaced": pgettext_lazy("risk state", "Judged again before an answer"),
}
RISK_STATE_TONES = {"stands": "done", "asked_lower": "near", "refused": "quiet", "replaced": "quiet"}
# Columns of the yearly figures, fields of `cases.queries.risk_calibration.LevelCounts`.
FIGURE_LABELS = {
    "judged": _("Judgements"),
    "up": _("Above the proposal"),
    "down": _("Below the proposal"),
    "lowered": _("Lowered by two"),
    "refused": _("Not lowered"),
    "followed": _("90 days are over"),
    "violence": _("of these: violence again"),
    "protection": _("of these: protected"),
}
