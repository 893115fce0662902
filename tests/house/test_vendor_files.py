"""Files written elsewhere are exactly those whose version, licence and hash are written down."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = [
    ROOT / place / "files.toml" for place in ("static/vendor", "tests/vendor", "safeguards/documents/fonts")
]
FILES = [(table, file) for table in TABLES for file in tomllib.loads(table.read_text())["file"]]


def sha256(place):
    return hashlib.sha256(place.read_bytes()).hexdigest()


@pytest.mark.parametrize(("table", "file"), FILES, ids=[file["path"] for _, file in FILES])
def test_vendored_file_is_the_one_written_down(table, file):
    assert sha256(table.parent / file["path"]) == file["sha256"]


@pytest.mark.parametrize(("table", "file"), FILES, ids=[file["path"] for _, file in FILES])
def test_vendored_file_names_version_and_licence(table, file):
    assert re.fullmatch(r"\d+\.\d+\.\d+", file["version"])
    assert file["licence"] in {"MIT", "0BSD", "MPL-2.0", "OFL-1.1"}
    licences = [other for other in FILES if other[0] == table and other[1]["package"] == file["package"]]
    assert any(Path(other["path"]).name == "LICENSE" for _, other in licences)


@pytest.mark.parametrize("table", TABLES, ids=["static", "tests", "fonts"])
def test_no_vendored_file_is_unknown(table):
    named = {file["path"] for other, file in FILES if other == table}
    found = {str(place.relative_to(table.parent)) for place in table.parent.rglob("*") if place.is_file()}
    assert found == named | {"files.toml"}


def test_versions_are_those_of_the_package_list():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert {file["package"]: file["version"] for _, file in FILES} == wanted
