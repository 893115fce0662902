"""States of a referral and the one table of moves: it draws the buttons and checks the post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from referrals.choices import ACCEPTED, CLOSED, DECLINED, RECALLED, RECEIVER, REPORTED, SENDER, SENT

if TYPE_CHECKING:
    from safeguards.access import Actor

ANSWERERS = ("counselor", "liaison")

# A receiver may open a referral only in these states, and only before its `until`.
OPEN_TO_RECEIVER = (SENT, ACCEPTED, REPORTED)
# In these the disclosure lives: the receiver sees what was told.
DISCLOSED = (ACCEPTED, REPORTED)


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from which states, to which, on which side, by which roles, with which facts."""

    name: str
    sources: tuple[str, ...]
    target: str
    side: str
    roles: tuple[str, ...]
    needs: frozenset[str]


def _move(
    name: str, sources: Iterable[str], target: str, side: str, roles: Iterable[str], needs: Iterable[str] = ()
) -> Move:
    return Move(name, tuple(sources), target, side, tuple(roles), frozenset(needs))


#         name       from                        to        side      who        must bring
MOVES = (
    _move("accept",  [SENT],                     ACCEPTED, RECEIVER, ANSWERERS),
    _move("decline", [SENT],                     DECLINED, RECEIVER, ANSWERERS, ["code"]),
    _move("report",  [ACCEPTED, REPORTED],       REPORTED, RECEIVER, ANSWERERS, ["code", "done_on"]),
    _move("close",   [REPORTED],                 CLOSED,   SENDER,   ANSWERERS),
    _move("recall",  [SENT, ACCEPTED, REPORTED], RECALLED, SENDER,   ANSWERERS, ["code"]),
)  # fmt: skip
MOVE_BY_NAME = {move.name: move for move in MOVES}


def open_moves(state: str, side: str, actor: Actor) -> list[Move]:
    """Moves that the actor may make now, standing on this side of the referral."""
    return [move for move in MOVES if state in move.sources and side == move.side and actor.has(*move.roles)]
