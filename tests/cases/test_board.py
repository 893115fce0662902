"""The supervisors' board: load beside the middle, never a ranking; many clients given out at once, none by mistake."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions.assignment import Assigned, assign, assign_many
from cases.models import Client
from cases.queries.board import board, longest_waiting
from cases.rules import LITTLE, MUCH, USUAL, load_share, load_word
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
BOARD = "/tasks/board/"


@pytest.fixture
def women(world):
    actor = world.act(world.counselor)
    return [cases.client(actor, family_name=f"板印{number}", given_name="") for number in range(4)]


def lines():
    return AuditLine.objects.filter(event="client.assign")


def sent(account, women, *, before="", **more):
    chosen = [f"{one.number}:{before}" for one in women]
    return {"account": account.number, "client": chosen, "once": new_token(), **more}


@pytest.mark.parametrize(
    ("number", "usual", "word", "share"),
    [
        (0, 0, USUAL, 0), (2, 0, USUAL, 50), (3, 0, MUCH, 75), (9, 0, MUCH, 100), (10, 10, USUAL, 50),
        (12, 10, USUAL, 60), (14, 10, USUAL, 70), (15, 10, MUCH, 75), (40, 10, MUCH, 100), (6, 10, USUAL, 30),
        (5, 10, LITTLE, 25), (0, 10, LITTLE, 0), (1, 3, USUAL, 17), (0, 2.5, LITTLE, 0), (0, 2, USUAL, 0),
    ],
)  # fmt: skip
def test_words_and_bars_beside_the_median(number, usual, word, share):
    assert (load_word(number, usual), load_share(number, usual)) == (word, share)


def test_the_board_counts_by_person_in_the_order_of_names(browser, world, women):
    chief, now = world.act(world.supervisor), timezone.now()
    early = account_with_posting(world.center, "counselor", family_name="安印", family_kana="アジルシ")
    busy = account_with_posting(world.center, "counselor", family_name="和印", family_kana="ワジルシ")
    assign_many(chief, {one.number: "" for one in women[:3]}, busy)
    hers, today = world.act(early), timezone.localdate()
    cases.consultation(hers, of=women[0], next_on=today - timedelta(days=1))  # the step of who has her client
    cases.consultation(hers, next_on=today + timedelta(days=7))
    cases.consultation(hers, next_on=today + timedelta(days=8))
    cases.consultation(hers, started_at=now - timedelta(days=8))
    shown = board(world.act(world.supervisor))
    people = {one.name: one for one in shown.people}
    assert [one.name for one in shown.people][:1] == [early.name] and shown.people[-1].name == busy.name
    assert people[busy.name].in_charge.number == 3 and people[busy.name].in_charge.word == MUCH
    assert (people[busy.name].steps.number, people[busy.name].late) == (1, 1)
    assert (people[early.name].steps.number, people[early.name].late) == (1, 0)
    assert (people[early.name].contacts.number, people[busy.name].contacts.number) == (3, 0)
    assert shown.unassigned == 1 and shown.left == ()
    page = browser(world.supervisor).get(BOARD).content.decode()
    assert page.index(early.name) < page.index(busy.name) and "多め" in page
    assert "sort" not in page and "順位" not in page
    line = AuditLine.objects.filter(event="task.board").latest("pk")
    assert women[3].number in line.facts and women[0].number not in line.facts  # the clients on the page


def test_many_are_given_at_once_each_with_its_line_and_once(browser, world, women):
    here = browser(world.supervisor)
    form = sent(world.colleague, women[:3])
    answer = here.post(BOARD, form, follow=True)
    assert "3人を任せました" in words_of(answer)
    assert here.post(BOARD, form).status_code == 302
    kept = [cases.fresh(one) for one in women]
    assert [one.assigned_to for one in kept] == [world.colleague] * 3 + [None]
    assert {one.assigned_by_id for one in kept[:3]} == {world.supervisor.pk}
    assert [one.version for one in kept] == [one.version for one in women]
    assert set(lines().values_list("object_number", flat=True)) == {one.number for one in women[:3]}
    assert lines().count() == 3 and "板印" not in str(list(lines().values_list("facts", flat=True)))
    again = {one.number: "" for one in women[:3]}
    assert assign_many(world.act(world.supervisor), again, world.colleague) == Assigned(3, (), 0)
    assert lines().count() == 3
    handed = browser(world.colleague).get("/clients/?only=handed").context["rows"]
    assert {row.number for row in handed} == {one.number for one in women[:3]}
    assert "引き継いだ相談者" in words_of(browser(world.colleague).get("/"))


def test_who_was_changed_meanwhile_and_who_is_walled_off_stay_as_they_are_in_the_same_words(
    browser, world, women
):
    here = browser(world.supervisor)
    cases.wall(world.colleague, women[1])
    form = sent(world.colleague, women[:3])
    assign(world.act(world.counselor), women[0], world.counselor)
    answer = here.post(BOARD, form)
    assert answer.status_code == 409
    page = words_of(answer)
    assert "1人を任せました" in page and "先に変わっていたか、この人には任せられない方です" in page
    result = answer.context["result"]
    assert (result.done, set(result.left), result.unnamed) == (1, {women[0].name, women[1].name}, 0)
    assert "閲覧" not in page.partition("1人を任せました")[2].partition("それぞれの受け持ち")[0]
    now = [cases.fresh(one).assigned_to for one in women[:3]]
    assert now == [world.counselor, None, world.colleague]
    assert not [value for value in here.session.values() if "板印" in str(value)]


def test_a_client_behind_a_wall_of_the_supervisor_herself_is_in_no_number_and_no_name(browser, world, women):
    assign_many(world.act(world.supervisor), {one.number: "" for one in women}, world.colleague)
    cases.wall(world.supervisor, women[0])
    here = browser(world.supervisor)
    page = here.get(f"{BOARD}?who={world.colleague.number}").content.decode()
    assert "板印0" not in page and "板印1" in page
    person = next(one for one in here.get(BOARD).context["board"].people if one.name == world.colleague.name)
    assert person.in_charge.number == 3
    form = sent(world.counselor, women[:2], before=world.colleague.number)
    answer = here.post(BOARD, form)
    assert answer.status_code == 409 and "板印0" not in answer.content.decode()
    assert answer.context["result"] == Assigned(1, (), 1)
    assert cases.fresh(women[0]).assigned_to == world.colleague


def test_who_left_stands_with_all_of_hers_and_all_of_them_are_handed_over_at_once(browser, world, women):
    leaver = account_with_posting(world.center, "counselor", family_name="去印")
    assign_many(world.act(world.supervisor), {one.number: "" for one in women}, leaver)
    here, soon = browser(world.supervisor), timezone.now() + timedelta(days=10)
    leaver.postings.update(until=soon)
    row = next(one for one in here.get(BOARD).context["board"].people if one.name == leaver.name)
    assert row.until == soon and here.get(BOARD).context["board"].left == ()
    leaver.postings.update(until=timezone.now())
    shown = here.get(BOARD).context["board"]
    assert [(one.name, one.in_charge) for one in shown.left] == [(leaver.name, 4)]
    assert leaver.name not in {one.name for one in shown.people}
    page = here.get(f"{BOARD}?who={leaver.number}")
    assert len(page.context["rows"]) == 4
    done = here.post(f"{BOARD}?who={leaver.number}", sent(world.colleague, [], everyone="on"), follow=True)
    assert "4人を任せました" in words_of(done)
    assert here.get(BOARD).context["board"].left == ()
    assert here.post(f"{BOARD}?who={leaver.number}", sent(leaver, women)).status_code == 422


def test_nothing_chosen_is_said_and_the_choice_is_kept(browser, world, women):
    here = browser(world.supervisor)
    answer = here.post(BOARD, sent(world.colleague, []))
    assert answer.status_code == 422 and "相談者を1人以上選んでください" in words_of(answer)
    answer = here.post(BOARD, {"client": [f"{women[0].number}:"], "once": new_token()})
    assert answer.status_code == 422 and "checked" in answer.content.decode()
    assert here.get(f"{BOARD}?who=%00").status_code == 404 and here.get(f"{BOARD}?who=x").status_code == 200


@pytest.mark.parametrize("who", ["counselor", "city_supervisor", "center_admin", "liaison"])
def test_nobody_else_gives_out_clients_of_the_agency(browser, world, women, who):
    person = getattr(world, who)
    answer = browser(person).post(BOARD, sent(world.colleague, women))
    assert answer.status_code == (
        422 if who == "city_supervisor" else 404
    )  # her form offers her own people only
    with pytest.raises(Absent):
        assign_many(world.act(person), {one.number: "" for one in women}, world.colleague)
    assert Client.objects.everything("test").filter(assigned_to__isnull=False).count() == 0


def test_those_who_wait_longest_stand_first(browser, world, women):
    actor, now, today = world.act(world.counselor), timezone.now(), timezone.localdate()
    for number, days in ((0, 3), (1, 30), (2, 10)):
        cases.consultation(
            actor, of=women[number], next_on=today + timedelta(days=5), started_at=now - timedelta(days=days)
        )
    cases.consultation(actor, of=women[3], started_at=now - timedelta(days=300))  # no next step
    chief = world.act(world.supervisor)
    assert longest_waiting(chief) == [women[1].pk, women[2].pk, women[0].pk]
    rows = browser(world.supervisor).get(f"{BOARD}?who=waiting").context["rows"]
    assert [(row.name, row.days) for row in rows] == [("板印1", 30), ("板印2", 10), ("板印0", 3)]


def test_the_board_asks_the_same_number_of_times_with_many_clients(
    browser, world, django_assert_max_num_queries
):
    here, counts = browser(world.supervisor), []
    for more in (1, 15):
        for _number in range(more):
            holder = account_with_posting(world.center, "counselor")
            woman = cases.client(world.act(world.counselor))
            cases.consultation(world.act(holder), of=woman, next_on=timezone.localdate())
            assign(world.act(world.supervisor), woman, holder)
            cases.client(world.act(world.counselor))
        here.get(BOARD)
        with django_assert_max_num_queries(16) as asked:
            here.get(BOARD)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two connections at once")
def test_two_supervisors_at_once_give_each_client_to_one_alone(world, women):
    chiefs = [world.supervisor, account_with_posting(world.center, "supervisor")]
    actors, people = [world.act(one) for one in chiefs], [world.counselor, world.colleague]
    wanted, done, start = {one.number: "" for one in women}, [], threading.Barrier(2)

    def give(number):
        try:
            start.wait()
            done.append(assign_many(actors[number], wanted, people[number]))
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.done for one in done) == [0, 4]
    assert len({cases.fresh(one).assigned_to_id for one in women}) == 1
    assert lines().count() == 4
