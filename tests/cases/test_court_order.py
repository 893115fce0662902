"""保護命令: the days of each kind, every move from every state, the court's request, breaches, who reads it."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases import deadlines
from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.client_alert import AlertStands, begin_alert, end_alert
from cases.actions.court_order import change_order, look_at_end, make_order, move_order
from cases.actions.order_around import (
    OrderRefused,
    answer_request,
    tell_police,
    write_breach,
    write_notice,
    write_request,
)
from cases.choices.court_order import GROUND_LABELS, ORDER_REFUSED, ORDER_STATE_LABELS, ORDER_STATE_TONES
from cases.models import CaseTask, ClientAlert, CourtOrder, CourtRequest, OrderBreach, OrderTerm, Wall
from cases.states import court_order as states
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NAME = "命令花子"
BOTH = ["approach_self", "leave_home"]


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    return open_case(actor, cases.client(actor, family_name=NAME, given_name=""), TODAY())


def ago(days):
    return TODAY() - timedelta(days=days)


def make(actor, case, kinds=("approach_self",), **more):
    facts = {"kinds": list(kinds), "ground": "affidavit", "court": "青葉地方裁判所", **more}
    return make_order(actor, case, facts)


def applied(actor, case, on=None, kinds=("approach_self",), **more):
    one = make(actor, case, kinds, **more)
    return move_order(actor, one.number, "apply", 1, applied_on=on or TODAY())


def granted(actor, case, on=None, kinds=("approach_self",), own_home=False):
    one = applied(actor, case, on or TODAY(), kinds)
    return move_order(
        actor, one.number, "grant", 2, granted_on=on or TODAY(), kinds=list(kinds), own_home=own_home
    )


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def waiting(case):
    rows = CaseTask.objects.everything("test").filter(case=case, ended_at__isnull=True)
    return sorted(rows.exclude(kind="first_look").values_list("kind", flat=True))


def task(kind):
    return CaseTask.objects.everything("test").get(kind=kind, ended_at__isnull=True)


def alerts(case):
    return ClientAlert.objects.everything("test").filter(client=case.client, kind="protection_order")


def wrote(code):
    return AuditLine.objects.filter(event=code).exists()


def later(actor, **span):
    fields = {name: getattr(actor, name) for name in actor.__dataclass_fields__}
    return type(actor)(**{**fields, "now": actor.now + timedelta(**span)})


def test_everything_of_the_table_has_words():
    assert set(ORDER_STATE_LABELS) == set(ORDER_STATE_TONES) == set(states.ORDER_STATES)
    assert set(ORDER_REFUSED) == set(states.REFUSALS) and set(GROUND_LABELS) == set(states.GROUNDS)
    assert {move.target for move in states.ORDER_MOVES} <= set(states.ORDER_STATES)


@pytest.mark.parametrize(
    ("kind", "effective", "own_home", "ends"),
    [
        ("approach_self", date(2026, 12, 1), False, date(2027, 11, 30)),
        ("approach_self", date(2024, 2, 29), False, date(2025, 2, 28)),  # no 29th in that February
        ("approach_child", date(2023, 3, 1), False, date(2024, 2, 29)),
        ("contact_self", date(2027, 1, 1), True, date(2027, 12, 31)),  # her own home changes only the leaving
        ("contact_child", date(2026, 5, 31), False, date(2027, 5, 30)),
        ("approach_relative", date(2024, 3, 1), False, date(2025, 2, 28)),
        ("leave_home", date(2026, 12, 1), False, date(2027, 1, 31)),  # over the year's end
        ("leave_home", date(2026, 12, 31), False, date(2027, 2, 28)),
        ("leave_home", date(2027, 12, 31), False, date(2028, 2, 29)),
        ("leave_home", date(2026, 6, 30), False, date(2026, 8, 29)),
        ("leave_home", date(2026, 12, 1), True, date(2027, 5, 31)),
        ("leave_home", date(2026, 8, 31), True, date(2027, 2, 28)),
        ("leave_home", date(2027, 8, 30), True, date(2028, 2, 29)),
    ],
)
def test_a_kind_stands_a_year_and_the_leaving_two_or_six_months(kind, effective, own_home, ends):
    assert states.term(kind, effective, own_home=own_home) == ends


@pytest.mark.parametrize(
    ("kinds", "older", "needs"),
    [
        (["approach_self", "contact_self", "leave_home"], True, False),
        (["approach_child"], False, False), (["approach_child"], True, True), (["contact_child"], True, True),
        (["approach_relative"], False, True),
    ],
)  # fmt: skip
def test_relatives_and_children_from_fifteen_on_agree_first(actor, case, kinds, older, needs):
    assert states.needs_consent(kinds, older_child=older) is needs
    if needs:
        with pytest.raises(Absent):
            make(actor, case, kinds, older_child=older)
    assert make(actor, case, kinds, older_child=older, consent_given=True).state == states.PREPARING


def test_a_preparation_is_written_anew_until_it_goes_to_the_court(actor, case):
    one, facts = make(actor, case), {"kinds": ["leave_home"], "ground": "affidavit", "measures": "準備"}
    with pytest.raises(Absent):
        change_order(actor, one.number, 1, {**facts, "kinds": ["approach_relative"]})
    changed = change_order(actor, one.number, 1, facts)
    assert (changed.kinds, changed.measures, changed.court) == (["leave_home"], "準備", "青葉地方裁判所")
    with pytest.raises(Stale):
        change_order(actor, one.number, 1, facts)
    move_order(actor, one.number, "apply", 2, applied_on=TODAY())
    with pytest.raises(Stale):
        change_order(actor, one.number, 3, facts)
    assert wrote("order.change")


GIVEN = {
    "apply": {"applied_on": TODAY()},
    "grant": {"granted_on": TODAY(), "kinds": ["approach_self"], "own_home": False},
    "dismiss": {"closed_on": TODAY()},
    "withdraw": {"closed_on": TODAY()},
    "cancel": {"closed_on": TODAY()},
    "end": {},
}
LONG_AGO = date(2020, 1, 6)
BEFORE = {
    "preparing": (),
    "applied": ("apply",),
    "granted": ("apply", "grant"),
    "dismissed": ("apply", "dismiss"),
    "withdrawn": ("withdraw",),
    "ended": ("apply", "grant", "end"),
    "cancelled": ("apply", "grant", "cancel"),
}


@pytest.mark.parametrize("state", states.ORDER_STATES)
@pytest.mark.parametrize("name", states.ORDER_MOVE_BY_NAME)
def test_every_move_from_every_state(actor, case, state, name):
    one = make(actor, case)
    for step in BEFORE[state]:
        on = {field: LONG_AGO for field in GIVEN[step] if field.endswith("_on")}
        one = move_order(actor, one.number, step, one.version, **{**GIVEN[step], **on})
    assert one.state == state
    move = states.ORDER_MOVE_BY_NAME[name]
    if state in move.sources:
        for need in move.needs:
            with pytest.raises(Absent):
                move_order(actor, one.number, name, one.version, **{**GIVEN[name], need: None})
        moved = move_order(actor, one.number, name, one.version, **GIVEN[name])
        assert moved.state == move.target and fresh(one).version == one.version + 1
        assert wrote(f"order.{name}")
    else:
        with pytest.raises(Stale):
            move_order(actor, one.number, name, one.version, **GIVEN[name])
        assert fresh(one).state == state


def test_every_move_writes_its_line(actor, case):
    one = granted(actor, case)
    move_order(actor, one.number, "cancel", one.version, closed_on=TODAY())
    two = granted(actor, case, LONG_AGO)
    move_order(actor, two.number, "end", two.version)
    three, four = applied(actor, case), make(actor, case)
    move_order(actor, three.number, "dismiss", three.version, closed_on=TODAY())
    move_order(actor, four.number, "withdraw", four.version, closed_on=TODAY())
    for code in ("order.make", "order.apply", "order.grant", "order.cancel", "order.end", "order.dismiss",
                 "order.withdraw"):  # fmt: skip
        assert wrote(code), code


def test_no_day_before_what_it_follows_and_none_to_come(actor, case):
    tomorrow = TODAY() + timedelta(days=1)
    one = make(actor, case)
    with pytest.raises(OrderRefused, match="future"):
        move_order(actor, one.number, "apply", 1, applied_on=tomorrow)
    move_order(actor, one.number, "apply", 1, applied_on=ago(5))
    for day, why in ((ago(6), "before_application"), (tomorrow, "future")):
        for name, field in (("grant", "granted_on"), ("dismiss", "closed_on"), ("withdraw", "closed_on")):
            with pytest.raises(OrderRefused, match=why):
                move_order(actor, one.number, name, 2, **{**GIVEN[name], field: day})
        with pytest.raises(OrderRefused, match=why):
            write_request(actor, one.number, day)
    with pytest.raises(OrderRefused, match="not_asked"):
        move_order(actor, one.number, "grant", 2, granted_on=TODAY(), kinds=BOTH, own_home=False)
    grant = {"granted_on": ago(2), "kinds": ["approach_self"], "own_home": False}
    for day, why in ((ago(3), "before_grant"), (tomorrow, "future")):
        with pytest.raises(OrderRefused, match=why):
            move_order(actor, one.number, "grant", 2, **grant, effective_on=day)
    assert fresh(one).state == states.APPLIED and fresh(one).granted_on is None
    move_order(actor, one.number, "grant", 2, **grant, effective_on=ago(1))
    term = OrderTerm.objects.everything("test").get()
    assert term.effective_on == ago(1) and term.ends_on == deadlines.term_end(ago(1), 12)
    with pytest.raises(OrderRefused, match="before_grant"):
        move_order(actor, one.number, "cancel", 3, closed_on=ago(3))
    with pytest.raises(OrderRefused, match="term_stands"):
        move_order(actor, one.number, "end", 3)


@pytest.mark.parametrize(("own_home", "months"), [(False, 2), (True, 6)])
def test_what_follows_is_asked_a_month_before_each_end(actor, case, own_home, months):
    one = granted(actor, case, kinds=BOTH, own_home=own_home)
    first, year = deadlines.term_end(TODAY(), months), deadlines.term_end(TODAY(), 12)
    assert (
        task("order_end").due_on == deadlines.renewal_opens(first) and task("order_end").about == one.number
    )
    look_at_end(actor, one.number, TODAY())
    assert task("order_end").due_on == deadlines.renewal_opens(year) and wrote("order.look")
    look_at_end(actor, one.number, TODAY())
    assert waiting(case) == []
    with pytest.raises(Absent):
        look_at_end(actor, one.number, TODAY())


def test_an_end_meets_its_task_and_has_the_day_of_its_longest_kind(actor, case):
    one = granted(actor, case, LONG_AGO, kinds=BOTH)
    assert waiting(case) == ["order_end"]
    terms = [SimpleNamespace(kind="approach_self", effective_on=LONG_AGO, ends_on=date(2021, 1, 5))]
    assert "end" not in states.open_moves(fresh(one), terms, date(2021, 1, 5))
    assert "end" in states.open_moves(fresh(one), terms, date(2021, 1, 6))
    ended = move_order(actor, one.number, "end", one.version)
    assert ended.closed_on == date(2021, 1, 5) and waiting(case) == []


def test_one_alert_stands_for_all_her_orders_until_the_longest_end(actor, case):
    one = granted(actor, case, kinds=["leave_home"])
    assert alerts(case).get().until_on == deadlines.term_end(TODAY(), 2)
    two = granted(actor, case)
    alert = alerts(case).get()
    assert alert.until_on == deadlines.term_end(TODAY(), 12) and fresh(two).alert_number == alert.number
    with pytest.raises(AlertStands):
        end_alert(actor, case.client, alert.number)
    move_order(actor, two.number, "cancel", two.version, closed_on=TODAY())
    assert alerts(case).get().until_on == deadlines.term_end(TODAY(), 2) and not alerts(case).get().ended_at
    move_order(actor, one.number, "cancel", one.version, closed_on=TODAY())
    assert alerts(case).get().ended_at is not None
    after = deadlines.term_end(TODAY(), 12) + timedelta(days=1)
    assert not alerts(case).in_force(after).exists(), "no alert says that an order stands which has run out"


def test_an_alert_set_by_hand_stays_hers_to_end(actor, case):
    mine = begin_alert(actor, case.client, kind="protection_order")
    one = granted(actor, case)
    assert fresh(one).alert_number == ""
    move_order(actor, one.number, "cancel", one.version, closed_on=TODAY())
    assert fresh(mine).ended_at is None


@pytest.mark.parametrize(("asked", "answered", "late"), [(20, 19, False), (20, 1, True)])
def test_the_courts_request_waits_as_a_task_until_it_is_answered(actor, case, asked, answered, late):
    one = applied(actor, case, ago(30))
    request = write_request(actor, one.number, ago(asked))
    due = deadlines.working_days_after(ago(asked), 2)
    assert request.due_on == due == task("court_answer").due_on and waiting(case) == ["court_answer"]
    with pytest.raises(Absent):
        write_request(actor, one.number, ago(asked))
    for day, why in ((ago(asked + 1), "before_request"), (TODAY() + timedelta(days=1), "future")):
        with pytest.raises(OrderRefused, match=why):
            answer_request(actor, one.number, day)
    answer_request(actor, one.number, ago(answered), "相談の状況を送った")
    line = AuditLine.objects.get(event="order.answer")
    assert json.loads(line.facts)["late"] is late and waiting(case) == [] and wrote("order.request")
    with pytest.raises(Absent):
        answer_request(actor, one.number, TODAY())
    write_request(actor, one.number, TODAY())
    assert waiting(case) == ["court_answer"], "the court may ask for more (14条3項)"
    move_order(actor, one.number, "withdraw", one.version, closed_on=TODAY())
    assert waiting(case) == []


def test_notice_and_breach(actor, case):
    waits = applied(actor, case)
    for act in (
        lambda: write_notice(actor, waits.number, TODAY()),
        lambda: write_breach(actor, waits.number, TODAY(), "家の前に来た"),
    ):
        with pytest.raises(Absent):
            act()
    one = granted(actor, case, ago(10))
    with pytest.raises(OrderRefused, match="before_grant"):
        write_notice(actor, one.number, ago(11))
    assert write_notice(actor, one.number, ago(9), ago(9)).police_on == ago(9) and wrote("order.notice")
    for day, why in ((ago(11), "before_grant"), (TODAY() + timedelta(days=1), "future")):
        with pytest.raises(OrderRefused, match=why):
            write_breach(actor, one.number, day, "家の前に来た")
    with pytest.raises(Absent):
        write_breach(actor, one.number, ago(3), "  ")
    with pytest.raises(OrderRefused, match="before_breach"):
        write_breach(actor, one.number, ago(3), "家の前に来た", ago(4))
    breach = write_breach(actor, one.number, ago(3), "家の前に来た")
    with pytest.raises(OrderRefused, match="before_breach"):
        tell_police(actor, one.number, breach.number, ago(4))
    assert tell_police(actor, one.number, breach.number, ago(2)).police_on == ago(2)
    assert tell_police(actor, one.number, breach.number, TODAY()).police_on == ago(2), "a second press"
    assert wrote("order.breach") and wrote("order.breach_told")
    with pytest.raises(Absent):
        tell_police(actor, waits.number, breach.number, TODAY())
    old = granted(actor, case, LONG_AGO)
    with pytest.raises(OrderRefused, match="no_term"):
        write_breach(actor, old.number, TODAY(), "期間のあと")


def test_nobody_from_elsewhere_or_behind_a_wall_touches_it(world, actor, case):
    one = granted(actor, case)
    Wall.objects.create(account=world.supervisor, person_key=case.person_key, ground="kin", since=actor.now)
    for who in (world.supervisor, world.city_counselor):
        there = world.act(who)
        for act in (
            lambda a=there: make(a, case),
            lambda a=there: move_order(a, one.number, "cancel", one.version, closed_on=TODAY()),
            lambda a=there: write_breach(a, one.number, TODAY(), "のぞく"),
            lambda a=there: write_notice(a, one.number, TODAY()),
            lambda a=there: look_at_end(a, one.number, TODAY()),
        ):
            with pytest.raises(Absent):
                act()
        assert not CourtOrder.objects.visible_to(there).exists()
    assert OrderBreach.objects.everything("test").count() == 0


def send(here, url, move, **fields):
    return here.post(url, {"move": move, "once": new_token(), **fields})


def test_from_the_preparation_to_a_breach_on_the_screen(world, actor, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/orders/"
    assert NAME in words_of(here.get(url)) and wrote("order.read")
    form = {"kinds": ["approach_self", "approach_relative"], "court": "青葉地方裁判所", "ground": "consulted",
            "told_what": "長い話"}  # fmt: skip
    wrong = send(here, url, "make", **form)
    assert wrong.status_code == 422 and "長い話" in wrong.content.decode()
    assert "同意が必要です" in words_of(wrong) and "申立書に書く事項です" in words_of(wrong)
    facts = {**form, "consent_given": "on", "body": "県のセンター", "told_when": "先月、電話", "move": "make",
             "once": new_token()}  # fmt: skip
    one_url = here.post(url, facts).url
    assert here.post(url, facts).url == one_url, "a double press is one order"
    one = CourtOrder.objects.everything("test").get()
    again = {**form, "consent_given": "on", "body": "市のセンター", "told_when": "先月、電話"}
    assert send(here, one_url, "change", **again, version=7).status_code == 409
    assert send(here, one_url, "change", **again, version=1).status_code == 302
    assert "市のセンター" in words_of(here.get(one_url))
    assert send(here, one_url, "apply", applied_on=ago(5).isoformat(), version=2).status_code == 302
    early = send(here, one_url, "grant", granted_on=ago(6).isoformat(), kinds=["approach_self"], version=2)
    assert early.status_code == 422 and "申立てより前の日です" in words_of(early)
    assert ago(6).isoformat() in early.content.decode()
    assert send(here, one_url, "request", asked_on=ago(4).isoformat()).status_code == 302
    assert send(here, one_url, "answer", answered_on=ago(5).isoformat(), words="控え").status_code == 422
    assert send(here, one_url, "answer", answered_on=ago(3).isoformat(), words="控え").status_code == 302
    assert CourtRequest.objects.everything("test").get().words == "控え"
    grant = {"granted_on": ago(2).isoformat(), "kinds": ["approach_self"]}
    stale = send(here, one_url, "grant", **grant, version=1)
    assert stale.status_code == 409 and ago(2).isoformat() in stale.content.decode()
    assert send(here, one_url, "grant", **grant, version=3).status_code == 302
    assert send(here, one_url, "dismiss", closed_on=TODAY().isoformat(), version=3).status_code == 409
    assert send(here, one_url, "notice", notified_on=ago(1).isoformat()).status_code == 302
    assert send(here, one_url, "breach", happened_on=ago(1).isoformat(), words="").status_code == 422
    assert send(here, one_url, "breach", happened_on=ago(1).isoformat(), words="門の前").status_code == 302
    page = words_of(here.get(one_url))
    assert "門の前" in page and "警察に知らせた日のない違反があります" in page and "市のセンター" in page
    breach = OrderBreach.objects.everything("test").get()
    told = send(here, one_url, "told", breach=breach.number, police_on=TODAY().isoformat())
    assert told.status_code == 302 and fresh(breach).police_on == TODAY()
    assert send(here, one_url, "look", looked_on=TODAY().isoformat()).status_code == 302
    assert send(here, one_url, "end", version=4).status_code == 409
    assert here.post(one_url, {"move": "nothing", "once": new_token()}).status_code == 404
    assert fresh(one).state == states.GRANTED
    case_page = words_of(here.get(f"/cases/{case.number}/"))
    assert "保護命令" in case_page and "被害者への接近禁止命令" in case_page and "発令" in case_page


def test_an_order_of_another_case_is_absent(world, actor, case, browser):
    one = make(actor, open_case(actor, cases.client(actor, family_name="別"), TODAY()))
    url = f"/cases/{case.number}/orders/?order={one.number}"
    assert browser(world.counselor).get(url).status_code == 404


@pytest.mark.parametrize(("groups", "shows"), [(("risk",), True), (("identity", "narrative"), False)])
def test_who_was_told_of_the_risk_reads_the_panel_and_no_court(world, actor, case, browser, groups, shows):
    one = granted(actor, case)
    write_breach(actor, one.number, TODAY(), "門の前")
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, groups)
    here = browser(world.city_counselor)
    page = words_of(here.get(f"/cases/{case.number}/"))
    assert ("被害者への接近禁止命令" in page) is shows
    assert "青葉地方裁判所" not in page and "門の前" not in page
    assert here.get(f"/cases/{case.number}/orders/").status_code == 404


def test_who_stands_behind_a_wall_sees_neither_page(world, actor, case, browser):
    granted(actor, case)
    cases.wall(world.colleague, case)
    here = browser(world.colleague)
    for url in (f"/cases/{case.number}/", f"/cases/{case.number}/orders/"):
        assert here.get(url).status_code == 404
