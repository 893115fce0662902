"""Who opened my records this week: the notice, the page, and the question that a third person answers."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import states
from cases.actions.consultation import link_to_client
from cases.actions.opening import answer_question, ask_why, tell_of_openings
from cases.due import tell_weekly_openings
from cases.models import OpeningQuestion
from cases.queries.opening_question import answerable
from cases.queries.opening_week import openings_in_week, week_before, week_rows
from partners.models import Alert
from safeguards.access import Absent
from safeguards.calendar import JAPAN
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting, agency_of
from tests.parallel import in_parallel, on_postgresql
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/clients/openings/"
QUESTIONS = f"{URL}questions/"
NAME = "週間花子"
MONDAY = week_before(timezone.localdate())
_places = iter(range(1, 10**9))


def opened(who, record, agency, *, day=2, hour=10, event=None, table=None):
    """A line of the trail, as if this account had opened the record in the week before."""
    kind = record._meta.model_name
    return AuditLine.objects.create(
        stream="of-a-test", sequence=next(_places), digest="x", account_id=who.pk, login=who.login,
        at=datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), JAPAN) + timedelta(hours=hour),
        agency_code=agency.code, role="counselor", event=event or f"{kind}.read", object_type=f"cases.{kind}",
        object_number=record.number,
    )  # fmt: skip


@pytest.fixture
def woman(world):
    """Kept by the counselor of the center; everybody who might answer is at work."""
    for name in ("supervisor", "city_supervisor", "auditor", "colleague"):
        getattr(world, name).save()
    person = cases.client(world.act(world.counselor), family_name=NAME, given_name="")
    cases.disclosure(world.act(world.counselor), person, world.city)
    return person


def lines_of(world, who):
    return list(openings_in_week(world.act(who), MONDAY))


def token_of(world, who, reader):
    rows = week_rows(world.act(who), lines_of(world, who))
    return next(row.token for row in rows if row.who == reader)


def asked(world, woman, reader=None):
    opened(reader or world.colleague, woman, world.center)
    return ask_why(
        world.act(world.counselor), token_of(world, world.counselor, (reader or world.colleague).name)
    )


def test_the_keeper_sees_others_by_day_and_how_often_and_not_herself(browser, world, woman):
    for hour in (9, 11, 23):
        opened(world.colleague, woman, world.center, hour=hour)
    opened(world.colleague, woman, world.center, day=3)
    opened(world.colleague, woman, world.center, day=3, event="whereabouts.reveal")
    opened(world.city_counselor, woman, world.city, day=6, hour=23)
    opened(world.counselor, woman, world.center)
    opened(world.colleague, woman, world.center, day=7, hour=0)  # the next week
    opened(world.colleague, woman, world.center, day=-1, hour=23)  # the week before it
    opened(world.colleague, woman, world.center, event="client.change")  # no opening
    told = [
        (one["day"], one["account_id"], one["times"], one["places"])
        for one in lines_of(world, world.counselor)
    ]
    assert told == [
        (MONDAY + timedelta(days=6), world.city_counselor.pk, 1, 0),
        (MONDAY + timedelta(days=3), world.colleague.pk, 2, 1),
        (MONDAY + timedelta(days=2), world.colleague.pk, 3, 0),
    ]
    page = words_of(browser(world.counselor).get(URL))
    assert NAME in page and world.colleague.name in page and "3回ひらいた" in page and "居所を見た" in page
    assert world.city.label in page and world.city_counselor.name not in page
    line = AuditLine.objects.get(event="opening.week")
    assert woman.number in line.facts and NAME not in line.facts


def test_who_keeps_what(browser, world, woman):
    call = cases.consultation(world.act(world.colleague))
    orphan = cases.client(world.act(world.counselor), family_name="話していない")
    gone = account_with_posting(world.center, "counselor")
    left = cases.client(world.act(gone), family_name="去った人の")
    gone.postings.update(until=timezone.now() - timedelta(minutes=1))
    stranger = account_with_posting(world.center, "counselor")
    for record in (woman, call, orphan, left):
        opened(stranger, record, world.center)

    def numbers(who):
        return {one["object_number"] for one in lines_of(world, who)}

    assert numbers(world.counselor) == {woman.number, orphan.number}
    assert numbers(world.colleague) == {call.number}
    assert numbers(world.supervisor) == {left.number}  # nobody at work keeps it
    assert numbers(world.city_counselor) == set()  # disclosed to her, kept by others
    assert NAME not in words_of(browser(world.colleague).get(URL))


def test_a_wall_takes_the_record_out_of_the_list(world, woman):
    opened(world.colleague, woman, world.center)
    cases.wall(world.counselor, woman)
    assert lines_of(world, world.counselor) == []


def test_weeks_can_be_turned_back_eight_and_nothing_else_is_taken(browser, world, woman):
    opened(world.colleague, woman, world.center)
    here = browser(world.counselor)
    for week in ("", "x", "2026-13-01", "1999-01-04", "2999-01-01", MONDAY.isoformat()):
        assert NAME in words_of(here.get(f"{URL}?week={week}")), week
    assert NAME not in words_of(here.get(f"{URL}?week={MONDAY - timedelta(days=7)}"))


def test_one_line_and_fifty_ask_the_database_as_often_and_pages_hold_each_once(browser, world, woman):
    opened(world.colleague, woman, world.center)
    here = browser(world.counselor)

    def queries(address=URL):
        here.get(address)
        with CaptureQueriesContext(connection) as found:
            answer = here.get(address)
        return answer, len(found)

    few = queries()[1]
    for _person in range(50):
        opened(account_with_posting(world.center, "counselor"), woman, world.center)
    shown, address, most = [], URL, 0
    while address:
        answer, count = queries(address)
        most = max(most, count)
        shown += [row.who for row in answer.context["rows"]]
        address = answer.context["page"].next_url
    assert (len(shown), len(set(shown)), most) == (51, 51, few)


# --- the notice -----------------------------------------------------------------------------------------------


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


def test_each_keeper_is_told_once_a_week_without_a_name(browser, world, woman):
    opened(world.colleague, woman, world.center)
    opened(world.colleague, woman, world.center, hour=12)
    now = timezone.now()
    assert tell_of_openings(now) >= 2
    assert tell_of_openings(now) == 0
    hers = Alert.objects.get(account=world.counselor, kind="opening.week")
    assert hers.facts == {"day": MONDAY.isoformat(), "times": 2} and hers.agency == world.center
    assert not Alert.objects.filter(
        account=world.colleague, kind="opening.week"
    ).exists()  # she keeps nothing
    assert Alert.objects.filter(account=world.supervisor, kind="opening.week").count() == 1
    page = browser(world.counselor).post(f"/account/alerts/{hers.number}/", follow=True)
    assert page.status_code == 200 and NAME in words_of(page)
    assert NAME not in words_of(browser(world.counselor).get("/account/alerts/"))
    assert tell_of_openings(now + timedelta(days=7)) >= 2  # the next week again


@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        ("2026-11-16 07:59", False), ("2026-11-16 08:00", True), ("2026-11-18 15:00", True),
        ("2026-11-15 10:00", False),  # Sunday
        ("2026-11-23 10:00", False), ("2026-11-24 08:00", True),  # Monday is a holiday: Tuesday
        ("2026-12-31 10:00", False), ("2027-01-04 08:00", True),
    ],
)  # fmt: skip
def test_the_notice_comes_on_the_first_working_morning(world, woman, moment, is_told):
    world.counselor.postings.update(since=at("2026-01-01 00:00"))
    told = tell_weekly_openings(at(moment))
    assert bool(told) is is_told
    assert Alert.objects.filter(kind="opening.week").exists() is is_told
    assert tell_weekly_openings(at(moment)) == ""


def test_the_clock_of_the_house_tells_it(world, woman, settings, tmp_path):
    settings.YUI_MAY_MAKE_KEYS = True
    settings.YUI_VAR_DIR, settings.AUDIT_ANCHOR_DIR = tmp_path, tmp_path / "anchors"
    from config.management.commands.run_due import DUE

    assert tell_weekly_openings in DUE
    with pytest.raises(SystemExit) as ended:
        call_command("run_due")
    assert ended.value.code == 0


# --- the question ---------------------------------------------------------------------------------------------


def test_one_press_asks_the_supervisor_and_the_reader_learns_nothing(browser, world, woman):
    opened(world.colleague, woman, world.center)
    hers = browser(world.counselor)
    data = {"line": token_of(world, world.counselor, world.colleague.name), "once": new_token()}
    for _press in range(2):
        answer = hers.post(f"{URL}ask/", data, follow=True)
    assert "第三者に確認を頼みました" in words_of(answer) and "確認中" in words_of(answer)
    hers.post(f"{URL}ask/", data | {"once": new_token()})
    question = OpeningQuestion.objects.everything("test").get()
    assert (question.asked_by, question.reader, question.times) == (world.counselor, world.colleague, 1)
    told = Alert.objects.get(kind="opening.asked")
    assert (told.account_id, told.facts) == (world.supervisor.pk, {"agency": world.center.label})
    assert not Alert.objects.filter(account=world.colleague).exists()
    line = AuditLine.objects.get(event="opening.ask")
    assert (line.object_number, line.login) == (question.number, world.counselor.login)
    page = words_of(browser(world.supervisor).get(QUESTIONS))
    assert world.colleague.name in page and NAME not in page
    for who in (world.colleague, world.counselor, world.auditor):
        assert browser(who).get(QUESTIONS).status_code == 404


def test_the_answer_reaches_who_asked_and_nobody_else(browser, world, woman):
    question = asked(world, woman)
    chief = browser(world.supervisor)
    answer = chief.post(
        f"{QUESTIONS}{question.number}/", {"move": "explain", "explanation": "", "once": new_token()}
    )
    assert answer.status_code == 422 and "ひらいた理由を選ぶか" in words_of(answer)
    data = {"move": "explain", "explanation": "stood_in", "once": new_token()}
    for _press in range(2):
        answer = chief.post(f"{QUESTIONS}{question.number}/", data, follow=True)
        assert answer.redirect_chain == [(QUESTIONS, 302)]
    question.refresh_from_db()
    assert (question.state, question.explanation, question.answered_by_id) == (
        "explained", "stood_in", world.supervisor.pk,
    )  # fmt: skip
    assert [(one.account_id, one.kind) for one in Alert.objects.exclude(kind="opening.asked")] == [
        (world.counselor.pk, "opening.explained")
    ]
    assert AuditLine.objects.filter(event="opening.explain").count() == 1
    page = words_of(browser(world.counselor).get(f"{URL}?week={MONDAY}"))
    assert "理由を確認済み" in page and "代わりに対応した" in page
    assert AuditLine.objects.filter(event="opening.list").exists()


def test_a_possible_leak_goes_to_the_auditors_with_the_way_to_the_lines(browser, world, woman):
    question = asked(world, woman)
    answer_question(world.act(world.supervisor), question.number, "escalate")
    question.refresh_from_db()
    assert (question.state, question.explanation) == ("escalated", "")
    told = Alert.objects.get(kind="opening.leak")
    assert told.account_id == world.auditor.pk and NAME not in str(told.facts)
    page = browser(world.auditor).post(f"/account/alerts/{told.number}/", follow=True)
    assert {row.number for row in page.context["rows"]} == {woman.number}
    assert Alert.objects.filter(account=world.counselor, kind="opening.escalated").count() == 1
    assert not Alert.objects.filter(account=world.colleague).exists()
    assert AuditLine.objects.filter(event="opening.escalate").count() == 1


def test_where_the_supervisor_is_the_reader_another_house_answers(world, woman):
    deputy = agency_of("prefecture", "health_office")
    stand_in = account_with_posting(deputy, "supervisor")
    type(world.center).objects.filter(pk=world.center.pk).update(deputy=deputy)
    question = asked(world, woman, reader=world.supervisor)
    assert Alert.objects.get(kind="opening.asked").account_id == stand_in.pk
    assert not answerable(world.act(world.supervisor)).exists()
    assert answerable(world.act(stand_in)).get() == question
    with pytest.raises(Absent):
        answer_question(world.act(world.supervisor), question.number, "explain", "call")
    answer_question(world.act(stand_in), question.number, "explain", "call")


def test_a_supervisor_who_asks_does_not_answer_herself(world, woman):
    gone = account_with_posting(world.center, "counselor")
    left = cases.client(world.act(gone), family_name="去った人の")
    gone.postings.update(until=timezone.now() - timedelta(minutes=1))
    opened(world.colleague, left, world.center)
    other = account_with_posting(world.center, "supervisor")
    question = ask_why(world.act(world.supervisor), token_of(world, world.supervisor, world.colleague.name))
    assert Alert.objects.get(kind="opening.asked").account_id == other.pk
    with pytest.raises(Absent):
        answer_question(world.act(world.supervisor), question.number, "explain", "call")
    assert answerable(world.act(other)).get() == question


def test_the_reader_of_another_agency_is_told_by_her_agency_alone(browser, world, woman):
    opened(world.city_counselor, woman, world.city)
    ask_why(world.act(world.counselor), token_of(world, world.counselor, world.city.label))
    page = words_of(browser(world.supervisor).get(QUESTIONS))
    assert world.city.label in page and world.city_counselor.name not in page
    assert not answerable(world.act(world.city_supervisor)).exists()


@pytest.mark.parametrize("state", ["asked", "explained", "escalated"])
@pytest.mark.parametrize("name", ["explain", "escalate", "keep"])
def test_only_moves_of_the_table_do_anything(world, woman, state, name):
    question = asked(world, woman)
    OpeningQuestion.objects.everything("test").update(state=state)
    allowed = any(move.name == name and move.source == state for move in states.OPENING_MOVES)
    before = AuditLine.objects.count()
    if allowed:
        answer_question(world.act(world.supervisor), question.number, name, "call")
    else:
        with pytest.raises(Absent):
            answer_question(world.act(world.supervisor), question.number, name, "call")
        assert AuditLine.objects.count() == before


def test_an_explanation_outside_the_list_is_none(world, woman):
    question = asked(world, woman)
    with pytest.raises(ValueError, match="explanation"):
        answer_question(world.act(world.supervisor), question.number, "explain", "because")


@pytest.mark.parametrize("line", ["", "x", "é", "A" * 400, None])
def test_a_forged_or_foreign_line_is_absent(browser, world, woman, line):
    opened(world.colleague, woman, world.center)
    hers = token_of(world, world.counselor, world.colleague.name)
    sent = hers if line is None else line
    who = world.city_counselor if line is None else world.counselor
    assert browser(who).post(f"{URL}ask/", {"line": sent, "once": new_token()}).status_code == 404
    assert not OpeningQuestion.objects.everything("test").exists()


def test_the_database_refuses_an_answer_of_the_asker_or_the_reader(world, woman):
    question = asked(world, woman)
    for who in (world.counselor, world.colleague):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpeningQuestion.objects.everything("test").filter(pk=question.pk).update(answered_by_id=who.pk)


def test_a_walled_supervisor_knows_of_no_question(world, woman):
    other = account_with_posting(world.center, "supervisor")
    question = asked(world, woman)
    cases.wall(world.supervisor, woman)
    assert not answerable(world.act(world.supervisor)).exists()
    assert answerable(world.act(other)).get() == question


def test_where_the_only_supervisor_is_walled_off_the_stand_in_answers(world, woman):
    world.center.deputy = world.city
    world.center.save()
    cases.wall(world.supervisor, woman)
    question = asked(world, woman)
    assert set(Alert.objects.filter(kind="opening.asked").values_list("account_id", flat=True)) == {
        world.city_supervisor.pk
    }
    assert not answerable(world.act(world.supervisor)).exists()
    assert answerable(world.act(world.city_supervisor)).get() == question


def test_a_question_follows_the_caller_whom_somebody_knows(world, woman):
    call = cases.consultation(world.act(world.counselor))
    opened(world.colleague, call, world.center)
    question = ask_why(world.act(world.counselor), token_of(world, world.counselor, world.colleague.name))
    link_to_client(world.act(world.counselor), call, cases.fresh(woman))
    assert answerable(world.act(world.supervisor)).get().person_key == woman.person_key
    cases.wall(world.supervisor, woman)
    assert not answerable(world.act(world.supervisor)).filter(pk=question.pk).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_of_two_hands_at_one_moment_one_answers(world, woman):
    other = account_with_posting(world.center, "supervisor")
    question = asked(world, woman)
    actors = [world.act(world.supervisor), world.act(other)]

    def answer(number):
        try:
            answer_question(actors[number], question.number, "explain", "call")
        except Absent:
            return "absent"
        return "done"

    assert sorted(in_parallel(answer, 2)) == ["absent", "done"]
    assert AuditLine.objects.filter(event="opening.explain").count() == 1


def test_the_week_before_ends_on_sunday():
    assert week_before(date(2026, 11, 23)) == date(2026, 11, 16)
    assert week_before(date(2026, 11, 22)) == date(2026, 11, 9)
