"""The key ring is lost: any two of three shares bring it back, one alone never does."""

import json
import stat
from itertools import combinations, permutations

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from safeguards import keys, recovery


@pytest.fixture
def ring(tmp_path, settings):
    settings.YUI_KEY_FILE = tmp_path / "keys" / "ring.json"
    keys.make_ring(settings.YUI_KEY_FILE)
    return settings.YUI_KEY_FILE


@pytest.mark.parametrize("pair", list(permutations(range(3), 2)))
def test_any_two_shares_bring_the_ring_back_and_what_was_sealed_opens(ring, tmp_path, pair):
    sealed = keys.seal("失われない".encode(), "t:c:1")
    call_command("split_keys", tmp_path / "out")
    ring.unlink()
    shares = [tmp_path / "out" / f"share-{one + 1}.txt" for one in pair]
    call_command("join_keys", tmp_path / "out" / "ring.sealed", share=shares)
    assert keys.unseal(sealed, "t:c:1").decode() == "失われない"
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600


def test_files_are_their_owners_alone_and_never_overwritten(ring, tmp_path):
    call_command("split_keys", tmp_path / "out")
    for one in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="empty folder"):
        call_command("split_keys", tmp_path / "out")
    before = ring.read_bytes()
    shares = [tmp_path / "out" / f"share-{one}.txt" for one in (1, 2)]
    with pytest.raises(CommandError, match="not touched"):
        call_command("join_keys", tmp_path / "out" / "ring.sealed", share=shares)
    assert ring.read_bytes() == before


def test_one_share_the_same_twice_or_of_another_split_opens_nothing(ring, tmp_path):
    copy, shares = recovery.split_ring()
    _other_copy, others = recovery.split_ring()
    wrong = [
        [shares[0]],
        [shares[0]] * 2,
        [shares[0], others[1]],
        [],
        shares,
        [shares[0], "2-" + others[1][2:]],
    ]
    for pair in wrong:
        with pytest.raises(recovery.NotTheShares):
            recovery.join_ring(copy, pair)


def test_the_copy_holds_no_key_in_clear_and_a_changed_one_does_not_open(ring):
    copy, shares = recovery.split_ring()
    assert json.loads(ring.read_text())["keys"]["1"].encode() not in copy
    told = json.loads(copy)
    for pair, (one, other) in zip(("12", "13", "23"), combinations(shares, 2), strict=True):
        text = told["copies"][pair]
        broken = {**told["copies"], pair: text[:40] + ("A" if text[40] != "A" else "B") + text[41:]}
        with pytest.raises(recovery.NotTheShares):
            recovery.join_ring(json.dumps({"copies": broken}).encode(), [one, other])
    for nonsense in (b"", b"{}", b"[]", b'{"copies": []}', b'{"copies": {"12": 3}}'):
        with pytest.raises(recovery.NotTheShares):
            recovery.join_ring(nonsense, shares[:2])


def test_a_share_is_read_as_people_type_it(ring):
    copy, shares = recovery.split_ring()
    whole = recovery.join_ring(copy, shares[:2])
    slips = str.maketrans("OIB", "018")
    typed = [f"  {shares[1].lower().replace('-', ' ')}\n", shares[0][:2] + shares[0][2:].translate(slips)]
    assert recovery.join_ring(copy, typed) == whole


@given(at=st.integers(2, 60), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_slip_of_one_letter_is_noticed_before_anything_is_opened(at, letter):
    share = recovery._printed(1, bytes(range(30)))
    assert len(share) == 66
    slipped = share[:at] + letter + share[at + 1 :]
    if share[at] == "-" or slipped == share:
        return
    with pytest.raises(recovery.NotTheShares):
        recovery._read(slipped)
