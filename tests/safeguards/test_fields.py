"""Encrypted values: unreadable in the database, bound to their row, kept letter for letter."""

import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.models import Client, Consultation
from safeguards import keys
from safeguards.fields import EncryptedTextField, PublicNumberField, Sealed, new_public_number
from safeguards.models import SearchNote
from tests.factories import cases

pytestmark = pytest.mark.django_db
MARK = "ひみつの印"
LONG = "改行\r\nと\tタブ 👩‍👧‍👦 𠮷野家 山﨑 髙橋 ｶﾅ \u3000 e\u0301 " * 500
SEALED_MODELS = [Client, Consultation, SearchNote]


def sealed_fields(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def key_of(row):
    """The primary key as this database stores it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


def column_of(row, column):
    return bytes(raw(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", key_of(row))[0][0])


@pytest.fixture
def everything_said(world):
    """A client and a consultation with the mark in every encrypted field."""
    actor = world.act(world.counselor)
    words = {field.name: MARK for field in sealed_fields(Client) if field.name != "birth"}
    woman = cases.client(actor, **words, birth={"year": 1988, "note": MARK})
    call = cases.consultation(actor, of=woman, **{field.name: MARK for field in sealed_fields(Consultation)})
    return woman, call


def test_no_table_of_the_database_holds_the_text(everything_said):
    mark = MARK.encode()
    for table in connection.introspection.table_names():
        for line in raw(f'SELECT * FROM "{table}"'):
            for cell in line:
                plain = bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                assert mark not in plain, table


def test_every_word_about_a_person_is_sealed():
    """A new text field of a person is sealed, or it is a code and stands here with its name."""
    codes = {
        "number", "held_number", "sex", "counselor_name", "method", "contact_kind", "caller", "relation", "route",
        "main_complaint", "age_band", "partner_relation", "disposition",
    }  # fmt: skip
    for model in (Client, Consultation):
        plain = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField))
        }
        assert plain <= codes, model


def test_each_value_comes_back_as_it_was_typed(world):
    actor = world.act(world.counselor)
    for text in (LONG, "𠮷", "﨑", "👩🏽‍🦱", " 前後の空白 ", "\n", "0", "あ" * 20_000):
        call = cases.consultation(actor, narrative=text, health_note=text)
        assert cases.fresh(call).narrative == text
        assert cases.fresh(call).health_note == text


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=200), born=st.dictionaries(st.sampled_from(["year", "month"]), st.integers()))
def test_any_text_and_any_record_come_back(world, words, born):
    woman = cases.client(world.act(world.counselor), safe_contact=words, birth=born)
    assert cases.fresh(woman).safe_contact == words
    assert cases.fresh(woman).birth == born


def test_equal_texts_look_different_and_an_empty_one_stays_empty(world):
    actor = world.act(world.counselor)
    one, other = (cases.consultation(actor, narrative=MARK, health_note="") for _ in range(2))
    assert column_of(one, "narrative") != column_of(other, "narrative")
    assert column_of(one, "health_note") == b""
    assert cases.fresh(one).health_note == ""


def test_a_value_moved_to_another_row_does_not_open(world):
    actor = world.act(world.counselor)
    one, other = cases.consultation(actor, narrative="一"), cases.consultation(actor, narrative="二")
    put(other, "narrative", column_of(one, "narrative"))
    with pytest.raises(keys.Unreadable):
        _ = cases.fresh(other).narrative


def test_a_value_moved_to_another_column_does_not_open(world):
    one = cases.consultation(world.act(world.counselor), narrative="言葉", whereabouts_note="場所")
    put(one, "narrative", column_of(one, "whereabouts_note"))
    with pytest.raises(keys.Unreadable):
        _ = cases.fresh(one).narrative


def test_a_changed_value_does_not_open(world):
    one = cases.consultation(world.act(world.counselor), narrative="言葉")
    sealed = bytearray(column_of(one, "narrative"))
    sealed[-1] ^= 1
    put(one, "narrative", bytes(sealed))
    with pytest.raises(keys.Unreadable):
        _ = cases.fresh(one).narrative


def put(row, column, value):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s",
            [connection.Database.Binary(value), key_of(row)],
        )


@pytest.mark.parametrize("model", SEALED_MODELS)
def test_a_sealed_column_is_neither_searched_nor_sorted_nor_set_for_many(model):
    for field in sealed_fields(model):
        rows = model._default_manager.all()
        rows = rows.everything("test") if hasattr(rows, "everything") else rows
        for lookup in ("", "__exact", "__contains", "__startswith", "__regex", "__gt", "__in"):
            with pytest.raises((FieldError, TypeError)):
                list(rows.filter(**{field.name + lookup: [MARK] if lookup == "__in" else MARK}))
        with pytest.raises(TypeError):
            rows.update(**{field.name: MARK})


def test_bare_values_are_ciphertext_and_say_nothing(everything_said):
    woman, _call = everything_said
    rows = Client.objects.everything("test").filter(pk=woman.pk)
    (value,) = rows.values_list("family_name", flat=True)
    assert isinstance(value, Sealed)
    assert repr(value) == "<Sealed>"
    assert MARK.encode() not in bytes(value)


def test_a_row_that_is_only_listed_is_not_opened(everything_said, monkeypatch):
    monkeypatch.setattr(keys, "unseal", lambda *_: pytest.fail("opened"))
    assert [row.number for row in Client.objects.everything("test")] == [everything_said[0].number]


@pytest.mark.parametrize("load", ["only", "defer"])
def test_values_that_were_not_loaded_survive_a_save(everything_said, load):
    woman, _call = everything_said
    rows = Client.objects.everything("test")
    rows = rows.only("number", "sex") if load == "only" else rows.defer("family_name", "current_place")
    half = rows.get(pk=woman.pk)
    half.sex = "female"
    half.save()
    whole = cases.fresh(woman)
    assert (whole.family_name, whole.current_place, whole.sex) == (MARK, MARK, "female")


def test_untouched_values_are_saved_without_being_opened(everything_said, monkeypatch):
    before = column_of(everything_said[0], "family_name")
    row = cases.fresh(everything_said[0])
    monkeypatch.setattr(keys, "unseal", lambda *_: pytest.fail("opened"))
    row.save()
    assert column_of(row, "family_name") == before


def test_a_refreshed_row_shows_what_stands_now(everything_said):
    woman, _call = everything_said
    assert woman.family_name == MARK
    other = cases.fresh(woman)
    other.family_name = "別姓"
    other.save()
    woman.refresh_from_db()
    assert woman.family_name == "別姓"


def test_many_rows_at_once_are_sealed_each_for_itself(world):
    actor = world.act(world.counselor)
    calls = [cases.consultation(actor, narrative=str(number)) for number in range(3)]
    for call in calls:
        call.narrative += "改"
    Consultation.objects.everything("test").bulk_update(calls, ["version"])
    with pytest.raises(TypeError), transaction.atomic():
        Consultation.objects.everything("test").bulk_update(calls, ["narrative"])
    assert [cases.fresh(call).narrative for call in calls] == ["0", "1", "2"]


def test_a_row_printed_in_an_error_says_nothing(everything_said):
    for row in everything_said:
        assert MARK not in repr(row) + str(row)
        assert MARK not in repr(cases.fresh(row).__dict__)


def test_public_numbers_are_unguessable_and_tell_nothing():
    numbers = {new_public_number() for _ in range(5000)}
    assert len(numbers) == 5000
    assert {len(number) for number in numbers} == {22}
    letters = set("".join(numbers))
    assert len(letters) == 64
    half = sorted(numbers)[2500]
    assert half[0] not in "AZaz09", "the numbers crowd at one end"


@pytest.mark.parametrize("model", [Client, Consultation])
def test_the_number_of_a_record_is_made_by_itself_and_unique(model):
    field = model._meta.get_field("number")
    assert isinstance(field, PublicNumberField)
    assert field.unique and not field.editable
    assert isinstance(model._meta.pk, models.UUIDField)
    assert model().pk != model().pk and model().pk.version == uuid.uuid4().version
