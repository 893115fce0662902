"""turn_keys as a real process, killed again and again while people go on saving: nothing is lost (R-44)."""

import json
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.drill.house import Place, at_work, killed_after

RNG = random.Random(44)
KILLS = 12
SEEN_IN_THE_MIDDLE = 3
LONGEST = 30  # seconds


@pytest.fixture
def own(fresh, tmp_path):
    """A place with a ring of its own: the others keep theirs."""
    kept = Path(fresh.environment["YUI_KEY_FILE"]).parent
    shutil.copytree(kept, tmp_path / "keys")
    return Place(fresh.folder, {**fresh.environment, "YUI_KEY_FILE": str(tmp_path / "keys" / "ring.json")})


def ring_of(place):
    return json.loads(Path(place.environment["YUI_KEY_FILE"]).read_text())


def versions(place):
    """Under which keys the stories of the consultations stand."""
    first = {"sqlite": "hex(substr({0}, 1, 1))", "postgres": "encode(substr({0}, 1, 1), 'hex')"}
    column = first["sqlite" if place.environment["DATABASE_URL"].startswith("sqlite") else "postgres"]
    rows = place.ask(
        f"SELECT DISTINCT {column.format('narrative')} FROM cases_consultation WHERE narrative IS NOT NULL"
    )
    return {int(row[0], 16) for row in rows if row[0]}


def test_killed_twelve_times_every_value_opens_and_the_old_key_goes(own, tmp_path):
    def both_stand():
        return versions(own) == {1, 2}

    def never():
        return False

    begun, ledger = time.monotonic(), tmp_path / "ledger"
    before = own.look()
    kills, between, in_the_middle = 0, 0.6, 0
    with at_work(own, ledger, 1) as writer:
        while kills < KILLS:
            words = ["--resume"] if ring_of(own)["current"] == 2 else []
            turning = own.start("-m", "tests.drill.inside", "turn", *words)
            # The first ones as soon as both keys are seen: how long that takes is the machine's own.
            watched = in_the_middle < SEEN_IN_THE_MIDDLE
            seconds = LONGEST if watched else between * RNG.uniform(0.8, 1.2)
            if killed_after(turning, seconds, or_when=both_stand if watched else never):
                kills += 1
                in_the_middle += versions(own) == {1, 2}
                between *= 1.0 if versions(own) != {1} else 1.25  # a slow machine: later
            else:
                between *= 0.7  # done before the kill: earlier
            assert set(ring_of(own)["keys"]) in ({"1"}, {"1", "2"}), "a torn ring, or one key too many"
            assert writer.poll() is None, "a save beside it failed"
    assert in_the_middle >= SEEN_IN_THE_MIDDLE, "never between two batches: the test proves little"
    own.run("turn_keys", *(["--resume"] if ring_of(own)["current"] == 2 else []))
    assert versions(own) == {2}
    retiring = own.start("turn_keys", "--retire", "1")
    if killed_after(retiring, between):
        assert set(ring_of(own)["keys"]) in ({"1", "2"}, {"2"})
    if "1" in ring_of(own)["keys"]:
        own.run("turn_keys", "--retire", "1")
    assert (ring_of(own)["current"], set(ring_of(own)["keys"])) == (2, {"2"})
    found = own.look("台帳0")
    saved = ledger.read_text().splitlines()
    assert saved == found["told"][: len(saved)] and len(found["told"]) - len(saved) <= 1
    assert found["shut"] == 0 and found["opens"] > before["opens"]
    assert found["consultations"] == before["consultations"] + len(found["told"])
    assert found["found"] == {"台帳0": True} and found["opened"] and set(found["opened"]) == {200}
    assert "no fault" in own.run("verify_audit")
    print(
        f"{kills} kills, {in_the_middle} in the middle, {time.monotonic() - begun:.0f} s, {len(saved)} saves beside"
    )
