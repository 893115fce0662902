"""The protection order (保護命令, DV防止法10–15条): its moves, how long its kinds stand, which days fit. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cases import deadlines

# Made ready; applied for at the court; granted; turned down; taken back; its last day has passed; cancelled by the
# court before it.
PREPARING, APPLIED, GRANTED, DISMISSED, WITHDRAWN, ENDED, CANCELLED = (
    "preparing", "applied", "granted", "dismissed", "withdrawn", "ended", "cancelled",
)  # fmt: skip
ORDER_STATES = (PREPARING, APPLIED, GRANTED, DISMISSED, WITHDRAWN, ENDED, CANCELLED)
WAS_GRANTED = (GRANTED, ENDED, CANCELLED)
OVER = (DISMISSED, WITHDRAWN, ENDED, CANCELLED)

# Codes of the list `order_kind` on which something hangs.
LEAVE_HOME = "leave_home"
OF_CHILD = frozenset({"approach_child", "contact_child"})
OF_RELATIVE = frozenset({"approach_relative"})

# What stands in an application about a consultation before (DV防止法12条1項5号), or a sworn affidavit instead.
CONSULTED, AFFIDAVIT = "consulted", "affidavit"
GROUNDS = (CONSULTED, AFFIDAVIT)

YEAR, LEAVING, LEAVING_OWN_HOME = 12, 2, 6  # months; art. 10 and 10-2

# Why a day, or a move, is refused.
FUTURE, BEFORE_APPLICATION, BEFORE_GRANT, BEFORE_REQUEST, BEFORE_BREACH, NO_TERM, TERM_STANDS, NOT_ASKED = (
    "future", "before_application", "before_grant", "before_request", "before_breach", "no_term", "term_stands",
    "not_asked",
)  # fmt: skip
REFUSALS = (
    FUTURE, BEFORE_APPLICATION, BEFORE_GRANT, BEFORE_REQUEST, BEFORE_BREACH, NO_TERM, TERM_STANDS, NOT_ASKED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderMove:
    """One move: from where to where, and what its form must bring."""

    name: str
    sources: tuple[str, ...]
    target: str
    needs: frozenset[str] = frozenset()


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


# Besides, not moves: the court's request and its answer, the notice of art. 15, a breach, a look at what ends.
ORDER_MOVES = (
    OrderMove("apply", (PREPARING,), APPLIED, _needs("applied_on")),
    OrderMove("grant", (APPLIED,), GRANTED, _needs("granted_on", "kinds", "own_home")),
    OrderMove("dismiss", (APPLIED,), DISMISSED, _needs("closed_on")),
    OrderMove("withdraw", (PREPARING, APPLIED), WITHDRAWN, _needs("closed_on")),
    OrderMove("end", (GRANTED,), ENDED),
    OrderMove("cancel", (GRANTED,), CANCELLED, _needs("closed_on")),
)
ORDER_MOVE_BY_NAME = {move.name: move for move in ORDER_MOVES}


class Order(Protocol):
    """What the days are looked at against."""

    state: str
    applied_on: date | None
    granted_on: date | None


class Term(Protocol):
    """One kind of a granted order and its days."""

    kind: str
    effective_on: date
    ends_on: date


def term(kind: str, effective_on: date, *, own_home: bool = False) -> date:
    """The last day of one kind: a year; to leave the home two months, or six where it is hers alone and she asked."""
    if kind != LEAVE_HOME:
        return deadlines.term_end(effective_on, YEAR)
    return deadlines.term_end(effective_on, LEAVING_OWN_HOME if own_home else LEAVING)


def needs_consent(kinds: Iterable[str], *, older_child: bool) -> bool:
    """Does somebody else have to agree? A relative always, a child from fifteen on (art. 10, not verified)."""
    asked = set(kinds)
    return bool(asked & OF_RELATIVE) or (older_child and bool(asked & OF_CHILD))


def refusal(order: Order, day: date, today: date) -> str:
    """Why this day cannot be one after all that stands with the order; empty when it can."""
    if day > today:
        return FUTURE
    if order.granted_on and day < order.granted_on:
        return BEFORE_GRANT
    if order.applied_on and day < order.applied_on:
        return BEFORE_APPLICATION
    return ""


def stood_on(terms: Iterable[Term], day: date) -> bool:
    """Did any kind stand on that day?"""
    return any(one.effective_on <= day <= one.ends_on for one in terms)


def next_end(ends: Iterable[date], after: date) -> date | None:
    """The earliest of these last days that lies on that day or later."""
    return min((end for end in ends if end >= after), default=None)


def open_moves(order: Order, terms: Iterable[Term], on: date) -> list[str]:
    """What can be done with it on this day, by name: it ends once no kind stands any more; before, a court cancels."""
    names = [move.name for move in ORDER_MOVES if order.state in move.sources]
    stands = any(on <= one.ends_on for one in terms)
    return [name for name in names if name != "end" or not stands]
