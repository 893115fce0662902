"""Asking once more before an act that a stranger at her desk must not do."""

from __future__ import annotations

import time
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from partners.factors import factors_of, proof_since
from partners.models import Account
from partners.rules import Proof

FRESH_SECONDS = 5 * 60
FILLING_SECONDS = 20 * 60  # a form may be filled for so long after its page was opened with a fresh proof


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """None when she proved herself just now; otherwise the way to the proof and back to this page.

    Her second factor counts; the password only as long as she has none (a demo, or before her first key).
    Ask when the page is opened and again when it is sent: what she typed meanwhile is not lost, because
    a proof lasts 5 minutes for opening and 20 for sending. Source: R-12, R-21.
    """
    patience = FRESH_SECONDS if request.method in ("GET", "HEAD") else FILLING_SECONDS
    shown = proof_since(request, time.time() - patience)
    if shown >= proof_expected(cast(Account, request.user)):
        return None
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def proof_expected(account: Account) -> Proof:
    """The least that counts as proof for this account: any factor, or the password while she has none."""
    return Proof.PRINTED if factors_of(account) else Proof.PASSWORD
