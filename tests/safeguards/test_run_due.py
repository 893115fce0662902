"""What is due by the clock: one failure stops nothing, a second run leaves at once."""

import fcntl

import pytest
from django.core.management import call_command

from config.management.commands import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(monkeypatch, settings, tmp_path):
    settings.YUI_VAR_DIR = tmp_path
    done = []

    def breaks(now):
        raise OSError("the disk is full")

    def works(now):
        done.append(now)
        return "one thing done"

    monkeypatch.setattr(run_due, "DUE", (breaks, works))
    return done


def test_one_failure_is_logged_and_the_rest_is_done(due, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("run_due")
    assert ended.value.code == 1
    assert len(due) == 1
    assert "one thing done" in capsys.readouterr().out


def test_a_second_run_at_the_same_time_does_nothing(due, tmp_path):
    with (tmp_path / "run_due.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(SystemExit) as ended:
            call_command("run_due")
    assert (ended.value.code, due) == (0, [])
