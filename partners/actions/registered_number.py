"""Entering, confirming and ending the registered numbers of an agency: two accounts, always (R-15)."""

from __future__ import annotations

from django.db import transaction

from partners.models import Agency, RegisteredNumber
from partners.queries.registered_number import may_confirm, may_keep, number_or_absent
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another


@transaction.atomic
def enter_number(actor: Actor, agency: Agency, *, phone: str, label: str, source: str) -> RegisteredNumber:
    """Enter a number; it may be called only after another person has confirmed it. Raises Absent."""
    if not may_keep(actor, agency):
        raise Absent
    one = RegisteredNumber.objects.create(
        agency=agency, phone=phone, label=label, source=source, entered_by_id=actor.own_account_id,
        entered_at=actor.now,
    )  # fmt: skip
    audit.record(actor, "number.enter", one, agency=agency.code, label=label)
    return one


@approval
@transaction.atomic
def confirm_number(actor: Actor, agency: Agency, number: str) -> RegisteredNumber:
    """The second person has looked the number up by herself: it is in force from now on.

    Raises Absent for who entered it, for who does not keep this agency's numbers, and after it was ended. Also for
    an administrator: she could have made the second account by herself, while a supervisor was confirmed by others.
    """
    one = number_or_absent(actor, agency, number)
    if not may_confirm(actor) or not is_another(one.entered_by_id, actor.account_id):
        raise Absent
    waiting = RegisteredNumber.objects.waiting().entered_by_another(actor).filter(pk=one.pk)
    if not waiting.update(confirmed_by_id=actor.account_id, since=actor.now):
        raise Absent
    one.refresh_from_db()
    audit.record(actor, "number.confirm", one, agency=agency.code, label=one.label)
    return one


@transaction.atomic
def end_number(actor: Actor, agency: Agency, number: str) -> RegisteredNumber:
    """It is wrong, old or not wanted: nobody calls it from now on. One person may do that."""
    one = number_or_absent(actor, agency, number)
    if not RegisteredNumber.objects.filter(pk=one.pk, until__isnull=True).update(until=actor.now):
        raise Absent
    one.refresh_from_db()
    audit.record(actor, "number.end", one, agency=agency.code, label=one.label)
    return one
