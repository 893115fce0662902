"""From which computer a request comes: for the audit trail (R-30)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_address: ContextVar[str] = ContextVar("address", default="")


def address() -> str:
    """The address of the computer of the request that is being answered; empty for jobs and commands."""
    return _address.get()


def address_of(request: HttpRequest) -> str:
    """Behind a proxy (`YUI_BEHIND_PROXY`) what our own proxy wrote last, never what a visitor wrote before it."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.YUI_BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        found = ip_address(told)
    except ValueError:
        return ""
    return str(
        getattr(found, "ipv4_mapped", None) or found
    )  # a server for both kinds tells 1.2.3.4 as ::ffff:1.2.3.4


@contextmanager
def coming_from(told: str) -> Iterator[None]:
    """Lines that are written inside this block say that they come from this address."""
    token = _address.set(told)
    try:
        yield
    finally:
        _address.reset(token)
