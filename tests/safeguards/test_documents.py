"""Papers: one function makes, numbers, marks and registers each; nothing in their words is run; none vanishes."""

import hashlib
import re
import subprocess
import sys

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from safeguards import audit, documents
from safeguards.documents import (
    AlreadyPrinted,
    Facts,
    Kind,
    NotSet,
    Paper,
    Purpose,
    Rows,
    Text,
    Words,
    letters,
    typesetting,
)
from safeguards.documents import issue as issuing
from safeguards.models import AuditLine, Document
from safeguards.once import new_token
from tests.factories import cases
from tests.papers import pages_of, properties_of, text_of
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = Kind("test.ledger"), Kind("test.letter", goes_out=True)
PURPOSE = Purpose("ledger", "試験の目的")
PAPER = Paper("試験の票", "はじめの行", (Facts("基本", (("名前", "佐藤 花子"),)),))


def words(text):
    return Paper(
        "票",
        "",
        (
            Facts("", (("名", text),)),
            Text("", "長い文", text),
            Words("", text),
            Rows("", ("列",), (0,), ((text,),)),
        ),
    )


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


@pytest.fixture
def one(actor):
    return cases.consultation(actor)


def printed(actor, one, paper=PAPER, kind=INSIDE, **more):
    return documents.document(
        actor, kind, one, PURPOSE, paper, groups=more.pop("groups", ["identity"]), **more
    )


def test_each_page_bears_number_copy_purpose_printer_time_and_its_place(actor, one):
    made = printed(actor, one, Paper("長い票", "", (Text("", "文", "一行\n" * 200),)))
    pages = pages_of(made.content)
    assert len(pages) > 3
    row = Document.objects.get()
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", row.number) and made.number == row.number
    for place, page in enumerate(pages, start=1):
        for mark in (
            row.number,
            "第1部",
            "目的試験の目的",
            actor.agency_name,
            "相談員",
            actor.name.replace(" ", ""),
            f"{place}/{len(pages)}",
        ):
            assert mark in page, (place, mark)
        assert re.search(r"日時令和\d+年\d+月\d+日\d\d:\d\d", page)


def test_on_papers_that_leave_staff_stand_by_role(actor, one):
    text = text_of(printed(actor, one, kind=OUTSIDE).content)
    assert "相談員" in text and actor.agency_name in text
    assert actor.name.replace(" ", "") not in text


def test_properties_and_file_name_are_neutral(actor, one):
    made = printed(actor, one)
    facts, xmp = properties_of(made.content)
    assert facts["/Title"] == made.number
    assert set(facts) <= {"/Title", "/Creator", "/CreationDate", "/ModDate", "/Producer"}
    for word in ("佐藤", "花子", "試験", "票", actor.name, actor.login, actor.agency_name, "Yui"):
        assert word not in xmp and word not in str(facts)
    answer = documents.as_answer(made)
    assert answer["Content-Disposition"] == f'inline; filename="{made.number}.pdf"'
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]


def test_it_is_tagged_and_fit_for_the_archive(actor, one):
    content = printed(actor, one).content
    _facts, xmp = properties_of(content)
    assert "<pdfaid:part>2</pdfaid:part>" in xmp and "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert b"/MarkInfo" in content or "/MarkInfo" in str(pypdf_root(content))


def pypdf_root(content):
    import io

    import pypdf

    return pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]


