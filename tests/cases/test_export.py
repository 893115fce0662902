"""Exports of consultations: a passphrase, a second person above twenty, a day to fetch it, no place ever."""

import io
import re
import zipfile
from datetime import timedelta

import msoffcrypto
import openpyxl
import openpyxl.worksheet._writer as openpyxl_writer
import pytest
from django.utils import timezone
from msoffcrypto.exceptions import InvalidKeyError

from cases import states
from cases.actions.export import ask_export, empty_ended, fetch_export, make_export
from cases.models import Export
from cases.rules import needs_second_person
from partners.models import Alert
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db
GROUPS = ("identity", "contact", "narrative", "children", "health", "risk", "other_party")
WORDS = {
    "identity": ("caller_name", "架空の名乗り"),
    "contact": ("safe_contact", "昼休みだけ電話"),
    "narrative": ("narrative", "眠れないと話された"),
    "children": ("children_note", "たんぽぽ組の子"),
    "health": ("health_note", "喘息の薬を飲む"),
    "other_party": ("other_party_note", "夜に働いている夫"),
    "whereabouts": ("whereabouts_note", "みどり荘二〇一号"),
}
EVERY = Export.objects.everything("test")


def calls(world, number=1, **facts):
    actor = world.act(world.counselor)
    return [cases.consultation(actor, **{**dict(WORDS.values()), **facts}) for _each in range(number)]


def asked(world, account=None, groups=GROUPS, **more):
    today = timezone.localdate()
    facts = {"purpose": "check", "since": today - timedelta(days=3), "until": today, **more}
    return ask_export(world.act(account or world.counselor), groups=groups, **facts)


def opened(content, passphrase):
    """The workbook, decrypted as Excel would: the integrity of the whole file is checked."""
    office = msoffcrypto.OfficeFile(io.BytesIO(content))
    assert office.is_encrypted()
    office.load_key(password=passphrase, verify_password=True)
    plain = io.BytesIO()
    office.decrypt(plain, verify_integrity=True)
    return openpyxl.load_workbook(plain)


def made(world, account=None, **more):
    account = account or world.counselor
    export = asked(world, account, **more)
    passphrase = make_export(world.act(account), export.number)
    return export, passphrase, fetch_export(world.act(account), export.number)


def text_of(book):
    return "\n".join(
        str(cell)
        for page in book.worksheets
        for row in page.iter_rows(values_only=True)
        for cell in row
        if cell
    )


def test_it_opens_with_its_passphrase_and_with_nothing_else(world):
    calls(world)
    export, passphrase, content = made(world)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){5}[2-9A-HJ-NP-Z]{4}", passphrase)
    assert "眠れないと話された" in text_of(opened(content, passphrase))
    for wrong in ("x", passphrase.lower(), passphrase[:-1], passphrase.replace("-", ""), export.number):
        with pytest.raises(InvalidKeyError):
            opened(content, wrong)
    with pytest.raises(zipfile.BadZipFile):
        openpyxl.load_workbook(io.BytesIO(content))
    for word in ("眠れないと話された", "check", world.counselor.name, export.number):
        for code in ("utf-8", "utf-16-le", "cp932"):
            assert word.encode(code) not in content


def test_a_big_file_opens_too(world):
    import secrets

    calls(world, 1, narrative="".join(chr(0x4E00 + secrets.randbelow(8000)) for _each in range(20_000)))
    calls(world, 18, narrative="".join(chr(0x4E00 + secrets.randbelow(8000)) for _each in range(20_000)))
    _export, passphrase, content = made(world)
    book = opened(content, passphrase)
    assert len(content) > 100_000 and book.worksheets[0].max_row == 20


def test_the_passphrase_stands_nowhere(world, browser):
    calls(world)
    export = asked(world)
    here = browser(world.counselor)
    page = here.post(f"/consultations/export/{export.number}/move/", {"move": "make", "once": new_token()})
    passphrase = re.search(r'id="passphrase">([^<]+)<', page.content.decode())[1]
    row = EVERY.get(pk=export.pk)
    opened(row.file()[0], passphrase)
    trail = "".join(AuditLine.objects.values_list("facts", flat=True))
    assert passphrase not in str(row.__dict__) + trail + str(dict(here.session))
    again = here.post(
        f"/consultations/export/{export.number}/move/", {"move": "make"}, follow=True
    ).content.decode()
    shown = here.get(f"/consultations/export/{export.number}/").content.decode()
    assert passphrase not in again + shown and "一度だけ表示しました" in again


