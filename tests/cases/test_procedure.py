"""手続の一元化: proposed from her situation, n of m, one day's round, one sheet for every office."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.procedure import change_procedure, take_up, write_sheet
from cases.models import CaseProcedure, CodeBook, Procedure, SharedSheet
from cases.queries.procedure import (
    figure,
    office_sheets,
    procedure_lines,
    procedure_panel,
    proposals,
    rounds,
    sheet_of,
)
from safeguards.access import Absent
from safeguards.calendar import fiscal_year
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
CODES = ("support_measure", "my_number", "legal_advice", "police_help")


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def woman(actor):
    return cases.client(actor, family_name="手続春子")


@pytest.fixture
def case(actor, woman):
    return open_case(actor, woman, TODAY())


def facts(**more):
    return {
        "state": "to_do", "planned_on": None, "planned_at": None, "companion": None, "note": "", "done_on": None,
    } | more  # fmt: skip


def why(actor, case):
    return {one.code: one.why for one in proposals(actor, case, sheet_of(actor, case)) if one.why}


def rows(case):
    return CaseProcedure.objects.everything("test").filter(case=case)


def test_what_her_situation_proposes_stands_first_with_its_reason(world, actor, woman, case, browser):
    first = why(actor, case)
    assert "support_measure" in first and not {"change_school", "nursery", "child_allowance"} & set(first)
    year = fiscal_year(TODAY())
    cases.child(actor, woman, birth={"year": year - 9, "month": 6, "day": 1})
    assert {"change_school", "child_allowance"} <= set(why(actor, case)) and "nursery" not in why(actor, case)
    cases.child(actor, woman, birth={"year": year - 3, "month": 6, "day": 1})
    assert "nursery" in why(actor, case) and "livelihood" not in why(actor, case)
    write_sheet(actor, case, {"situation": ["no_income", "pregnant"]}, 0)
    cases.consultation(actor, of=woman, needs_interpreter=True, is_disabled=True)
    assert {"livelihood", "maternal_health", "residence_status", "disability_services"} <= set(
        why(actor, case)
    )
    found = proposals(actor, case, sheet_of(actor, case))
    assert [bool(one.why) for one in found] == sorted((bool(one.why) for one in found), reverse=True)
    page = words_of(browser(world.counselor).get(f"/cases/{case.number}/procedures/"))
    assert "小・中学生のお子さんがいます。" in page
    assert page.index("転校・区域外就学") < page.index("ほかの手続") < page.index("公営住宅の申込み")


def test_procedures_are_taken_up_once_and_the_form_twice_changes_nothing(world, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/procedures/"
    form = {"codes": list(CODES), "once": new_token()}
    assert here.post(url, form).status_code == here.post(url, form).status_code == 302
    assert rows(case).count() == len(CODES)
    assert here.post(url, {"codes": [], "once": new_token()}).status_code == 422
    assert here.post(url, {"codes": ["no_such_thing"], "once": new_token()}).status_code == 422
    assert AuditLine.objects.filter(event="procedure.take_up").count() == 1
    assert AuditLine.objects.filter(event="procedure.list").exists()


def test_a_procedure_that_ran_out_is_neither_proposed_nor_taken_up(actor, case):
    Procedure.objects.filter(code="police_help").update(valid_to=TODAY() - timedelta(days=1))
    assert "police_help" not in why(actor, case)
    with pytest.raises(Absent):
        take_up(actor, case, ["police_help"])


def test_n_of_m_counts_what_is_needed(world, actor, case, browser):
    take_up(actor, case, CODES)
    change_procedure(actor, case, "my_number", facts(state="done", done_on=TODAY()), 1)
    change_procedure(actor, case, "police_help", facts(state="not_needed"), 1)
    assert figure(procedure_lines(actor, case)) == (1, 3) and figure(()) == (0, 0)
    here = browser(world.counselor)
    for page in (here.get(f"/cases/{case.number}/"), here.get(f"/cases/{case.number}/procedures/")):
        assert "3のうち1がすみました" in words_of(page)
    panel = words_of(here.get(f"/cases/{case.number}/"))
    for text in ("1日の回り方", "共通シート", "すみ", "要らない", "これから", "法テラス"):
        assert text in panel


def test_one_procedure_is_changed_and_the_slower_of_two_keeps_her_note(world, actor, case, browser):
    take_up(actor, case, CODES)
    here, url = browser(world.counselor), f"/cases/{case.number}/procedures/change/?of=my_number"
    assert here.get(url).status_code == 200
    form = {
        "state": "under_way", "planned_on": "2099-04-01", "planned_at": "1030", "companion": world.colleague.number,
        "done_on": "", "note": "代理人を外す", "version": 1, "once": new_token(),
    }  # fmt: skip
    assert here.post(url, form).status_code == here.post(url, form).status_code == 302
    row = rows(case).get(procedure__code="my_number")
    assert (row.version, row.companion, row.planned_at) == (2, world.colleague, time(10, 30))
    late = here.post(url, {**form, "note": "遅い人のことば", "once": new_token()})
    assert late.status_code == 409 and "遅い人のことば" in words_of(late)
    with pytest.raises(Stale):
        change_procedure(actor, case, "my_number", facts(), 1)
    assert here.get(f"/cases/{case.number}/procedures/change/?of=nothing").status_code == 404
    for event in ("procedure.change", "procedure.open_to_change"):
        assert AuditLine.objects.filter(event=event).exists()


def test_a_companion_who_may_not_see_the_case_is_refused(world, actor, case):
    take_up(actor, case, CODES)
    cases.wall(world.colleague, case)
    for account in (world.colleague, world.city_counselor):
        with pytest.raises(Absent):
            change_procedure(actor, case, "my_number", facts(companion=account), 1)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"planned_on": "令和8年2月30日"}, "2月30日"),
        ({"planned_on": "", "planned_at": "10:00"}, "日も書いてください"),
        ({"planned_at": "25:00"}, "25:00"),
        ({"state": "done", "done_on": "2099-01-01"}, "まだ"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_was_typed(world, actor, case, browser, more, sentence):
    take_up(actor, case, CODES)
    form = {
        "state": "to_do",
        "planned_on": "2099-04-01",
        "note": "消えないメモ",
        "version": 1,
        "once": new_token(),
    }
    answer = browser(world.counselor).post(
        f"/cases/{case.number}/procedures/change/?of=my_number", {**form, **more}
    )
    assert answer.status_code == 422 and sentence in words_of(answer) and "消えないメモ" in words_of(answer)
    assert rows(case).get(procedure__code="my_number").version == 1


def test_done_has_its_day_and_going_back_takes_it_away(world, actor, case, browser):
    take_up(actor, case, CODES)
    here, url = browser(world.counselor), f"/cases/{case.number}/procedures/change/?of=my_number"
    here.post(url, {"state": "done", "version": 1, "once": new_token()})
    assert rows(case).get(procedure__code="my_number").done_on == TODAY()
    here.post(url, {"state": "to_do", "done_on": TODAY().isoformat(), "version": 2, "once": new_token()})
    assert rows(case).get(procedure__code="my_number").done_on is None


def test_the_round_of_a_day_runs_by_the_clock_for_each_companion(world, actor, case, browser):
    take_up(actor, case, [*CODES, "pension_secret"])
    day = date(2099, 4, 1)
    with_her = {"planned_on": day, "companion": world.colleague}
    change_procedure(actor, case, "support_measure", facts(**with_her), 1)
    change_procedure(actor, case, "my_number", facts(**with_her, planned_at=time(13, 0)), 1)
    change_procedure(actor, case, "legal_advice", facts(**with_her, planned_at=time(9, 30)), 1)
    change_procedure(actor, case, "police_help", facts(planned_on=day), 1)
    change_procedure(actor, case, "pension_secret", facts(planned_on=day + timedelta(days=1)), 1)
    found = {one.companion: [line.code for line in one.lines] for one in rounds(actor, case, day)}
    assert found == {
        world.colleague.name: ["legal_advice", "my_number", "support_measure"],
        "": ["police_help"],
    }
    here, url = browser(world.counselor), f"/cases/{case.number}/procedures/"
    page = words_of(here.get(f"{url}?day=2099-04-01"))
    for text in (world.colleague.name, "ご本人だけで行く", "09:30", "本人確認書類"):
        assert text in page
    assert "予定はありません" in words_of(here.get(f"{url}?day=令和9年1月5日"))
    wrong = here.get(f"{url}?day=令和8年2月30日")
    assert wrong.status_code == 422 and "令和8年2月30日" in wrong.content.decode()


def test_she_fills_one_sheet_and_each_office_gets_only_what_it_needs(world, actor, case, browser):
    take_up(actor, case, ("legal_advice", "support_measure"))
    here, url = browser(world.counselor), f"/cases/{case.number}/procedures/sheet/"
    assert here.get(url).context["form"]["name"].value().startswith("手続春子")
    form = {
        "name": "手続春子", "birth": "昭和63年4月1日", "never": "家に電話しない", "income": "パート",
        "pension": "第3号", "situation": ["no_income"], "version": 0, "once": new_token(),
    }  # fmt: skip
    assert here.post(url, form).status_code == here.post(url, form).status_code == 302
    sheet = SharedSheet.objects.everything("test").get()
    assert sheet.version == 1 and sheet.answers["situation"] == ["no_income"]
    by_office = {one.office: one for one in office_sheets(actor, case, sheet)}
    legal = dict(by_office["法テラス"].facts)
    assert set(legal.values()) == {"手続春子", "家に電話しない", "パート"}
    assert "昭和63年4月1日" in dict(by_office["市民課"].facts).values()
    assert "第3号" not in {words for one in by_office.values() for _label, words in one.facts}
    assert "住民票のある市町村" in by_office["市民課"].missing
    late = here.post(url, {**form, "wishes": "遅い人のことば", "once": new_token()})
    assert late.status_code == 409 and "遅い人のことば" in words_of(late)
    for event in ("procedure.write_sheet", "procedure.read_sheet"):
        line = AuditLine.objects.filter(event=event).first()
        assert line is not None and "家に電話しない" not in line.facts


def test_a_told_agency_reads_the_list_and_nothing_of_sheet_round_and_staff(world, actor, case, browser):
    take_up(actor, case, CODES)
    plan = facts(planned_on=date(2099, 4, 1), companion=world.colleague)
    change_procedure(actor, case, "my_number", plan, 1)
    write_sheet(actor, case, {"never": "家に電話しない"}, 0)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, ("narrative",))
    here, url = browser(world.city_counselor), f"/cases/{case.number}/procedures/"
    page = words_of(here.get(f"{url}?day=2099-04-01"))
    assert "マイナンバーカード" in page and world.colleague.name not in page and "家に電話しない" not in page
    assert "手続を加える" not in page and "手続春子" not in page
    assert here.post(url, {"codes": ["certificate"]}).status_code == 404
    for path in ("sheet/", "change/?of=my_number"):
        assert here.get(f"{url}{path}").status_code == 404


def test_without_what_was_said_and_behind_a_wall_nothing_is_seen(world, actor, case, browser):
    take_up(actor, case, CODES)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, ("risk",))
    cases.wall(world.colleague, case)
    for account in (world.city_counselor, world.colleague):
        for path in ("", "sheet/", "change/?of=my_number"):
            assert browser(account).get(f"/cases/{case.number}/procedures/{path}").status_code == 404
    assert "マイナンバーカード" not in words_of(browser(world.city_counselor).get(f"/cases/{case.number}/"))
    with pytest.raises(Absent):
        take_up(world.act(world.colleague), case, ["certificate"])


def test_the_panel_on_the_case_costs_one_query(actor, case, django_assert_num_queries):
    take_up(actor, case, CODES)
    with django_assert_num_queries(1):
        panel = procedure_panel(actor, case, frozenset({"narrative"}), CodeBook())
    assert panel.all == len(CODES)
    assert procedure_panel(actor, case, frozenset({"risk"}), CodeBook()) is None
