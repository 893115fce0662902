"""The settings' environment for tests: set before Django reads it, and the same for every tool.

Loaded by pytest (`-p tests.environment`); `python -m tests.environment COMMAND...` runs any other tool in it.
What the caller has set stays, so `DATABASE_URL=... pytest` and `YUI_PREFECTURE=yamagata pytest` work; a
developer's own `.env` does not reach the tests, because every name it might hold is set here.
"""

import atexit
import base64
import json
import os
import shutil
import sys
import tempfile
from collections.abc import MutableMapping, Sequence
from pathlib import Path

DEFAULTS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DJANGO_SECRET_KEY": "only-for-tests-" + "0123456789" * 5,
    "DJANGO_DEBUG": "0",
    "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    # Playwright's synchronous interface keeps an event loop in the thread; Django would refuse the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "YUI_DEMO": "0",
    "YUI_HTTPS": "0",
    "YUI_BEHIND_PROXY": "0",
    "YUI_COLLECTED_STATIC": "0",
    "YUI_PREFECTURE": "miyagi",
}
TEST_KEY = bytes(range(32))


def make_place() -> Path:
    """A folder for all that the tests write: key ring, anchors, files. Gone when this process ends."""
    place = Path(tempfile.mkdtemp(prefix="yui-tests-"))
    maker = os.getpid()

    def remove() -> None:
        if os.getpid() == maker:  # not a forked child that ends first
            shutil.rmtree(place, ignore_errors=True)

    atexit.register(remove)
    ring = place / "keys" / "ring.json"
    ring.parent.mkdir(mode=0o700)
    ring.write_text(json.dumps({"current": 1, "keys": {"1": base64.b64encode(TEST_KEY).decode()}}))
    ring.chmod(0o600)
    return place


def complete(environment: MutableMapping[str, str]) -> None:
    """Fill in what is not set. Workers of a parallel run inherit their parent's folder."""
    for name, value in DEFAULTS.items():
        environment.setdefault(name, value)
    if "YUI_TEST_PLACE" not in environment:
        environment["YUI_TEST_PLACE"] = str(make_place())
    place = Path(environment["YUI_TEST_PLACE"])
    # Never the running product's folder, whatever the caller's YUI_VAR says: tests write there.
    environment["YUI_VAR"] = str(place)
    environment["YUI_KEY_FILE"] = str(place / "keys" / "ring.json")
    environment["AUDIT_ANCHOR_DIR"] = str(place / "anchors")
    environment.setdefault("DATABASE_URL", f"sqlite:///{place / 'db.sqlite3'}")


def fresh_wording() -> None:
    """Compile what changed before Django loads it; the workers of a parallel run find it done."""
    from config.wording import compile_wording, stale_wording

    if "PYTEST_XDIST_WORKER" not in os.environ:
        for text in stale_wording():
            compile_wording(text)


def pytest_collection_modifyitems(items: list) -> None:
    """Browser tests stay together in one worker of a parallel run: a second Chromium only slows both."""
    import pytest

    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def main(command: Sequence[str]) -> int:
    """Run `command` in the tests' environment and answer with its exit code."""
    import subprocess

    if not command:
        sys.stderr.write("usage: python -m tests.environment COMMAND [ARGUMENT...]\n")
        return 2
    return subprocess.run(command, check=False).returncode


complete(os.environ)
fresh_wording()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
