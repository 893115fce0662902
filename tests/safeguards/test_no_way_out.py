"""The product opens no connection of its own: made, served and walked through where there is no way out (R-61)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def namespace():
    """The words that begin a network namespace here; skips where that is not allowed."""
    tool = shutil.which("unshare")
    for command in ([tool, "-n"], [tool, "-rn"]):
        if tool and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("this machine does not let us begin a network namespace (unshare -n)")


@pytest.mark.slow
def test_the_demo_is_made_served_and_walked_without_asking_for_any_other_machine(tmp_path):
    done = subprocess.run(
        [*namespace(), sys.executable, "-m", "tests.alone", str(tmp_path)],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert told["watch_works"], "a connection on purpose was not noticed"
    assert told["asked"] == []
    for login, pages in told["opened"].items():
        assert pages["/"] == pages["/healthz"] == pages["/static/js/hide.js"] == 200, login
        assert pages["/no/such/page/"] == 404
        assert set(pages.values()) <= {200, 204, 404}, (login, pages)
    assert told["opened"]["pref-counselor"]["/clients/"] == 200
    assert told["opened"]["pref-planner"]["/indicators/municipal-plans/excel/"] == 200
    assert told["opened"]["pref-auditor"]["/audit/"] == 200
