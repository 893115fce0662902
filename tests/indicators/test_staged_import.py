"""Taking in Excel and CSV: preview, errors by row and column, everything or nothing."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from indicators.models import (
    CounselorPlacement,
    DvCenter,
    Indicator,
    Lecture,
    MunicipalPlan,
    School,
    StagedImport,
)
from safeguards.models import AuditLine
from tests.factories import indicators as make

pytestmark = pytest.mark.django_db
URL = "/indicators/municipal-plans/import/"


def plans(*rows):
    return make.workbook([make.PLAN_HEADER, *rows])


def row(
    municipality,
    title="計画",
    dv="○",
    women="",
    first="令和8年4月1日",
    last="",
    source="",
    note="",
    adopted="",
):
    return (municipality, title, dv, women, adopted, first, last, source, note)


def send(signed_in, content, name="計画.xlsx", url=URL):
    return signed_in.post(url, {"file": make.upload(content, name)})


def confirm(signed_in, looked, url=URL, **more):
    number = looked["Location"].partition("staged=")[2]
    return signed_in.post(url, {"confirm": number, **more})


def test_a_sound_file_is_looked_at_then_taken_in(world, browser):
    one, two = make.municipalities(2)
    signed_in = browser(world.planner)
    content = plans(
        row(one.name, "一の計画", "○", "○", date(2026, 4, 1), "R13.3.31"),
        row(two.code, "二の計画", first="2026/4/1"),
    )
    looked = send(signed_in, content)
    assert looked.status_code == 302 and not MunicipalPlan.objects.exists()
    page = signed_in.get(looked["Location"]).content.decode()
    assert "一の計画" in page and "2" in page and not MunicipalPlan.objects.exists()
    assert confirm(signed_in, looked).status_code == 302
    assert list(
        MunicipalPlan.objects.values_list("municipality__code", "starts_on", "ends_on", "covers_women")
    ) == [
        (one.code, date(2026, 4, 1), date(2031, 4, 1), True),
        (two.code, date(2026, 4, 1), None, False),
    ]
    assert not StagedImport.objects.exists()
    assert AuditLine.objects.filter(event="indicator.import").count() == 1


def test_the_same_file_again_changes_nothing_and_a_changed_row_changes_one(world, browser):
    one, two = make.municipalities(2)
    signed_in = browser(world.planner)
    content = plans(row(one.name), row(two.name))
    confirm(signed_in, send(signed_in, content))
    looked = send(signed_in, content)
    assert signed_in.get(looked["Location"]).context["same"] == 2
    confirm(signed_in, looked)
    assert list(MunicipalPlan.objects.values_list("version", flat=True)) == [1, 1]
    looked = send(signed_in, plans(row(one.name), row(two.name, women="○", note="変わった")))
    context = signed_in.get(looked["Location"]).context
    assert (context["new"], context["changed"], context["same"]) == (0, 1, 1)
    confirm(signed_in, looked)
    changed = MunicipalPlan.objects.get(municipality=two)
    assert (changed.version, changed.covers_women, changed.note, changed.number != "") == (
        2,
        True,
        "変わった",
        True,
    )
    assert MunicipalPlan.objects.count() == 2


def test_one_bad_row_stops_all_and_is_named(world, browser):
    one, two = make.municipalities(2)
    content = plans(
        row(one.name),
        row(two.name, first="令和8年2月30日"),
        row("どこにもない町"),
        row(one.name, dv="", title="空"),
    )
    answer = send(browser(world.planner), content)
    assert answer.status_code == 422
    faults = {(fault.row, fault.column): fault.text for fault in answer.context["faults"]}
    assert set(faults) == {(3, "F"), (4, "A"), (5, "C")}
    assert "令和8年3月1日" in faults[3, "F"] and "どこにもない町" in faults[4, "A"] and "○" in faults[5, "C"]
    assert not MunicipalPlan.objects.exists() and not StagedImport.objects.exists()
    page = answer.content.decode()
    assert "3行目" in page and "何も書きこんでいません" in page


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"first": ""}, "F", "日付がありません"),
        ({"first": "46113"}, "F", "数で、日付ではありません"),
        ({"first": "8.4.1"}, "F", "何年か"),
        ({"first": "R80.4.1"}, "F", "年が合わない"),
        ({"last": "R80.3.31"}, "G", "年が合わない"),
        ({"last": "R8.3.31"}, "G", "はじめの日より前"),
        ({"dv": "たぶん"}, "C", "○を書くか"),
        ({"title": ""}, "B", "空になっています"),
        ({"title": "長" * 201}, "B", "200字まで"),
        ({"adopted": "1026-04-01"}, "E", "年が合わない"),
        ({"note": "長" * 501}, "I", "500字まで"),
    ],
)
def test_each_fault_of_a_cell_is_told_with_its_place(world, browser, cells, column, words):
    (one,) = make.municipalities(1)
    answer = send(browser(world.planner), plans(row(one.name, **cells)))
    (fault,) = answer.context["faults"]
    assert (fault.row, fault.column) == (2, column)
    assert words in fault.text


def test_two_rows_of_one_record_are_refused(world, browser):
    (one,) = make.municipalities(1)
    answer = send(browser(world.planner), plans(row(one.name, "計画"), row(one.code5, "計 画")))
    (fault,) = answer.context["faults"]
    assert fault.row == 3 and "2行目にもあります" in fault.text


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("市町村", "計画の名前", "なぞの列"), "1行目・C列の見出し「なぞの列」"),
        (("市町村", "市町村"), "1行目・B列の見出し「市町村」が2つ"),
        (("市町村", "計画の名前"), "見出し「DV防止計画、女性支援計画、はじめの日」がありません"),
    ],
)
def test_wrong_headings_are_told_with_their_place(world, browser, header, words):
    answer = send(browser(world.planner), make.workbook([header, ("x",) * len(header)]))
    assert answer.status_code == 422 and words in answer.content.decode()


def test_headings_in_english_with_odd_widths_are_known(world, browser):
    (one,) = make.municipalities(1)
    header = (
        "ＭＵＮＩＣＩＰＡＬＩＴＹ",
        " name of the plan",
        "Plan against DV",
        "Women's-support plan",
        "First day",
    )
    answer = send(browser(world.planner), make.workbook([header, (one.name_en, "x", "1", "", "R8.4.1")]))
    assert answer.status_code == 302


def test_cells_beside_the_headings_and_a_table_without_rows(world, browser):
    (one,) = make.municipalities(1)
    answer = send(browser(world.planner), plans((*row(one.name), "はみ出し")))
    assert "2行目・J列の上に見出しがありません" in answer.content.decode()
    assert "見出しの下に行がありません" in send(browser(world.planner), plans()).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "計画.xlsx", "空です"),
        (b"%PDF-1.7", "計画.pdf", ".xlsx"),
        (b"not a zip", "計画.xlsx", "壊れて"),
        (b"PK\x03\x04", "計画.csv", "中身はCSVではありません"),
        (b"x" * (2 * 1024 * 1024 + 1), "計画.csv", "2 MBまで"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "計画.xlsx",
            "パスワード",
        ),
        (make.workbook([("市町村",)]), "計画.xlsm", "マクロ"),
    ],
)
def test_files_that_cannot_be_read_write_nothing(world, browser, content, name, words):
    answer = send(browser(world.planner), content, name)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not StagedImport.objects.exists()


def test_a_file_that_was_read_in_vain_leaves_a_line(world, browser):
    send(browser(world.planner), make.workbook([("市町村",)]), "計画.xlsm")
    send(browser(world.planner), b"", "計画.xlsx")  # empty: nothing was read
    assert AuditLine.objects.filter(event="indicator.import.refuse").count() == 1


def test_no_file_is_told(world, browser):
    answer = browser(world.planner).post(URL, {})
    assert answer.status_code == 422 and "ファイルが選ばれていません" in answer.content.decode()


def test_csv_of_japanese_excel(world, browser):
    (one,) = make.municipalities(1)
    text = (
        ",".join(make.PLAN_HEADER) + "\r\n" + ",".join(row(one.name, "髙橋計画".replace("髙", "高"))) + "\r\n"
    )
    signed_in = browser(world.planner)
    confirm(signed_in, send(signed_in, text.encode("cp932"), "計画.csv"))
    assert MunicipalPlan.objects.get().title == "高橋計画"


def test_a_municipal_planner_takes_in_her_own_rows_only(world, browser):
    one, two = make.municipalities(2)
    signed_in = browser(world.city_planner)
    answer = send(signed_in, plans(row(one.name), row(two.name)))
    (fault,) = answer.context["faults"]
    assert (fault.row, fault.column) == (3, "A") and "ほかの市町村" in fault.text
    confirm(signed_in, send(signed_in, plans(row(one.name))))
    assert MunicipalPlan.objects.get().municipality == one


def test_a_municipal_planner_cannot_change_anothers_record_by_a_file(world, browser):
    _one, two = make.municipalities(2)
    make.plan(two, title="計画", starts_on=date(2026, 4, 1))
    answer = send(browser(world.city_planner), plans(row(two.name, note="乗っとり")))
    assert answer.status_code == 422
    assert MunicipalPlan.objects.get().note == ""


def test_a_staged_file_is_its_owners_alone_and_dies_after_a_day(world, browser):
    (one,) = make.municipalities(1)
    looked = send(browser(world.city_planner), plans(row(one.name)))
    url = looked["Location"]
    assert browser(world.planner).get(url).status_code == 404
    assert confirm(browser(world.planner), looked).status_code == 404
    assert (
        browser(world.city_planner).get(url.replace("municipal-plans", "dating-dv-lectures")).status_code
        == 404
    )
    assert browser(world.city_planner).get(url + "x").status_code == 404
    StagedImport.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert browser(world.city_planner).get(url).status_code == 404
    assert confirm(browser(world.city_planner), looked).status_code == 404
    assert not MunicipalPlan.objects.exists()


def test_rows_wait_sealed(world, browser):
    from django.db import connection

    (one,) = make.municipalities(1)
    send(browser(world.planner), plans(row(one.name, "まだ秘密の計画")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM indicators_stagedimport")
        assert "まだ秘密".encode() not in bytes(cursor.fetchone()[0])


def test_a_double_press_takes_in_once(world, browser):
    (one,) = make.municipalities(1)
    signed_in = browser(world.planner)
    looked = send(signed_in, plans(row(one.name)))
    first = confirm(signed_in, looked, once="same")
    second = confirm(signed_in, looked, once="same")
    assert first["Location"] == second["Location"]
    assert MunicipalPlan.objects.count() == 1
    assert confirm(signed_in, looked, once="another").status_code == 404


def test_what_is_no_longer_sound_at_the_confirmation_writes_nothing(world, browser):
    one, two = make.municipalities(2)
    url = "/indicators/dating-dv-lectures/import/"
    header = ("市町村", "学校", "学校コード", "学校の種類", "ひらいた日")
    signed_in = browser(world.planner)
    looked = send(
        signed_in,
        make.workbook(
            [header, (one.name, "一中", "", "中学校", "R8.5.1"), (one.name, "二中", "C1", "中学校", "R8.5.2")]
        ),
        url=url,
    )
    assert looked.status_code == 302 and not School.objects.exists()
    School.objects.create(municipality=two, name="よその中学校", code="C1", school_type="junior_high")
    answer = confirm(signed_in, looked, url)
    assert answer.status_code == 422 and "ほかの市町村の学校" in answer.content.decode()
    assert not Lecture.objects.exists() and School.objects.count() == 1


def test_lectures_counselors_and_centers_are_taken_in(world, browser):
    one, two = make.municipalities(2)
    signed_in = browser(world.planner)
    url = "/indicators/dating-dv-lectures/import/"
    header = ("市町村", "学校", "学校の種類", "ひらいた日", "受けた人数")
    rows = [(one.name, "髙崎中", "中学校", "R8.5.1", "４０人"), (one.name, "高﨑中", "中学校", "R8.6.1", 30)]
    confirm(signed_in, send(signed_in, make.workbook([header, *rows]), url=url), url)
    assert (
        School.objects.count(),
        list(Lecture.objects.order_by("held_on").values_list("pupils", flat=True)),
    ) == (1, [40, 30])
    url = "/indicators/municipal-counselors/import/"
    header = ("市町村または県の機関", "相談支援員の人数", "はじめの日")
    rows = [(one.name, 2, "R8.4.1"), (world.office.name, 1, "R8.4.1")]
    confirm(signed_in, send(signed_in, make.workbook([header, *rows]), url=url), url)
    assert CounselorPlacement.objects.filter(municipality=one).count() == 1
    assert CounselorPlacement.objects.filter(agency=world.office).count() == 1
    url = "/indicators/municipal-dv-centers/import/"
    header = ("市町村または県の機関", "センターの名前", "はじめの日")
    confirm(
        signed_in, send(signed_in, make.workbook([header, (two.name, "センター", "R8.4.1")]), url=url), url
    )
    assert DvCenter.objects.filter(municipality=two).count() == 1


@pytest.mark.parametrize(
    "slug", ["municipal-plans", "municipal-counselors", "municipal-dv-centers", "dating-dv-lectures"]
)
def test_the_form_sheet_is_read_by_the_import(world, browser, slug):
    signed_in = browser(world.planner)
    sheet = signed_in.get(f"/indicators/{slug}/import/template/").content
    answer = send(signed_in, sheet, url=f"/indicators/{slug}/import/")
    assert "見出しの下に行がありません" in answer.content.decode()
    assert len(openpyxl.load_workbook(io.BytesIO(sheet)).worksheets) == 2


def test_a_big_file_takes_a_bounded_number_of_queries(world, browser, django_assert_max_num_queries):
    ones = make.municipalities(30)
    rows = [row(one.name, f"計画{number}") for number in range(30) for one in ones]
    signed_in = browser(world.planner)
    with django_assert_max_num_queries(60 + 4 * len(rows)):  # a savepoint for each row, inserts in bulk
        looked = send(signed_in, plans(*rows))
    assert looked.status_code == 302
    confirm(signed_in, looked)
    assert MunicipalPlan.objects.count() == len(rows) == 900
    assert Indicator.objects.filter(slug="municipal-plans").count() == 1