HOSTILE = [
    "#let x = 1", '#import "paper.typ"', '#read("paper.typ")', "#sys.inputs", "\\", "$a$ *b* _c_", "=1+1",
    "= 見出し", "@ref <tag>", "//comment", "/* all */", "`raw`", "```x```", "]", "}", '"', "- x", "+ x", "~", "---",
    "#{", "https://example.org", "𠮷﨑 髙子", "神", "<b>x</b>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_code_is_printed_and_not_run(actor, one, text):
    told = text_of(printed(actor, one, words(text)).content)
    assert told.count(re.sub(r"\s", "", text)) == 4


@pytest.mark.parametrize("text", ["あ" * 3000, "A" * 3000, "x@" * 900, "1" * 900])
def test_a_very_long_name_is_broken_and_stays_on_the_paper(actor, one, text):
    content = printed(actor, one, Paper("票", "", (Facts("", (("名", text),)),))).content
    marks = "".join(pages_of(printed(actor, one, Paper("票", "", (Facts("", (("名", ""),)),))).content))
    letter = text[0]
    assert text_of(content).count(letter) - marks.count(letter) >= len(text) / (2 if "@" in text else 1) - 60


@pytest.mark.parametrize(
    ("text", "shown", "name"),
    [
        ("😀", "〓", "U+1F600GRINNINGFACE"),
        ("สมชาย", "〓〓〓〓〓", "U+0E2ATHAICHARACTERSOSUA"),
        ("花\u202e子", "花〓子", "U+202ERIGHT-TO-LEFTOVERRIDE"),
        ("花\u200f子", "花〓子", "U+200FRIGHT-TO-LEFTMARK"),
        ("花\x07子", "花〓子", "U+0007"),
        ("花\ue000子", "花〓子", "U+E000"),
    ],
)
def test_a_letter_that_no_font_has_is_shown_as_missing_and_named(actor, one, text, shown, name):
    told = text_of(printed(actor, one, words(text)).content)
    assert told.count(shown) >= 4 and name in told and "印字できない文字" in told


def test_letters_of_the_second_font_are_printed_without_a_note(actor, one):
    told = text_of(printed(actor, one, words("𠮷田")).content)
    assert told.count("𠮷田") == 4 and "〓" not in told


def test_a_chosen_form_is_told_and_its_letter_stays(actor, one):
    told = text_of(printed(actor, one, words("葛\U000e0100城")).content)
    assert told.count("葛城") == 4 and "標準の字形" in told


def test_every_letter_that_is_let_through_has_a_picture():
    """What the check lets through the compiler draws: nothing vanishes between the two."""
    some = [
        chr(code) for code in sorted(letters.letters()) if chr(code).isprintable() and not chr(code).isspace()
    ]
    some = some[::97]
    content = typesetting.typeset(
        words(""), {"number_label": "", "copy": "", "care": "", "lines": [["x", "".join(some)]]}, "N", at()
    )
    told = text_of(content)
    missing = [one for one in some if one not in told]
    assert len(some) > 150 and len(missing) < len(some) / 20, (
        missing
    )  # some have a twin that is read back instead


def at():
    from django.utils import timezone

    return timezone.now()


def test_the_same_form_twice_is_one_document_with_the_same_bytes(actor, one, world):
    token = new_token()
    first, second = printed(actor, one, token=token), printed(world.act(world.counselor), one, token=token)
    assert (first.number, first.copy, first.content) == (second.number, second.copy, second.content)
    assert Document.objects.count() == 1
    assert AuditLine.objects.filter(event="document.print").count() == 2, (
        "each time it leaves it is written down"
    )
    third = printed(actor, one, token=new_token())
    assert third.copy == 2 and third.number != first.number


def test_the_same_form_for_something_else_is_refused(actor, one):
    token = new_token()
    printed(actor, one, token=token)
    for change in (
        {"paper": words("x")},
        {"kind": OUTSIDE},
        {"groups": ["contact"]},
        {"places": ["whereabouts_note"]},
    ):
        with pytest.raises(AlreadyPrinted):
            printed(actor, one, token=token, **change)
    assert AuditLine.objects.filter(event="document.print").count() == 1
    assert AuditLine.objects.filter(event="whereabouts.reveal").count() == 0


def test_a_token_of_one_person_means_nothing_to_another(actor, one, world):
    token = new_token()
    numbers = {printed(who, one, token=token).number for who in (actor, world.act(world.colleague))}
    assert len(numbers) == 2


def test_the_register_and_the_trail_hold_codes_and_no_words(actor, one):
    made = printed(actor, one, places=["whereabouts_note"])
    row, line = Document.objects.get(), AuditLine.objects.get(event="document.print")
    assert (row.kind, row.purpose, row.agency_code, row.role) == (
        "test.ledger",
        "ledger",
        actor.agency_code,
        "counselor",
    )
    assert (row.object_type, row.object_number, row.field_groups) == (
        "cases.consultation",
        one.number,
        ["identity"],
    )
    assert row.digest == hashlib.sha256(made.content).hexdigest()
    assert line.object_number == one.number and row.number in line.facts
    reveal = AuditLine.objects.get(event="whereabouts.reveal")
    assert "whereabouts_note" in reveal.facts and row.number in reveal.facts and '"ledger"' in reveal.facts
    assert "佐藤" not in line.facts + reveal.facts + str(row.__dict__)


def test_what_cannot_be_written_down_does_not_leave(actor, one, monkeypatch):
    def fail(*_args, **_facts):
        raise RuntimeError("the trail is away")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        printed(actor, one)
    assert not Document.objects.exists()


def test_the_press_works_before_the_transaction_and_its_fall_leaves_nothing(actor, one, monkeypatch):
    inside = []
    real = issuing.typeset
    monkeypatch.setattr(
        issuing, "typeset", lambda *args: (inside.append(len(connection.savepoint_ids)), real(*args))[1]
    )
    depth = len(connection.savepoint_ids)
    with CaptureQueriesContext(connection):
        printed(actor, one)
    assert inside == [depth]
    monkeypatch.setattr(issuing, "typeset", real)
    monkeypatch.setattr(typesetting, "PRESS", typesetting.PRESS.with_name("gone.py"))
    with pytest.raises(NotSet) as fault, transaction.atomic():
        printed(actor, one)
    assert "作れませんでした" in str(fault.value)
    assert Document.objects.count() == 1


def test_the_press_is_given_no_environment_and_its_log_no_words(actor, one, monkeypatch, caplog):
    given = {}
    real = subprocess.run

    def run(command, **options):
        given.update(options, command=command)
        return real([sys.executable, "-c", "import sys; sys.stderr.write('佐藤'); sys.exit(3)"], **options)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(NotSet):
        printed(actor, one)
    assert given["env"] == {"LC_ALL": "C.UTF-8"} and "-I" in given["command"]
    assert "佐藤" not in caplog.text and "3" in caplog.text


def test_in_english_the_marks_are_english(actor, one):
    with translation.override("en"):
        text = text_of(printed(actor, one).content)
    assert "Documentnumber" in text and "copy1" in text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_two_hands_at_one_moment_get_two_copies_and_one_form_gets_one(world):
    actor = world.act(world.counselor)
    one = cases.consultation(actor)
    copies = in_parallel(lambda _number: printed(actor, one).copy, 4)
    assert sorted(copies) == [1, 2, 3, 4]
    token = new_token()
    numbers = in_parallel(lambda _number: printed(actor, one, token=token).number, 4)
    assert len(set(numbers)) == 1 and Document.objects.count() == 5
