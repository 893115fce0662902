"""Second factors: proving oneself again, and the own keys, app and printed codes."""

from __future__ import annotations

import base64
from typing import Any, cast

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.internal.flows import add_authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partners.actions import factor as acts
from partners.actions.refusal import Refused
from partners.actions.session import note_proof
from partners.cards import KeyCard
from partners.factors import factors_of, proof_of
from partners.forms.factor import AppForm, PasskeyForm, ProofByCodeForm, ProofByPasswordForm
from partners.models import Account
from partners.queries.factor import key_cards, what_opens_her_work
from partners.stepup import ask_again
from safeguards.pages import page

PASSKEY, APP = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP


def _herself(request: HttpRequest) -> Account:
    return cast(Account, request.user)  # these pages are open to people who are signed in only


@page("account.proof", methods=("GET", "POST"))
def account_proof(request: HttpRequest) -> HttpResponse:
    """Prove again that I am the person: passkey or code; the password only as long as there is no key."""
    if prove(request):
        note_proof(request.actor, proof_of(request).name.lower())
        asked = request.POST.get("next", "")
        return redirect(asked if inside(asked, request) else reverse("account_home"))
    return proof_page(request, "account/proof.html")


def prove(request: HttpRequest) -> bool:
    """Was a right proof sent with this request? It is then written into the session."""
    if request.method != "POST":
        return False
    request.proof_ways = _ways(request, {one.type for one in factors_of(_herself(request))})
    sent = request.proof_ways.get(_way_sent(request))
    if sent is None or not sent.is_valid():
        return False
    if isinstance(sent, ProofByPasswordForm):
        reauthenticate_by_password(request)
    else:
        sent.save()
    return True


def proof_page(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    """The page that asks for a proof, again with what was wrong; `more` for the words around it."""
    types = {one.type for one in factors_of(_herself(request))}
    ways = getattr(request, "proof_ways", None) or _ways(request, types)
    asked = request.POST.get("next") or request.GET.get("next", "")
    shown: dict[str, Any] = {
        "ways": ways,
        "next": asked,
        "alive_url": "",
        "idle_minutes": settings.YUI_IDLE_MINUTES,
        **more,
    }
    if "credential" in ways:
        shown["options"] = begin_authentication(_herself(request))
    return render(request, template, shown, status=422 if request.method == "POST" else 200)


def inside(address: str, request: HttpRequest) -> bool:
    """Does this address lie in the house?"""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    ) and address.startswith("/")


def _way_sent(request: HttpRequest) -> str:
    return next((way for way in ("credential", "code", "password") if way in request.POST), "")


def _ways(request: HttpRequest, types: set[str]) -> dict[str, forms.Form]:
    """The ways open to her, by the name of the field that carries the proof."""
    sent = _way_sent(request)
    found: dict[str, forms.Form] = {}
    for name, made, is_open in (
        ("credential", ReauthenticateWebAuthnForm, PASSKEY in types),
        ("code", ProofByCodeForm, bool(types - {PASSKEY})),
        ("password", ProofByPasswordForm, not types),
    ):
        if is_open:
            data = request.POST if sent == name else None
            found[name] = made(user=_herself(request), data=data)
    return found


@page("account.keys")
def account_keys(request: HttpRequest) -> HttpResponse:
    """My keys, app and codes, and what is still missing for my work."""
    cards = key_cards(_herself(request))
    context = {
        "passkeys": [one for one in cards if one.kind == PASSKEY],
        "app": next((one for one in cards if one.kind == APP), None),
        "codes_left": _codes_left(cards),
        "need": what_opens_her_work(request.withheld, cards),
        "withheld": request.withheld,
    }
    return render(request, "account/factor/list.html", context)


def _codes_left(cards: list[KeyCard]) -> int | None:
    return next((one.left for one in cards if one.kind == Authenticator.Type.RECOVERY_CODES), None)


@page("account.keys.passkey", methods=("GET", "POST"))
def account_keys_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    if (asked := ask_again(request)) is not None:
        return asked
    form = PasskeyForm(request.POST or None, user=_herself(request))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            facts = form.cleaned_data
            add_authenticator(request, name=facts["name"], credential=facts["credential"])
            acts.note_added(request.actor, "passkey")
        return redirect("mfa_index")
    shown = {"form": form, "options": begin_registration(_herself(request), passwordless=True)}
    return render(request, "account/factor/passkey.html", shown, status=422 if form.is_bound else 200)


@page("account.keys.app", methods=("GET", "POST"))
def account_keys_app(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app: scan or type its secret, then its first code."""
    if (asked := ask_again(request)) is not None:
        return asked
    account = _herself(request)
    if any(one.type == APP for one in factors_of(account)):
        return redirect("mfa_index")
    form = AppForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            activate_totp(request, form)
            acts.note_added(request.actor, "app")
        return redirect("mfa_index")
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(account, form.secret))
    shown = {
        "form": form,
        "secret": " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4)),
        "picture": "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode(),
    }
    return render(request, "account/factor/app.html", shown, status=422 if form.is_bound else 200)


@page("account.keys.codes", methods=("GET", "POST"))
def account_keys_codes(request: HttpRequest) -> HttpResponse:
    """Ten new printed codes: shown once, in the answer to this press."""
    if (asked := ask_again(request)) is not None:
        return asked
    cards = key_cards(_herself(request))
    if not {one.kind for one in cards} & {PASSKEY, APP}:
        return redirect("mfa_index")
    if request.method == "GET":
        return render(request, "account/factor/codes.html", {"codes": None, "left": _codes_left(cards)})
    with transaction.atomic():
        made = generate_recovery_codes(request)
        acts.note_codes(request.actor)
    return render(request, "account/factor/codes.html", {"codes": made.wrap().get_unused_codes()})


@page("account.keys.remove", methods=("POST",))
def account_keys_remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take a key or the app away."""
    if (asked := ask_again(request)) is not None:
        return asked
    try:
        acts.remove_factor(request.actor, number)
        messages.success(request, _("It was taken away and opens nothing any more."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("mfa_index")