def test_whereabouts_and_office_notes_are_never_in_it(world):
    calls(world)
    _export, passphrase, content = made(world, groups=[*GROUPS, "whereabouts", "admin"])
    text = text_of(opened(content, passphrase))
    assert "みどり荘" not in text and "居所" not in text
    assert set(EVERY.get().field_groups) == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_only_the_ticked_group_becomes_columns(world, group):
    calls(world, violence_types=["physical"])
    _export, passphrase, content = made(world, groups=[group])
    text = text_of(opened(content, passphrase))
    there = {name for name, (_field, words) in WORDS.items() if words in text}
    assert there == {group} - {"risk"}
    assert ("身体的" in text) == (group == "risk")


def test_what_the_matrix_took_away_meanwhile_is_not_in_it(world, monkeypatch):
    from safeguards import matrix

    calls(world)
    export = asked(world)
    real = matrix.groups_for
    monkeypatch.setattr(
        matrix,
        "groups_for",
        lambda actor, kind, tie: real(actor, kind, tie) - ({"health"} if kind == "consultation" else set()),
    )
    passphrase = make_export(world.act(world.counselor), export.number)
    text = text_of(opened(fetch_export(world.act(world.counselor), export.number), passphrase))
    assert "喘息" not in text and "昼休み" in text


def test_other_agencies_and_walled_persons_are_not_in_it(world):
    calls(world)
    others = account_with_posting(world.city, "counselor")
    told = cases.consultation(world.act(others), narrative="よその相談")
    cases.disclosure(world.act(others), told, world.center)
    walled = calls(world, narrative="知り合いの相談")[0]
    cases.wall(world.counselor, walled)
    export, passphrase, content = made(world)
    text = text_of(opened(content, passphrase))
    assert "よその相談" not in text and "知り合い" not in text and export.count == 1


def test_what_was_recorded_after_the_asking_is_not_in_it(world):
    calls(world)
    export = asked(world)
    calls(world, narrative="あとから書いた")
    passphrase = make_export(world.act(world.counselor), export.number)
    assert "あとから書いた" not in text_of(
        opened(fetch_export(world.act(world.counselor), export.number), passphrase)
    )


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1+1", '=HYPERLINK("x")', "=cmd|'/c calc'!A1"]


def test_nothing_in_it_is_a_formula_and_it_bears_its_marks(world):
    for formula in FORMULAS:
        calls(world, narrative=formula, caller_name=formula)
    export, passphrase, content = made(world)
    book = opened(content, passphrase)
    kinds = {
        cell.data_type
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "f" not in kinds
    text = text_of(book)
    for mark in (
        export.number,
        world.counselor.name,
        world.center.label,
        "記録を点検するため",
        "承認の要らない件数",
    ):
        assert mark in text, mark
    for page in book.worksheets:
        assert export.number in page.oddHeader.right.text and world.counselor.name in page.oddFooter.left.text
    facts = book.properties
    assert (facts.title, facts.creator or "", facts.lastModifiedBy or "") == (export.number, "", "")


def test_no_sheet_is_laid_on_the_disk(world, monkeypatch, tmp_path):
    import tempfile

    def never(*_args, **_options):
        raise AssertionError("a file is opened on the disk")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, never)
    monkeypatch.setattr(openpyxl_writer, "create_temporary_file", never)
    calls(world)
    _export, passphrase, content = made(world)
    monkeypatch.undo()
    assert "眠れない" in text_of(opened(content, passphrase))


def test_the_bound_of_one_person():
    assert not needs_second_person(20, 0, 20) and needs_second_person(21, 0, 20)
    assert not needs_second_person(10, 10, 20) and needs_second_person(1, 20, 20)


def test_above_twenty_a_second_person_approves(world, browser):
    calls(world, 21)
    export = asked(world)
    assert export.state == states.ASKED and world.supervisor
    for account in (world.counselor, world.colleague, world.city_supervisor):
        answer = browser(account).post(f"/consultations/export/{export.number}/move/", {"move": "approve"})
        assert answer.status_code == 404, account.login
        assert EVERY.get(pk=export.pk).state == states.ASKED
    with pytest.raises(Absent):
        make_export(world.act(world.counselor), export.number)
    here = browser(world.supervisor)
    assert "承認する" in here.get(f"/consultations/export/{export.number}/").content.decode()
    here.post(f"/consultations/export/{export.number}/move/", {"move": "approve", "once": new_token()})
    one = EVERY.get(pk=export.pk)
    assert (one.state, one.decided_by_id) == (states.APPROVED, world.supervisor.pk)
    assert Alert.objects.get(kind="export.approve").account_id == world.counselor.pk
    passphrase = make_export(world.act(world.counselor), export.number)
    text = text_of(opened(fetch_export(world.act(world.counselor), export.number), passphrase))
    assert text.count("眠れないと話された") == 21 and world.supervisor.name in text


