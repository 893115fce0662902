"""Signing in and out, the own password, the choice of the posting: what a person does to her own session."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from partners.models import Account
from safeguards import audit
from safeguards.access import Absent, Actor


def _herself(account: Account) -> Actor:
    return Actor(account_id=account.pk, login=account.login, name=account.name, now=timezone.now())


@transaction.atomic
def note_sign_in(account: Account) -> None:
    """A session begins."""
    audit.record(_herself(account), "session.begin", account)


@transaction.atomic
def note_refused_sign_in(login: str) -> None:
    """A sign-in failed. Only the login name of an account that exists is kept: others may be passwords
    typed into the wrong box."""
    account = Account.objects.filter(login__iexact=login[:60]).first() if login else None
    actor = _herself(account) if account else Actor(now=timezone.now())
    audit.record(actor, "session.refuse", account)


@transaction.atomic
def note_sign_out(actor: Actor) -> None:
    """A session ends at her own wish."""
    audit.record(actor, "session.end")


@transaction.atomic
def change_password(actor: Actor, account: Account, password: str) -> None:
    """Her own new password; her other sessions end, because they were opened with the old one."""
    if account.pk != actor.account_id:
        raise Absent
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record(actor, "password.change", account)


@transaction.atomic
def note_posting_chosen(actor: Actor, number: str) -> None:
    """She now acts for another of her postings."""
    audit.record(actor, "posting.choose", posting_number=number)
