"""All spellings of a name share one search key; names that differ keep theirs."""

import csv
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguards.names import START, VARIANTS_FILE, grams, readings_of_romaji, search_key, variants

ONE_NAME = [
    ("渡辺 美咲", "渡邊美咲", "渡邉　美咲", "渡邉\U000e0101 美咲", "渡·辺・美咲"),
    ("斉藤", "斎藤", "齋藤", "齊藤"),
    ("高橋", "髙橋", "髙 槗", "高𣘺"),
    ("山崎", "山﨑", "山嵜"),
    ("吉田", "𠮷田"),
    ("浜田", "濱田", "濵田"),
    ("沢田", "澤田"),
    ("広瀬", "廣瀨", "廣瀬"),
    ("桜井", "櫻井"),
    ("国分", "國分", "圀分"),
    ("恵", "惠"),
    ("富田", "冨田"),
    ("徳永", "德永"),
    ("増田", "增田"),
    ("神野", "\ufa19野"),
    ("塚本", "\ufa10本"),
    ("佐々木", "佐佐木", "佐〻木"),
    ("島田", "嶋田", "嶌田"),
    ("舘野", "館野"),
    ("三ヶ島", "三ケ島", "三ｹ島"),
    ("佐藤みさき", "佐藤ミサキ", "佐藤ﾐｻｷ", "佐藤　みさき"),
    ("がぎぐ", "ガギグ", "ｶﾞｷﾞｸﾞ", "か\u3099き\u3099く\u3099"),
    ("しょうこ", "ショウコ", "ｼｮｳｺ", "シヨウコ"),
    ("ちづる", "チヅル", "ちずる"),
    ("みすゞ", "みすず", "ミスズ", "ミスヾ"),
    ("ヴァン", "う\u3099ぁん"),
    ("Maria Santos", "MARIA SANTOS", "Ｍａｒｉａ　Ｓａｎｔｏｓ", "María-Santos"),
    ("Nguyễn", "NGUYEN", "nguyen"),
    ("Đặng", "Dang"),
    ("O’Neill", "O'Neill", "ONEILL"),
    ("マリア・サントス", "マリア サントス", "ﾏﾘｱ･ｻﾝﾄｽ"),
]


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_share_a_key(spellings):
    assert {search_key(spelling) for spelling in spellings} == {search_key(spellings[0])}
    assert search_key(spellings[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤", "左藤"), ("浜田", "頻田"), ("沢田", "途田"), ("祐子", "右子"),
        ("山崎", "山埼"), ("坂本", "阪本"), ("阿部", "安部"), ("さとう", "さいとう"),
        ("かなこ", "がなこ"), ("大野", "小野"), ("河野", "川野"), ("千", "干"),
    ],
)  # fmt: skip
def test_different_names_keep_different_keys(one, other):
    assert search_key(one) != search_key(other)


def test_emptiness_and_signs_have_no_key():
    assert [search_key(text) for text in ("", " ", "・・", "😀", "\ufe0f", "（）", "-")] == [""] * 7


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text):
    key = search_key(text)
    assert search_key(key) == key
    assert START not in key


@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x3096), max_size=20))
def test_hiragana_and_katakana_are_alike(text):
    katakana = "".join(chr(ord(char) + 0x60) for char in text)
    assert search_key(katakana) == search_key(text)


@given(
    st.text(alphabet="佐藤齋邊髙𠮷﨑濵さとう ", max_size=12), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
)
def test_the_form_of_storage_makes_no_difference(text, form):
    assert search_key(unicodedata.normalize(form, text)) == search_key(text)


def test_grams_begin_with_the_start():
    assert grams("さとう") == ("^さ", "さと", "とう")
    assert grams("さとう", from_start=False) == ("さと", "とう")
    assert grams("林") == ("^林",)
    assert grams("林", from_start=False) == ()
    assert grams("") == ()
    assert grams("ささささ") == ("^さ", "ささ")


@given(st.text(alphabet="さとうみき", min_size=1, max_size=12), st.data())
def test_grams_of_a_part_are_among_those_of_the_whole(key, data):
    start = data.draw(st.integers(0, len(key) - 1))
    end = data.draw(st.integers(start + 1, len(key)))
    assert set(grams(key[start:end], from_start=False)) <= set(grams(key))
    assert set(grams(key[:end])) <= set(grams(key))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Satō", "さとう"), ("SATOH", "さとう"), ("Sato", "さと"),
        ("Ōno", "おおの"), ("Shōko", "しょうこ"), ("Syouko", "しょうこ"),
        ("Hattori", "はっとり"), ("Icchi", "いっち"), ("Matcha", "まっちゃ"),
        ("Jun'ichi", "じゅんいち"), ("Shimbashi", "しんばし"), ("Kanno", "かんの"),
        ("Ohashi", "おはし"), ("Yūko", "ゆうこ"), ("TSUJI", "つじ"),
        ("Ryôta", "りょうた"), ("Fujiwara", "ふじわら"), ("ＳＡＴＯ", "さと"),
        ("Kyoko Abe", "きょこあべ"), ("Chizuru", "ちづる"), ("Reiko", "れいこ"),
    ],
)  # fmt: skip
def test_romaji_gives_readings(text, reading):
    assert search_key(reading) in readings_of_romaji(text)


@pytest.mark.parametrize("text", ["", "Smith", "Nguyen Thi", "佐藤", "123", "x"])
def test_what_is_no_romaji_gives_none(text):
    assert readings_of_romaji(text) == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzōūāēī '-", max_size=30))
def test_romaji_readings_are_few_and_keys(text):
    readings = readings_of_romaji(text)
    assert len(readings) <= 8
    assert all(search_key(reading) == reading for reading in readings)


def test_no_variant_is_a_key_and_none_stands_twice():
    with VARIANTS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    folded = "".join(row["variants"] for row in rows)
    assert len(folded) == len(set(folded)) == len(variants())
    assert not set(folded) & {row["key"] for row in rows}
    assert len({row["key"] for row in rows}) == len(rows)
    # NFKC runs first: a variant it already changes would be a dead row
    assert all(unicodedata.normalize("NFKC", char) == char for char in folded)
