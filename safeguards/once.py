"""Idempotent submit: a form sent twice makes one record and leads to the same page."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from safeguards.models import Submit

FIELD = "once"


def new_token() -> str:
    """A token for one drawn form."""
    return secrets.token_urlsafe(16)


def with_once(request: HttpRequest, act: Callable[[], str]) -> tuple[str, bool]:
    """Run `act` in one transaction and remember the address it returns, once for each form token.

    Returns (address, first). A repeat, also one that arrives while the first still runs, gets the first
    result. If `act` raises, everything is undone and the same form may be sent again. A form without a
    token (no hidden field) is simply run.
    """
    token = request.POST.get(FIELD, "")[:64]
    with transaction.atomic():
        if not token:
            return act(), True
        try:
            with transaction.atomic():
                submit = Submit.objects.create(account_id=request.actor.account_id or 0, token=token)
        except IntegrityError:
            return Submit.objects.get(account_id=request.actor.account_id or 0, token=token).result_url, False
        submit.result_url = act()
        submit.save(update_fields=["result_url"])
        return submit.result_url, True
