"""Finding a woman by whatever was heard of her, and never by what may not be read."""

from dataclasses import replace

import pytest
from django.utils import timezone

from cases.models import Consultation
from cases.queries.person_search import MOST_CANDIDATES, read_question, search_clients, search_consultations
from tests.factories import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


@pytest.fixture
def women(actor):
    return {
        "watanabe": cases.client(
            actor, family_name="渡邊", given_name="恵子",
            family_kana="ワタナベ", given_kana="ケイコ", phone="022-123-4567"
        ),
        "sasaki": cases.client(
            actor, family_name="佐々木", given_name="翔子",
            family_kana="ササキ", given_kana="ショウコ", alias="旧姓 髙橋"
        ),
        "yoshizaki": cases.client(
            actor, family_name="𠮷﨑", given_name="マリア",
            family_kana="ヨシザキ", given_kana="マリア", phone="090-8765-4321"
        ),
    }  # fmt: skip


SPELLINGS = [
    ("渡邊", {"watanabe"}), ("渡辺", {"watanabe"}), ("渡邉", {"watanabe"}), ("わたなべ", {"watanabe"}),
    ("ワタナベ", {"watanabe"}), ("ﾜﾀﾅﾍﾞ", {"watanabe"}),
    ("watanabe", {"watanabe"}), ("Ｗａｔａｎａｂｅ", {"watanabe"}),
    ("WATANABE KEIKO", {"watanabe"}), ("渡辺恵子", {"watanabe"}),
    ("渡辺　恵子", {"watanabe"}), ("わたなべ けいこ", {"watanabe"}),
    ("恵子", {"watanabe"}), ("けいこ", {"watanabe"}),
    ("佐佐木", {"sasaki"}), ("佐々木", {"sasaki"}), ("ｻｻｷ", {"sasaki"}),
    ("しょうこ", {"sasaki"}), ("しようこ", {"sasaki"}),
    ("高橋", {"sasaki"}), ("髙橋", {"sasaki"}), ("吉崎", {"yoshizaki"}),
    ("𠮷﨑", {"yoshizaki"}), ("まりあ", {"yoshizaki"}), ("Maria", {"yoshizaki"}), ("0221234567", {"watanabe"}),
    ("022-123-4567", {"watanabe"}), ("０２２（１２３）４５６７", {"watanabe"}), ("09087654321", {"yoshizaki"}),
    ("鈴木", set()), ("わたなべけいすけ", set()), ("022", set()),
    ("0221234568", set()), ("%", set()), ("_", set()), ("・", set()),
]  # fmt: skip


@pytest.mark.parametrize(("words", "found"), SPELLINGS)
def test_every_spelling_finds_her_and_nobody_else(actor, women, words, found):
    assert set(search_clients(actor, words).rows) == {women[name] for name in found}


@pytest.mark.parametrize(("words", "found"), [("わたなべ", 1), ("渡辺", 1), ("0221234567", 1), ("鈴木", 0)])
def test_consultations_are_found_by_their_client_and_by_the_caller(actor, women, words, found):
    cases.consultation(actor, of=women["watanabe"])
    rows = search_consultations(actor, words, Consultation.objects.page(actor)).rows
    assert len(rows) == found
    loose = cases.consultation(actor, caller_name="鈴木", caller_kana="スズキ", caller_phone="080-1111-2222")
    for spelling in ("鈴木", "すずき", "suzuki", "08011112222"):
        assert search_consultations(actor, spelling, Consultation.objects.page(actor)).rows == [loose]


def test_numbers_find_exactly(actor, women):
    woman = women["sasaki"]
    assert search_clients(actor, woman.number).rows == [woman]
    assert search_clients(actor, woman.held_number).rows == [woman]
    assert search_clients(
        actor, f"{woman.held_number[:4]}-{woman.held_number[4:8]}-{woman.held_number[8]}"
    ).rows == [woman]
    assert search_clients(actor, woman.held_number[:8]).rows == []
    assert search_clients(actor, woman.number[:-1]).rows == []


