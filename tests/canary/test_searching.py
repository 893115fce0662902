"""The search itself: it finds a mark in every dress, and nothing where there is nothing."""

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from tests.canary.searching import where

MARK = "鸚鵡橋翡翠子"
DRESSED = {
    "utf-8": MARK.encode(),
    "utf-16": MARK.encode("utf-16-le"),
    "utf-16 the other way": MARK.encode("utf-16-be"),
    "cp932": MARK.encode("cp932"),
    "percent": quote(MARK).encode(),
    "percent in small letters": quote(MARK).lower().encode(),
    "json": json.dumps({"a": MARK}).encode(),
    "hexadecimal": MARK.encode().hex().encode(),
    "packed": gzip.compress(MARK.encode() * 3),
    **{f"base64 after {n}": base64.b64encode(b"x" * n + MARK.encode() + b"yz") for n in range(4)},
}


@pytest.mark.parametrize("dress", DRESSED)
def test_a_mark_is_found_in_every_dress(tmp_path, dress):
    around = DRESSED[dress] if dress == "packed" else b"before" + DRESSED[dress] + b"after"
    (tmp_path / "file").write_bytes(around)
    assert where([MARK], [tmp_path]) == [f"{tmp_path / 'file'}: {MARK}"]


def test_nothing_is_found_where_nothing_is(tmp_path):
    (tmp_path / "file").write_bytes("鸚鵡だけ、橋だけ".encode() * 50)
    assert where([MARK], [tmp_path]) == []
