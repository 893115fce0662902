"""The bench itself: every part runs, on sizes so small that its times say nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench.measuring import Figure
from bench.peer import Peer, PeerFailed
from bench.run import table
from bench.writers import _audit
from safeguards import audit
from tests.house.code import ROOT

# What the table must hold: the beginning of each line, and what may stand at its end.
LINES = [
    "seed_demo",
    "/consultations/?rows=50",
    "/clients/?rows=50",
    "/referrals/?box=out&rows=50",
    "/clients/ search by name",
    "who is calling, found by her reading",
    "who is calling, found by two letters",
    "who is calling, chosen",
    "save of a consultation",
    "/ heaviest",
    "list of 50 beside a plain admin",
    "record with 20 notes beside a plain admin",
    "name search beside a plain admin",
    "cross table beside a plain admin",
    "save beside a plain admin",
    "save and the page that follows beside a plain admin",
    "1 writer",
    "8 writers, one agency",
    "8 writers, 8 agencies",
    "name search, whole page, in 900 clients beside 400",
    "name search, own queries, in 900 clients beside 400",
]
VERDICT = re.compile(r"\s(ok|OVER)$")


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the bench starts a PostgreSQL of its own")
@pytest.mark.skipif(
    "TEST_DATABASE_URL" in os.environ, reason="a server that stays keeps the bench's databases"
)
def test_every_part_of_the_bench_runs_and_each_line_has_its_verdict():
    answer = subprocess.run(
        [sys.executable, "-m", "bench.run", "--quick"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr[-3000:]
    head, *lines = answer.stdout.splitlines()
    assert head.split()[0] == "what"
    assert [line for line in lines if not VERDICT.search(line)] == []
    assert [name for name in LINES if not any(line.startswith(name) for line in lines)] == []


def test_a_line_says_what_it_was_measured_against():
    lines = table(
        [
            vars_of(Figure("a page", 2000, "2x", False, page_ms=3.25, plain_ms=1.5, ratio=2.1666)),
            vars_of(Figure("a table", 2000, "0.5x", False, other="no page", plain_ms=9)),
        ]
    ).splitlines()
    assert lines[1].split() == ["a", "page", "2,000", "3.2", "1.50", "2.17", "2x", "OVER"]
    assert lines[2].split() == ["a", "table", "2,000", "no", "page", "9.00", "0.5x", "OVER"]


def vars_of(figure):
    return {name: getattr(figure, name) for name in Figure.__slots__}


def test_the_audit_is_left_out_in_the_block_alone():
    real = audit.record
    with pytest.raises(ZeroDivisionError), _audit(False):
        assert audit.record is not real
        raise ZeroDivisionError
    assert audit.record is real
    with _audit(True):
        assert audit.record is real


def test_a_peer_that_ended_is_no_measurement():
    with Peer("bench.peer", {}) as peer, pytest.raises(PeerFailed):  # run by itself it ends at once
        peer.hear()


def test_only_the_plain_site_uses_guardian_as_it_comes():
    """The product has dates, walls and field groups, of which guardian knows nothing."""
    named = re.compile(r"guardian\.(shortcuts|core|admin)")
    users = {
        str(place.relative_to(ROOT))
        for folder in ("bench", "cases", "config", "indicators", "partners", "referrals", "safeguards")
        for place in Path(ROOT / folder).rglob("*.py")
        if named.search(place.read_text(encoding="utf-8"))
    }
    assert users == {"bench/plain/admin.py"}
