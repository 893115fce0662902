"""支援措置: set by one and standing at once, confirmed by another, several beside each other, never lifted by a clock.

The sequences are named by the incident of the field that they replay (`incident_2`: opened for her own paper, not
closed again; 9: a notice not handed on; 10: the former address not told; 11 and 12: applied for, never set; 14: one
of two switched off).
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases import deadlines
from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.client_alert import AlertStands, begin_alert, end_alert
from cases.actions.register_around import acknowledge_municipality, tell_municipality
from cases.actions.register_protection import (
    NotRenewable,
    answer_measure,
    apply_for_measure,
    compare_measure,
    move_measure,
    unlock_measure,
)
from cases.choices.register_protection import (
    REGISTER_STATE_LABELS,
    REGISTER_STATE_TONES,
    REGISTER_STEP_LABELS,
)
from cases.models import (
    CaseTask,
    ClientAlert,
    CodeBook,
    RegisterProtection,
    RegisterStep,
    ToldMunicipality,
    Wall,
)
from cases.queries.register_protection import is_blocked, waiting_measures
from cases.states import register_protection as states
from partners.models import Alert, Municipality, Posting
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NAME = "措置花子"


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def boss(world, actor):
    return world.act(world.supervisor)


@pytest.fixture
def case(actor):
    return open_case(actor, cases.client(actor, family_name=NAME, given_name=""), TODAY())


@pytest.fixture
def towns():
    return list(Municipality.objects.order_by("code")[:3])


def apply(actor, case, town, **more):
    facts = {"kind": "a", "municipality": town, "applied_on": TODAY(), **more}
    return apply_for_measure(actor, case, facts)


def set_up(actor, case, town, starts_on=None):
    one = apply(actor, case, town)
    return move_measure(actor, one.number, "set", one.version, starts_on=starts_on or TODAY())


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def waiting(case):
    rows = CaseTask.objects.everything("test").filter(case=case, ended_at__isnull=True)
    return sorted(rows.exclude(kind="first_look").values_list("kind", flat=True))


def later(actor, **span):
    return type(actor)(
        **{**{f: getattr(actor, f) for f in actor.__dataclass_fields__}, "now": actor.now + timedelta(**span)}
    )


def wrote(code):
    return AuditLine.objects.filter(event=code).exists()


def ended_by_two(actor, boss, one):
    at = fresh(one)
    move_measure(actor, one.number, "ask_end", at.version, words="転出した")
    return answer_measure(boss, one.number, "end")


def test_everything_of_the_table_has_words():
    assert set(REGISTER_STATE_LABELS) == set(REGISTER_STATE_TONES) == set(states.REGISTER_STATES)
    assert {move.name for move in states.REGISTER_MOVES} <= set(REGISTER_STEP_LABELS)
    assert {move.target for move in states.REGISTER_MOVES} <= set(states.REGISTER_STATES)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 12, 19), date(2027, 12, 18)),
        (date(2024, 2, 29), date(2025, 2, 28)),  # no 29th in that February: its last day
        (date(2024, 3, 1), date(2025, 2, 28)),
        (date(2023, 3, 1), date(2024, 2, 29)),
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2026, 5, 31), date(2027, 5, 30)),
    ],
)
def test_a_year_ends_with_the_day_before(starts, ends):
    assert states.term(starts) == ends


@pytest.mark.parametrize(
    ("ends", "opens"),
    [
        (date(2027, 12, 18), date(2027, 11, 18)),
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 1, 29)),
        (date(2027, 1, 3), date(2026, 12, 3)),  # over the year's end and its holidays
        (date(2027, 1, 31), date(2026, 12, 31)),
        (date(2027, 5, 5), date(2027, 4, 5)),  # a holiday: the window is of days, not of working days
    ],
)
def test_renewal_is_offered_from_one_month_before_to_the_last_day(ends, opens):
    measure = SimpleNamespace(state=states.CONFIRMED, ends_on=ends, unlocked_until=None)
    for day, offered in (
        (opens - timedelta(days=1), False), (opens, True), (ends, True), (ends + timedelta(days=1), False),
    ):  # fmt: skip
        assert states.may_renew(measure, day) is offered, day
        assert ("renew" in states.open_moves(measure, day)) is offered
    assert states.is_over(measure, ends + timedelta(days=1)) and not states.is_over(measure, ends)
    first, last = states.renewed_term(ends)
    assert first == ends + timedelta(days=1) and last == states.term(first)


@pytest.mark.parametrize(
    ("day", "compared"),
    [
        (date(2026, 11, 10), date(2026, 12, 1)),
        (date(2026, 12, 28), date(2027, 1, 4)),  # the first three days of January are no working days
        (date(2027, 1, 31), date(2027, 2, 1)),
        (date(2027, 4, 30), date(2027, 5, 6)),  # a Saturday, then three holidays
        (date(2026, 4, 1), date(2026, 5, 1)),
    ],
)
def test_the_list_is_compared_on_the_first_working_day_of_the_next_month(day, compared):
    assert states.compare_on(day) == compared


def test_any_one_of_her_measures_blocks_and_unlocking_ends_by_the_clock():
    now = timezone.now()
    one = SimpleNamespace(state=states.SET, ends_on=TODAY(), unlocked_until=now + timedelta(minutes=15))
    two = SimpleNamespace(state=states.CONFIRMED, ends_on=TODAY(), unlocked_until=None)
    gone = SimpleNamespace(state=states.ENDED, ends_on=TODAY(), unlocked_until=None)
    asked = SimpleNamespace(state=states.APPLIED, ends_on=None, unlocked_until=None)
    assert not states.blocked([one], now) and states.blocked([one], now + timedelta(minutes=15))
    assert states.blocked([one, two], now) and states.blocked([gone, two, asked], now)
    assert not states.blocked([gone, asked], now) and not states.blocked([], now)
    assert states.stands([one]) and not states.stands([gone, asked])


def test_incident_2_opened_for_her_own_paper_it_closes_by_itself(actor, case, towns):
    """A block that was lifted for the woman's own request and not set again."""
    one = set_up(actor, case, towns[0])
    for minutes, words in ((61, "証明書の発行"), (30, " ")):
        with pytest.raises(Absent):
            unlock_measure(actor, one.number, words, minutes)
    unlock_measure(actor, one.number, "ご本人が窓口で住民票を受け取る", 30)
    assert not is_blocked(actor, case.client)
    assert not is_blocked(later(actor, minutes=29), case.client)
    assert is_blocked(later(actor, minutes=30), case.client), "without anybody's doing"
    assert wrote("register.unlock")
    assert (
        RegisterStep.objects.everything("test").get(name="unlock").words == "ご本人が窓口で住民票を受け取る"
    )
    alert = ClientAlert.objects.everything("test").get(client=case.client)
    assert alert.ended_at is None, "the alert stays meanwhile"


