"""通報 and 説明: who reported is written down, and until she heard what help there is somebody is reminded."""

from datetime import date, datetime, timedelta

import pytest

from cases.actions import Stale
from cases.actions.dv_report import move_dv_report, write_dv_report
from cases.models import DvReport
from cases.queries.waiting_duties import waiting_duties
from cases.rules import explanation_due
from safeguards.access import Absent
from safeguards.calendar import JAPAN
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
DOCTOR, HOW = "通報医師の名", "診察室で話した"
OWED, UNWRITTEN = "通報を受けた後の説明（DV防止法7条）", "記録がまだの通報"


@pytest.fixture
def one(world):
    return cases.consultation(world.act(world.counselor), caller="reporter", narrative="顔にあざがある")


def facts(world, **more):
    now = world.act(world.counselor).now
    return {
        "reporter_kind": "medical",
        "reporter_name": DOCTOR,
        "her_will": "agreed",
        "reported_at": now,
        **more,
    }


def at(*day):
    return datetime(*day, 10, 0, tzinfo=JAPAN)


def write(world, one, version=0, who=None, **more):
    return write_dv_report(world.act(who or world.counselor), one, facts(world, **more), version)


def explained(world, **more):
    now = world.act(world.counselor).now
    return {"explained_at": now, "explainer": "説明 花子", "explanation_way": "meeting",
            "explanation_points": ["functions", "advice"], "words": HOW, **more}  # fmt: skip


def postponed(**more):
    return {"why_not": "unreachable", "again_on": None, "words": "電話は夫が出る", **more}


def waits(world, who, label=OWED):
    found = [one for one in waiting_duties(world.act(who)) if one.label == label]
    return {row.url.split("/")[2]: row.tone for one in found for row in one.rows}


def test_three_working_days_are_the_aim():
    assert explanation_due(date(2026, 4, 1)) == date(2026, 4, 6), "a weekend lies between"
    assert explanation_due(date(2026, 4, 28)) == date(2026, 5, 7), "and the holidays of May do not count"


def test_a_reporters_call_asks_for_the_report_then_for_the_explanation_then_for_nothing(world, browser, one):
    here, url = browser(world.counselor), f"/consultations/{one.number}/"
    assert (
        waits(world, world.counselor, UNWRITTEN) == {one.number: "near"}
        and waits(world, world.counselor) == {}
    )
    assert (
        "通報による相談です" in words_of(here.get(url))
        and f"{url}dv-report/" in here.get(url).content.decode()
    )
    form = {"move": "write", "reporter_kind": "medical", "reporter_name": DOCTOR, "on": "R8.4.1", "clock": "9:30",
            "her_will": "against", "version": "0", "once": new_token()}  # fmt: skip
    answer = here.post(f"{url}dv-report/", form)
    assert answer.status_code == 302 and here.post(f"{url}dv-report/", form).url == answer.url
    report = DvReport.objects.visible_to(world.act(world.counselor)).get()
    assert report.due_on == date(2026, 4, 6) and report.state == "to_explain"
    assert waits(world, world.counselor, UNWRITTEN) == {} and waits(world, world.counselor) == {
        one.number: "late"
    }
    page = words_of(here.get(f"{url}dv-report/"))
    assert "令和8年4月6日" in page and DOCTOR in page and "望んでいない" in page and "6条2項" not in page
    assert "令和8年4月6日" in words_of(here.get(url)), "the day stands on the record, too"
    form = {"move": "explain", "on": "R8.4.2", "clock": "10:00", "explainer": "説明 花子", "explanation_way": "meeting",
            "explanation_points": ["functions", "protection"], "words": HOW, "version": "1",
            "once": new_token()}  # fmt: skip
    assert here.post(f"{url}dv-report/", form).status_code == 302
    shown = words_of(here.get(url))
    for text in (
        DOCTOR,
        "医師などの医療関係者",
        "説明 花子",
        "令和8年4月2日 10:00",
        "保護を受けることのすすめ",
        HOW,
        "会って",
    ):
        assert text in shown, text
    assert waits(world, world.counselor) == {}
    assert (
        here.post(f"{url}dv-report/", {"move": "postpone", "why_not": "danger", "version": "2"}).status_code
        == 404
    )
    for code in ("dv_report.make", "dv_report.explain"):
        assert one.number in AuditLine.objects.get(event=code).facts
    assert AuditLine.objects.filter(event="dv_report.read", object_number=one.number).exists()
    for text in AuditLine.objects.values_list("facts", flat=True):
        assert not [word for word in (DOCTOR, "花子", HOW) if word in text]


