"""Eight processes that save consultations at once, beside one: what the audit trail costs them.

For one agency, whose stream of the trail they share, and for eight agencies. Without the audit means: in these
processes, for some seconds, `audit.record` is replaced by nothing. The product has no such switch.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from django.utils import timezone

from bench.consultation_save import LOGIN, NARRATIVE
from bench.measuring import Figure, actor_named
from bench.peer import Peer
from cases.actions.consultation import record_consultation
from partners.models import Posting
from safeguards import audit

WRITERS = 8
LIMIT_LOSS = 0.30  # of the throughput without audit
SECONDS = float(os.environ.get("YUI_BENCH_SECONDS", "2"))  # of one round
ROUNDS = 5  # with and without audit in turn; medians


def write(login: str, until: float, with_audit: bool) -> int:
    """Save consultations for this person until that moment of the clock; answers how many were kept."""
    actor, kept = actor_named(login), 0
    with _audit(with_audit):
        while time.time() < until:
            now = timezone.now()
            facts = {
                "started_at": now, "method": "phone", "main_complaint": "spouse_violence", "minutes": 25,
                "caller_name": "架空 花子", "caller_kana": "カクウ ハナコ", "caller_phone": "090-0000-0000",
                "narrative": NARRATIVE, "support_text": "制度の説明をした。",
            }  # fmt: skip
            record_consultation(replace(actor, now=now), facts)
            kept += 1
    return kept


@contextmanager
def _audit(is_on: bool) -> Iterator[None]:
    real: Callable[..., Any] = audit.record
    if not is_on:
        audit.record = lambda *facts, **more: None
    try:
        yield
    finally:
        audit.record = real


def run(consultations: int) -> list[Figure]:
    """Throughput of 1 and of 8 writers, each with and without the audit."""
    with ExitStack() as stack:
        peers = [stack.enter_context(Peer("bench.desk", {})) for _writer in range(WRITERS)]
        one = _compared(peers[:1], [LOGIN])
        same = _compared(peers, [LOGIN] * WRITERS)
        apart = _compared(peers, _logins())
    return [
        _loss("1 writer", one, one, consultations),
        _loss(f"{WRITERS} writers, one agency", same, one, consultations),
        _loss(f"{WRITERS} writers, {WRITERS} agencies", apart, one, consultations),
    ]


def _logins() -> list[str]:
    """One counselor in each of WRITERS agencies."""
    postings = Posting.objects.live(timezone.now()).filter(role="counselor").order_by("agency_id", "pk")
    of_agency = dict(postings.values_list("agency_id", "account__login"))
    return list(of_agency.values())[:WRITERS]


def _compared(peers: Sequence[Peer], logins: Sequence[str]) -> tuple[float, float]:
    """Median saves in a second, with the audit and without it, in turn; a first round warms."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    _round(peers, logins, True)
    for _round_number in range(ROUNDS):
        for with_audit in (True, False):
            rates[with_audit].append(_round(peers, logins, with_audit))
    return statistics.median(rates[True]), statistics.median(rates[False])


def _round(peers: Sequence[Peer], logins: Sequence[str], with_audit: bool) -> float:
    begun = time.time()
    for peer, login in zip(peers, logins, strict=True):
        peer.tell("write", login=login, until=begun + SECONDS, with_audit=with_audit)
    return sum(peer.hear() for peer in peers) / (time.time() - begun)


def _loss(what: str, rates: tuple[float, float], alone: tuple[float, float], consultations: int) -> Figure:
    with_audit, without = rates
    loss = 1 - with_audit / without
    times = f", {with_audit / alone[0]:.1f} x one writer" if rates is not alone else ""
    return Figure(
        f"{what}: {without:.0f} saves/s without audit, {with_audit:.0f} with{times}", consultations,
        f"audit costs {LIMIT_LOSS:.0%}", loss <= LIMIT_LOSS, other=f"{loss:.0%}",
    )  # fmt: skip
