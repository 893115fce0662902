"""The reference data holds together: codes, references, kinds, maps, labels, plan, stock of the demo."""

import csv
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cases.risk_rule import LEVELS
from safeguards import matrix
from safeguards.calendar import AGE_BAND_CODES
from safeguards.names import search_key

DATA = Path(__file__).resolve().parents[2] / "data"
PREFECTURES = sorted(place.parent.name for place in DATA.glob("*/prefecture.toml"))
KINDS = {
    "prefecture": {
        "headquarters_division", "womens_center", "health_office", "child_guidance", "school_board",
        "mental_health_center", "victim_support",
    },
    "municipality": {"municipal_desk", "city_welfare_office", "dv_center", "child_guidance", "school_board",
                     "residents_desk"},
    "police": {"police_hq", "police_station"},
    "npo": {"npo"},
    "other": {
        "court", "legal_support", "victim_support", "sexual_violence_onestop", "medical_association",
        "employment_office", "hospital", "support_facility",
    },
}  # fmt: skip
DEMO_LOGINS = {
    "pref-counselor": "counselor", "pref-counselor2": "counselor", "pref-supervisor": "supervisor",
    "pref-planner": "planner", "pref-admin": "account_admin", "pref-auditor": "auditor",
    "sendai-counselor": "counselor", "sendai-supervisor": "supervisor", "sendai-planner": "planner",
    "sendai-admin": "account_admin", "ishinomaki-counselor": "counselor", "office-counselor": "counselor",
    "ward-counselor": "counselor", "police-liaison": "liaison", "police-admin": "account_admin",
    "hospital-liaison": "liaison", "npo-counselor": "counselor", "npo-liaison": "liaison",
    "npo-admin": "account_admin",
}  # fmt: skip
SLUGS = {"municipal-plans", "municipal-counselors", "municipal-dv-centers", "dating-dv-lectures"}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(name):
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def check_digit(code5):
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str(11 - total % 11)[-1]


CODES = rows("codes.csv")
BY_LIST = {
    name: {row["code"] for row in CODES if row["list"] == name} for name in {row["list"] for row in CODES}
}


def test_two_prefectures_are_there():
    assert {"miyagi", "yamagata"} <= set(PREFECTURES)


@pytest.mark.parametrize("place", sorted(DATA.rglob("*.csv")), ids=lambda place: str(place.relative_to(DATA)))
def test_tables_are_plain_utf8_with_whole_rows(place):
    data = place.read_bytes()
    assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(data.decode().splitlines())
    assert len(set(head)) == len(head)
    assert all(len(line) == len(head) for line in lines)
    assert all(cell == cell.strip() for line in lines for cell in line)


# --- places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", PREFECTURES)
def test_municipalities_have_their_official_codes(folder):
    prefecture = toml(f"{folder}/prefecture.toml")
    municipalities = rows(f"{folder}/municipalities.csv")
    assert prefecture["code6"] == prefecture["code"] + "000" + check_digit(prefecture["code"] + "000")
    assert len({row["code"] for row in municipalities}) == len(municipalities) > 0
    assert len({(row["tile_x"], row["tile_y"]) for row in municipalities}) == len(municipalities)
    for row in municipalities:
        assert row["code"] == row["code5"] + check_digit(row["code5"])
        assert row["code"].startswith(prefecture["code"])
        assert {"市": "city", "町": "town", "村": "village"}[row["name"][-1]] == row["kind"]
        assert (row["kind"] == "city") == (row["county"] == "")
        assert re.fullmatch("[ァ-ー]+", row["kana"]) and row["name_en"].isascii()
    assert {row["area"] for row in municipalities} == {area["name"] for area in prefecture["areas"]}
    assert len({area["code"] for area in prefecture["areas"]}) == len(prefecture["areas"])