def test_a_supervisor_does_not_approve_her_own(world, browser):
    calls(world, 21)
    export = asked(world, world.supervisor)
    assert (
        browser(world.supervisor)
        .post(f"/consultations/export/{export.number}/move/", {"move": "approve"})
        .status_code
        == 404
    )
    assert EVERY.get(pk=export.pk).state == states.ASKED
    second = account_with_posting(world.center, "supervisor")
    answer = browser(second).post(
        f"/consultations/export/{export.number}/move/", {"move": "refuse", "once": new_token()}
    )
    assert AuditLine.objects.get(event="export.refuse").login == second.login
    assert answer.status_code == 302 and EVERY.get(pk=export.pk).state == states.REFUSED
    with pytest.raises(Absent):
        make_export(world.act(world.supervisor), export.number)


def test_an_agency_without_a_second_person_asks_its_stand_in(world, browser):
    keeper = account_with_posting(world.npo, "counselor")
    for _each in range(21):
        cases.consultation(world.act(keeper))
    assert world.supervisor and not world.npo.deputy_id
    export = asked(world, keeper)
    assert Alert.objects.get(kind="export.asked").account_id == world.supervisor.pk
    page = browser(world.supervisor).get("/consultations/export/").content.decode()
    assert export.number in page and keeper.name in page
    answer = browser(world.supervisor).post(
        f"/consultations/export/{export.number}/move/", {"move": "approve", "once": new_token()}
    )
    assert answer.status_code == 302 and EVERY.get(pk=export.pk).state == states.APPROVED
    assert browser(world.supervisor).get(f"/consultations/export/{export.number}/").status_code == 404


def test_many_small_files_are_one_big_one(world):
    calls(world, 11)
    assert asked(world).state == states.APPROVED
    assert asked(world).state == states.ASKED, "11 and 11 are more than 20"
    EVERY.update(asked_at=timezone.now() - timedelta(hours=25))
    assert asked(world).state == states.APPROVED


def test_the_sum_is_the_persons_in_all_her_postings(world):
    calls(world, 11)
    assert asked(world).state == states.APPROVED
    EVERY.update(agency=world.city)  # as if she had asked in her other posting
    assert asked(world).state == states.ASKED


def test_none_and_too_many_are_refused_with_a_sentence(world, browser, settings):
    form = {
        "since": "R8.1.1",
        "until": timezone.localdate().isoformat(),
        "purpose": "check",
        "groups": ["risk"],
    }
    here = browser(world.counselor)
    answer = here.post("/consultations/export/", {**form, "once": new_token()})
    assert answer.status_code == 422 and "この期間の相談はありません" in answer.content.decode()
    settings.YUI_EXPORT_MOST = 2
    calls(world, 3)
    answer = here.post("/consultations/export/", {**form, "since": "R1.5.1", "once": new_token()})
    assert answer.status_code == 422 and "2件まで" in answer.content.decode()
    assert not EVERY.exists()


FAULTS = [
    {"purpose": ""}, {"purpose": "nosiness"}, {"groups": []}, {"groups": ["whereabouts"]}, {"since": ""},
    {"until": "R1.5.1"},
]  # fmt: skip


@pytest.mark.parametrize("change", FAULTS)
def test_a_form_with_faults_asks_for_nothing(world, browser, change):
    calls(world)
    today = timezone.localdate().isoformat()
    form = {"since": today, "until": today, "purpose": "check", "groups": ["risk"], **change}
    assert browser(world.counselor).post("/consultations/export/", form).status_code == 422
    assert not EVERY.exists()


def test_the_form_pressed_twice_is_one_request(world, browser):
    calls(world)
    today = timezone.localdate()
    form = {
        "since": (today - timedelta(days=1)).isoformat(),
        "until": today.isoformat(),
        "purpose": "check",
        "groups": ["risk"],
        "once": new_token(),
    }
    answers = [
        browser(world.counselor).post("/consultations/export/", form)["Location"] for _each in range(2)
    ]
    assert len(set(answers)) == 1 and EVERY.count() == 1


