"""Every English sentence of the product has its Japanese one."""

import re
import shutil
import subprocess
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.utils.translation.template import templatize

from tests.house.code import APPS, ROOT, templates

KEYWORDS = (
    "_", "_now", "gettext", "gettext_lazy", "gettext_noop", "ngettext:1,2", "ngettext_lazy:1,2", "pgettext:1c,2",
    "pgettext_lazy:1c,2", "npgettext:1c,2,3", "npgettext_lazy:1c,2,3",
)  # fmt: skip
BOOKS = sorted(ROOT.glob("*/locale/ja/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}|%[sd]")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Every text of the code and the templates that a reader may see: {(context, text): plural}."""
    tool = shutil.which("xgettext")
    if tool is None:
        pytest.skip("xgettext is not on this machine (apt-get install gettext)")
    place = tmp_path_factory.mktemp("wording")
    files = [
        str(file) for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts
    ]
    for name, text in templates().items():
        copy = place / (name.replace("/", "__") + ".py")
        copy.write_text(templatize(text, origin=name), encoding="utf-8")
        files.append(str(copy))
    book = place / "asked.pot"
    command = [tool, "-L", "Python", "--from-code=UTF-8", "-k", *(f"--keyword={word}" for word in KEYWORDS)]
    subprocess.run([*command, "-o", str(book), *files], check=True, capture_output=True)
    found = {(entry.msgctxt, entry.msgid): entry.msgid_plural for entry in polib.pofile(str(book))}
    assert len(found) > 300
    return found


@pytest.fixture(scope="module")
def told():
    """What the books say: {(context, text): entry}."""
    return {(entry.msgctxt, entry.msgid): entry for book in BOOKS for entry in polib.pofile(str(book))}


def sentences(entry):
    return [entry.msgstr] if entry.msgstr else [text for text in entry.msgstr_plural.values() if text]


def test_no_text_is_left_in_english(asked, told):
    assert sorted(str(key) for key in asked if key not in told or not sentences(told[key])) == []


def test_a_text_with_a_plural_has_its_form(asked, told):
    wrong = [
        key for key, plural in asked.items() if plural and key in told and 0 not in told[key].msgstr_plural
    ]
    assert wrong == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.parts[-5])
def test_a_book_holds_nothing_doubtful_empty_or_twice(book):
    text = polib.pofile(str(book))
    assert [entry.msgid for entry in text if entry.fuzzy] == []
    assert [entry.msgid for entry in text if not sentences(entry) and not entry.obsolete] == []
    keys = [(entry.msgctxt, entry.msgid) for entry in text if not entry.obsolete]
    assert sorted({key for key in keys if keys.count(key) > 1}, key=str) == []


def test_every_place_for_a_value_is_kept(told):
    """A value may be left out of the Japanese sentence only in a plural; a new one may never appear."""
    for (_context, text), entry in told.items():
        for sentence in sentences(entry):
            new = set(PLACEHOLDER.findall(sentence)) - set(
                PLACEHOLDER.findall(text + (entry.msgid_plural or ""))
            )
            assert new == set(), text
            if not entry.msgid_plural:
                assert set(PLACEHOLDER.findall(sentence)) == set(PLACEHOLDER.findall(text)), text


def test_one_text_has_one_wording_in_all_books():
    seen = {}
    for book in BOOKS:
        for entry in polib.pofile(str(book)):
            key, words = (entry.msgctxt, entry.msgid), tuple(sentences(entry))
            assert seen.setdefault(key, (words, book))[0] == words, (
                f"{entry.msgid}: {book} and {seen[key][1]}"
            )


def of_packages():
    """Texts of Django and its company: the books may say them in our words."""
    folders = [Path(package.__file__).parent for package in (django, allauth)]
    books = [book for folder in folders for book in folder.glob("**/locale/ja/LC_MESSAGES/django.po")]
    return {(entry.msgctxt, entry.msgid) for book in books for entry in polib.pofile(str(book))}


def test_no_sentence_is_unused(asked, told):
    """What nobody asks for any more is taken out of the book."""
    assert sorted(str(key) for key in told if key not in asked and key not in of_packages()) == []


def test_japanese_stands_only_in_the_books():
    """Texts of pages are English in the source; Japanese that is data (eras, kana) has its own files."""
    japanese = re.compile(r"[ぁ-んァ-ヶ一-龥]")
    faults = {}
    for name, text in templates().items():
        bare = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
        if japanese.search(bare) and name not in BILINGUAL:
            faults[name] = japanese.findall(bare)[:5]
    assert faults == {}


# Pages that are read before or without a chosen language show both at once.
BILINGUAL = {
    "components/header.html", "indicators/staged_import/form.html",  # the mark of the house; how a date may be written
    "components/language_switch.html", "errors/bare.html", "errors/resting.html", "base.html",
}  # fmt: skip
