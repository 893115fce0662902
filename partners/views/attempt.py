"""Trying an act once: where it leads, and how a refusal comes back into its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from partners.actions.refusal import Overtaken, Refused
from safeguards.once import with_once


def attempt(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[], Any], *, to: str, said: str | Promise
) -> HttpResponse | None:
    """Run the act once and lead to the address `to`; a form sent twice leads there as well.

    A refusal becomes an error of the form and None is returned: the caller draws its page again.
    """

    def once() -> str:
        act()
        return to

    try:
        url, first = with_once(request, once)
    except Refused as refused:
        refuse(form, refused)
        return None
    if first:
        messages.success(request, str(said))
    return redirect(url)


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put the refusal into the form."""
    form.add_error(None, str(refused))
    form.was_overtaken = isinstance(refused, Overtaken)


def renew(form: forms.BaseForm, version: int) -> None:
    """After another one's change: the form keeps what was typed and stands on the version now shown."""
    if getattr(form, "was_overtaken", False):
        form.data = {**form.data.dict(), "version": version}