@pytest.mark.parametrize("hours", [23, 25])
def test_after_a_day_it_is_gone_whatever_its_state(world, browser, hours):
    calls(world)
    export, _passphrase, _content = made(world)
    waiting = asked(world)
    EVERY.update(until=timezone.now() + timedelta(hours=24 - hours))
    here, is_there = browser(world.counselor), hours < 24
    answer = here.post(f"/consultations/export/{export.number}/file/")
    assert answer.status_code == (200 if is_there else 404)
    moved = here.post(f"/consultations/export/{waiting.number}/move/", {"move": "make"})
    assert moved.status_code == (200 if is_there else 404)
    assert (b"\xd0\xcf\x11\xe0" in answer.content) == is_there
    assert empty_ended(timezone.now()) == (0 if is_there else 1)
    assert bool(EVERY.get(pk=export.pk).file()[0]) == is_there
    assert AuditLine.objects.filter(event="export.end").exists() != is_there
    page = here.get(f"/consultations/export/{export.number}/").content.decode()
    assert ("期限切れ" in page) != is_there


def test_the_file_is_its_askers_alone(world, browser):
    calls(world, 21)
    export = asked(world)
    browser(world.supervisor).post(f"/consultations/export/{export.number}/move/", {"move": "approve"})
    for account in (world.supervisor, world.colleague, world.city_counselor):
        assert (
            browser(account)
            .post(f"/consultations/export/{export.number}/move/", {"move": "make"})
            .status_code
            == 404
        )
    make_export(world.act(world.counselor), export.number)
    for account in (
        world.supervisor,
        world.colleague,
        world.city_counselor,
        world.liaison,
        world.planner,
        world.auditor,
    ):
        assert browser(account).post(f"/consultations/export/{export.number}/file/").status_code == 404, (
            account.login
        )
    answer = browser(world.counselor).post(f"/consultations/export/{export.number}/file/")
    assert answer["Content-Disposition"] == f'attachment; filename="{export.number}.xlsx"'
    assert "no-store" in answer["Cache-Control"]
    assert AuditLine.objects.filter(event="export.fetch").count() == 1


def test_each_step_is_written_down_in_codes(world, browser):
    one = calls(world, 21)[0]
    export = asked(world)
    browser(world.supervisor).post(f"/consultations/export/{export.number}/move/", {"move": "approve"})
    make_export(world.act(world.counselor), export.number)
    for _each in range(2):
        fetch_export(world.act(world.counselor), export.number)
    events = list(
        AuditLine.objects.filter(object_number=export.number)
        .exclude(event="export.read")
        .order_by("pk")
        .values_list("event", flat=True)
    )
    assert events == ["export.ask", "export.approve", "export.make", "export.fetch", "export.fetch"]
    line = AuditLine.objects.get(event="export.make")
    assert one.number in line.facts and "眠れない" not in line.facts


def test_a_wall_that_came_after_the_file_keeps_it_shut(world, browser):
    one = calls(world)[0]
    export, _passphrase, _content = made(world)
    cases.wall(world.counselor, one)
    answer = browser(world.counselor).post(f"/consultations/export/{export.number}/file/", follow=True)
    assert (
        b"\xd0\xcf\x11\xe0" not in answer.content and "もう見ることのできない記録" in answer.content.decode()
    )


def test_what_cannot_be_written_down_does_not_leave(world, browser, monkeypatch):
    from safeguards import audit

    calls(world)
    export, _passphrase, _content = made(world)
    real = audit.record

    def fail(actor, event, *args, **facts):
        if event == "export.fetch":
            raise RuntimeError("the trail is away")
        return real(actor, event, *args, **facts)

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        browser(world.counselor).post(f"/consultations/export/{export.number}/file/")


def test_without_a_proof_of_just_now_every_step_asks_for_one(world):
    import time

    from django.test import Client as Browser

    from tests.signing import sign_in

    calls(world)
    export, _passphrase, _content = made(world)
    here = sign_in(Browser(), world.counselor, at=time.time() - 3600)
    one = f"/consultations/export/{export.number}/"
    for answer in (here.get("/consultations/export/"), here.get(one), here.post("/consultations/export/")):
        assert answer.url.startswith("/account/proof/")
    for answer in (here.post(f"{one}file/"), here.post(f"{one}move/", {"move": "make"})):
        assert answer.url == one
    assert AuditLine.objects.filter(event="export.fetch").count() == 1


def test_a_list_costs_the_same_for_one_and_for_many(world, browser, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    calls(world, 2)
    here, counts = browser(world.counselor), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked_for:
            here.get("/consultations/export/")
        counts.append(len(asked_for))
        for _each in range(12):
            asked(world)
    assert counts[0] == counts[1] <= 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_of_two_presses_at_one_moment_one_makes_the_file(world):
    calls(world)
    export, person = asked(world), world.act(world.counselor)

    def make(_number):
        try:
            return make_export(person, export.number)
        except Absent:
            return ""

    found = [one for one in in_parallel(make, 3) if one]
    assert len(found) == 1
    opened(fetch_export(person, export.number), found[0])