def test_incident_9_a_municipality_that_was_told_waits_as_a_task_until_it_answers(actor, case, towns):
    """A notice that nobody handed on: it is a task with a day until somebody over there has answered."""
    one = set_up(actor, case, towns[0])
    facts = {"place": "family_register", "municipality": towns[1], "elsewhere": "", "told_on": TODAY()}
    told = tell_municipality(actor, one.number, facts)
    task = CaseTask.objects.everything("test").get(kind="municipality_ack")
    assert task.about == told.number and task.due_on == deadlines.working_days_after(TODAY(), 5)
    for day, who in (
        (TODAY() - timedelta(days=1), "係"),
        (TODAY() + timedelta(days=1), "係"),
        (TODAY(), " "),
    ):
        with pytest.raises(Absent):
            acknowledge_municipality(actor, told.number, day, who)
    assert "municipality_ack" in waiting(case)
    acknowledge_municipality(actor, told.number, TODAY(), "附票の係")
    assert "municipality_ack" not in waiting(case)
    acknowledge_municipality(actor, told.number, TODAY(), "別の係")
    assert fresh(told).acknowledger == "附票の係", "a second press changes nothing"
    assert wrote("register.tell") and wrote("register.acknowledge")


def test_incident_10_the_former_address_is_tracked_by_itself(actor, case, towns):
    """The office of the former address was forgotten: each one that was told stands with its own answer."""
    one = set_up(actor, case, towns[0])
    numbers = []
    for place, town, elsewhere in (("former_address", towns[1], ""), ("new_address", None, "他県の市")):
        facts = {"place": place, "municipality": town, "elsewhere": elsewhere, "told_on": TODAY()}
        numbers.append(tell_municipality(actor, one.number, facts).number)
    acknowledge_municipality(actor, numbers[1], TODAY(), "市民課")
    left = CaseTask.objects.everything("test").filter(kind="municipality_ack", ended_at__isnull=True)
    assert [task.about for task in left] == numbers[:1]


