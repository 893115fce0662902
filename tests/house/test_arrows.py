"""The arrows of the house point downwards; the contracts stand in pyproject.toml."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code import ROOT, room_of, sources


def test_no_import_points_upwards():
    tool = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("room", ["states", "rules"])
def test_rules_and_states_know_no_framework(room):
    for path, tree in sources().items():
        if room_of(path) != room:
            continue
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.partition(".")[0] == "django"], path


def test_there_are_no_rooms_for_leftovers():
    leftovers = {"utils", "helpers", "common", "services", "signals", "misc"}
    assert [path for path in sources() if leftovers & set(Path(path).with_suffix("").parts)] == []


LINES = 310  # three hundred ask for two rooms; a few lines more do not


def test_a_file_that_grows_becomes_a_folder():
    long = {path: len((ROOT / path).read_text().splitlines()) for path in sources()}
    assert {path: lines for path, lines in long.items() if lines > LINES} == {}
