"""No key and no password stands in the repository, but for the demo's, which its pages tell everybody."""

import math
import re
import subprocess
from collections import Counter

import pytest

from tests.house.code import ROOT

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a forge": re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20})"),
    "a token of a chat": re.compile(r"\bxox[abeprs]-[\w-]{10,}"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in an address": re.compile(
        r"\b(?:postgres|postgresql|https?|redis)://[^\s:/@]+:(?!\.\.\.|\{|<|PASSWORD@)[^\s@/]+@"
    ),
}
ASSIGNED = re.compile(
    r"""(?ix)\b\w*(?:password|passwd|secret|api_?key|token|private_?key)\w*["']?\s*[:=]\s*["']([^"'\s{}<>%]{12,})["']"""
)
FILES_OF_WORDS = (".po", ".svg", ".csv", ".lock")
LOCKS = {"package-lock.json", "requirements.txt", "requirements-dev.txt"}
# Bits for each sign of a text: words have fewer, keys more. A name in code is made of words.
MOST_BITS = 3.9
SAYS_SO = re.compile(r"only-for-|example|change-me", re.IGNORECASE)


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if not name or name in LOCKS or "vendor/" in name or not path.is_file():
            continue
        try:
            yield name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def bits(text):
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


def secrets_in(name, text):
    """What looks like a secret in a file, as sentences."""
    found = [f"{name}: {what}" for what, pattern in PATTERNS.items() if pattern.search(text)]
    if not name.endswith(FILES_OF_WORDS):
        found += [
            f"{name}: {value}"
            for value in ASSIGNED.findall(text)
            if bits(value) > MOST_BITS and not SAYS_SO.search(value)
        ]
    return found


def test_no_tracked_file_holds_a_secret():
    found = [
        one
        for name, text in tracked()
        if not name.endswith("test_no_secret.py")
        for one in secrets_in(name, text)
    ]
    assert found == []


def test_no_file_of_keys_is_tracked():
    names = [name for name, _text in tracked()]
    assert len(names) > 300
    strange = re.compile(r"(^|/)(\.env|ring\.json|secret_key|id_\w+|.*\.(pem|key|p12|pfx|sqlite3|dump))$")
    assert [name for name in names if strange.search(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 18,
        "postgres://yui:" + "hunter22@db/yui",
        'DJANGO_SECRET_KEY = "' + 'x8Kq2Lz9Wv4Rt7Ym1Bn5"',
        "'password': '" + "kD93jfLqpw02mZxA'",
    ],
)
def test_the_search_finds_what_it_is_made_for(text):
    assert secrets_in("x.py", text)