def test_incidents_11_and_12_applied_for_set_by_one_confirmed_by_another_compared_each_month(
    world, actor, boss, case, towns
):
    """An application that was never entered, found seven months later."""
    one = apply(actor, case, towns[0])
    assert waiting(case) == ["register_set"] and not is_blocked(actor, case.client)
    move_measure(actor, one.number, "set", one.version, starts_on=TODAY())
    assert is_blocked(actor, case.client), "it stands before anybody confirms it"
    assert waiting(case) == ["register_compare", "register_renew"]
    compared = CaseTask.objects.everything("test").get(kind="register_compare")
    assert compared.due_on == states.compare_on(TODAY())
    assert Alert.objects.filter(account=world.supervisor, kind="register.waits").count() == 1
    for who in (world.counselor, world.colleague):
        with pytest.raises(Absent):
            answer_measure(world.act(who), one.number, "confirm")
    assert answer_measure(boss, one.number, "confirm").state == states.CONFIRMED
    compare_measure(actor, one.number, "differs", "名簿に名前がない")
    assert (
        waiting(case) == ["register_compare", "register_renew", "register_set"]
        and fresh(one).compared == "differs"
    )
    compare_measure(actor, one.number, "same")
    assert waiting(case) == ["register_compare", "register_renew"] and is_blocked(actor, case.client)
    with pytest.raises(Absent):
        compare_measure(actor, one.number, "differs")
    assert AuditLine.objects.filter(event="register.compare").count() == 2
    assert wrote("register.apply") and wrote("register.set") and wrote("register.confirm")


def test_incident_14_the_end_of_one_never_lifts_the_block_while_another_is_open(actor, boss, case, towns):
    """Two applications of one woman: one is switched off, and the address must stay kept back."""
    one, two = set_up(actor, case, towns[0]), set_up(actor, case, towns[1])
    alerts = ClientAlert.objects.everything("test").filter(client=case.client, kind="register_protection")
    assert alerts.count() == 1, "one alert stands for both"
    with pytest.raises(Absent):
        move_measure(actor, one.number, "ask_end", fresh(one).version, words="")
    move_measure(actor, one.number, "ask_end", fresh(one).version, words="前の住所の分")
    assert is_blocked(actor, case.client)
    with pytest.raises(Absent):
        answer_measure(actor, one.number, "end")
    answer_measure(boss, one.number, "end")
    assert fresh(one).state == states.ENDED and is_blocked(actor, case.client)
    assert alerts.get().ended_at is None
    with pytest.raises(AlertStands):
        end_alert(actor, case.client, alerts.get().number)
    unlock_measure(actor, two.number, "ご本人の証明書", 15)
    assert not is_blocked(actor, case.client) and is_blocked(later(actor, hours=1), case.client)
    ended_by_two(actor, boss, two)
    assert not is_blocked(later(actor, hours=1), case.client)
    assert alerts.get().ended_at is not None and waiting(case) == []
    assert Alert.objects.filter(kind="register.end", account_id=actor.account_id).count() == 2
    assert wrote("register.ask_end") and wrote("register.end")


