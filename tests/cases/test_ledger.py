"""受付簿: what stands in it, in which order, under which number, and what is counted at its foot."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.consultation import change_consultation
from cases.actions.export import ask_export, fetch_export, make_export
from cases.counting import (
    Contact,
    Sums,
    contact_count,
    monthly_person_count,
    own_contact_count,
    person_count,
    sums_by,
    sums_of,
    unlinked_count,
)
from cases.models import CodeBook, Export
from cases.queries import ledger as ledgers
from safeguards.calendar import JAPAN
from safeguards.models import AuditLine, Document
from safeguards.once import new_token
from tests.cases.test_export import opened
from tests.factories import cases
from tests.papers import pages_of, text_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=JAPAN)


def call(actor, moment, **facts):
    return cases.consultation(actor, started_at=at(moment), caller="self", **facts)


def contact(day, person, caller="self", method="phone", complaint="housing"):
    return Contact(date.fromisoformat(day), person, caller, method, complaint)


def test_each_unit_counts_in_its_own_way():
    """One woman three times in two months, once her mother spoke; another once; two callers whom nobody knows."""
    some = [
        contact("2026-04-30", "a"), contact("2026-05-01", "a", caller="relative"), contact("2026-05-02", "a"),
        contact("2026-05-02", "b", method="visit"), contact("2026-05-03", None), contact("2026-05-03", None, caller=""),
    ]  # fmt: skip
    assert contact_count(some) == 6
    assert own_contact_count(some) == 4, "a relative, and nobody knows who, are not she"
    assert person_count(some) == 2, "who is not known is no person"
    assert monthly_person_count(some) == 3, "a in April and in May, b in May"
    assert unlinked_count(some) == 2
    assert sums_by(some, lambda one: one.method) == {
        "phone": Sums(own_contacts=3, persons=1, unlinked=2, contacts=5),
        "visit": Sums(own_contacts=1, persons=1, unlinked=0, contacts=1),
    }
    assert sums_of([]) == Sums(0, 0, 0, 0)


@pytest.fixture
def book(world):
    """Calls around the turn of a fiscal year, recorded out of order, and one of another agency."""
    actor = world.act(world.counselor)
    woman = cases.client(actor, family_name="台帳", given_name="花子")
    return {
        "may": call(actor, "2026-05-20 23:50", method="visit"),
        "second": call(
            actor, "2026-04-01 09:30", of=woman, minutes=25, route="police", disposition="continuing"
        ),
        "first": call(actor, "2026-04-01 00:00", caller_name="名乗り子"),
        "march": call(actor, "2026-03-31 23:59"),
        "same": call(actor, "2026-04-30 10:00", of=woman, main_complaint="housing"),
        "strange": call(world.act(world.city_counselor), "2026-04-01 09:00", caller_name="よその人"),
        "told": woman,
    }


def page(world, since, until, who=None):
    found = ledgers.ledger(
        world.act(who or world.counselor), date.fromisoformat(since), date.fromisoformat(until), CodeBook()
    )
    return [(row.serial, row.number) for row in found.rows], found


def test_numbers_run_from_april_in_the_order_of_the_contacts(world, book):
    numbers = {name: one.number for name, one in book.items()}
    april, _card = page(world, "2026-04-01", "2026-04-30")
    assert april == [(1, numbers["first"]), (2, numbers["second"]), (3, numbers["same"])]
    assert page(world, "2026-05-20", "2026-05-20")[0] == [(4, numbers["may"])]
    assert page(world, "2026-03-31", "2026-04-01")[0] == [
        (1, numbers["march"]), (1, numbers["first"]), (2, numbers["second"]),
    ]  # fmt: skip


def test_two_of_one_moment_have_two_numbers(world):
    actor = world.act(world.counselor)
    for _each in range(3):
        call(actor, "2026-06-01 10:00")
    whole, _card = page(world, "2026-06-01", "2026-06-30")
    assert [serial for serial, _number in whole] == [1, 2, 3]
    call(actor, "2026-06-02 10:00")
    assert page(world, "2026-06-02", "2026-06-02")[0][0][0] == 4


def test_a_corrected_day_moves_the_line_to_its_page(world, book):
    one = book["may"]
    change_consultation(world.act(world.counselor), one, {"started_at": at("2026-04-02 08:00")}, one.version)
    assert (3, one.number) in page(world, "2026-04-01", "2026-04-30")[0]
    assert page(world, "2026-05-01", "2026-05-31")[0] == []


def test_a_wall_takes_line_number_and_sums_for_the_walled_one_alone(world, book):
    cases.wall(world.colleague, book["first"])
    seen, card = page(world, "2026-04-01", "2026-04-30", world.colleague)
    assert seen == [(1, book["second"].number), (2, book["same"].number)], "no gap tells of what is hidden"
    assert (card.foot.total.contacts, card.foot.total.unlinked) == (2, 0)
    assert page(world, "2026-04-01", "2026-04-30")[1].foot.total.contacts == 3


def test_the_foot_counts_by_method_complaint_and_since_april(world, book):
    _rows, card = page(world, "2026-05-01", "2026-05-31")
    assert card.foot.total == Sums(own_contacts=1, persons=0, unlinked=1, contacts=1)
    assert card.foot.by_method == (("来所", card.foot.total),)
    assert card.foot.year == Sums(own_contacts=4, persons=1, unlinked=2, contacts=4), (
        "March is of the year before"
    )
    assert card.foot.months == 1
    assert dict(page(world, "2026-04-01", "2026-04-30")[1].foot.by_main_complaint)[
        "住居問題・帰住先なし"
    ] == Sums(1, 1, 0, 1)


def test_the_page_shows_the_own_book_alone(world, browser, book):
    cases.disclosure(world.act(world.city_counselor), book["strange"], world.center)
    here = browser(world.counselor)
    answer = here.get("/consultations/ledger/?by=month&on=2026-04-15")
    words = words_of(answer)
    assert "台帳 花子" in words and "名乗り子" in words and "よその人" not in words
    assert "令和8年4月1日" in words and "警察関係" in words and "継続して相談" in words
    assert "よその人" in words_of(here.get(f"/consultations/{book['strange'].number}/")), (
        "it was told all the same"
    )
    line = AuditLine.objects.get(event="ledger.read")
    assert '"since":"2026-04-01","until":"2026-04-30"' in line.facts and book["first"].number in line.facts
    assert "花子" not in line.facts
    day = words_of(here.get("/consultations/ledger/?by=day&on=R8.4.1"))
    assert "台帳 花子" in day and "住居問題" not in day
    for nonsense in ("by=x&on=x", "by=month&on=9999-01-01", "on=%00", "by=month&on=1066-01-01"):
        assert here.get(f"/consultations/ledger/?{nonsense}").status_code in (200, 404), nonsense


def asked(browser, account, address):
    here = browser(account)
    here.get(address)
    with CaptureQueriesContext(connection) as caught:
        answer = here.get(address)
    assert answer.status_code == 200
    return len(caught), answer


def test_a_month_asks_the_database_the_same_number_of_times_whatever_it_holds(world, browser):
    actor = world.act(world.counselor)
    address = "/consultations/ledger/?by=month&on=2026-06-15"
    call(actor, "2026-06-01 10:00")
    few, _answer = asked(browser, world.counselor, address)
    woman = cases.client(actor)
    for place in range(30):
        call(
            actor,
            f"2026-06-{place % 28 + 1:02d} 11:00",
            of=woman if place % 2 else None,
            next_steps=["call_back"],
        )
    many, answer = asked(browser, world.counselor, address)
    assert (many, len(answer.context["card"].rows)) == (few, 31) and many <= 13


def printed(here, **more):
    form = {"by": "month", "on": "2026-04-01", "purpose": "ledger", "once": new_token(), **more}
    return here.post("/consultations/ledger/", form)


def test_it_is_printed_lying_with_boxes_for_seals_and_names_only_when_ticked(world, browser, book):
    here = browser(world.counselor)
    bare, named = printed(here), printed(here, with_names="on")
    assert bare["Content-Type"] == named["Content-Type"] == "application/pdf"
    text = text_of(bare.content)
    assert "台帳花子" not in text and "名乗り子" not in text and "25" in text and "警察関係" in text
    assert "所属長" in text and "令和8年4月1日" in text and "実人員" in text
    assert "台帳花子" in text_of(named.content) and "名乗り子" in text_of(named.content)
    first, second = Document.objects.order_by("copy")
    assert (first.field_groups, second.field_groups) == (["narrative"], ["identity", "narrative"])
    assert first.object_number == f"{world.center.code}/2026-04" and (first.copy, second.copy) == (1, 2)
    lines = AuditLine.objects.filter(event="document.print")
    assert all(book["second"].number in line.facts for line in lines)
    assert all(world.counselor.name.replace(" ", "") in page for page in pages_of(bare.content))
    assert printed(here, purpose="").status_code == 422
    assert printed(here, on="2026-05-01").status_code == 200
    assert Document.objects.latest("at").copy in (1, 2) and Document.objects.count() == 3


def test_nobody_without_records_opens_the_book(world, browser):
    for account in (world.liaison, world.planner, world.admin, world.auditor):
        assert browser(account).get("/consultations/ledger/").status_code == 404, account.login


def test_a_part_may_enter_what_it_counts_beside(world, book, monkeypatch):
    monkeypatch.setattr(
        ledgers, "COUNTED_BESIDE", [lambda actor, since, until: [("無言", (until - since).days)]]
    )
    assert page(world, "2026-04-01", "2026-04-30")[1].foot.beside == (("無言", 29),)


def test_tomorrow_has_no_page_yet(world, browser):
    later = (world.act(world.counselor).now + timedelta(days=40)).date()
    answer = browser(world.counselor).get(f"/consultations/ledger/?on={later.isoformat()}")
    assert answer.status_code == 200 and "年が合わないようです" in words_of(answer)


def exported(world, groups):
    actor = world.act(world.counselor)
    wanted = {"since": date(2026, 3, 31), "until": date(2026, 5, 31), "groups": groups, "kind": "ledger"}
    export = ask_export(actor, purpose="report", **wanted)
    passphrase = make_export(world.act(world.counselor), export.number)
    return export, opened(fetch_export(world.act(world.counselor), export.number), passphrase)


@pytest.mark.parametrize("groups", [["narrative"], ["narrative", "identity", "health"]])
def test_the_excel_file_holds_the_same_lines_and_sums_and_names_only_when_asked(world, book, groups):
    export, sheets = exported(world, groups)
    lines = list(sheets["受付簿"].iter_rows(values_only=True))
    assert [line[0] for line in lines] == ["番号", 1, 1, 2, 3, 4]
    assert (lines[0][-1] == "相談者") == ("identity" in groups)
    text = str(lines)
    assert ("台帳 花子" in text) == ("identity" in groups) and "よその人" not in text
    sums = {line[0]: line[1:] for line in sheets["集計"].iter_rows(values_only=True)}
    assert sums["合計"] == (5, 1, 3, 5) and sums["年度の累計"] == (4, 1, 2, 4)
    assert sums["方法: 来所"] == (1, 0, 1, 1)
    assert (export.count, sorted(export.field_groups)) == (5, sorted(set(groups) - {"health"}))


def test_the_page_leads_to_the_form_with_its_days_filled_in(world, browser, book):
    here = browser(world.counselor)
    address = here.get("/consultations/ledger/?by=month&on=2026-04-03").context["export_url"]
    form = here.get(address).context["form"]
    assert form.initial["kind"] == "ledger" and form.initial["since"] == date(2026, 4, 1)
    answer = here.post(
        "/consultations/export/",
        {"kind": "ledger", "since": "R8.4.1", "until": "R8.4.30", "purpose": "report", "groups": "narrative"},
    )
    assert answer.status_code == 302
    assert Export.objects.visible_to(world.act(world.counselor)).get().kind == "ledger"
    assert "受付簿" in words_of(here.get(answer.url))
    assert here.get("/consultations/export/?kind=x&since=y").status_code == 200
