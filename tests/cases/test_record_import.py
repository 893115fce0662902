"""Old ledgers taken in: looked at and run alike, all or nothing, nothing twice, sealed, taken back, by whom."""

import random
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadhandler import FileUploadHandler
from django.db import connection
from django.utils import timezone

from cases import states
from cases.actions import import_run
from cases.actions.consultation import change_consultation
from cases.actions.import_run import run_waiting
from cases.actions.import_undo import UndoRefused, undo_import
from cases.actions.record_import import choose, confirm, drop, end_over, upload
from cases.due import AT_ONCE, DUE, end_old_imports, take_in_imports
from cases.forms.record_import import LEDGER
from cases.models import (
    AccessReason,
    Consultation,
    ConsultationGrant,
    ImportedRow,
    ImportMapping,
    PartyKey,
    PersonGram,
    RecordImport,
    Release,
    TimelineEntry,
)
from cases.queries.grant_check import count_without_owner
from cases.queries.person_search import search_consultations
from cases.queries.record_import import import_or_absent, later_relations, look_through
from cases.rules import IMPORT_LEASE
from partners.models import Alert
from safeguards import audit
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from safeguards.sheets import read_table
from safeguards.uploads import MOST_BYTES, KeptInMemory
from tests.access.stage import _release
from tests.factories import cases, ledgers
from tests.factories.partners import account_with_posting
from tests.parallel import on_postgresql

pytestmark = pytest.mark.django_db
URL = "/consultations/import/"
EVERY = RecordImport.objects.everything("test")
CALLS = Consultation.objects.everything("test")


def sent(world, content, account=None, **chosen):
    """Uploaded and looked at with the columns that its headings propose."""
    actor = world.act(account or world.supervisor)
    one = upload(actor, read_table(ledgers.upload(content), LEDGER))
    return choose(actor, one.number, columns=one.plan["columns"], **chosen)


def taken(world, content, account=None, **chosen):
    one = sent(world, content, account, **chosen)
    confirm(world.act(account or world.supervisor), one.number)
    assert run_waiting(timezone.now()) == 1
    return EVERY.get(pk=one.pk)


def lines(event):
    return AuditLine.objects.filter(event=event)


def test_a_row_becomes_what_the_sheet_would_have_made_of_it(world):
    one = taken(
        world, ledgers.as_csv(ledgers.row(), ledgers.row(内容="別の話", 氏名="", ふりがな="", 電話番号=""))
    )
    call, nameless = CALLS.filter(imported__record_import=one).order_by("imported__line")
    assert (call.method, call.main_complaint, call.route, call.age_band) == (
        "phone", "spouse_violence", "police", "30s",
    )  # fmt: skip
    assert call.started_at.isoformat() == "2024-05-01T01:30:00+00:00" and call.sort_key == call.started_at
    assert (call.caller_name, call.caller_kana, call.caller_phone) == (
        "架空 花子",
        "カクウ ハナコ",
        "022-000-0001",
    )
    assert (call.narrative, call.support_text) == ("夜に大声で責められる。", "避難先をいっしょに考えた。")
    assert (call.whereabouts_note, call.counselor_name) == ("架空市架空町1-2-3", "古川")
    assert (call.counselor_id, call.made_by_id, call.client, call.version) == (
        None,
        world.supervisor.pk,
        None,
        1,
    )
    assert call.person_key != nameless.person_key and nameless.is_unnamed
    actor = world.act(world.counselor)
    assert set(Consultation.objects.visible_to(actor)) == {call, nameless} and count_without_owner() == 0
    for words in ("架空花子", "かくう", "022-000-0001"):
        assert [
            row.pk for row in search_consultations(actor, words, Consultation.objects.page(actor)).rows
        ] == [call.pk]
    assert PartyKey.objects.filter(consultation=call, is_compared=False).exists()
    made = cases.consultation(
        world.act(world.supervisor), caller_name="架空 花子", caller_kana="カクウ ハナコ"
    )
    grams = [
        set(PersonGram.objects.filter(person_key=one.person_key).values_list("gram", flat=True))
        for one in (made, call)
    ]
    assert grams[0] and grams[0] <= grams[1]


