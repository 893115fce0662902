"""How offices sign in: no sign-up, no mail, one answer for every failure."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class OfficeAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, never by visitors."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "These do not fit together. Please check the login name and the password."
        ),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The account, or None; a stopped account with the right password gets the answer of a wrong one."""
        account = super().authenticate(request, **credentials)
        return account if account is not None and account.is_active else None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by herself."""
        return False


def name_key(login: str) -> str:
    """What failures are counted by: a keyed digest of the login name, whatever the size of its letters.

    The name itself is not kept: people type passwords into the wrong box.
    """
    return salted_hmac("partners.signin", login.strip().lower(), algorithm="sha256").hexdigest()[:40]


def tried_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The key of the name that was tried. The checks before a try and the count after a failure give
    it to us under different names, and both must meet in one key: else nothing would ever be locked."""
    given = credentials or {}
    form = request.POST if request is not None else {}
    return name_key(str(given.get("login") or given.get("username") or form.get("login") or ""))


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """The answer after too many failures, the same whether the account exists or not."""
    return render(request, "account/locked.html", status=429)