def test_no_clock_lifts_a_block(actor, case, towns):
    one = set_up(actor, case, towns[0])
    years = later(actor, days=800)
    assert states.is_over(fresh(one), timezone.localdate(years.now)) and is_blocked(years, case.client)
    alert = ClientAlert.objects.everything("test").filter(client=case.client)
    assert alert.in_force(timezone.localdate(years.now)).exists()


def test_an_end_that_is_not_agreed_goes_on_as_it_was(world, actor, boss, case, towns):
    one = set_up(actor, case, towns[0])
    answer_measure(boss, one.number, "confirm")
    move_measure(actor, one.number, "ask_end", fresh(one).version, words="まちがい")
    assert answer_measure(boss, one.number, "keep").state == states.CONFIRMED
    two = set_up(actor, case, towns[1])
    move_measure(world.act(world.colleague), two.number, "ask_end", fresh(two).version, words="転出")
    kept = answer_measure(boss, two.number, "keep")
    assert kept.state == states.SET and kept.account_id == actor.account_id
    assert wrote("register.keep")
    assert Alert.objects.filter(kind="register.keep", account=world.colleague).exists()


def test_renewal_gives_another_year_and_waits_for_another_look(actor, boss, case, towns):
    one = set_up(actor, case, towns[0])
    answer_measure(boss, one.number, "confirm")
    end = fresh(one).ends_on
    early, after = deadlines.renewal_opens(end) - timedelta(days=1), end + timedelta(days=1)
    for day in (early, after):
        with pytest.raises(NotRenewable):
            move_measure(actor, one.number, "renew", fresh(one).version, renewed_on=day)
    renewed = move_measure(actor, one.number, "renew", fresh(one).version, renewed_on=end)
    assert (
        renewed.state == states.SET and renewed.ends_on == states.term(after) and renewed.confirmed_by is None
    )
    task = CaseTask.objects.everything("test").get(kind="register_renew", ended_at__isnull=True)
    assert task.due_on == deadlines.renewal_opens(renewed.ends_on) and wrote("register.renew")
    with pytest.raises(Stale):
        move_measure(actor, one.number, "renew", one.version, renewed_on=end)


def test_a_town_without_a_second_person_is_answered_by_its_deputy(world, case, towns):
    town = world.act(world.city_counselor)
    world.city.deputy = world.center
    world.city.save()
    Posting.objects.filter(agency=world.city, role="supervisor").delete()
    hers = open_case(town, cases.client(town, family_name="町の方"), TODAY())
    one = set_up(town, hers, towns[1])
    deputy = world.act(world.supervisor)
    (row,) = waiting_measures(deputy, CodeBook("register_kind"))
    assert row.number == one.number and "町の方" not in str(row) and towns[1].name not in str(row)
    assert is_blocked(town, hers.client) and not is_blocked(deputy, hers.client), "she sees the request alone"
    answer_measure(deputy, one.number, "confirm")
    move_measure(town, one.number, "ask_end", fresh(one).version, words="転出した")
    answer_measure(deputy, one.number, "end")
    assert not is_blocked(town, hers.client)
    assert waiting(hers) == [] and ClientAlert.objects.everything("test").get(client=hers.client).ended_at


def test_an_application_is_dropped_with_a_reason(actor, case, towns):
    one = apply(actor, case, towns[0])
    move_measure(actor, one.number, "drop", one.version, words="ご本人が取り下げた")
    assert fresh(one).state == states.ENDED and waiting(case) == [] and wrote("register.drop")


def test_an_alert_set_by_hand_stays_hers_to_end(actor, boss, case, towns):
    mine = begin_alert(actor, case.client, kind="register_protection")
    ended_by_two(actor, boss, set_up(actor, case, towns[0]))
    assert fresh(mine).ended_at is None