def test_the_trail_tells_the_import_and_each_record_in_an_unbroken_chain_without_a_word(world):
    one = taken(world, ledgers.as_csv(*ledgers.many(5)))
    numbers = set(CALLS.filter(imported__record_import=one).values_list("number", flat=True))
    made = lines("consultation.make").filter(facts__contains=one.number)
    assert set(made.values_list("object_number", flat=True)) == numbers and len(numbers) == 5
    for event in ("import.upload", "import.look", "import.confirm", "import.take_in"):
        assert lines(event).get().object_number == one.number
    assert '"made":5' in lines("import.take_in").get().facts
    assert list(audit.faults()) == []
    told = "".join(AuditLine.objects.values_list("facts", flat=True))
    assert "架空" not in told and "責め" not in told and "022-000" not in told


def test_the_other_supervisors_are_told_by_counts_alone(world):
    other = account_with_posting(world.center, "supervisor")
    taken(world, ledgers.as_csv(*ledgers.many(3)))
    alert = Alert.objects.get(kind="import.done")
    assert (alert.account_id, alert.facts["count"], alert.path) == (other.pk, 3, URL)


@pytest.mark.parametrize("seed", range(4))
def test_the_look_and_the_run_see_the_same(world, seed):
    """Counts and rows: whatever the look shows is what is written, and with one fault nothing is."""
    chance = random.Random(seed)
    rows = [list(row) for row in ledgers.many(12)]
    for row in rows:
        row[8] = chance.choice(["警察", "婦人相談所", "他の婦人相談員", "病院", ""])
        row[7] = chance.choice(["３４歳", "50代", "", "不明"])
        row[0] = chance.choice(["R6.5.1", "S63/4/9", "2024/5/1", "45413", "令和元年5月1日"])
    rows += [rows[0], rows[0]]
    one = sent(world, ledgers.as_csv(*rows, encoding=chance.choice(["cp932", "utf-8-sig"])))
    look = look_through(world.act(world.supervisor), one)
    assert (one.findings["new"], one.findings["fault_count"], len(look.new)) == (14, 0, 14)
    confirm(world.act(world.supervisor), one.number)
    assert run_waiting(timezone.now()) == 1
    stored = {row.imported.line: row for row in CALLS.select_related("imported")}
    assert EVERY.get(pk=one.pk).made == len(stored) == 14
    for row in look.rows:
        call = stored[row.line]
        assert {name: getattr(call, name) for name in row.facts} == row.facts
        assert (call.imported.digest, call.counselor_name) == (row.digest, row.counselor_name)


def test_one_bad_row_keeps_all_out_and_is_named_with_its_place(world, browser):
    one = sent(world, ledgers.as_csv(*ledgers.many(4), ledgers.row(受付年月日="令和6年2月30日", 年代="年令")))
    assert (one.findings["fault_count"], one.findings["fault_lines"]) == (1, 1)
    assert one.findings["unknown"] == {"age_band": {"年令": 1}}
    here = browser(world.supervisor)
    text = here.get(f"{URL}{one.number}/").content.decode()
    assert (
        "令和6年2月30日" in text
        and "令和6年3月1日" in text
        and "受付年月日" in text
        and "を取り込む</button>" not in text
    )
    with pytest.raises(Absent):
        confirm(world.act(world.supervisor), one.number)
    assert here.post(f"{URL}{one.number}/", {"move": "confirm"}).status_code == 404
    assert run_waiting(timezone.now()) == 0 and not CALLS.exists()


