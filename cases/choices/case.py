"""Words of a support case: its states, its moves, its tasks, and what is missing for a move."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CASE_STATE_LABELS = {
    "received": pgettext_lazy("case", "Taken in"),
    "assessing": pgettext_lazy("case", "Being assessed"),
    "supporting": pgettext_lazy("case", "Supported"),
    "protected": pgettext_lazy("case", "Protected"),
    "aftercare": pgettext_lazy("case", "Aftercare"),
    "closed": pgettext_lazy("case", "Closed"),
    "transferred": pgettext_lazy("case", "Handed to another agency"),
}
# The button of a move, and the sentence under it: what it does.
MOVE_LABELS = {
    "assess": _("Begin the assessment"),
    "support": _("Begin the support"),
    "look_after": _("Go over to aftercare"),
    "resume": _("Go back to support"),
    "close": _("Close the case"),
    "transfer": _("Hand the case to another agency"),
    "reopen": _("Open the case again"),
}
MOVE_HINTS = {
    "assess": _("Her situation is looked at. An assessment is due within five working days."),
    "support": _("What she needs is known. A support plan is due within two weeks."),
    "look_after": _("She lives by herself. The day on which you are in touch again becomes a deadline."),
    "resume": _("Something has happened: the support goes on."),
    "close": _("The case ends. It can be opened again."),
    "transfer": _("Another agency goes on. What it may read is decided by the hand-over, not here."),
    "reopen": _("The support goes on. A support plan is due within two weeks."),
}
# What was done, as a line of what has happened.
STEP_LABELS = {
    "open": _("The case was opened"),
    "assess": _("The assessment began"),
    "support": _("The support began"),
    "protect": _("Temporary protection began"),
    "discharge": _("Temporary protection ended"),
    "look_after": _("Aftercare began"),
    "resume": _("The support was taken up again"),
    "close": _("The case was closed"),
    "transfer": _("The case was handed to another agency"),
    "reopen": _("The case was opened again"),
}
# What is missing, and what to do about it.
MISSING_LABELS = {
    "in_charge": _("Nobody is in charge of this case. Take it, or let a supervisor name somebody."),
    "no_open_task": _("Something still waits here. Do it, or say why it is not needed any more."),
    "risk_judged": _("The risk was not judged yet. Please judge it on the page of risk first."),
    "plan_agreed": _("There is no support plan that she agreed to. Make it with her first."),
}
TASK_LABELS = {
    "first_look": _("Look at her situation for the first time"),
    "assessment": _("Finish the assessment"),
    "plan": _("Make the support plan with her"),
    "protection_review": _("Review of the temporary protection"),
    "aftercare": _("Be in touch with her (aftercare)"),
    "risk_review": _("Judge the risk again"),
    "plan_review": _("Look at the support plan again with her"),
    "register_set": _("Is the register measure set at the municipality?"),
    "register_renew": _("Renew the register measure or let it end"),
    "register_compare": _("Compare with the municipality's list of measures"),
    "municipality_ack": _("Has the other municipality answered?"),
    "order_end": _("The protection order ends soon: what follows?"),
    "court_answer": _("Answer the court's request in writing"),
    "own": _("Task"),
}
