"""The look at an agency before something goes out to it: which names are alike, what must be typed."""

import csv
from datetime import date
from pathlib import Path

import pytest

from partners.alike import Called, are_alike, own_part
from partners.queries.recipient import recipient_of
from tests.factories.partners import agency_of

DATA = Path(__file__).resolve().parents[2] / "data"
DESK, WARD, POLICE = "municipal_desk", "city_welfare_office", "police_station"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("大崎市 女性相談・DV相談窓口", "", WARD), ("大河原町 女性相談・DV相談窓口", "", DESK), True),
        (("大和町 女性相談・DV相談窓口", "", DESK), ("大郷町 女性相談・DV相談窓口", "", DESK), True),
        (("泉区 保健福祉センター", "", WARD), ("泉崎村 女性相談・DV相談窓口", "", DESK), True),
        (("青葉区 保健福祉センター", "", WARD), ("若葉区 保健福祉センター", "", WARD), True),
        (("青葉区 保健福祉センター", "", WARD), ("青葉警察署", "", POLICE), False),
        (("村田町 女性相談・DV相談窓口", "", DESK), ("柴田町 女性相談・DV相談窓口", "", DESK), True),
        (("松島町 女性相談・DV相談窓口", "", DESK), ("東松島市 女性相談・DV相談窓口", "", WARD), True),
        (("河北警察署", "カホクケイサツショ", POLICE), ("鹿北警察署", "カホクケイサツショ", POLICE), True),
        (
            ("古川警察署", "フルカワケイサツショ", POLICE),
            ("降河警察署", "フルカワケイサツショ", POLICE),
            True,
        ),
        (("石巻市 女性相談・DV相談窓口", "", WARD), ("蔵王町 女性相談・DV相談窓口", "", DESK), False),
        (("若林警察署", "", POLICE), ("若柳警察署", "", POLICE), True),
        (("仙台南警察署", "", POLICE), ("仙台北警察署", "", POLICE), True),
        (("仙台東警察署", "", POLICE), ("仙台中央警察署", "", POLICE), False),
        (("石巻警察署", "", POLICE), ("気仙沼警察署", "", POLICE), False),
        (("東部保健福祉事務所", "", ""), ("東部保健福祉事務所登米地域事務所", "", ""), True),
        (("渡邊病院", "", "hospital"), ("渡辺病院", "", "hospital"), True),
        (("【架空】ひだまりの丘", "", "npo"), ("みなとの灯", "", "npo"), False),
        (("", "", ""), ("", "", ""), False),
    ],
)
def test_names_that_are_easily_taken_for_each_other(one, other, alike):
    assert are_alike(Called(*one), Called(*other)) is alike
    assert are_alike(Called(*other), Called(*one)) is alike


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("宮城県若林警察署", "若林"), ("大崎市 女性相談・DV相談窓口", "大崎"), ("市川市 女性相談・DV相談窓口", "市川"),
        ("町田警察署", "町田"),
        ("仙台市 泉区 保健福祉センター（福祉事務所）", "仙台泉"),
        ("【架空】あおぞら総合病院（デモ）", "あおぞら"),
        ("京都府警察本部", "京都府警察本部"), ("警察署", "警察署"),
    ],
)  # fmt: skip
def test_what_a_name_has_of_its_own(name, part):
    assert own_part(name) == part


@pytest.mark.parametrize("folder", sorted(place.parent.name for place in DATA.glob("*/agencies.csv")))
def test_most_agencies_of_the_reference_data_are_like_few_others(folder):
    """A warning at every agency would be clicked away: half of them have none, and nobody has more than six."""
    with (DATA / folder / "agencies.csv").open(encoding="utf-8", newline="") as file:
        called = [Called(row["name"], row["kana"], row["kind"]) for row in csv.DictReader(file)]
    alike = [sum(are_alike(one, other) for other in called if other != one) for one in called]
    assert max(alike) <= 6
    assert sum(count == 0 for count in alike) * 2 >= len(called)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("used_at", "other", "typed", "passes"),
    [
        (date(2026, 4, 1), "遠くの署", "", True),
        (None, "遠くの署", "", False),
        (None, "遠くの署", "若松原", True),
        (date(2026, 4, 1), "若松腹警察署", "", False),
        (date(2026, 4, 1), "若松腹警察署", "若松腹", False),
        (date(2026, 4, 1), "若松腹警察署", " 若松原 ", True),
        (date(2026, 4, 1), "若松腹警察署", "若松原警察署", True),
        (date(2026, 4, 1), "若松原警察署分室", "若松原", True),
    ],
)
def test_the_name_is_typed_only_where_it_is_new_or_alike(used_at, other, typed, passes):
    one, another = (agency_of("police", POLICE, name=name) for name in ("若松原警察署", other))
    recipient = recipient_of(one, [one, another], used_at)
    assert (not recipient.must_type or recipient.is_named_by(typed)) is passes


@pytest.mark.django_db
def test_a_part_that_two_share_is_not_enough():
    one, other = (agency_of("other", "hospital", name=name) for name in ("渡邊病院", "渡辺総合病院"))
    recipient = recipient_of(one, [one, other], None)
    assert recipient.alike == ("渡辺総合病院",)
    assert not recipient.is_named_by("渡邊") and recipient.is_named_by("渡邊病院")
