"""Two persons: who approves is neither who asked nor whom it is about (R-06)."""

from __future__ import annotations


class NotAnother(ValueError):
    """The same account stands on both sides of an approval."""


def is_another(requested_by: int | None, approver: int | None, *about: int | None) -> bool:
    """May this account approve what that one asked, about these accounts? Pure; ids of accounts.

    An unknown account on either side is no second person.
    """
    return None not in (requested_by, approver) and approver not in (requested_by, *about)


def require_another(requested_by: int | None, approver: int | None, *about: int | None) -> None:
    """Raise NotAnother unless `is_another`: approver, requester and subject are never one."""
    if not is_another(requested_by, approver, *about):
        raise NotAnother("An approval needs another person.")
