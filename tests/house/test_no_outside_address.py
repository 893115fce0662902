"""No page loads anything from elsewhere, and no lock file says where a package was fetched."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"(?:https?:|wss?:|ftp:|(?<=[\"'(=\s]))//[^\s\"'<>)]+", re.IGNORECASE)
# The name of SVG's and XLink's vocabulary: never fetched.
NAMESPACE = re.compile(r'xmlns(:\w+)?=(["\'])http://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)\2')
TEXT = {".html", ".css", ".js", ".svg", ".json", ".webmanifest", ".txt", ".xml"}
PLACES = ["templates", "static"]


def files_of_pages():
    found = [place for name in PLACES for place in sorted((ROOT / name).rglob("*")) if place.suffix in TEXT]
    assert len(found) > 3
    return found


def without_comments(text, suffix):
    """Comments name sources, and a script's `//` looks like an address without a scheme."""
    if suffix in {".js", ".css"}:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if suffix == ".js":
        text = re.sub(r"(?m)(?<![:\"'])//.*$", "", text)
    if suffix == ".html":
        text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", "", text, flags=re.DOTALL)
    return text


def addresses(text, suffix):
    return ADDRESS.findall(NAMESPACE.sub("", without_comments(text, suffix)))


def test_no_page_names_an_outside_address():
    found = {
        str(place.relative_to(ROOT)): named
        for place in files_of_pages()
        if (named := addresses(place.read_text(), place.suffix))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('<img src="https://example.org/a.png">', ".html"),
        ('<script src="//example.org/a.js"></script>', ".html"),
        ("@import url(https://example.org/a.css);", ".css"),
        ("a { background: url('//example.org/a.png') }", ".css"),
        ('fetch("https://example.org/")', ".js"),
        ('new WebSocket("wss://example.org/")', ".js"),
        ('<use href="http://www.w3.org/2000/svg">', ".svg"),
    ],
)
def test_search_finds_what_it_looks_for(text, suffix):
    assert addresses(text, suffix)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg">', ".svg"),
        ('<a href="/cases/">', ".html"),
        ("// a comment\nfoo();", ".js"),
    ],
)
def test_search_passes_what_is_harmless(text, suffix):
    assert addresses(text, suffix) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "package-lock.json", ".npmrc"])
def test_lock_names_no_index_address(name):
    assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(name):
    blocks = re.split(r"(?m)^(?=[a-zA-Z0-9])", (ROOT / name).read_text())[1:]
    assert len(blocks) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
