"""A next step is done, or is not done after all."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from cases.actions import Stale
from cases.models import Consultation
from cases.queries.sight import require
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def finish_next_step(actor: Actor, number: str, day: date, *, is_done: bool) -> Consultation:
    """Say that the next step of this day is done, or take that back; the consultation itself stays as it is.

    The day is as the row showed it: raises Stale when the step was moved to another one meanwhile. Raises Absent for
    what is not of her agency. The same again changes nothing and writes nothing.
    """
    one = Consultation.objects.visible_to(actor).filter(number=number, agency_id=actor.own_agency_id).first()
    if one is None:
        raise Absent
    require(actor, one, "edit")
    moment, account = (actor.now, actor.account_id) if is_done else (None, None)
    step = Consultation.objects.visible_to(actor).filter(pk=one.pk, next_on=day, next_done_at__isnull=is_done)
    if step.update(next_done_at=moment, next_done_by_id=account):
        audit.record(actor, "consultation.step_done" if is_done else "consultation.step_open", one)
        return one
    current = Consultation.objects.visible_to(actor).filter(pk=one.pk, next_on=day).exists()
    if not current:
        raise Stale(one)
    return one