def test_the_pages_from_the_file_to_the_records(world, browser):
    here = browser(world.supervisor)
    header = (*ledgers.HEADER[:-1], "謎の列")
    rows = [ledgers.row(経路="謎の経路", 担当者="x"), ledgers.row(経路="謎の経路", 内容="二行め", 担当者="y")]
    file = ledgers.upload(ledgers.as_csv(*rows, header=header), "佐藤花子.csv")
    answer = here.post(URL, {"file": file, "once": new_token()})
    url = answer["Location"]
    page = here.get(url).content.decode()
    assert "佐藤花子" not in page and "2行を読みました" in page and "夜に大声で責められる。" in page
    assert "架空市架空町1-2-3" not in page and "●●●" in page
    one = EVERY.get()
    columns = {f"column_{place}": name for place, name in one.plan["columns"].items()}
    again = here.post(url, {"move": "columns", **columns})
    assert again.status_code == 422 and "M列が何かを選ぶ" in again.content.decode()
    twice = here.post(url, {"move": "columns", **columns, "column_12": "caller_name"})
    assert twice.status_code == 422 and "E列と同じです" in twice.content.decode()
    here.post(url, {"move": "columns", **columns, "column_12": "narrative", "once": new_token()})
    page = here.get(url).content.decode()
    assert "あてはまるもののないことば" in page and "謎の経路" in page and "2行にあります" in page
    assert here.post(url, {"move": "words"}).status_code == 422
    here.post(url, {"move": "words", "word_0": "other", "once": new_token()})
    page = here.get(url).content.decode()
    assert (
        "2行を取り込む" in page and "架空市架空町" not in page and "（残します。ここには出しません）" in page
    )
    token = new_token()
    for _press in range(3):
        assert here.post(url, {"move": "confirm", "once": token})["Location"] == url
    waiting = here.get(url)
    assert (
        "順番を待っています" in waiting.content.decode()
        and "架空" not in waiting.content.decode().split("<main")[1]
    )
    assert take_in_imports(timezone.now()) == "1 imports taken in" and take_in_imports(timezone.now()) == ""
    assert "相談2件を記録しました" in here.get(url).content.decode()
    call = CALLS.get(imported__line=2)
    assert (
        call.narrative == "【内容】\n夜に大声で責められる。\n【謎の列】\nx\n【経路】謎の経路"
        and call.route == "other"
    )
    assert one.number in here.get(f"/consultations/{call.number}/").content.decode()
    next_file = ledgers.as_csv(ledgers.row(経路="謎の経路", 内容="三"), header=header)
    remembered = here.post(URL, {"file": ledgers.upload(next_file)})
    assert "前回と同じ選び方" in here.get(remembered["Location"]).content.decode()
    third = EVERY.exclude(pk=one.pk).get()
    assert third.plan["columns"]["12"] == "narrative" and third.plan["words"] == {
        "route": {"謎の経路": "other"}
    }
    assert lines("import.list").count() == 0 and lines("import.read").count() >= 4


