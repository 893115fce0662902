"""Safe by default: what is missing or too open stops the start, with a word on what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SECRET_KEY": "only-for-this-test-0123456789012345678901234567890",
    "DJANGO_ALLOWED_HOSTS": "yui.example.jp",
    "DJANGO_DEBUG": "0",
    "YUI_DEMO": "0",
}


def start(tmp_path, **changed):
    """Read the settings in a process of its own; None takes a variable away."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    asked = {**keep, **GOOD, "YUI_VAR": str(tmp_path), "DATABASE_URL": "sqlite://:memory:", **changed}
    environment = {name: value for name, value in asked.items() if value is not None}
    code = (
        "import config.settings as s; print(s.DEBUG, s.YUI_HTTPS, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS)"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_complete_environment_starts_closed(tmp_path):
    answer = start(tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "False True True ['yui.example.jp']"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY is missing"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "* is refused"),
        ({"DJANGO_ALLOWED_HOSTS": "yui.example.jp,*"}, "* is refused"),
        ({"DJANGO_ALLOWED_HOSTS": "", "DJANGO_DEBUG": "0"}, "DJANGO_ALLOWED_HOSTS is empty"),
        ({"DJANGO_DEBUG": "true"}, "DJANGO_DEBUG=1"),
        ({"DJANGO_DEBUG": "yes"}, "DJANGO_DEBUG=1"),
    ],
)
def test_what_is_missing_or_too_open_stops_the_start(tmp_path, changed, word):
    answer = start(tmp_path, **changed)
    assert answer.returncode != 0
    assert word in answer.stderr.splitlines()[-1]
    assert "ImproperlyConfigured" in answer.stderr


def test_a_demo_makes_its_own_keys_and_keeps_them_to_itself(tmp_path):
    answer = start(tmp_path, DJANGO_SECRET_KEY=None, DJANGO_ALLOWED_HOSTS=None, YUI_DEMO="1")
    assert answer.returncode == 0, answer.stderr
    place = tmp_path / "keys" / "secret_key"
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(place.read_text()) > 50
