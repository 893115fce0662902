"""Anchors, the export and the stand-alone checker: a hundred touches by a hand inside the database, each found."""

import json
import os
import random
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from safeguards import anchors, audit
from safeguards.access import Actor
from safeguards.audit_export import write_lines
from safeguards.checker import check_audit
from safeguards.models import AuditHead, AuditLine

pytestmark = pytest.mark.django_db
STREAMS, LINES, EACH = ("office-a", "office-b", "house"), 40, 7
TOUCHES = 100


@pytest.fixture(autouse=True)
def anchor_place(settings, tmp_path):
    settings.AUDIT_ANCHOR_DIR = tmp_path / "anchors"
    settings.YUI_MAY_MAKE_KEYS = True
    return settings.AUDIT_ANCHOR_DIR


@pytest.fixture
def owner_of_the_database(db):
    """Takes the triggers away, as only the owner of the tables can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_line_no_update")
        else:
            cursor.execute("ALTER TABLE safeguards_auditline DISABLE TRIGGER USER")


def write(stream, count):
    actor = Actor(agency_code=stream, role="counselor", login="x", account_id=7)
    with transaction.atomic():
        for number in range(count):
            audit.record(
                actor if stream != "house" else Actor.system("a test"), "consultation.read", place=number
            )


@pytest.fixture
def trail():
    """Three streams of forty lines, anchored every seven lines."""
    AuditHead.objects.all().delete()
    for done in range(0, LINES, EACH):
        for stream in STREAMS:
            write(stream, min(EACH, LINES - done))
        anchors.write_anchor(timezone.now(), force=True)


def anchored():
    return check_audit.read_anchors(anchors.folder())


def rows(stream):
    return list(AuditLine.objects.filter(stream=stream).order_by("sequence"))


def lay(stream, lines, *, anew, start):
    """Put these lines in place of the stream's; `anew`: numbers, links, digests and head are made to fit."""
    AuditLine.objects.filter(stream=stream).delete()
    for place, line in enumerate(lines, start=1):
        line.pk = None
        line.sequence = place
        if anew and place >= start:
            line.previous = lines[place - 2].digest if place > 1 else ""
            line.digest = audit.digest_of(line)
    AuditLine.objects.bulk_create(lines)
    if anew:
        AuditHead.objects.filter(stream=stream).update(sequence=len(lines), digest=lines[-1].digest)


def touch(chance, kind, *, anew):
    """One change somewhere before the last anchor; answers with its place."""
    stream, place = chance.choice(STREAMS), chance.randrange(1, LINES)
    lines = rows(stream)
    line = lines[place - 1]
    if kind == "change":
        name, value = chance.choice(
            [("login", "somebody"), ("facts", '{"place":99}'), ("event", "client.read"), ("account_id", 8),
             ("at", line.at + timedelta(seconds=1)), ("object_number", "A" * 22), ("role", "auditor")]
        )  # fmt: skip
        setattr(line, name, value)
        if anew:
            lay(stream, lines, anew=True, start=place)
        else:
            AuditLine.objects.filter(pk=line.pk).update(**{name: value})
    elif kind == "delete":
        if anew:
            lay(stream, [one for one in lines if one is not line], anew=True, start=place)
        else:
            AuditLine.objects.filter(pk=line.pk).delete()
    elif kind == "insert":
        new = AuditLine(stream=stream, at=timezone.now(), event="x", previous=line.previous, sequence=place)
        new.digest = audit.digest_of(new)
        lay(stream, [*lines[: place - 1], new, *lines[place - 1 :]], anew=anew, start=place)
    else:
        lines[place - 1], lines[place] = lines[place], lines[place - 1]
        lay(stream, lines, anew=anew, start=place)
    return stream, place


def first_faults(found):
    """The first place of each stream."""
    first = {}
    for fault in found:
        first.setdefault(fault.stream, fault.sequence)
    return first


def export(place):
    write_lines(place, lambda *_told: None)
    shutil.copytree(anchors.folder(), place / "anchors", ignore=shutil.ignore_patterns("state.json", "*.pem"))
    (place / anchors.PUBLIC_KEY).write_bytes(anchors.public_key())
    return place