def test_nobody_from_elsewhere_or_behind_a_wall_touches_it(world, actor, case, towns):
    one = set_up(actor, case, towns[0])
    Wall.objects.create(account=world.supervisor, person_key=case.person_key, ground="kin", since=actor.now)
    for who in (world.supervisor, world.city_counselor):
        there = world.act(who)
        for act in (
            lambda a=there: unlock_measure(a, one.number, "のぞく", 15),
            lambda a=there: compare_measure(a, one.number, "same"),
            lambda a=there: answer_measure(a, one.number, "confirm"),
            lambda a=there: apply(a, case, towns[0]),
        ):
            with pytest.raises(Absent):
                act()
        assert not is_blocked(there, case.client)
    assert RegisterProtection.objects.everything("test").count() == 1


def test_a_measure_from_the_application_to_its_answer_on_the_screen(world, actor, case, towns, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/register/"
    assert NAME in words_of(here.get(url))
    form = {"kind": "a", "municipality": towns[0].code, "applied_on": TODAY().isoformat(), "once": new_token(),
            "opinion_on": TODAY().isoformat(), "opinion_by": "センター", "others_along": "母 実母"}  # fmt: skip
    wrong = here.post(url, {**form, "applied_on": (TODAY() + timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422 and "実母" in wrong.content.decode()
    one_url = here.post(url, form).url
    one = RegisterProtection.objects.everything("test").get()
    assert one.number in one_url and wrote("register.read")
    before = {
        "do": "set",
        "starts_on": (TODAY() - timedelta(days=1)).isoformat(),
        "version": 1,
        "once": new_token(),
    }
    assert here.post(one_url, before).status_code == 422
    assert here.post(one_url, {**before, "starts_on": TODAY().isoformat(), "version": 9}).status_code == 409
    assert here.post(one_url, {**before, "starts_on": TODAY().isoformat()}).status_code == 302
    page = words_of(here.get(one_url))
    assert towns[0].name in page and "実母" in page and "非表示" not in page
    case_page = words_of(here.get(f"/cases/{case.number}/"))
    assert "支援措置" in case_page and towns[0].name in case_page
    boss = browser(world.supervisor)
    listed = words_of(boss.get("/registers/confirm/"))
    assert world.counselor.name in listed and NAME not in listed and wrote("register.confirm_list")
    press = {"number": one.number, "move": "confirm", "once": new_token()}
    assert boss.post("/registers/confirm/", press).status_code == 302 and fresh(one).state == states.CONFIRMED
    for do, more in (
        ("tell", {"place": "former_address", "municipality": towns[1].code, "told_on": TODAY().isoformat()}),
        ("unlock", {"words": "住民票を受け取る", "minutes": "15"}),
        ("compare", {"result": "same"}),
    ):  # fmt: skip
        assert here.post(one_url, {"do": do, "once": new_token(), **more}).status_code == 302, do
    told = ToldMunicipality.objects.everything("test").get()
    answered = {
        "do": "acknowledge",
        "told": told.number,
        "acknowledged_on": TODAY().isoformat(),
        "once": new_token(),
    }
    assert here.post(one_url, answered).status_code == 422
    assert here.post(one_url, {**answered, "acknowledger": "市民課"}).status_code == 302
    assert (
        here.post(one_url, {"do": "ask_end", "words": "", "version": 3, "once": new_token()}).status_code
        == 422
    )


@pytest.mark.parametrize(("groups", "shows"), [(("risk",), True), (("identity", "narrative"), False)])
def test_who_was_told_of_the_risk_reads_the_panel_and_no_place(
    world, actor, case, towns, browser, groups, shows
):
    set_up(actor, case, towns[1])
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, groups)
    here = browser(world.city_counselor)
    page = words_of(here.get(f"/cases/{case.number}/"))
    assert ("支援措置" in page) is shows and towns[1].name not in page
    assert here.get(f"/cases/{case.number}/register/").status_code == 404
