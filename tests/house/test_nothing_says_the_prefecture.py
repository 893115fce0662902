"""The product knows no prefecture: its names stand in the data folder, in translations, tests and documents."""

import re
import subprocess

import pytest

from tests.house.code import ROOT

FIRST = re.compile(r"宮城|miyagi|04100|041009|sendai|仙台|ishinomaki|石巻".encode(), re.IGNORECASE)
FREE = ("data/", "tests/", "docs/", "bench/", "README.md")


def files():
    listing = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
    answer = subprocess.run(listing, check=False, capture_output=True)
    if answer.returncode != 0:
        pytest.skip("not a git clone")
    names = [name.decode() for name in answer.stdout.split(b"\0") if name]
    return [name for name in names if not name.startswith(FREE) and "/locale/" not in name]


def test_no_code_page_or_style_names_the_first_prefecture():
    found = [
        f"{name}: {match.group().decode()}"
        for name in files()
        if (ROOT / name).is_file()
        for match in FIRST.finditer((ROOT / name).read_bytes())
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for():
    assert FIRST.search(b"muni-04100") and FIRST.search("宮城県".encode()) and FIRST.search(b"Miyagi")


@pytest.mark.parametrize(
    "place", sorted((ROOT / "data").glob("*/prefecture.toml")), ids=lambda place: place.parent.name
)
def test_every_prefecture_brings_the_same_files(place):
    needed = {
        "prefecture.toml",
        "demo.toml",
        "municipalities.csv",
        "agencies.csv",
        "indicators_baseline.csv",
        "plan.csv",
    }
    assert needed <= {one.name for one in place.parent.iterdir()}


def test_there_are_two_prefectures():
    assert len(list((ROOT / "data").glob("*/prefecture.toml"))) >= 2