def test_it_waits_until_it_is_explained_or_a_reason_is_given_and_comes_back_on_its_day(world, one):
    actor = world.act(world.counselor)
    world.supervisor.save()
    write(world, one)
    assert waits(world, world.counselor) == {one.number: "near"} == waits(world, world.supervisor)
    assert waits(world, world.colleague) == {}
    move_dv_report(actor, one, "postpone", postponed(), 1)
    assert waits(world, world.counselor) == {}
    move_dv_report(actor, one, "postpone", postponed(again_on=(actor.now + timedelta(days=2)).date()), 2)
    assert waits(world, world.counselor) == {}
    move_dv_report(actor, one, "postpone", postponed(again_on=(actor.now - timedelta(days=2)).date()), 3)
    assert waits(world, world.counselor) == {one.number: "late"}
    assert AuditLine.objects.filter(event="dv_report.postpone").count() == 3
    report = move_dv_report(actor, one, "explain", explained(world), 4)
    assert (report.state, report.noter_id, report.version) == ("explained", world.counselor.pk, 5)
    assert waits(world, world.counselor) == {} == waits(world, world.supervisor)


def test_moves_that_are_not_in_the_table_or_not_whole_leave_nothing(world, one):
    actor = world.act(world.counselor)
    for name, told in (("explain", explained(world)), ("postpone", postponed())):
        with pytest.raises(Absent):
            move_dv_report(actor, one, name, told, 0)
    write(world, one)
    for name, told in (
        ("explain", explained(world, explainer="")),
        ("postpone", postponed(why_not="")),
        ("x", {}),
    ):
        with pytest.raises(Absent):
            move_dv_report(actor, one, name, told, 1)
    move_dv_report(actor, one, "explain", explained(world), 1)
    for name, told in (("explain", explained(world)), ("postpone", postponed())):
        with pytest.raises(Stale):
            move_dv_report(actor, one, name, told, 2)
    assert DvReport.objects.visible_to(actor).get().state == "explained"


def test_the_slower_hand_loses_nothing_and_overwrites_nothing(world, browser, one):
    write(world, one)
    with pytest.raises(Stale):
        write(world, one, 0, reporter_name="おそい人")
    report = write(world, one, 1, her_will="not_known", reported_at=at(2026, 4, 1))
    assert (report.version, report.due_on) == (2, date(2026, 4, 6)), "the aim follows a corrected day"
    assert '"fields":["reported_at","her_will"]' in AuditLine.objects.get(event="dv_report.change").facts
    late = {
        "move": "write",
        "reporter_kind": "general",
        "reporter_name": "おそい人",
        "on": "R8.4.1",
        "version": "1",
    }
    answer = browser(world.counselor).post(f"/consultations/{one.number}/dv-report/", late)
    assert answer.status_code == 409 and "おそい人" in answer.content.decode() and DOCTOR in words_of(answer)
    assert "おそい人" != DvReport.objects.visible_to(world.act(world.counselor)).get().reporter_name == DOCTOR


def test_what_is_missing_or_has_not_come_is_sent_back_with_every_word(world, browser, one):
    here, url = browser(world.counselor), f"/consultations/{one.number}/dv-report/"
    base = {
        "move": "write",
        "reporter_kind": "medical",
        "reporter_name": DOCTOR,
        "on": "R8.4.1",
        "version": "0",
    }
    for change, sentence in (
        ({"reporter_kind": ""}, "通報した人を選んで"), ({"on": ""}, "日を書いて"),
        ({"on": "R99.1.1"}, "まだ来ていない日"),
        ({"her_will": "x"}, "x"),
    ):  # fmt: skip
        answer = here.post(url, {**base, **change})
        assert (
            answer.status_code == 422 and sentence in words_of(answer) and DOCTOR in answer.content.decode()
        )
    assert here.post(url, {**base, "move": "explain"}).status_code == 404
    assert not DvReport.objects.everything("test").exists()
    write(world, one)
    answer = here.post(url, {"move": "explain", "words": HOW, "version": "1"})
    assert answer.status_code == 422 and "1つ以上" in words_of(answer) and HOW in answer.content.decode()


def test_who_reported_is_told_to_no_other_agency_and_to_nobody_behind_a_wall(world, browser, one):
    write(world, one)
    cases.disclosure(world.act(world.counselor), one, world.city)
    cases.wall(world.colleague, one)
    page = browser(world.city_counselor).get(f"/consultations/{one.number}/")
    assert page.status_code == 200 and DOCTOR not in words_of(page) and "通報の記録" not in words_of(page)
    assert "法律による対応" not in words_of(page)
    for who in (world.city_counselor, world.colleague, world.liaison, world.planner, world.auditor):
        here = browser(who)
        answers = [here.get(f"/consultations/{one.number}/dv-report/")]
        answers.append(here.post(f"/consultations/{one.number}/dv-report/", {"move": "write"}))
        assert {answer.status_code for answer in answers} == {404}, who.login
    for who in (world.city_counselor, world.colleague):
        assert not DvReport.objects.visible_to(world.act(who)).exists()
        assert waiting_duties(world.act(who)) == []


def test_any_consultation_of_the_agency_may_be_a_report(world, browser):
    other = cases.consultation(world.act(world.counselor), caller="relative", main_complaint="housing")
    page = browser(world.counselor).get(f"/consultations/{other.number}/")
    assert (
        "通報による相談です" not in words_of(page)
        and f"/consultations/{other.number}/dv-report/" in page.content.decode()
    )
    write(world, other)
    assert waits(world, world.counselor) == {other.number: "near"}