def run_checker(place):
    checker = Path(check_audit.__file__)
    return subprocess.run(
        [sys.executable, "-I", str(checker), str(place)], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip


def test_a_hundred_touches_are_found_and_located_by_both_checkers(trail, owner_of_the_database, tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance, told, missed = random.Random(seed), anchored(), []
    for number in range(TOUCHES):
        kind, anew = chance.choice(["change", "delete", "insert", "swap"]), number % 2 == 1
        point = transaction.savepoint()
        stream, place = touch(chance, kind, anew=anew)
        here = first_faults(audit.faults(told))
        there, _notes = check_audit.check(export(tmp_path / str(number)))
        transaction.savepoint_rollback(point)
        if here != {stream: place} or first_faults(there) != here:
            missed.append((number, kind, anew, stream, place, here, first_faults(there)))
    assert missed == []
    assert list(audit.faults(told)) == []


def test_the_checker_alone_says_whole_and_touched(trail, owner_of_the_database, tmp_path):
    whole = run_checker(export(tmp_path / "whole"))
    assert (whole.returncode, whole.stderr) == (0, "")
    assert f"{len(STREAMS) * LINES} lines, {len(STREAMS) * LINES} of them anchored" in whole.stdout
    assert whole.stdout.endswith("No fault.\n")
    AuditLine.objects.filter(stream="office-a", sequence=5).update(login="somebody")
    touched = run_checker(export(tmp_path / "touched"))
    assert touched.returncode == 1
    assert touched.stderr == "office-a 5: was changed\n"
    assert run_checker(tmp_path).returncode == 2


def test_a_cut_tail_with_a_mended_head_is_found_by_the_anchor(trail, owner_of_the_database, capsys):
    kept = rows("office-b")[:30]
    AuditLine.objects.filter(stream="office-b", sequence__gt=30).delete()
    AuditHead.objects.filter(stream="office-b").update(sequence=30, digest=kept[-1].digest)
    assert list(audit.faults()) == []  # the chain alone cannot tell
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "office-b 31: lines 31 to 40 were anchored and are gone" in capsys.readouterr().err


def test_a_whole_stream_that_is_gone_is_found(trail, owner_of_the_database):
    AuditLine.objects.filter(stream="house").delete()
    AuditHead.objects.filter(stream="house").delete()
    assert first_faults(audit.faults(anchored())) == {"house": 1}


def test_what_came_after_the_last_anchor_is_told(trail, capsys):
    write("office-a", 3)
    call_command("verify_audit")
    assert "Not anchored yet: 3 lines." in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["cut", "changed", "swapped", "foreign key", "torn"])
def test_touched_anchors_are_found(trail, anchor_place, kind, capsys):
    place = next(anchor_place.glob("*.jsonl"))
    lines = place.read_bytes().splitlines()
    if kind == "cut":
        del lines[2]
    elif kind == "changed":
        lines[2] = lines[2].replace(b'"last":21', b'"last":20')
    elif kind == "swapped":
        lines[1], lines[2] = lines[2], lines[1]
    elif kind == "torn":
        lines[-1] = lines[-1][:50]
    else:
        newest = json.loads(lines[-1])
        newest["signature"] = newest["signature"][:-8] + "AAAAAA=="
        lines[-1] = json.dumps(newest).encode()
    place.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert "anchors " in capsys.readouterr().err


def test_the_minute_and_the_thousand(anchor_place):
    now = timezone.now()
    write("office-a", 3)
    assert anchors.write_anchor(now) == AuditLine.objects.count()
    write("office-a", 2)
    assert anchors.write_anchor(now + timedelta(seconds=59)) == 0
    assert anchors.write_anchor(now + timedelta(seconds=60)) == 2
    assert anchors.write_anchor(now + timedelta(seconds=300)) == 0
    anchors.MOST_LINES, kept = 2, anchors.MOST_LINES
    try:
        write("office-a", 2)
        assert anchors.write_anchor(now + timedelta(seconds=61)) == 2
    finally:
        anchors.MOST_LINES = kept


def test_a_lost_or_old_note_of_the_state_is_made_anew(anchor_place):
    now = timezone.now()
    write("office-a", 3)
    anchors.write_anchor(now, force=True)
    old = (anchor_place / "state.json").read_bytes()
    write("office-a", 3)
    anchors.write_anchor(now, force=True)
    (anchor_place / "state.json").write_bytes(old)  # a stop between the two writes
    write("office-a", 3)
    anchors.write_anchor(now, force=True)
    (anchor_place / "state.json").unlink()
    write("office-a", 1)
    anchors.write_anchor(now, force=True)
    assert anchored().faults == []
    assert anchored().count("office-a") == 10
    assert list(audit.faults(anchored())) == []


def test_the_export_stands_alone_and_overwrites_nothing(trail, tmp_path):
    call_command("export_audit", to=str(tmp_path / "out"))
    told = run_checker(tmp_path / "out")
    assert told.returncode == 0, told.stderr
    assert "0 of them" not in told.stdout
    with pytest.raises(CommandError, match="exists"):
        call_command("export_audit", to=str(tmp_path / "out"))
    assert AuditLine.objects.filter(event="audit.export").count() == 1
