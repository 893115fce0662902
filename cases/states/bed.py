"""A request for a bed: its states and the one table of moves. No name, no address and no word of hers is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Asked; a bed is held for 90 minutes; she moved in; turned away; the hold ran out (read from the clock, never stored);
# taken back by who asked.
ASKED, HELD, USED, DECLINED, LAPSED, WITHDRAWN = "asked", "held", "used", "declined", "lapsed", "withdrawn"
BED_STATES = (ASKED, HELD, USED, DECLINED, WITHDRAWN)  # those that are stored
RECEIVER, ASKER = "receiver", "asker"


@dataclass(frozen=True, slots=True)
class BedMove:
    """One move. `side`: whose it is; `follows`: no button of its own, an admission makes it."""

    name: str
    sources: tuple[str, ...]
    target: str
    side: str
    needs: frozenset[str] = frozenset()
    follows: bool = False


BED_MOVES = (
    BedMove("hold",     (ASKED,),        HELD,      RECEIVER),
    BedMove("decline",  (ASKED,),        DECLINED,  RECEIVER, needs=frozenset({"reason"})),
    BedMove("tell",     (ASKED,),        HELD,      ASKER, needs=frozenset({"yes_from"})),
    BedMove("withdraw", (ASKED, HELD),   WITHDRAWN, ASKER),
    BedMove("use",      (HELD,),         USED,      ASKER, follows=True),
)  # fmt: skip
BED_MOVE_BY_NAME = {move.name: move for move in BED_MOVES}


def bed_state(stored: str, held_until: datetime | None, now: datetime) -> str:
    """The state at this moment: a hold whose time has run out has lapsed, though nobody wrote it down."""
    if stored == HELD and held_until is not None and held_until <= now:
        return LAPSED
    return stored


def bed_moves(state: str, side: str) -> tuple[BedMove, ...]:
    """The moves that have a button for this side now; none from a lapsed hold."""
    return tuple(
        move for move in BED_MOVES if move.side == side and not move.follows and state in move.sources
    )
