"""No file of the project names a folder of the machine on which it was written."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# In two halves, so that this file does not find itself.
FOLDERS = [
    "ro" + "ot/",
    "ho" + "me/[a-z]",
    "Us" + "ers/[A-Za-z]",
    "wo" + "rk/(main|shared)",
    "op" + "t/",
    "t" + "mp/yui",
]
MACHINE_PATH = re.compile(rf"(?<![\w.}}-])/(?:{'|'.join(FOLDERS)})".encode())


def tracked_files():
    # A clone may belong to someone else than the one who tests it.
    listing = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    answer = subprocess.run(listing, check=False, capture_output=True)
    if answer.returncode != 0:
        pytest.skip("not a git clone")
    places = [ROOT / name.decode() for name in answer.stdout.split(b"\0") if name]
    return [place for place in places if place.is_file() and not place.is_symlink()]


def test_no_tracked_file_names_a_machine_path():
    found = [
        f"{place.relative_to(ROOT)}: {match.group().decode()}"
        for place in tracked_files()
        if place.suffix not in {".png", ".jpg", ".ico", ".xlsx", ".zip", ".gz", ".ttf"}
        for match in MACHINE_PATH.finditer(place.read_bytes())
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["/ro" + "ot/x", "/ho" + "me/ann/x", '"/wo' + 'rk/main/x"'])
def test_search_finds_what_it_looks_for(folder):
    assert MACHINE_PATH.search(folder.encode())


def test_nothing_written_by_the_product_is_tracked():
    names = {str(place.relative_to(ROOT)) for place in tracked_files()}
    made = [name for name in names if name.startswith((".venv/", "var/", "node_modules/")) or name == ".env"]
    assert made == []
    assert [name for name in names if name.endswith((".mo", ".pyc", ".sqlite3"))] == []
