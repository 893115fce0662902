"""What a person gives about herself: kept as a sign that nobody can read, taken away by herself alone."""

import pytest
from django.db import connection

from partners.actions.account import change_names
from partners.actions.own_trace import (
    MOST_TRACES,
    TooMany,
    give_traces,
    remove_trace,
    write_missing_name_keys,
)
from partners.models import OwnTrace, StaffKey
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from safeguards.traces import blind, full_name_keys, name_keys, phone_keys, place_keys
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/account/traces/"
TYPED = {"family": "旧姓印", "given": "名印", "phone": "022-000-4321", "address": "青葉区印町3-8-1"}
SECRETS = ("旧姓印", "022-000-4321", "0220004321", "青葉区印町", "印町")


def test_she_gives_reads_a_kind_and_a_day_and_takes_it_away(browser, world):
    hers = browser(world.counselor)
    page = words_of(hers.get(URL))
    assert "思いがけずあなたにひらかれないように" in page and "だれも読めません" in page
    answer = hers.post(URL, {**TYPED, "once": new_token()}, follow=True)
    text = words_of(answer)
    assert "読めない照合用のしるしにして登録しました" in text and "以前の氏名" in text and "電話番号" in text
    assert [word for word in SECRETS if word in answer.content.decode()] == []
    assert set(OwnTrace.objects.values_list("kind", flat=True)) == {"former_name", "phone", "address"}
    for trace in OwnTrace.objects.all():
        hers.post(f"{URL}{trace.number}/", {"once": new_token()})
    assert not OwnTrace.objects.exists() and not StaffKey.objects.filter(trace__isnull=False).exists()
    events = AuditLine.objects.filter(event__startswith="trace.").values_list("event", flat=True)
    assert sorted(events) == ["trace.give", "trace.remove", "trace.remove", "trace.remove"]


def test_no_table_of_the_database_holds_a_word_of_it(world):
    give_traces(world.act(world.counselor), TYPED)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        assert [word for word in SECRETS if word in held] == [], table


def test_given_twice_it_stands_once_and_thirty_are_enough(world):
    actor = world.act(world.counselor)
    assert len(give_traces(actor, TYPED)) == 3
    assert give_traces(actor, {**TYPED, "phone": "+81 22 000 4321", "family": "", "given": ""}) == []
    for number in range(MOST_TRACES - 3):
        give_traces(actor, {"phone": f"090-0000-{number:04d}"})
    with pytest.raises(TooMany):
        give_traces(actor, {"phone": "090-1111-0000"})
    assert OwnTrace.objects.count() == MOST_TRACES


def test_nobody_else_takes_it_away(browser, world):
    trace = give_traces(world.act(world.counselor), {"phone": "022-000-4321"})[0]
    for other in (world.colleague, world.supervisor, world.admin):
        with pytest.raises(Absent):
            remove_trace(world.act(other), trace.number)
        assert browser(other).post(f"{URL}{trace.number}/", {"once": new_token()}).status_code == 404
    remove_trace(world.act(world.counselor), trace.number)
    with pytest.raises(Absent):
        remove_trace(world.act(world.counselor), trace.number)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": "4321"}, "市外局番から"), ({"address": "青葉区印町"}, "番地まで"),
        ({"given": "花"}, "以前の姓も"), ({}, "どれか1つを"),
    ],
)  # fmt: skip
def test_what_could_not_be_compared_is_said_and_nothing_is_kept(browser, world, typed, said):
    answer = browser(world.counselor).post(URL, {**typed, "once": new_token()})
    assert answer.status_code == 422 and said in words_of(answer)
    assert not OwnTrace.objects.exists()


def test_keys_of_names_follow_the_account(world):
    account = account_with_posting(world.center, "counselor", family_kana="ヤマダ", given_kana="ハナ")
    assert write_missing_name_keys() >= 1
    digests = {("name", digest) for digest in account.staff_keys.values_list("digest", flat=True)}
    assert blind("name", ["やまだはな"]) <= digests
    account.refresh_from_db()
    change_names(
        world.act(world.admin), account.number, account.version, {"family_name": "大野", "given_name": "花"}
    )
    after = {("name", digest) for digest in account.staff_keys.values_list("digest", flat=True)}
    assert after == blind("name", full_name_keys("大野", "花"))
    assert not account.staff_keys.filter(is_compared=True).exists()


@pytest.mark.parametrize(
    ("read", "texts", "other"),
    [
        (phone_keys, ["090-1234-5678", "０９０（１２３４）５６７８", "+81 90 1234 5678", "+81(0)9012345678",
                      "9012345678"], "090-1234-5679"),
        (phone_keys, ["022-123-4567", "0081 22 123 4567", "022 123 4567 、 "], "123-4567"),
        (place_keys, ["青葉区本町3-8-1", "〒980-0014 宮城県仙台市青葉区本町三丁目8番1号",
                      "青葉区本町３ー８ー１ 宮城荘"], "青葉区本町3-8-11"),
        (place_keys, ["亘理町旧館62", "宮城県亘理郡亘理町字旧館６２番地"], "亘理町旧館"),
        (place_keys, ["川内12-5-203", "川内十二番地の五 コーポ203号室"], "川内12-5"),
        (name_keys, ["サトウ ハナコ", "さとうはなこ", "ｻﾄｳ　ﾊﾅｺ"], "サイトウ ハナコ"),
    ],
)  # fmt: skip
def test_one_key_for_all_spellings_and_another_for_another(read, texts, other):
    keys = {read(text) for text in texts}
    assert len(keys) == 1 and keys != {()} and read(other) not in keys


def test_a_surname_alone_has_no_key_and_both_orders_have_one():
    assert (
        full_name_keys("サトウ", "") == full_name_keys("", "ハナコ") == full_name_keys("サトウ", "・") == ()
    )
    assert set(full_name_keys("Sato", "Hanako")) & set(name_keys("サトウ ハナコ"))
    assert "ひろしたなか" in full_name_keys("タナカ", "ヒロシ")
