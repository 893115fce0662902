"""A card holds what its reader may see and not one word more."""

from datetime import date

import pytest

from cases.cards import age_band_of, age_text, client_card, consultation_card, outline
from cases.models import CodeBook
from safeguards import matrix
from tests.factories import cases

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
GROUPS = (*matrix.field_groups(), "admin")
CLIENT = {
    "identity": {"family_name": "識別姓", "given_name": "識別名", "family_kana": "シキベツ", "alias": "識別通称"},
    "contact": {"phone": "090-5555-0001", "safe_contact": "連絡昼",
                "never_contact": "連絡不可", "caller_name_to_give": "名乗り"},
    "children": {"children_note": "子ども文", "children_count": 3},
    "health": {"health_note": "健康文"},
    "other_party": {"other_party_note": "相手文", "other_party_family_name": "相手姓",
                    "other_party_given_name": "相手名", "other_party_family_kana": "アイテ",
                    "other_party_given_kana": "ナマエ", "other_party_phone": "090-5555-0003"},
    "whereabouts": {"current_place": "居所文", "registered_place": "住民票文", "daily_places": "学校文"},
    "admin": {"office_note": "事務文"},
}  # fmt: skip
CALL = {
    "identity": {"caller_name": "識別名", "caller_kana": "シキベツ"},
    "contact": {"caller_phone": "090-5555-0002", "safe_contact": "連絡昼"},
    "narrative": {"narrative": "経過文", "support_text": "支援文"},
    "children": {"children_note": "子ども文"},
    "health": {"health_note": "健康文"},
    "other_party": {"other_party_note": "相手文"},
    "whereabouts": {"whereabouts_note": "居所文"},
}


def flat(facts):
    return {name: value for group in facts.values() for name, value in group.items()}


@pytest.fixture
def records(world):
    actor = world.act(world.counselor)
    woman = cases.client(actor, **flat(CLIENT), birth={"year": 1988, "month": 4, "day": 9})
    return woman, cases.consultation(actor, **flat(CALL))


@pytest.mark.parametrize("group", GROUPS)
def test_one_group_shows_its_own_words_and_no_others(records, group):
    book = CodeBook()
    for record, facts, card in [
        (records[0], CLIENT, client_card(records[0], frozenset({group}), book, TODAY)),
        (records[1], CALL, consultation_card(records[1], frozenset({group}), book)),
    ]:
        shown = repr(card)
        for name, words in facts.items():
            for word in words.values():
                is_there = str(word) in shown if isinstance(word, str) else False
                expected = name == group and name != "whereabouts" and isinstance(word, str)
                assert is_there == expected, (record, name, word)


def test_without_a_group_there_is_nothing_but_the_number(records):
    for record, card in [
        (records[0], client_card(records[0], frozenset(), CodeBook(), TODAY)),
        (records[1], consultation_card(records[1], frozenset(), CodeBook())),
    ]:
        assert (card.number, card.sections, card.is_named, card.reading) == (record.number, (), False, "")
        assert card.title == "名乗らない方"


def test_a_place_is_masked_and_its_value_is_not_there(records):
    card = client_card(records[0], frozenset(GROUPS), CodeBook(), TODAY)
    facts = card.section("whereabouts").facts
    assert [fact.field for fact in facts] == ["current_place", "registered_place", "daily_places"]
    assert all(fact.is_masked and fact.value == "" for fact in facts)
    assert not any(word in repr(card) for word in CLIENT["whereabouts"].values())


def test_an_empty_place_has_no_mask(world):
    """Dots where nothing stands would tell a secret that is not there."""
    card = client_card(cases.client(world.act(world.counselor)), frozenset(GROUPS), CodeBook(), TODAY)
    assert card.section("whereabouts") is None


def test_the_held_number_is_told_to_her_own_agency_only(records):
    woman, book = records[0], CodeBook()
    number = f"{woman.held_number[:4]}-{woman.held_number[4:8]}"
    assert number in repr(client_card(woman, frozenset(GROUPS), book, TODAY, "own"))
    assert number not in repr(client_card(woman, frozenset(GROUPS), book, TODAY, "disclosed"))


@pytest.mark.parametrize(
    ("birth", "age", "band"),
    [
        ({"year": 1988, "month": 4, "day": 9}, "38歳", "30歳代"),
        ({"year": 1988, "month": 11, "day": 25}, "37歳", "30歳代"),
        ({"year": 1988, "month": None, "day": None}, "昭和63年生", "30歳代"), ({}, "", ""), ({"year": None}, "", ""),
        ({"year": 2010, "month": 1, "day": 1}, "16歳", "20歳未満"),
    ],
)  # fmt: skip
def test_ages_as_far_as_the_birth_is_known(birth, age, band):
    assert age_text(birth, TODAY) == age
    assert age_band_of(birth, TODAY) == band


def test_an_outline_names_nobody(records):
    shown = repr(outline(*records, CodeBook(), TODAY))
    for facts in (CLIENT, CALL):
        for words in facts.values():
            assert not any(str(word) in shown for word in words.values() if isinstance(word, str))
    assert "1988" not in shown and "30歳代" in shown
