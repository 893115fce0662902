"""Postings: given, moved on a date, ended on a date or at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from partners import rules
from partners.actions import refusal
from partners.actions.own_trace import compare_again
from partners.models import Account, Agency, Posting
from partners.queries.reach import (
    account_or_absent,
    agencies_in_reach,
    lasting_posting_or_absent,
)
from safeguards import audit, matrix
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day
from safeguards.forms import moment_of


def begin_of(actor: Actor, first_day: date) -> datetime:
    """The moment at which a posting begins: now for today, 0:00 in Japan for a later day; Refused for the past."""
    today = japanese_day(actor.now)
    if first_day < today:
        raise refusal.Refused(refusal.NOT_BEFORE_TODAY)
    return actor.now if first_day == today else moment_of(first_day, None)


def end_of(last_day: date | None) -> datetime | None:
    """The first moment without access: 0:00 in Japan of the day after the last one."""
    return None if last_day is None else moment_of(last_day + timedelta(days=1), None)


def locked_account(actor: Actor, number: str, version: int, *, whole: bool = False) -> Account:
    """The account within reach, locked until the end of the transaction and not changed since `version`.

    With `whole` every lasting posting must lie within reach. Raises Absent, Refused or Overtaken; nobody
    acts on herself. Counts the version up: the caller changes the account.
    """
    account = account_or_absent(actor, number)
    if account.pk == actor.account_id:
        raise refusal.Refused(refusal.HERSELF)
    if whole and not account.is_wholly_hers:  # type: ignore[attr-defined]
        raise refusal.Refused(refusal.NOT_WHOLLY)
    changed = Account.objects.filter(pk=account.pk, version=version).update(version=F("version") + 1)
    if not changed:
        raise refusal.Overtaken
    account.refresh_from_db()
    return account


def open_posting(
    actor: Actor, account: Account, agency: Agency, role: str, first_day: date, last_day: date | None
) -> Posting:
    """A new posting, asleep where a supervisor has to confirm. The caller holds the account and the transaction.

    Raises Refused when the agency does not give the role, the days are in disorder, or it clashes with
    another posting of the person.
    """
    if role not in matrix.roles_of(agency.tier, agency.kind):
        raise refusal.Refused(refusal.NOT_GIVEN)
    since, until = begin_of(actor, first_day), end_of(last_day)
    if until is not None and until <= since:
        raise refusal.Refused(refusal.ENDS_TOO_EARLY)
    new = rules.Stay(agency.pk, role, since, until)
    held = [
        rules.Stay(one.agency_id, one.role, one.since, one.until)
        for one in account.postings.not_ended(actor.now)
    ]
    clash = rules.clash_of(new, held)
    if clash is not None:
        raise refusal.Refused(refusal.TWICE if clash is rules.Clash.TWICE else refusal.APART)
    compare_again(account.pk)
    return Posting.objects.create(
        account=account, agency=agency, role=role, since=since, until=until, made_by_id=actor.account_id
    )


@transaction.atomic
def move_posting(
    actor: Actor,
    account_number: str,
    version: int,
    *,
    old_number: str,
    agency: Agency,
    role: str,
    first_day: date,
    last_day: date | None,
) -> Posting:
    """A new posting from a day on; the old one ends at that very moment. Without `old_number` nothing ends:
    a second part-time post.

    Raises Refused, Overtaken and Absent as `locked_account` and `open_posting`; nothing is changed then.
    """
    account = locked_account(actor, account_number, version)
    if not agencies_in_reach(actor).filter(pk=agency.pk).exists():
        raise Absent
    since = begin_of(actor, first_day)
    old_code = ""
    if old_number:
        old = lasting_posting_or_absent(actor, account, old_number)
        if since <= old.since:
            raise refusal.Refused(refusal.MOVES_TOO_EARLY)
        if old.until is None or old.until > since:
            old.until = since
            old.save(update_fields=["until"])
        old_code = old.agency.code
    posting = open_posting(actor, account, agency, role, first_day, last_day)
    audit.record(
        actor, "posting.move" if old_number else "posting.add", posting,
        account_number=account.number, agency_left=old_code, agency_given=agency.code, role_given=role,
        since=posting.since, until=posting.until,
    )  # fmt: skip
    return posting


@transaction.atomic
def end_posting(
    actor: Actor, account_number: str, version: int, *, posting_number: str, last_day: date | None
) -> Posting:
    """End a posting after its last day, or at once without one; one that has not begun is called off.

    Raises Refused when the day lies in the past, Absent when the posting has ended or lies out of reach.
    """
    account = locked_account(actor, account_number, version)
    posting = lasting_posting_or_absent(actor, account, posting_number)
    until = end_of(last_day) or actor.now
    if until < actor.now:
        raise refusal.Refused(refusal.ENDS_IN_THE_PAST)
    if posting.until is not None and until > posting.until:
        raise refusal.Refused(refusal.ENDS_EARLIER)  # longer is a new posting, with a new confirmation
    posting.until = max(until, posting.since)
    posting.save(update_fields=["until"])
    audit.record(actor, "posting.end", posting, account_number=account.number, until=posting.until)
    return posting
