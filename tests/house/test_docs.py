"""What the pages for people name stands in the code: files, commands, settings, tests, identifiers."""

import re
import tomllib

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.house.code import APPS, ROOT, sources, templates

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Where a short path of the docs may start.
BASES = [ROOT, ROOT / "templates", ROOT / "static", *(ROOT / app for app in APPS)]
FOLDERS = (*APPS, "data", "docs", "templates", "static", "tests", "bench")
# Made by the running product or named in general.
NOT_FILES = re.compile(r"^(var/|\.venv|/|http|<|\w+/<)|[<>*…]|\.\.\.")
QUOTED = re.compile(r"`([^`\n]+)`")
LINKS = re.compile(r"\]\(([^)#\s]+)\)")


def by_page(pages=PAGES):
    return pytest.mark.parametrize("page", pages, ids=lambda page: str(page.relative_to(ROOT)))


def words_of(page):
    return set(QUOTED.findall(page.read_text(encoding="utf-8")))


def looks_like_a_file(word):
    if " " in word or NOT_FILES.search(word):
        return False
    return (word.split("/")[0] in FOLDERS and "/" in word) or bool(
        re.search(r"^\w[\w.-]*\.(py|toml|md|html|css|js|txt)$", word)
    )


@by_page()
def test_every_link_leads_somewhere(page):
    links = {link for link in LINKS.findall(page.read_text(encoding="utf-8")) if "://" not in link}
    assert [link for link in sorted(links) if not (page.parent / link).exists()] == []


@by_page()
def test_every_file_that_is_named_exists(page):
    named = {word.partition("::")[0].rstrip("/") for word in words_of(page) if looks_like_a_file(word)}
    missing = [
        word
        for word in sorted(named)
        if not any((base / word).exists() for base in BASES)
        and ("/" in word or not any(ROOT.glob(f"[a-z]*/**/{word}")))
    ]
    assert missing == []


@by_page()
def test_every_command_that_is_named_exists(page):
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= {*get_commands(), "help"}


def read_from_environment():
    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text))


def test_every_setting_of_the_environment_is_explained_and_no_other():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert set(explained) == read_from_environment()


def test_the_example_of_an_environment_names_known_settings_only():
    named = set(re.findall(r"^#?([A-Z_]{4,})=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named <= read_from_environment()


def test_every_test_that_shows_a_requirement_has_that_name():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 20
    for place, name in named:
        text = (ROOT / place).read_text(encoding="utf-8")
        assert f"def {name}(" in text if name else "def test_" in text, (place, name)


def test_each_requirement_stands_once_as_met_or_as_not_met():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [
        row
        for line in page.splitlines()
        if line.startswith("| R-")
        for row in re.findall(r"R-\d\d", line.split("|")[1])
    ]
    assert len(rows) == len(set(rows))


def test_every_identifier_of_the_glossary_is_in_the_code():
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    code = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in sources())
    code += "\n".join(templates().values())
    code += (ROOT / "data" / "codes.csv").read_text(encoding="utf-8")
    code += (ROOT / "safeguards" / "matrix.toml").read_text(encoding="utf-8")
    third = [line.split("|")[3] for line in page.splitlines() if line.startswith("| ") and "`" in line]
    names = {name for cell in third for name in QUOTED.findall(cell)}
    assert len(names) > 30
    assert [name for name in sorted(names) if not re.search(rf"\b{re.escape(name)}\b", code)] == []


def test_the_glossary_says_each_term_once():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "Japanese" not in line
    ]
    for column in (0, 1):
        terms = [row[column] for row in rows]
        assert sorted(terms) == sorted(set(terms))


def test_the_readme_is_one_page_and_names_every_account_of_the_demo():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    described = tomllib.loads((settings.YUI_DATA_DIR / "miyagi" / "demo.toml").read_text(encoding="utf-8"))
    assert described["password"] in text
    assert [row["login"] for row in described["accounts"] if f"`{row['login']}`" not in text] == []


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1)) and numbers