@pytest.mark.parametrize("folder", PREFECTURES)
def test_wards_add_up_to_their_city(folder):
    people = Counter()
    cities = {row["code"]: row for row in rows(f"{folder}/municipalities.csv")}
    for ward in rows(f"{folder}/wards.csv"):
        assert ward["code"] == ward["code5"] + check_digit(ward["code5"])
        assert cities[ward["municipality_code"]]["designated_city"] == "true"
        people[ward["municipality_code"]] += int(ward["population"])
    assert all(int(cities[code]["population"]) == count for code, count in people.items())


@pytest.mark.parametrize("folder", PREFECTURES)
def test_the_map_shows_each_municipality_once_and_stays_small(folder):
    drawn = json.loads((DATA / folder / "map.json").read_text(encoding="utf-8"))
    municipalities = rows(f"{folder}/municipalities.csv")
    assert set(drawn["municipalities"]) == {row["code5"] for row in municipalities}
    assert [area["code"] for area in drawn["areas"]] == [
        area["code"] for area in toml(f"{folder}/prefecture.toml")["areas"]
    ]
    _west, _north, width, height = drawn["view_box"]
    for shape in [*drawn["municipalities"].values(), *drawn["areas"]]:
        assert 0 < shape["at"][0] < width and 0 < shape["at"][1] < height
    assert all(re.fullmatch(r"(M[-\dl z]+z)+", shape["path"]) for shape in drawn["municipalities"].values())
    assert (DATA / folder / "map.json").stat().st_size < 40_000


# --- agencies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", PREFECTURES)
def test_agencies_refer_to_what_exists(folder):
    agencies = rows(f"{folder}/agencies.csv")
    codes = {row["code"] for row in agencies}
    places = {row["code"] for row in rows(f"{folder}/municipalities.csv")}
    wards = {row["code"] for row in rows(f"{folder}/wards.csv")}
    known = (
        places
        | {f"ward:{code}" for code in wards}
        | {f"prefecture:{toml(f'{folder}/prefecture.toml')['code']}"}
    )
    assert len(codes) == len(agencies)
    for row in agencies:
        assert row["kind"] in KINDS[row["tier"]], row["code"]
        assert not row["municipality_code"] or row["municipality_code"] in places, row["code"]
        assert not row["parent_code"] or row["parent_code"] in codes - {row["code"]}, row["code"]
        assert set(row["jurisdiction"].split()) <= known, row["code"]
        for day in (row["valid_from"], row["valid_to"]):
            assert not day or date.fromisoformat(day)


@pytest.mark.parametrize("folder", PREFECTURES)
def test_agencies_are_marked_honestly(folder):
    for row in rows(f"{folder}/agencies.csv"):
        assert row["status"] in {"verified", "own knowledge", "invented-demo"}
        assert row["status"] != "verified" or row["source"], row["code"]
        assert not row["public_phone"] or row["status"] == "verified", row["code"]
        if row["name"].startswith("【架空】"):
            assert row["status"] == "invented-demo"
    if toml(f"{folder}/prefecture.toml")["is_demo"]:
        assert {row["status"] for row in rows(f"{folder}/agencies.csv")} == {"invented-demo"}


@pytest.mark.parametrize("folder", PREFECTURES)
def test_places_that_may_be_secret_have_no_place(folder):
    secret = [
        row for row in rows(f"{folder}/agencies.csv") if row["kind"] in {"womens_center", "support_facility"}
    ]
    assert secret
    assert {row["municipality_code"] for row in secret} == {""}


@pytest.mark.parametrize("folder", PREFECTURES)
def test_each_municipality_has_a_desk_and_at_most_one_health_office(folder):
    municipalities, agencies = rows(f"{folder}/municipalities.csv"), rows(f"{folder}/agencies.csv")
    assert {f"muni-{row['code5']}" for row in municipalities} <= {row["code"] for row in agencies}
    offices = {
        row["name"]: set(row["jurisdiction"].split()) for row in agencies if row["kind"] == "health_office"
    }
    covered = Counter(code for codes in offices.values() for code in codes)
    assert set(covered.values()) == {1}
    for row in municipalities:
        assert (row["code"] in covered) == bool(row["health_office"])
        assert not row["health_office"] or row["code"] in offices[row["health_office"]]


