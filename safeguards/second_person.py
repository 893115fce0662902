"""Two persons: who approves is neither who asked nor whom it is about (R-06)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Action = TypeVar("Action", bound=Callable[..., Any])
# Every act of a second person, by its name: `cases.actions.wall.move_wall`. A house test keeps it complete.
APPROVALS: dict[str, Callable[..., Any]] = {}


class NotAnother(ValueError):
    """The same account stands on both sides of an approval."""


def approval(action: Action) -> Action:
    """Mark an action by which somebody answers for what another asked for, or looks at what another did.

    It asks `is_another` inside its transaction, besides what its queries leave out, and a test tries every
    pair of sides on it.
    """
    APPROVALS[f"{action.__module__}.{action.__qualname__}"] = action
    return action


def is_another(requested_by: int | None, approver: int | None, *about: int | None) -> bool:
    """May this account approve what that one asked, about these accounts? Pure; ids of accounts.

    An unknown account on either side is no second person.
    """
    return None not in (requested_by, approver) and approver not in (requested_by, *about)


def require_another(requested_by: int | None, approver: int | None, *about: int | None) -> None:
    """Raise NotAnother unless `is_another`: approver, requester and subject are never one."""
    if not is_another(requested_by, approver, *about):
        raise NotAnother("An approval needs another person.")