def test_another_agency_finds_nothing(world, women):
    for other in (world.city_counselor, world.npo_counselor, world.planner, world.liaison, world.auditor):
        for words, _found in SPELLINGS:
            assert search_clients(world.act(other), words).rows == []
        for woman in women.values():
            assert search_clients(world.act(other), woman.number).rows == []
            assert search_clients(world.act(other), woman.held_number).rows == []


@pytest.mark.parametrize(
    ("groups", "by_name", "by_phone"),
    [
        (["identity", "contact"], True, True), (["identity"], True, False), (["contact"], False, True),
        (["narrative", "health"], False, False),
    ],
)  # fmt: skip
def test_she_is_found_only_by_what_was_told(world, actor, women, groups, by_name, by_phone):
    """What may not be read cannot be found by: else a search would tell it letter by letter."""
    woman = women["watanabe"]
    cases.disclosure(actor, woman, world.city, groups)
    reader = world.act(world.city_counselor)
    for words in ("渡邊", "わたなべ", "watanabe", "恵子"):
        assert bool(search_clients(reader, words).rows) == by_name, words
    assert bool(search_clients(reader, "022-123-4567").rows) == by_phone
    assert search_clients(reader, woman.held_number).rows == []
    assert search_clients(reader, woman.number).rows == [woman]


def test_a_name_that_was_told_before_is_not_found_after_the_end(world, actor, women):
    from cases.actions.grant import withdraw

    reason = cases.disclosure(actor, women["watanabe"], world.city, ["identity"])
    assert search_clients(world.act(world.city_counselor), "渡辺").rows
    withdraw(actor, reason, "recalled")
    assert search_clients(world.act(world.city_counselor), "渡辺").rows == []


def test_a_consultation_told_without_its_client_is_not_found_by_her(world, actor, women):
    call = cases.consultation(actor, of=women["watanabe"])
    cases.disclosure(actor, call, world.city, ["narrative"])
    reader = world.act(world.city_counselor)
    rows = Consultation.objects.page(reader)
    assert rows.count() == 1
    for words in (
        "渡辺",
        "わたなべ",
        "022-123-4567",
        women["watanabe"].held_number,
        women["watanabe"].number,
    ):
        assert search_consultations(reader, words, rows).rows == []


def test_a_walled_woman_is_not_found(world, actor, women):
    cases.wall(world.counselor, women["watanabe"])
    assert search_clients(actor, "渡辺").rows == []
    assert search_clients(actor, women["watanabe"].held_number).rows == []
    assert search_clients(world.act(world.colleague), "渡辺").rows == [women["watanabe"]]


def test_a_changed_name_is_found_and_the_old_one_no_more(actor, women):
    from cases.actions.client import change_client

    change_client(actor, women["watanabe"], {"family_name": "伊藤", "family_kana": "イトウ"}, 1)
    assert search_clients(actor, "いとう").rows == [women["watanabe"]]
    assert search_clients(actor, "渡辺").rows == []


def test_a_linked_caller_is_found_by_both_names(actor, women):
    call = cases.consultation(actor, caller_name="通称はな", caller_kana="ハナ")
    cases.link(actor, call, women["watanabe"])
    rows = Consultation.objects.page(actor)
    for words in ("通称はな", "渡辺"):
        assert search_consultations(actor, words, rows).rows == [call]


def test_old_ones_beyond_the_bound_are_told_to_be_left_out(actor, monkeypatch):
    import cases.queries.person_search as search

    monkeypatch.setattr(search, "MOST_CANDIDATES", 5)
    for _ in range(5):
        cases.client(actor)
    assert not search_clients(actor, "佐藤").is_bounded
    later = replace(actor, now=timezone.now())
    newest = cases.client(later)
    found = search_clients(later, "佐藤")
    assert found.is_bounded and len(found.rows) == 5 and found.rows[0] == newest
    assert MOST_CANDIDATES == 200


@pytest.mark.parametrize("text", ["", " ", "%", "*", "。、", "😀", "\u200b", "'"])
def test_what_holds_no_letter_asks_nothing(text):
    question = read_question(text)
    assert not question.keys and not question.phone


def test_a_search_costs_the_same_for_one_and_for_many(actor, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rows in (1, 24):
        for _ in range(rows):
            cases.client(actor)
        with CaptureQueriesContext(connection) as asked:
            search_clients(actor, "さとう")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 3