@pytest.mark.parametrize("folder", PREFECTURES)
def test_demo_accounts_hold_roles_that_their_agency_may_give(folder):
    demo = toml(f"{folder}/demo.toml")
    agencies = {row["code"]: row for row in rows(f"{folder}/agencies.csv")}
    assert {account["login"]: account["role"] for account in demo["accounts"]} == DEMO_LOGINS
    for account in demo["accounts"]:
        agency = agencies[account["agency"]]
        assert account["role"] in matrix.roles_of(agency["tier"], agency["kind"]), account["login"]
        assert not agency["valid_to"]
    assert {demo["deputy"], *demo["agencies"].values()} <= agencies.keys()
    names = {(account["family_name"], account["given_name"]) for account in demo["accounts"]}
    assert len(names) == len(demo["accounts"])


# --- figures and plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", PREFECTURES)
def test_published_figures_add_up(folder):
    figures = rows(f"{folder}/indicators_baseline.csv")
    is_demo = toml(f"{folder}/prefecture.toml")["is_demo"]
    assert {row["slug"] for row in figures} == SLUGS
    assert {row["status"] for row in figures} == {"invented-demo" if is_demo else "published"}
    for row in figures:
        assert row["source"] and (re.fullmatch(r"FY\d{4}", row["as_of"]) or date.fromisoformat(row["as_of"]))
    plans = [row for row in figures if row["slug"] == "municipal-plans" and row["value"]]
    total = next(row for row in plans if row["breakdown"].startswith("total"))
    assert int(total["value"]) == sum(int(row["value"]) for row in plans if row is not total)


@pytest.mark.parametrize("folder", PREFECTURES)
def test_the_plan_is_whole(folder):
    plan = rows(f"{folder}/plan.csv")
    assert len({row["id"] for row in plan}) == len(plan)
    goals = {row["goal"] for row in plan if row["kind"] == "goal"}
    for row in plan:
        assert row["text_ja"] and row["text_en"] and row["wording"] and row["source"]
        if row["kind"] == "role":
            assert (row["goal"] in goals) == (row["party"] in {"prefecture", "municipality"})
    if not toml(f"{folder}/prefecture.toml")["is_demo"]:
        assert Counter(row["party"] for row in plan if row["kind"] == "role") == {
            "state_mhlw": 6, "state_cao": 9, "prefecture": 17, "municipality": 14,
        }  # fmt: skip
        assert Counter(row["kind"] for row in plan) == {"goal": 5, "promise": 10, "role": 46}


# --- code lists ---------------------------------------------------------------------------------------------


def test_codes_are_unique_and_speak_both_languages():
    assert len({(row["list"], row["code"]) for row in CODES}) == len(CODES)
    for row in CODES:
        assert re.fullmatch(r"[a-z0-9_.]+", row["code"])
        assert row["label_ja"] and row["label_en"].isascii(), row["code"]
        assert bool(row["hint_ja"]) == bool(row["hint_en"]), row["code"]
        assert row["status"] in {"official", "provisional"} and row["source"]
        assert not row["parent"] or row["parent"] in BY_LIST[row["list"]]
        if row["valid_from_fy"] and row["valid_to_fy"]:
            assert int(row["valid_from_fy"]) <= int(row["valid_to_fy"])


@pytest.mark.parametrize("name", sorted(BY_LIST))
def test_each_list_has_an_order_and_no_label_twice(name):
    for parents in (True, False):
        listed = [row for row in CODES if row["list"] == name and bool(row["parent"]) != parents]
        assert len({row["sort"] for row in listed}) == len(listed)
        assert len({row["label_ja"] for row in listed}) == len(listed)


