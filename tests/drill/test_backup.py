"""A backup is taken while people work, holds one moment, and comes back in another place (R-45)."""

import fcntl
import hashlib
import json
import stat
import time

import pytest

from tests.canary.searching import where
from tests.drill.house import at_work, empty_place

WOMAN = "台帳0"
MARKS = [WOMAN, "台帳1", "ledger 0", "ledger 1"]


def test_one_moment_is_taken_while_people_write_and_all_of_it_opens_elsewhere(fresh, tmp_path):
    ledger = tmp_path / "ledger"
    with at_work(fresh, ledger, 5):
        fresh.run("run_due")
        before = ledger.read_text().splitlines()
        file = fresh.backup(tmp_path / "backups")
        after = ledger.read_text().splitlines()
    assert len(after) > len(before), "nobody wrote meanwhile: the test proves nothing"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with empty_place(fresh, tmp_path / "other") as other:
        said = fresh.run("restore", file, *other.target())
        assert "0 faults in the audit trail" in said and "Everybody signs in again" in said
        found = other.look(WOMAN)
        assert found["signed_in"] == 302 and found["found"] == {WOMAN: True} and found["opened"] == [200] * 3
        assert found["shut"] == 0 and found["opens"] > 100
        told = found["told"]
        assert len(before) <= len(told) <= len(after) + 1
        assert told[:-1] == after[: len(told) - 1], "not one moment: a later record without an earlier one"
        here = fresh.look()
        assert found["lines"] >= len(told), "a record without its line in the trail"
        assert found["consultations"] - found["lines"] == here["consultations"] - here["lines"]
        assert "backup.restore" in found["events"]
        assert "no fault" in other.run("verify_audit")
        assert [stat.S_IMODE(one.stat().st_mode) & 0o077 for one in other.folder.glob("anchors/*.jsonl")] == [
            0
        ]
    assert "backup.make" in here["events"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() in fresh.run(
        "shell", "-v0", "-c",
        "from safeguards.models import AuditLine; print(AuditLine.objects.filter(event='backup.make').last().facts)",
    )  # fmt: skip
    control = tmp_path / "control"
    control.mkdir()
    (control / "file").write_text(MARKS[0])
    assert where(MARKS[:1], [control])
    temporary = [fresh.folder.parent / "tmp", tmp_path / "backups"]
    assert where([*MARKS, "safeguards_auditline", "pref-counselor"], temporary) == []


def test_the_newest_are_kept_and_a_killed_one_leaves_no_name(place, tmp_path):
    first = place.backup(tmp_path)
    time.sleep(1.1)
    (tmp_path / "yui-20200101T000000Z.backup.unfinished").write_bytes(b"left by a killed run")
    (tmp_path / "notes.txt").write_text("not ours")
    second = place.backup(tmp_path, "--keep", "1")
    assert not first.exists() and second.exists()
    assert {one.name for one in tmp_path.iterdir()} == {second.name, "notes.txt", ".lock"}


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"YUI_KEY_FILE": "nowhere/ring.json", "YUI_DEMO": "0"}, "key ring"),
        ({"PG_BIN": "nowhere"}, "pg_dump is missing"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence_and_leaves_nothing(place, tmp_path, more, word):
    if "PG_BIN" in more and place.environment["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("SQLite needs no program")
    if "PG_BIN" in more:
        more = {**more, "PATH": "nowhere"}
    said = place.run("backup", tmp_path / "backups", expect=1, **more)
    assert "No backup was made." in said and word in said
    assert [one.name for one in (tmp_path / "backups").iterdir()] in ([], [".lock"])


def test_a_second_one_at_the_same_time_steps_back(place, tmp_path):
    with (tmp_path / ".lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        assert "Another backup is being written" in place.run("backup", tmp_path, expect=1)


def test_a_drill_is_timed_written_down_and_leaves_nothing(fresh, tmp_path):
    file = fresh.backup(tmp_path)
    said = fresh.run("restore_drill", tmp_path)
    assert "Drill: whole" in said
    told = json.loads((fresh.folder / "drills.log").read_text().splitlines()[-1])
    assert (told["backup"], told["outcome"], told["bytes"]) == (file.name, "whole", file.stat().st_size)
    assert 0 < told["seconds"] < 60 and told["at"]
    assert not (fresh.folder / "drill").exists()
    assert fresh.look()["events"].count("backup.drill") == 1
    broken = tmp_path / "broken.backup"
    broken.write_bytes(file.read_bytes()[:-1])
    assert "Drill: not restored" in fresh.run("restore_drill", broken, expect=1)
    assert json.loads((fresh.folder / "drills.log").read_text().splitlines()[-1])["outcome"] == "not restored"
