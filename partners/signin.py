"""How offices sign in: no sign-up, no mail, one answer for every failure."""

import math
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners.actions import session as acts
from partners.factors import proof_of
from partners.models import Account

DEVICE_COOKIE = "yui_device"
DEVICE_SALT = "partners.signin.device"
DEVICE_SECONDS = 180 * 24 * 3600
NAMES_ON_A_DEVICE = 12  # people who share one computer of an office


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

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session, once every factor has been shown, and write it down."""
        with transaction.atomic():
            super().login(request, user)
            acts.note_sign_in(user, proof_of(request).name.lower())

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        """Lead on, and let this computer be known as one that she uses."""
        response = super().post_login(request, user, **facts)
        names, device = _known(request)
        remember = [name_key(user.login), *(one for one in names if one != name_key(user.login))]
        response.set_cookie(
            DEVICE_COOKIE,
            signing.dumps([device, *remember[:NAMES_ON_A_DEVICE]], salt=DEVICE_SALT),
            max_age=DEVICE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """One page for every way to prove oneself again."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Our views ask by themselves (`partners.stepup.ask_again`), before a page is shown."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by herself."""
        return False


def name_key(login: str) -> str:
    """What failures are counted by: a keyed digest of the login name, whatever the size of its letters.

    The name itself is not kept: people type passwords into the wrong box.
    """
    return salted_hmac("partners.signin", login.strip().lower(), algorithm="sha256").hexdigest()[:40]


def _known(request: HttpRequest | None) -> tuple[list[str], str]:
    """The names that this computer has signed in, as digests, and its own random mark."""
    sealed = request.COOKIES.get(DEVICE_COOKIE, "") if request is not None else ""
    try:
        device, *names = signing.loads(sealed, salt=DEVICE_SALT, max_age=DEVICE_SECONDS)
    except (signing.BadSignature, ValueError):
        return [], secrets.token_urlsafe(9)
    return names, device


def tried_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The key under which failures of a name are counted.

    The checks before a try and the count after a failure give the name to us under different names, and
    both must meet in one key: else nothing would ever be locked. A computer on which this person has
    signed in before counts for itself: what strangers try elsewhere does not lock her out (R-22).
    """
    key = _key_tried(request, credentials)
    names, device = _known(request)
    return name_key(f"{key}:{device}") if key in names else key


def is_known_here(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> bool:
    """Has the person who is tried signed in on this computer before?"""
    return _key_tried(request, credentials) in _known(request)[0]


def _key_tried(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    given = credentials or {}
    form = request.POST if request is not None else {}
    return name_key(str(given.get("login") or given.get("username") or form.get("login") or ""))


def is_resting(request: HttpRequest, account: Account) -> bool:
    """Has this name failed too often, so that not even a right code is looked at now?"""
    return not AxesProxyHandler.is_allowed(request, {"username": account.login})


def count_failure(request: HttpRequest, account: Account) -> None:
    """A wrong second factor or a wrong proof counts like a wrong password."""
    acts.note_refused_factor(account)
    user_login_failed.send(sender=__name__, credentials={"username": account.login}, request=request)


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """The answer after too many failures, the same whether the account exists or not."""
    seconds = max(1, getattr(request, "rest_seconds", 1))
    answer = render(request, "account/locked.html", {"wait": wait_words(seconds)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def wait_words(seconds: int) -> str:
    """A time to wait as people say it: seconds below a minute and a half, else whole minutes, rounded up."""
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
