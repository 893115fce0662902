"""The map and the tiles of every prefecture: each municipality once, names readable on a screen and on a phone."""

import csv
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.drawing import Patch, area_bar, map_picture, tile_picture
from indicators.drawing.layout import Spot, text_width
from indicators.drawing.map import AREA_NAME, tile_lines
from tests.indicators.drawing import assert_readable, elements, words_of

DATA = Path(__file__).resolve().parents[2] / "data"
PREFECTURES = sorted(place.parent.name for place in DATA.glob("*/map.json"))
CLASSES = ["is-both", "is-first", "is-second", "is-none", "is-unknown"]


def patches(folder, name="name", figure=""):
    with (DATA / folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Patch(
            row["code5"], row[name], CLASSES[index % 5], f"{row['name']}: あり",
            (int(row["tile_x"]), int(row["tile_y"])), figure,
        )
        for index, row in enumerate(rows)
    ]  # fmt: skip


def drawn_map(folder, name="name"):
    outline = json.loads((DATA / folder / "map.json").read_text(encoding="utf-8"))
    prefecture = tomllib.loads((DATA / folder / "prefecture.toml").read_text(encoding="utf-8"))
    areas = {area["code"]: area[name] for area in prefecture["areas"]}
    return map_picture(outline, patches(folder), areas, "題", "説明"), areas


@pytest.mark.parametrize("folder", PREFECTURES)
@pytest.mark.parametrize("name", ["name", "name_en"])
def test_the_map_shows_each_municipality_with_its_words_and_each_area_by_name(folder, name):
    picture, areas = drawn_map(folder, name)
    shapes = [one for css in CLASSES for one in elements(picture, "path", css)]
    assert len(shapes) == len(patches(folder))
    assert all(one[0].text for one in shapes)
    assert [one.words for one in words_of(picture)] == list(areas.values())


@pytest.mark.parametrize("folder", PREFECTURES)
@pytest.mark.parametrize("name", ["name", "name_en"])
def test_names_of_areas_stay_apart_in_the_large_letters_of_a_phone(folder, name):
    picture, _areas = drawn_map(folder, name)
    large = AREA_NAME / 16
    boxes = []
    for one in elements(picture, "text"):
        spot = Spot(
            float(one.get("x")) / large,
            float(one.get("y")) / large,
            one.text,
            one.get("text-anchor", "start"),
        )
        boxes.append(spot.box)
    for index, box in enumerate(boxes):
        assert box.x >= 0 and box.y >= 0 and box.x + box.width <= picture.width / large
        assert not any(box.cuts(other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("folder", PREFECTURES)
@pytest.mark.parametrize("name", ["name", "name_en"])
@pytest.mark.parametrize("room", [10, 6])
@pytest.mark.parametrize("figure", ["", "12"])
def test_tiles_are_readable_and_one_for_each_municipality(folder, name, room, figure):
    shown = patches(folder, name, figure)
    picture = tile_picture(shown, "題", "説明", room=room)
    assert_readable(picture)
    tiles = elements(picture, "rect")
    assert len(tiles) == len({(one.get("x"), one.get("y")) for one in tiles}) == len(shown)
    assert picture.width <= (620 if room == 10 else 358)


@pytest.mark.parametrize("folder", PREFECTURES)
def test_japanese_tiles_carry_whole_names_even_on_a_phone(folder):
    words = {one.words for one in words_of(tile_picture(patches(folder), "題", "説明", room=6))}
    assert words == {patch.name[:-1] for patch in patches(folder)}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("石巻", ("石巻",)),
        ("Tome", ("Tome",)),
        ("Shichikashuku", ("Shichi-", "kashuku")),
        ("Higashimatsushima", ("Higashi-", "matsushima")),
        ("Minamisanriku", ("Minami-", "sanriku")),
    ],
)
def test_long_names_are_parted_after_a_syllable(name, lines):
    assert tile_lines(name, 105, 2) == lines


@given(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=30),
    st.integers(30, 120),
    st.sampled_from([1, 2]),
)
def test_lines_of_a_tile_always_fit(name, room, most):
    lines = tile_lines(name, room, most)
    assert len(lines) <= most
    assert all(text_width(line) <= room for line in lines)


def test_an_area_is_a_row_of_squares_with_words():
    picture = area_bar(
        [("is-both", "仙台市: 両方"), ("is-unknown", "名取市: 答えなし")], "仙台: 2のうち1", "area-1"
    )
    squares = elements(picture, "rect")
    assert [one.get("class") for one in squares] == ["is-both", "is-unknown"]
    assert [one[0].text for one in squares] == ["仙台市: 両方", "名取市: 答えなし"]
    assert float(squares[0].get("x")) + float(squares[0].get("width")) <= float(squares[1].get("x"))