def test_what_cannot_be_read_is_a_sentence_and_a_line(world, browser):
    here = browser(world.supervisor)
    for content, words in [
        (ledgers.as_csv(ledgers.row(), encoding="euc_jp"), "文字を読めません"),
        (b"\x00", "空です"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MBまで"),
        ("受付日,氏名\r\n".encode(), "見出しの下に行がありません"),
    ]:
        answer = here.post(URL, {"file": ledgers.upload(content)})
        assert answer.status_code == 422 and words in answer.content.decode()
    assert here.post(URL, {}).status_code == 422 and not EVERY.exists()
    assert lines("import.refuse").count() == 4
    assert "import.list" in set(AuditLine.objects.values_list("event", flat=True))


def test_no_file_is_laid_on_the_disk(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["safeguards.uploads.KeptInMemory"]
    assert issubclass(KeptInMemory, FileUploadHandler)
    one = KeptInMemory()
    one.new_file("file", "x.csv", "text/csv", None)
    for start in range(0, MOST_BYTES + 4 * 2**20, 2**20):
        one.receive_data_chunk(b"x" * 2**20, start)
    held = one.file_complete(MOST_BYTES + 4 * 2**20)
    assert held.size == MOST_BYTES + 4 * 2**20 and len(held.read()) == MOST_BYTES


def test_rows_and_choices_stand_sealed_and_are_gone_at_every_end(world):
    def stored():
        with connection.cursor() as cursor:
            told = b""
            for table in ("cases_recordimport", "cases_importmapping", "cases_importedrow"):
                cursor.execute(f'SELECT * FROM "{table}"')
                told += b"".join(
                    bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                    for row in cursor.fetchall()
                    for cell in row
                )
        return told

    one = sent(world, ledgers.as_csv(ledgers.row(経路="謎の経路")))
    choose(world.act(world.supervisor), one.number, words={"route": {"謎の経路": "other"}})
    for word in ("架空", "謎の経路", "責め"):
        assert word.encode() not in stored()
    drop(world.act(world.supervisor), one.number)
    gone = EVERY.get(pk=one.pk)
    assert (gone.state, gone.lines, gone.plan, gone.findings) == (states.IMPORT_DROPPED, {}, {}, {})
    done = taken(world, ledgers.as_csv(ledgers.row()))
    assert (done.lines, done.plan, done.findings) == ({}, {}, {})
    late = sent(world, ledgers.as_csv(ledgers.row(内容="三")))
    assert end_over(late.until - timedelta(seconds=1)) == 0
    assert end_old_imports(late.until) == "1 imports ended" and end_old_imports(late.until) == ""
    assert EVERY.get(pk=late.pk).state == states.IMPORT_OVER and EVERY.get(pk=late.pk).lines == {}
    assert {lines(event).count() for event in ("import.drop", "import.end")} == {1}


def test_a_doubled_upload_and_a_row_that_was_taken_in_make_nothing_twice(world):
    content = ledgers.as_csv(*ledgers.many(3))
    actor = world.act(world.supervisor)
    table = read_table(ledgers.upload(content), LEDGER)
    one = upload(actor, table)
    assert upload(actor, table).pk == one.pk and EVERY.count() == 1
    choose(actor, one.number, columns=one.plan["columns"])
    confirm(actor, one.number)
    assert run_waiting(timezone.now()) == 1
    again = sent(world, ledgers.as_csv(*ledgers.many(3), encoding="utf-8"))
    assert again.pk != one.pk and again.findings["known"] == [2, 3, 4] and again.findings["new"] == 0
    with pytest.raises(Absent):
        confirm(world.act(world.supervisor), again.number)
    more = taken(world, ledgers.as_csv(*ledgers.many(4)))
    assert (more.made, more.known, CALLS.count()) == (1, 3, 4)


def test_another_import_of_the_same_rows_meanwhile_stops_this_one(world):
    """Looked at by two supervisors, confirmed by both: the second finds its rows known and takes nothing in."""
    other = account_with_posting(world.center, "supervisor")
    content = ledgers.as_csv(*ledgers.many(3))
    first, second = sent(world, content), sent(world, content, other)
    confirm(world.act(world.supervisor), first.number)
    confirm(world.act(other), second.number)
    assert run_waiting(timezone.now()) == 1 and CALLS.count() == 3
    stopped = EVERY.get(pk=second.pk)
    assert (stopped.state, stopped.why_stopped, stopped.findings["new"]) == (states.IMPORT_OPEN, "rows", 0)
    assert lines("import.stop").get().object_number == second.number


def test_a_fault_in_the_middle_leaves_nothing_and_it_can_be_tried_again(world, monkeypatch, browser):
    one = sent(world, ledgers.as_csv(*ledgers.many(5)))
    confirm(world.act(world.supervisor), one.number)
    with monkeypatch.context() as broken:
        broken.setattr(import_run, "insert_all", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_waiting(timezone.now())
    assert not CALLS.exists() and not ImportedRow.objects.exists() and not PersonGram.objects.exists()
    assert "もう一度試すか" in browser(world.supervisor).get(f"{URL}{one.number}/").content.decode()
    confirm(world.act(world.supervisor), one.number)
    assert run_waiting(timezone.now()) == 1 and CALLS.count() == 5


def test_a_killed_run_is_taken_up_after_its_lease_and_a_living_one_is_left_alone(world):
    one = sent(world, ledgers.as_csv(*ledgers.many(3)))
    confirm(world.act(world.supervisor), one.number)
    EVERY.filter(pk=one.pk).update(state=states.IMPORT_RUNS, runner="dead", beat_at=timezone.now(), done=2)
    assert run_waiting(timezone.now()) == 0
    assert run_waiting(timezone.now() + IMPORT_LEASE + timedelta(seconds=1)) == 1 and CALLS.count() == 3


def test_given_up_while_it_runs_nothing_is_written(world, monkeypatch):
    one = sent(world, ledgers.as_csv(*ledgers.many(3)))
    confirm(world.act(world.supervisor), one.number)
    write = import_run._write

    def dropped(*args):
        drop(world.act(world.supervisor), one.number)
        write(*args)

    monkeypatch.setattr(import_run, "_write", dropped)
    assert run_waiting(timezone.now()) == 0
    assert not CALLS.exists() and EVERY.get(pk=one.pk).state == states.IMPORT_DROPPED
    with pytest.raises(Absent):
        drop(world.act(world.supervisor), one.number)


def test_her_right_ended_meanwhile_takes_nothing_in(world):
    one = sent(world, ledgers.as_csv(*ledgers.many(2)))
    confirm(world.act(world.supervisor), one.number)
    world.supervisor.postings.update(until=timezone.now())
    assert run_waiting(timezone.now()) == 0 and not CALLS.exists()
    assert EVERY.get(pk=one.pk).why_stopped == "right"


def test_a_held_number_links_the_row_to_her_and_a_wrong_one_is_a_fault(world):
    actor = world.act(world.supervisor)
    her, foreign = cases.client(actor), cases.client(world.act(world.city_supervisor))
    cases.disclosure(actor, her, world.police, covers_consultations=True)
    header = (*ledgers.HEADER[:-1], "相談者番号")
    content = ledgers.as_csv(
        ledgers.row(担当者=her.held_number), ledgers.row(内容="二", 担当者=""), header=header
    )
    one = taken(world, content)
    linked, free = CALLS.filter(imported__record_import=one).order_by("imported__line")
    assert (linked.client_id, linked.person_key, free.client_id) == (her.pk, her.person_key, None)
    assert (
        TimelineEntry.objects.everything("test").filter(client=her, target_number=linked.number).count() == 1
    )
    told = Consultation.objects.visible_to(world.act(world.liaison))
    assert list(told) == [linked]
    bad = sent(world, ledgers.as_csv(ledgers.row(担当者=foreign.held_number), header=header))
    assert "あなたの機関にいません" in bad.findings["faults"][0][3]
    undo_import(world.act(world.supervisor), one.number)
    assert not TimelineEntry.objects.everything("test").filter(target_number=linked.number).exists()
    found = search_consultations(actor, "架空花子", Consultation.objects.page(actor)).rows
    assert list(found) == []


def test_a_whole_import_is_taken_back_with_all_that_it_brought(world, browser):
    other = account_with_posting(world.center, "supervisor")
    kept = cases.consultation(world.act(world.counselor), caller_name="別の方", narrative="残る")
    before = [table.objects.count() for table in (AccessReason, ConsultationGrant, PersonGram, PartyKey)]
    one = taken(world, ledgers.as_csv(*ledgers.many(6)))
    here = browser(other)
    assert "取り込みをすべて取り消す" in here.get(f"{URL}{one.number}/").content.decode()
    token = new_token()
    for _press in range(2):
        assert (
            here.post(f"{URL}{one.number}/", {"move": "undo", "once": token})["Location"]
            == f"{URL}{one.number}/"
        )
    assert list(CALLS.all()) == [kept]
    assert [
        table.objects.count() for table in (AccessReason, ConsultationGrant, PersonGram, PartyKey)
    ] == before
    undone = EVERY.get(pk=one.pk)
    assert (undone.state, undone.undone_by_id) == (states.IMPORT_UNDONE, other.pk)
    assert lines("consultation.take_back").count() == 6 and '"count":6' in lines("import.undo").get().facts
    assert Alert.objects.get(kind="import.undone").account_id == world.supervisor.pk
    assert list(audit.faults()) == []
    assert taken(world, ledgers.as_csv(*ledgers.many(6))).made == 6  # what was taken back may come again


@pytest.mark.parametrize("touch", ["changed", "linked", "walled", "released", "told", "late"])
def test_what_somebody_worked_with_is_not_taken_back(world, touch):
    one = taken(world, ledgers.as_csv(*ledgers.many(4)))
    call = CALLS.get(imported__line=4)
    actor, now = world.act(world.counselor), world.act(world.supervisor)
    if touch == "changed":
        change_consultation(actor, call, {"narrative": "直した"}, 1)
    elif touch == "linked":
        cases.link(actor, call, cases.client(actor))
    elif touch == "walled":
        cases.wall(world.colleague, call)
    elif touch == "told":
        cases.disclosure(actor, call, world.police)
    elif touch == "released":
        row = _release(world.center, {"client": cases.client(actor)})
        Release.objects.everything("test").filter(pk=row.pk).update(client=None, consultation=call)
    else:
        now = replace(now, now=one.ended_at + timedelta(days=7))
    with pytest.raises(Absent if touch == "late" else UndoRefused) as refused:
        undo_import(now, one.number)
    if touch != "late":
        assert refused.value.lines == [4]
    assert (
        CALLS.filter(imported__record_import=one).count() == 4
        and EVERY.get(pk=one.pk).state == states.IMPORT_DONE
    )


def test_every_later_table_that_points_to_a_consultation_stands_in_the_way(world):
    names = {model.__name__ for model, _field in later_relations()}
    assert {"Release", "Referral", "ConsultationEmergency"} <= names
    assert not names & {"AccessReason", "ConsultationGrant", "PartyKey", "ImportedRow"}


def test_only_supervisors_of_the_agency_and_the_file_is_its_uploaders_alone(world, browser):
    other = account_with_posting(world.center, "supervisor")
    one = sent(world, ledgers.as_csv(*ledgers.many(2)))
    url = f"{URL}{one.number}/"
    for account in (world.counselor, world.planner, world.liaison, world.auditor, world.center_admin):
        assert browser(account).get(URL).status_code == 404 and browser(account).get(url).status_code == 404
        assert browser(account).post(URL, {"file": ledgers.upload(b"x")}).status_code == 404
    for account in (other, world.city_supervisor):
        assert browser(account).get(url).status_code == 404
        assert browser(account).post(url, {"move": "confirm"}).status_code == 404
        assert one.number not in browser(account).get(URL).content.decode()
    confirm(world.act(world.supervisor), one.number)
    run_waiting(timezone.now())
    assert (
        browser(other).get(url).status_code == 200
        and browser(other).post(url, {"move": "drop"}).status_code == 404
    )
    assert browser(world.city_supervisor).get(url).status_code == 404
    with pytest.raises(Absent):
        import_or_absent(world.act(world.counselor), one.number)
    with pytest.raises(Absent):
        undo_import(world.act(world.city_supervisor), one.number)


def test_the_errors_are_paged_and_the_columns_can_be_chosen_again(world, browser):
    rows = [ledgers.row(受付年月日="なし", 内容=f"{number}") for number in range(120)]
    one = sent(world, ledgers.as_csv(*rows))
    here, url = browser(world.supervisor), f"{URL}{one.number}/"
    first, third = here.get(url).content.decode(), here.get(f"{url}?faults=3").content.decode()
    assert "120行に誤りがあります" in first and first.count('<th scope="row">') == 50
    assert third.count('<th scope="row">') == 20 and '<th scope="row">121</th>' in third
    for strange in ("0", "999", "-1", "x", "%00", "9" * 30):
        assert here.get(f"{url}?faults={strange}").status_code in (200, 404)
    assert "列の意味" in here.get(f"{url}?step=columns").content.decode()


def test_the_worker_takes_it_in_at_once_and_after_everything_else():
    assert (take_in_imports,) == AT_ONCE and DUE[-1] is take_in_imports


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_five_thousand_rows_within_a_minute(world):
    _timed(world, 5_000, 60)


@pytest.mark.django_db(transaction=True)
def test_a_few_hundred_rows_keep_the_same_pace(world):
    _timed(world, 300, 10)


def _timed(world, count, seconds):
    """From the upload to the last record; the file is read, looked through, run and written meanwhile."""
    began = time.monotonic()
    one = taken(world, ledgers.as_csv(*ledgers.many(count)))
    took = time.monotonic() - began
    assert one.made == count and CALLS.count() == count and count_without_owner() == 0
    assert list(audit.faults()) == []
    assert took <= seconds, f"{count} rows took {took:.1f} s"


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_take_it_in_once(world):
    one = sent(world, ledgers.as_csv(*ledgers.many(20)))
    confirm(world.act(world.supervisor), one.number)
    results, gate = [], threading.Barrier(2)

    def work():
        try:
            gate.wait()
            results.append(run_waiting(timezone.now()))
        finally:
            connection.close()

    hands = [threading.Thread(target=work) for _hand in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(results) == [0, 1] and CALLS.count() == 20
    assert ImportMapping.objects.everything("test").count() == 1