def test_the_main_complaints_are_the_nine_official_ones():
    top = [row for row in CODES if row["list"] == "main_complaint" and not row["parent"]]
    assert len(top) == 9 and {row["status"] for row in top} == {"official"}
    assert {row["status"] for row in CODES if row["parent"]} == {"provisional"}


def test_questions_about_risk_are_our_own_and_stand_under_a_heading():
    asked = rows("risk_questions.csv")
    assert {row["group"] for row in asked} <= BY_LIST["risk_group"] and {row["source"] for row in asked} == {
        "own"
    }
    for version in {row["version"] for row in asked}:
        mine = [row for row in asked if row["version"] == version]
        assert len({row["code"] for row in mine}) == len({row["sort"] for row in mine}) == len(mine)
        assert len({row["valid_from"] for row in mine}) == 1 and "true" in {
            row["is_red_flag"] for row in mine
        }
    for row in asked:
        assert row["text_ja"] and row["text_en"].isascii() and row["is_red_flag"] in ("true", "false")
        assert date.fromisoformat(row["valid_from"])
    assert {row["parent"] for row in CODES if row["list"] == "risk_measure"} == {"", *LEVELS}


def test_thirteen_routes_are_open_in_every_fiscal_year():
    for year in (2023, 2024, 2026):
        open_ones = [
            row
            for row in CODES
            if row["list"] == "route"
            and int(row["valid_from_fy"] or 0) <= year <= int(row["valid_to_fy"] or 9999)
        ]
        assert len(open_ones) == 13, year


def test_lists_that_the_program_knows_agree_with_it():
    assert BY_LIST["age_band"] == set(AGE_BAND_CODES)
    assert set(matrix.field_groups()) <= BY_LIST["field_group"]
    assert {"consent"} <= BY_LIST["legal_ground"]


# --- stock of the demo --------------------------------------------------------------------------------------


def test_names_are_many_and_readable():
    family, given = rows("demo/family_names.csv"), rows("demo/given_names.csv")
    assert len({row["name"] for row in family}) >= 150 and len({row["name"] for row in given}) >= 250
    assert all(re.fullmatch("[ァ-ヶー]+", row["kana"]) for row in family + given)
    assert all(int(row["weight"]) > 0 for row in family)
    assert {"𠮷田", "髙橋", "山﨑", "渡邉"} <= {row["name"] for row in family}
    assert len({search_key(row["name"]) for row in family}) < len(family), (
        "spellings of one name are among them"
    )
    assert {row["language"] for row in rows("demo/foreign_names.csv")} <= BY_LIST["language"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("narrative", "main_complaint"),
        ("support", "support_activity"),
        ("requests", "referral_kind"),
        ("reports", "report_outcome"),
        ("declines", "decline_reason"),
    ],
)
def test_sentences_hang_on_codes_and_every_code_has_some(name, column):
    used = {row[column] for row in rows(f"demo/{name}.csv")} - {"any"}
    top = {row["code"] for row in CODES if row["list"] == column and not row["parent"]}
    assert used == top


def test_every_slot_has_values():
    slots = {row["slot"] for row in rows("demo/slots.csv")}
    texts = [
        row["text"]
        for place in DATA.glob("demo/*.csv")
        for row in rows(f"demo/{place.name}")
        if "text" in row
    ]
    assert len(texts) == len(set(texts))
    assert {slot for text in texts for slot in re.findall(r"{(\w+)}", text)} == slots


def test_narratives_are_many_enough_not_to_look_copied():
    sentences = rows("demo/narrative.csv")
    assert len(sentences) >= 200
    for complaint in {row["main_complaint"] for row in sentences} - {"any"}:
        parts = Counter(row["part"] for row in sentences if row["main_complaint"] == complaint)
        assert parts["fact"] >= 11 and parts["ask"] >= 3, complaint


def test_weights_name_known_codes():
    for row in rows("demo/weights.csv"):
        assert row["code"] in BY_LIST[row["list"]] and int(row["weight"]) >= 0
