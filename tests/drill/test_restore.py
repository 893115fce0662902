"""A restore changes all or nothing, refuses with a sentence what it cannot use, and tells what is lost (R-45)."""

import json
import random
import time

import pytest
from django.test import override_settings

from safeguards import keys
from safeguards.backup import reading
from safeguards.backup.sealed import HEAD_BYTES, MAGIC, NotABackup
from tests.drill.house import Place, at_work, empty_place, killed_after

CHUNK = 16 * 1024 + 16  # of the library's stream, with its tag
START = HEAD_BYTES + 40  # salt and commitment stand before the first
RNG = random.Random(45)
KILLS = 10


def quiet(*step):
    """No progress line."""


def damaged(file, to, kind):
    """The backup with one thing wrong."""
    raw = file.read_bytes()
    swapped = (
        raw[:START]
        + raw[START + CHUNK : START + 2 * CHUNK]
        + raw[START : START + CHUNK]
        + raw[START + 2 * CHUNK :]
    )
    to.write_bytes(
        {
            "cut off": raw[:-20], "cut at a chunk": raw[: START + 3 * CHUNK], "one bit": _flip(raw, len(raw) // 2),
            "turned round": swapped, "added to": raw + b"x", "another file": b"%PDF-1.7\n" + raw[:5000], "empty": b"",
            "head only": raw[:HEAD_BYTES],
        }[kind]
    )  # fmt: skip
    return to


def _flip(raw, at):
    return raw[:at] + bytes([raw[at] ^ (1 << (at % 8))]) + raw[at + 1 :]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("cut off", "cut off or its end was changed"),
        ("cut at a chunk", "cut off or its end was changed"),
        ("head only", "cut off or its end was changed"),
        ("one bit", "changed or damaged"),
        ("turned round", "changed or damaged"),
        ("added to", "cut off or its end was changed"),
        ("another file", "not a backup of this product"),
        ("empty", "not a backup of this product"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_written(place, file, tmp_path, kind, sentence):
    wrong = damaged(file, tmp_path / "wrong", kind)
    said = place.run("restore", wrong, "--into", tmp_path / "other", "--database", "sqlite:///x", expect=1)
    assert "Nothing was restored." in said and sentence in said
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("ring", ["missing", "another", "later"])
def test_without_its_ring_a_backup_is_shut(place, file, tmp_path, ring):
    place_of_ring = tmp_path / "keys" / "ring.json"
    keys.make_ring(place_of_ring)
    if ring == "later":
        told = json.loads(place_of_ring.read_text())
        place_of_ring.write_text(json.dumps({"current": 2, "keys": {"2": told["keys"]["1"]}}))
    if ring == "missing":
        place_of_ring.unlink()
    sentence = {
        "missing": "key ring",
        "another": "of another ring than this one",
        "later": "under key 1, which is not in",
    }
    here = Place(place.folder, {**place.environment, "YUI_KEY_FILE": str(place_of_ring), "YUI_DEMO": "0"})
    said = here.run("restore", file, "--into", tmp_path / "other", "--database", "sqlite:///x", expect=1)
    assert "Nothing was restored." in said and sentence[ring] in said
    assert not (tmp_path / "other").exists()


def test_every_flipped_byte_is_found(place, file):
    raw, wrong = file.read_bytes(), file.with_name("flipped")
    places = [*range(HEAD_BYTES), *range(HEAD_BYTES, START + 20), len(raw) - 1, len(raw) - 17]
    places += RNG.sample(range(len(raw)), 100)
    with override_settings(YUI_KEY_FILE=place.environment["YUI_KEY_FILE"]):
        assert reading.check(file, quiet).digest
        for at in places:
            wrong.write_bytes(_flip(raw, at))
            with pytest.raises(NotABackup):
                reading.check(wrong, quiet)
    assert raw.startswith(MAGIC)


def test_a_place_that_holds_something_is_left_alone(place, file):
    before = place.look()["events"]
    assert "There is a database in this place." in place.run("restore", file, expect=1)
    assert place.look()["events"][: len(before)] == before


def test_of_another_kind_or_a_newer_version_it_is_refused(place, file, tmp_path):
    here = Place(place.folder, {**place.environment, "YUI_DEMO": "0"})
    with empty_place(here, tmp_path / "other") as other:
        assert "marked demo" in here.run("restore", file, *other.target(), expect=1)
        assert not other.folder.exists()
    with override_settings(YUI_KEY_FILE=place.environment["YUI_KEY_FILE"]):
        manifest = reading.check(file, quiet).manifest
    reading.refuse_newer(manifest)
    with pytest.raises(NotABackup, match=r"newer than this product \(cases\.9999_later"):
        reading.refuse_newer({**manifest, "migrations": [*manifest["migrations"], ["cases", "9999_later"]]})


def test_what_came_after_the_backup_is_told_by_agency_and_the_trail_goes_on(fresh, tmp_path):
    file = fresh.backup(tmp_path / "backups")
    with at_work(fresh, tmp_path / "ledger", 3):
        pass
    fresh.run("export_audit", "--to", tmp_path / "trail")  # anchors at once
    had = fresh.look()
    said = fresh.run("restore", file, "--replace")
    now = fresh.look()
    assert had["lines"] - now["lines"] >= 3 and now["told"] == []
    assert "LOST, by the newest anchor" in said and "pref-wsc: " in said
    assert "before-restore-" in said and list(fresh.folder.glob("anchors/before-restore-*/*.jsonl"))
    assert now["events"].count("backup.restore") == 2
    assert "no fault" in fresh.run("verify_audit")
    with at_work(fresh, tmp_path / "next", 2):
        pass
    fresh.run("export_audit", "--to", tmp_path / "trail2")
    assert "no fault" in fresh.run("verify_audit")


def test_an_older_backup_is_brought_to_this_version(fresh, tmp_path):
    fresh.run("migrate", "safeguards", "0002")
    file = fresh.backup(tmp_path / "backups")
    with empty_place(fresh, tmp_path / "other") as other:
        fresh.run("restore", file, *other.target())
        assert "[ ]" not in other.run("showmigrations")
        assert other.look()["signed_in"] == 302


def test_a_running_product_is_not_pulled_away(fresh, file, tmp_path):
    with at_work(fresh, tmp_path / "ledger", 1) as writer:
        assert "The product is running on this database" in fresh.run("restore", file, "--replace", expect=1)
        assert writer.poll() is None


def moments(seconds):
    """Ten moments in a run that takes so long: none in the first quarter, in which Python starts."""
    return [RNG.uniform(0.25, 1.0) * seconds for _kill in range(KILLS)]


def test_a_backup_killed_at_any_moment_leaves_no_name_that_is_not_whole(place, tmp_path):
    begun = time.monotonic()
    place.backup(tmp_path)
    killed = [killed_after(place.start("backup", tmp_path), at) for at in moments(time.monotonic() - begun)]
    assert sum(killed) >= KILLS / 2, "too quick to be killed: the test proves little"
    with override_settings(YUI_KEY_FILE=place.environment["YUI_KEY_FILE"]):
        for one in tmp_path.glob("*.backup"):
            assert reading.check(one, quiet).rows
    place.backup(tmp_path)
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_restore_killed_at_any_moment_leaves_the_old_or_the_new(fresh, file, tmp_path):
    with at_work(fresh, tmp_path / "ledger", 2):
        pass
    had = fresh.look()
    old, new = had["consultations"], had["consultations"] - len(had["told"])
    own, begun = fresh.backup(tmp_path / "own"), time.monotonic()
    fresh.run("restore", own, "--replace")
    killed = 0
    for at in moments(time.monotonic() - begun):
        killed += killed_after(fresh.start("restore", file, "--replace"), at)
        assert fresh.consultations() in (old, new)
    assert killed >= KILLS / 2, "too quick to be killed: the test proves little"
    found = fresh.look()
    assert found["signed_in"] == 302 and found["shut"] == 0
    fresh.run("restore", file, "--replace")
    assert fresh.look()["consultations"] == new
    assert "no fault" in fresh.run("verify_audit")
    assert not [one.name for one in fresh.folder.iterdir() if "restoring" in one.name]
