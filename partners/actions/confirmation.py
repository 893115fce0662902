"""A supervisor wakes a posting: she knows the person and has checked that the account is hers."""

from __future__ import annotations

from django.db import transaction

from partners.actions import refusal
from partners.actions.own_trace import compare_again
from partners.models import Posting
from partners.queries.confirmation import waiting_posting_or_absent
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another


@approval
@transaction.atomic
def confirm_posting(actor: Actor, number: str, version: int) -> Posting:
    """Confirm one waiting person. Raises Absent when it is not hers to confirm (any more), and Refused
    before the person has set a password of her own: else whoever made the invitation could use it after.
    Raises Overtaken when the account was changed or given a new password since the page was opened."""
    posting = waiting_posting_or_absent(actor, number)
    if not is_another(posting.account_id, actor.account_id, posting.made_by_id):
        raise Absent
    if not posting.account.has_usable_password():
        raise refusal.Refused(refusal.NO_PASSWORD_YET)
    if posting.account.version != version:
        raise refusal.Overtaken
    woken = Posting.objects.filter(pk=posting.pk, confirmed_at=None).update(
        confirmed_at=actor.now, confirmed_by_id=actor.account_id
    )
    if not woken:
        raise Absent
    posting.refresh_from_db()
    compare_again(posting.account_id)
    stand_in = actor.agency_id != posting.agency_id
    audit.record(actor, "posting.confirm", posting, account_number=posting.account.number, stand_in=stand_in)
    return posting
