"""危険度: the states of a judgement of risk and what a second person may do with one that lowers."""

from __future__ import annotations

from dataclasses import dataclass

# It stands; it asks for a lower level, and until somebody answers the higher one stands; the higher one stays;
# a newer judgement came before an answer.
STANDS, ASKED_LOWER, REFUSED, REPLACED = "stands", "asked_lower", "refused", "replaced"
RISK_STATES = (STANDS, ASKED_LOWER, REFUSED, REPLACED)


@dataclass(frozen=True, slots=True)
class RiskMove:
    """What a second person answers; `needs_words`: with a reason."""

    name: str
    source: str
    target: str
    needs_words: bool


# Never by who judged (`cases.models.risk`). Raising needs nobody: it stands at once (decision 7).
RISK_MOVES = (
    RiskMove("approve", ASKED_LOWER, STANDS, needs_words=False),
    RiskMove("refuse", ASKED_LOWER, REFUSED, needs_words=True),
)
RISK_MOVE_BY_NAME = {move.name: move for move in RISK_MOVES}
