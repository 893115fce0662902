"""Signing in and out, the own password, the choice of the posting: what a person does to her own session."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from partners.models import Account
from safeguards import audit
from safeguards.access import Absent, Actor


def _herself(account: Account) -> Actor:
    return Actor(account_id=account.pk, login=account.login, name=account.name, now=timezone.now())


@transaction.atomic
def note_sign_in(account: Account, shown: str) -> None:
    """A session begins; `shown` is the strongest thing by which it did (`password`, `passkey` ...)."""
    audit.record(_herself(account), "session.begin", account, shown=shown)


@transaction.atomic
def note_refused_sign_in(login: str) -> None:
    """A sign-in failed. Only the login name of an account that exists is kept: others may be passwords
    typed into the wrong box."""
    account = Account.objects.filter(login__iexact=login[:60]).first() if login else None
    actor = _herself(account) if account else Actor(now=timezone.now())
    audit.record(actor, "session.refuse", account)


@transaction.atomic
def note_refused_factor(account: Account) -> None:
    """A second factor, or a proof that was asked again, did not fit."""
    audit.record(_herself(account), "session.refuse", account, second=True)


@transaction.atomic
def note_proof(actor: Actor, shown: str) -> None:
    """She proved again, at an open session, that she is the person."""
    audit.record(actor, "session.prove", shown=shown)


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


@transaction.atomic
def end_sessions(actor: Actor, here: str, number: str) -> int:
    """End one of her own sessions, or with an empty number all but this one. How many ended."""
    mine = UserSession.objects.filter(user_id=actor.own_account_id).exclude(session_key=here)
    chosen = [one for one in mine if number in ("", str(one.pk))]
    if number and not chosen:
        raise Absent
    for one in chosen:
        one.end()
    audit.record(actor, "session.end", count=len(chosen))
    return len(chosen)
