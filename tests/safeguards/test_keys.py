"""The key ring: outside the database, readable by its owner alone, never invented where data is real."""

import json
import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from safeguards import keys


@pytest.fixture
def ring(tmp_path, settings):
    """A place for a ring that does not exist yet; the tests' own ring is back afterwards."""
    settings.YUI_KEY_FILE = tmp_path / "keys" / "ring.json"
    _forget()
    yield settings.YUI_KEY_FILE
    _forget()


def _forget():
    for kept in (keys._read, keys._derived, keys._cipher):
        kept.cache_clear()


def test_a_ring_is_readable_by_its_owner_alone_and_never_overwritten(ring):
    old = os.umask(0)
    try:
        keys.make_ring(ring)
    finally:
        os.umask(old)
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.parent.stat().st_mode) == 0o700
    before = ring.read_bytes()
    with pytest.raises(FileExistsError):
        keys.make_ring(ring)
    assert ring.read_bytes() == before


def test_each_ring_is_another(tmp_path):
    keys.make_ring(tmp_path / "one")
    keys.make_ring(tmp_path / "two")
    assert (tmp_path / "one").read_text() != (tmp_path / "two").read_text()


def test_without_a_ring_nothing_is_sealed_where_data_is_real(ring, settings):
    settings.YUI_MAY_MAKE_KEYS = False
    with pytest.raises(ImproperlyConfigured, match="make_keys"):
        keys.seal(b"x", "here")
    assert not ring.exists()


def test_a_demo_makes_its_ring(ring, settings):
    settings.YUI_MAY_MAKE_KEYS = True
    assert keys.unseal(keys.seal(b"x", "here"), "here") == b"x"
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600


def test_the_command_makes_a_ring_once(ring, settings, capsys):
    call_command("make_keys")
    assert ring.exists() and "Keep a copy" in capsys.readouterr().out
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("make_keys")


def test_old_values_open_after_the_key_was_turned_and_not_without_the_old_key(ring, settings):
    keys.make_ring(ring)
    sealed, digest = keys.seal("前の鍵".encode(), "t:c:1"), keys.index_digest("name:a", "さとう")
    text = json.loads(ring.read_text())
    text["keys"]["2"] = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    text["current"] = 2
    ring.write_text(json.dumps(text))
    _forget()
    assert keys.unseal(sealed, "t:c:1").decode() == "前の鍵"
    assert keys.seal(b"", "t:c:1")[0] == 2
    assert keys.index_digest("name:a", "さとう") == digest, "turning the data key broke the search"
    ring.write_text(json.dumps({"current": 2, "keys": {"2": text["keys"]["2"]}}))
    _forget()
    with pytest.raises(keys.Unreadable):
        keys.unseal(sealed, "t:c:1")


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_at_its_place_only(text, place):
    sealed = keys.seal(text, place)
    assert keys.unseal(sealed, place) == text
    assert sealed != keys.seal(text, place), "two sealings of one text are alike"
    with pytest.raises(keys.Unreadable):
        keys.unseal(sealed, place + ".")


@given(st.data())
def test_a_single_changed_bit_is_noticed(data):
    sealed = bytearray(keys.seal("きまった文".encode(), "t:c:1"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(keys.Unreadable):
        keys.unseal(bytes(sealed), "t:c:1")


@pytest.mark.parametrize("size", [0, 1, 5, 12, 13, 20, 28])
def test_a_value_cut_short_is_unreadable(size):
    with pytest.raises(keys.Unreadable):
        keys.unseal(keys.seal(b"0123456789", "here")[:size], "here")


def test_an_index_of_one_agency_says_nothing_about_anothers():
    digests = {keys.index_digest(f"{kind}:{code}", "さとう") for kind in ("name", "phone") for code in "abc"}
    assert len(digests) == 6
