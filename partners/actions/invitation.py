"""Invitations: written once, used once; the secret is never stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from partners.actions.factor import remove_every_factor
from partners.models import Account, Invitation, Posting
from partners.models.invitation import VALID_FOR
from safeguards import audit, matrix
from safeguards.access import Absent, Actor

SECRET_BYTES = 32


def digest_of(secret: str) -> str:
    """SHA-256 of the secret, as it stands in the table."""
    return hashlib.sha256(secret.encode()).hexdigest()


def write_invitation(actor: Actor, account: Account) -> str:
    """A fresh invitation of this account, inside the caller's transaction; older ones are withdrawn.

    Returns its secret (256 bits), which is told only here.
    """
    account.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=actor.now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    Invitation.objects.create(
        account=account, secret_digest=digest_of(secret), made_by_id=actor.account_id, made_at=actor.now
    )
    return secret


def open_invitation_or_absent(secret: str, now: datetime) -> Invitation:
    """The invitation of this secret while it works; `Absent` for a wrong, used, withdrawn or old one."""
    found = Invitation.objects.select_related("account").filter(secret_digest=digest_of(secret)).first()
    if found is None or not found.is_open(now) or not found.account.is_active:
        raise Absent
    return found


@transaction.atomic
def use_invitation(secret: str, password: str, now: datetime) -> Account:
    """Set her own password, once. Ends all her sessions, and the keys of an account in use are gone.

    The confirmations of her postings are taken back: a supervisor confirms the person who holds the new
    password, not the one who held the old. When the account was in use, so it is for every role: a lost
    factor takes the administrator who invites and another person who confirms, and neither holds what opens.
    Raises Absent when the invitation does not work (any more).
    """
    invitation = open_invitation_or_absent(secret, now)
    used = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, made_at__gt=now - VALID_FOR
    ).update(used_at=now)
    if not used:
        raise Absent
    account = invitation.account
    account.set_password(password)
    account.session_round += 1
    account.version += 1
    account.save(update_fields=["password", "session_round", "version"])
    slept = _put_to_sleep(account, now)
    herself = Actor(account_id=account.pk, login=account.login, name=account.name, now=now)
    remove_every_factor(herself, account)
    audit.record(herself, "invitation.use", invitation, confirmations_taken_back=slept)
    return account


def _put_to_sleep(account: Account, now: datetime) -> int:
    """Every posting that another person has to confirm (again); how many there are."""
    postings = Posting.objects.not_ended(now).filter(account=account)
    if account.last_login is not None:
        return postings.update(confirm_again=True, confirmed_at=None, confirmed_by_id=None)
    reading = [role for role in matrix.all_roles() if matrix.needs_confirmation(role)]
    waking = postings.filter(role__in=reading, confirmed_at__isnull=False)
    return waking.update(confirmed_at=None, confirmed_by_id=None)
