"""Every way in which a counselor may write a name finds the person, and finds her for nobody else."""

import csv
from pathlib import Path

import pytest

from cases.models import Client
from cases.queries.person_search import search_clients
from tests.factories import cases

pytestmark = pytest.mark.django_db
SPELLINGS = list(
    csv.DictReader(Path(__file__).with_name("spellings.csv").read_text(encoding="utf-8").splitlines())
)
# family, given, reading of both, former or call name, telephone
PEOPLE = {
    "saito": ("齋藤", "花子", "サイトウ", "ハナコ", "", ""),
    "watanabe": ("渡邉", "祐子", "わたなべ", "ゆうこ", "佐久間 さくま", ""),
    "takahashi": ("髙橋", "美里", "タカハシ", "ミサト", "", ""),
    "yamazaki": ("山﨑", "直美", "ヤマザキ", "ナオミ", "", ""),
    "yoshida": ("𠮷田", "奈々", "ヨシダ", "ナナ", "", ""),
    "hamada": ("濵田", "久美", "ハマダ", "クミ", "", ""),
    "sawada": ("澤田", "里奈", "サワダ", "リナ", "", ""),
    "hirose": ("廣瀨", "真央", "ヒロセ", "マオ", "", ""),
    "sakurai": ("櫻井", "舞", "サクライ", "マイ", "", ""),
    "kunii": ("國井", "瞳", "クニイ", "ヒトミ", "", ""),
    "tomita": ("冨田", "葵", "トミタ", "アオイ", "", ""),
    "tokunaga": ("德永", "凪", "トクナガ", "ナギ", "", ""),
    "masuda": ("增田", "蘭", "マスダ", "ラン", "", ""),
    "kamino": ("神野", "遥", "カミノ", "ハルカ", "", ""),
    "megumi": ("木村", "惠", "キムラ", "メグミ", "", ""),
    "ono": ("大野", "栞", "オオノ", "シオリ", "", ""),
    "chizuru": ("森", "千鶴", "モリ", "チヅル", "", ""),
    "sasaki": ("佐々木", "杏", "ササキ", "アン", "", ""),
    "shoko": ("林", "翔子", "ハヤシ", "ショウコ", "", ""),
    "maria": ("", "", "", "", "Maria Santos マリア・サントス", ""),
    "nguyen": ("Nguyễn", "Lan", "グエン", "ラン", "", ""),
    "phone": ("電話", "", "", "", "", "090-0000-1234"),
}
NOBODY = ["%", "*", "＊", "_", "？", "?", "％％", "-", "…", "「」", "　", "🙂"]


@pytest.fixture
def people(world):
    actor = world.act(world.counselor)
    made = {}
    for who, (family, given, family_kana, given_kana, alias, phone) in PEOPLE.items():
        made[who] = cases.client(
            actor, family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana,
            alias=alias, phone=phone,
        )  # fmt: skip
    return made


def test_the_table_is_long_enough():
    assert len(SPELLINGS) >= 80
    assert {row["person"] for row in SPELLINGS} == set(PEOPLE)


def test_every_spelling_finds_her_and_only_where_she_may_be_read(people, world):
    hers, city = world.act(world.counselor), world.act(world.city_counselor)
    walled = world.act(world.colleague)
    for one in people.values():
        cases.wall(world.colleague, one)
    missed, leaked = [], []
    for row in SPELLINGS:
        found = {one.pk for one in search_clients(hers, row["typed"]).rows}
        if people[row["person"]].pk not in found:
            missed.append((row["person"], row["typed"]))
        if search_clients(city, row["typed"]).rows or search_clients(walled, row["typed"]).rows:
            leaked.append(row)
    assert (missed, leaked) == ([], [])


@pytest.mark.parametrize("typed", NOBODY)
def test_a_wildcard_alone_finds_nobody(people, world, typed):
    assert search_clients(world.act(world.counselor), typed).rows == []
    assert Client.objects.visible_to(world.act(world.counselor)).count() == len(PEOPLE)
