"""Events about support cases and what stands in them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from safeguards.events.event import Event

OF_CASES = (
    Event("case.list", "reading", pgettext_lazy("event", "list of cases")),
    Event("case.read", "reading", pgettext_lazy("event", "opened a case")),
    Event("case.open_to_make", "reading", pgettext_lazy("event", "opened the page for opening a case")),
    Event("case.open_to_move", "reading", pgettext_lazy("event", "opened the page for a step of a case")),
    Event(
        "case.open_to_assign",
        "reading",
        pgettext_lazy("event", "opened the page of who is in charge of a case"),
    ),
    Event("case.make", "change", pgettext_lazy("event", "opened a new case")),
    Event("case.assess", "change", pgettext_lazy("event", "began the assessment of a case")),
    Event("case.support", "change", pgettext_lazy("event", "began the support of a case")),
    Event("case.protect", "change", pgettext_lazy("event", "a case came under temporary protection")),
    Event("case.discharge", "change", pgettext_lazy("event", "a case left temporary protection")),
    Event("case.look_after", "change", pgettext_lazy("event", "went over to aftercare")),
    Event("case.resume", "change", pgettext_lazy("event", "took the support of a case up again")),
    Event("case.close", "change", pgettext_lazy("event", "closed a case")),
    Event("case.transfer", "change", pgettext_lazy("event", "handed a case to another agency")),
    Event("case.reopen", "change", pgettext_lazy("event", "opened a case again")),
    Event("case.task_lay", "change", pgettext_lazy("event", "laid a task in a case")),
    Event("case.task_shift", "change", pgettext_lazy("event", "moved the day of a task")),
    Event("case.task_done", "change", pgettext_lazy("event", "a task of a case was done")),
    Event("case.task_remind", "change", pgettext_lazy("event", "told of a deadline of a case")),
    Event("case.task_drop", "change", pgettext_lazy("event", "dropped a task of a case")),
    Event("risk.read", "reading", pgettext_lazy("event", "opened the risk of a case")),
    Event(
        "risk.read_request", "reading", pgettext_lazy("event", "opened a request for a lower level of risk")
    ),
    Event("risk.calibration", "reading", pgettext_lazy("event", "opened the figures on judged risk")),
    Event("risk.judge", "change", pgettext_lazy("event", "judged the risk of a case")),
    Event("risk.approve", "change", pgettext_lazy("event", "approved a lower level of risk")),
    Event("risk.refuse", "change", pgettext_lazy("event", "did not approve a lower level of risk")),
    Event("protection.read", "reading", pgettext_lazy("event", "opened a temporary protection")),
    Event("protection.admit", "change", pgettext_lazy("event", "admitted her to temporary protection")),
    Event("protection.extend", "change", pgettext_lazy("event", "extended a temporary protection")),
    Event("protection.discharge", "change", pgettext_lazy("event", "ended a temporary protection")),
    Event("bed.prepare", "reading", pgettext_lazy("event", "opened the page for asking for a bed")),
    Event("bed.list", "reading", pgettext_lazy("event", "list of requests for a bed")),
    Event("bed.read", "reading", pgettext_lazy("event", "opened a request for a bed")),
    Event("bed.ask", "change", pgettext_lazy("event", "asked for a bed")),
    Event("bed.hold", "change", pgettext_lazy("event", "held a bed for 90 minutes")),
    Event("bed.decline", "change", pgettext_lazy("event", "turned a request for a bed away")),
    Event("bed.tell", "change", pgettext_lazy("event", "wrote down a yes by telephone to a bed")),
    Event("bed.withdraw", "change", pgettext_lazy("event", "took a request for a bed back")),
    Event("bed.use", "change", pgettext_lazy("event", "took a held bed")),
    Event("shelter.list", "reading", pgettext_lazy("event", "list of the shelters of the agency")),
    Event("shelter.make", "change", pgettext_lazy("event", "added a shelter")),
    Event("shelter.change", "change", pgettext_lazy("event", "changed a shelter")),
    Event("register.read", "reading", pgettext_lazy("event", "opened the register measures of a case")),
    Event("register.confirm_list", "reading", pgettext_lazy("event", "list of register measures to confirm")),
    Event(
        "register.apply", "change", pgettext_lazy("event", "wrote down an application for a register measure")
    ),
    Event("register.set", "change", pgettext_lazy("event", "wrote down that a register measure is set")),
    Event("register.drop", "change", pgettext_lazy("event", "dropped an application for a register measure")),
    Event("register.renew", "change", pgettext_lazy("event", "renewed a register measure")),
    Event("register.ask_end", "change", pgettext_lazy("event", "asked for the end of a register measure")),
    Event("register.confirm", "approval", pgettext_lazy("event", "confirmed a register measure")),
    Event("register.end", "approval", pgettext_lazy("event", "agreed to the end of a register measure")),
    Event(
        "register.keep", "approval", pgettext_lazy("event", "did not agree to the end of a register measure")
    ),
    Event("register.unlock", "reveal", pgettext_lazy("event", "opened a register measure for a while")),
    Event(
        "register.compare",
        "change",
        pgettext_lazy("event", "compared a register measure with the municipality"),
    ),
    Event(
        "register.tell", "change", pgettext_lazy("event", "told another municipality of a register measure")
    ),
    Event(
        "register.acknowledge", "change", pgettext_lazy("event", "wrote down that a municipality answered")
    ),
    Event("order.read", "reading", pgettext_lazy("event", "opened the protection orders of a case")),
    Event("order.change", "change", pgettext_lazy("event", "changed a prepared application for an order")),
    Event("order.make", "change", pgettext_lazy("event", "prepared an application for a protection order")),
    Event(
        "order.apply", "change", pgettext_lazy("event", "wrote down an application for a protection order")
    ),
    Event("order.grant", "change", pgettext_lazy("event", "wrote down that a protection order was granted")),
    Event(
        "order.dismiss",
        "change",
        pgettext_lazy("event", "wrote down that a protection order was turned down"),
    ),
    Event(
        "order.withdraw",
        "change",
        pgettext_lazy("event", "wrote down that an application for an order was taken back"),
    ),
    Event("order.end", "change", pgettext_lazy("event", "wrote down that a protection order has ended")),
    Event(
        "order.cancel", "change", pgettext_lazy("event", "wrote down that a protection order was cancelled")
    ),
    Event("order.look", "change", pgettext_lazy("event", "looked at what follows after a protection order")),
    Event("order.request", "change", pgettext_lazy("event", "wrote down a request of the court")),
    Event("order.answer", "change", pgettext_lazy("event", "wrote down the answer to the court")),
    Event("order.notice", "change", pgettext_lazy("event", "wrote down the court's notice of an order")),
    Event("order.breach", "change", pgettext_lazy("event", "wrote down a breach of a protection order")),
    Event(
        "order.breach_told", "change", pgettext_lazy("event", "wrote down that the police know of a breach")
    ),
    Event("case.assign", "change", pgettext_lazy("event", "put somebody in charge of a case")),
    Event("support_plan.read", "reading", pgettext_lazy("event", "opened the support plan of a case")),
    Event(
        "support_plan.open_to_write", "reading", pgettext_lazy("event", "opened the form of a support plan")
    ),
    Event("support_plan.sign", "change", pgettext_lazy("event", "signed a support plan")),
    Event(
        "support_plan.progress", "change", pgettext_lazy("event", "put down the progress of a support plan")
    ),
    Event("safety_plan.read", "reading", pgettext_lazy("event", "opened the safety plan of a case")),
    Event("safety_plan.open_to_write", "reading", pgettext_lazy("event", "opened the form of a safety plan")),
    Event("safety_plan.sign", "change", pgettext_lazy("event", "signed a safety plan")),
    Event("procedure.list", "reading", pgettext_lazy("event", "opened the procedures of a case")),
    Event("procedure.open_to_change", "reading", pgettext_lazy("event", "opened one procedure of a case")),
    Event("procedure.read_sheet", "reading", pgettext_lazy("event", "opened the shared sheet of a case")),
    Event("procedure.take_up", "change", pgettext_lazy("event", "took up procedures in a case")),
    Event("procedure.change", "change", pgettext_lazy("event", "changed a procedure of a case")),
    Event("procedure.write_sheet", "change", pgettext_lazy("event", "wrote the shared sheet of a case")),
)
