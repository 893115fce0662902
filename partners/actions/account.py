"""Making, changing, stopping and re-inviting accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from partners.actions import refusal
from partners.actions.invitation import write_invitation
from partners.actions.own_trace import write_name_keys
from partners.actions.posting import locked_account, open_posting
from partners.models import Account, Agency
from partners.queries.reach import agencies_in_reach
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.changes import record_change, values_of

NAME_FIELDS = ("family_name", "given_name", "family_kana", "given_kana")


@transaction.atomic
def invite_person(
    actor: Actor,
    agency: Agency,
    *,
    login: str,
    names: Mapping[str, str],
    role: str,
    first_day: date,
    last_day: date | None,
) -> tuple[Account, str]:
    """A new account with one posting, and the secret of its invitation, which is told only here.

    Raises Refused (login in use, role not given by this kind of agency, days in disorder) and Absent
    when the agency lies outside her reach.
    """
    if not agencies_in_reach(actor).filter(pk=agency.pk).exists():
        raise Absent
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                login, None, **{field: names.get(field, "") for field in NAME_FIELDS}
            )
    except IntegrityError:
        raise refusal.Refused(refusal.LOGIN_TAKEN) from None
    write_name_keys(account)
    open_posting(actor, account, agency, role, first_day, last_day)
    secret = write_invitation(actor, account)
    audit.record(actor, "account.invite", account, agency_given=agency.code, role_given=role)
    return account, secret


@transaction.atomic
def change_names(actor: Actor, number: str, version: int, names: Mapping[str, str]) -> Account:
    """Correct how a person is written; the old writing stands sealed beside the trail."""
    account = locked_account(actor, number, version, whole=True)
    old = values_of(
        account, [field for field in NAME_FIELDS if getattr(account, field) != names.get(field, "")]
    )
    for field in NAME_FIELDS:
        setattr(account, field, names.get(field, ""))
    account.save(update_fields=NAME_FIELDS)
    write_name_keys(account)
    record_change(actor, "account.change", account, old)
    return account


@transaction.atomic
def disable_account(actor: Actor, number: str, version: int) -> Account:
    """Stop an account: every following request is refused, every session and open invitation is dead."""
    account = locked_account(actor, number, version, whole=True)
    if not account.is_active:
        return account
    account.is_active, account.disabled_at = False, actor.now
    account.session_round += 1
    account.save(update_fields=["is_active", "disabled_at", "session_round"])
    account.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=actor.now)
    audit.record(actor, "account.disable", account)
    return account


@transaction.atomic
def enable_account(actor: Actor, number: str, version: int) -> Account:
    """Let a stopped account work again, with its own password and its postings as far as they last."""
    account = locked_account(actor, number, version, whole=True)
    if account.is_active:
        return account
    account.is_active, account.disabled_at = True, None
    account.save(update_fields=["is_active", "disabled_at"])
    audit.record(actor, "account.enable", account)
    return account


@transaction.atomic
def reinvite(actor: Actor, number: str, version: int) -> tuple[Account, str]:
    """A new invitation; older ones are withdrawn. The old password works until the new one is set.

    When it is used, every posting that reads records sleeps again until a supervisor has confirmed the
    person: whoever holds the link gains no sight by it.
    """
    account = locked_account(actor, number, version, whole=True)
    if not account.is_active:
        raise refusal.Refused(refusal.STOPPED)
    secret = write_invitation(actor, account)
    audit.record(actor, "account.reinvite", account)
    return account, secret
