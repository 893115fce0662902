"""Walls: who lays them, what they cover from the next request on, and that two others are needed to lift one."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from cases.actions.wall import declare_tie, move_wall, wall_off
from cases.models import Client, Consultation, Wall
from cases.queries.wall import answerable, walls_of
from partners.models import Alert
from partners.queries.alert import watchers_of
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME = "閲覧花子"


@pytest.fixture
def woman(world):
    actor = world.act(world.counselor)
    person = cases.client(actor, family_name=NAME, given_name="", family_kana="エツランハナコ", given_kana="")
    cases.consultation(actor, of=person, narrative="印のある話")
    return person


def post(here, url, **data):
    return here.post(url, {"once": new_token(), **data}, follow=True)


def test_one_press_closes_the_person_everywhere_at_once_and_tells_the_supervisor(browser, world, woman):
    world.supervisor.save()
    call = Consultation.objects.everything("test").get(client=woman)
    sent = referrals.offer(None, world.police, actor=world.act(world.counselor), client=woman)
    hers = browser(world.counselor)
    assert NAME in words_of(hers.get(f"/clients/{woman.number}/"))
    answer = post(hers, f"/clients/{woman.number}/know/")
    assert answer.redirect_chain == [("/", 302)]
    assert "見えなくなりました" in words_of(answer)
    assert NAME not in words_of(answer)
    for url in (
        f"/clients/{woman.number}/", f"/clients/{woman.number}/edit/", f"/clients/{woman.number}/wall/",
        f"/consultations/{call.number}/", f"/referrals/{sent.number}/",
        f"/alive/?page=client.detail&type=cases.client&number={woman.number}",
    ):  # fmt: skip
        assert hers.get(url).status_code == 404, url
    assert hers.post(f"/clients/{woman.number}/reveal/?field=current_place").status_code == 404
    for url in ("/", "/clients/", "/consultations/", "/referrals/?box=out"):
        assert NAME not in words_of(hers.get(url)), url
    assert NAME not in words_of(hers.post("/clients/", {"q": "えつらん"}, follow=True))
    assert hers.get(f"/consultations/new/?client={woman.number}").status_code == 404
    told = Alert.objects.get()
    assert (told.account_id, told.kind) == (world.supervisor.pk, "wall.declared")
    assert NAME not in words_of(browser(world.supervisor).get("/"))
    assert NAME in words_of(browser(world.colleague).get(f"/clients/{woman.number}/"))


def test_a_second_press_and_a_repeated_form_make_one_wall_and_one_alert(browser, world, woman):
    world.supervisor.save()
    token = new_token()
    hers = browser(world.counselor)
    for _press in range(2):
        hers.post(f"/clients/{woman.number}/know/", {"once": token})
    declare_tie(world.act(world.counselor), woman.person_key)
    assert Wall.objects.count() == Alert.objects.count() == 1


def test_a_supervisor_walls_a_colleague_off_and_the_colleague_learns_nothing(browser, world, woman):
    chief, hers = browser(world.supervisor), browser(world.colleague)
    page = words_of(chief.get(f"/clients/{woman.number}/wall/"))
    assert "閲覧を制限する" in page
    answer = post(
        chief, f"/clients/{woman.number}/wall/",
        account=world.colleague.number, ground="kin",
    )  # fmt: skip
    assert "その職員には、この方が見えなくなりました" in words_of(answer)
    assert hers.get(f"/clients/{woman.number}/").status_code == 404
    assert not Alert.objects.filter(account=world.colleague).exists()
    assert NAME in words_of(browser(world.counselor).get(f"/clients/{woman.number}/"))
    listed = words_of(chief.get("/clients/walls/"))
    assert world.colleague.name in listed
    assert NAME not in listed


def test_the_form_says_what_is_missing_and_takes_no_stranger(browser, world, woman):
    chief = browser(world.supervisor)
    url = f"/clients/{woman.number}/wall/"
    answer = chief.post(url, {"once": new_token()})
    assert answer.status_code == 422
    assert "職員を選んでください。" in words_of(answer)
    for stranger in (world.city_counselor, world.center_admin, world.supervisor):
        answer = chief.post(url, {"account": stranger.number, "ground": "kin", "once": new_token()})
        assert answer.status_code == 422
    assert not Wall.objects.exists()
    for stranger in (world.city_counselor, world.center_admin, world.supervisor):
        with pytest.raises(Absent):
            wall_off(world.act(world.supervisor), woman.person_key, stranger, "kin")


def test_a_counselor_asks_and_the_supervisor_lays_it(browser, world, woman):
    world.supervisor.save()
    answer = post(
        browser(world.counselor),
        f"/clients/{woman.number}/wall/",
        account=world.colleague.number,
        ground="friend",
    )
    assert "閲覧の制限を頼みました。" in words_of(answer)
    assert browser(world.colleague).get(f"/clients/{woman.number}/").status_code == 200
    wall = Wall.objects.get()
    assert (wall.state, wall.laid_by_id) == ("asked", None)
    chief = browser(world.supervisor)
    assert "閲覧制限の依頼" in words_of(chief.get("/"))
    post(chief, f"/clients/walls/{wall.number}/", move="lay")
    assert browser(world.colleague).get(f"/clients/{woman.number}/").status_code == 404
    wall.refresh_from_db()
    assert (wall.state, wall.laid_by_id) == ("standing", world.supervisor.pk)


def test_a_wall_against_the_only_supervisor_is_laid_by_the_stand_in_who_sees_the_request_alone(
    browser, world
):
    office = agency_of("municipality", "municipal_desk", name="一人の課")
    chief, asker = (account_with_posting(office, role) for role in ("supervisor", "counselor"))
    person = cases.client(world.act(asker), family_name=NAME, given_name="")
    stand_in = browser(world.supervisor)
    wall_off(world.act(asker), person.person_key, chief, "partner")
    wall = Wall.objects.get()
    assert browser(chief).post(f"/clients/walls/{wall.number}/", {"move": "refuse"}).status_code == 404
    assert not walls_of(world.act(chief)).exists()
    page = stand_in.get("/clients/walls/")
    assert "一人の課" in words_of(page)
    assert person.number not in page.content.decode()
    assert stand_in.get(f"/clients/{person.number}/").status_code == 404
    post(stand_in, f"/clients/walls/{wall.number}/", move="lay")
    assert browser(chief).get(f"/clients/{person.number}/").status_code == 404
    assert Alert.objects.filter(account=chief).count() == 0


def test_lifting_needs_two_others_and_never_the_walled_one(browser, world, woman):
    second = account_with_posting(world.center, "supervisor")
    wall = wall_off(world.act(world.supervisor), woman.person_key, world.colleague, "kin")
    chief = browser(world.supervisor)
    post(chief, f"/clients/walls/{wall.number}/", move="ask_lift")
    for who in (world.supervisor, world.colleague, world.counselor, world.city_supervisor, world.auditor):
        answer = browser(who).post(f"/clients/walls/{wall.number}/", {"move": "lift", "once": new_token()})
        assert answer.status_code == 404, who
    assert browser(world.colleague).get(f"/clients/{woman.number}/").status_code == 404
    assert {one.account_id for one in Alert.objects.filter(kind="wall.lift_asked")} == {second.pk}
    answer = post(browser(second), f"/clients/walls/{wall.number}/", move="lift")
    assert "閲覧制限を解きました。" in words_of(answer)
    assert browser(world.colleague).get(f"/clients/{woman.number}/").status_code == 200
    events = list(
        AuditLine.objects.filter(event__startswith="wall.").order_by("pk").values_list("event", flat=True)
    )
    assert [one for one in events if one in ("wall.lay", "wall.ask_lift", "wall.lift")] == [
        "wall.lay", "wall.ask_lift", "wall.lift",
    ]  # fmt: skip


def test_a_walled_supervisor_neither_sees_nor_lifts_her_own_wall(browser, world, woman):
    second = account_with_posting(world.center, "supervisor")
    wall = wall_off(world.act(second), woman.person_key, world.supervisor, "kin")
    hers = browser(world.supervisor)
    assert wall.number not in hers.get("/clients/walls/").content.decode()
    for move in ("ask_lift", "lift", "keep"):
        assert hers.post(f"/clients/walls/{wall.number}/", {"move": move}).status_code == 404
    assert Wall.objects.get().state == "standing"


@pytest.mark.parametrize("state", ["asked", "standing", "lift_asked", "lifted", "refused"])
@pytest.mark.parametrize("move", ["lay", "refuse", "ask_lift", "lift", "keep", "declare", "", "\0"])
def test_only_moves_of_the_table_do_anything(world, woman, state, move):
    asker = world.counselor if state != "lift_asked" else account_with_posting(world.center, "supervisor")
    wall = cases.wall(world.colleague, woman, state=state, asked_by_id=asker.pk)
    allowed = {
        "asked": {"lay": "standing", "refuse": "refused"},
        "standing": {"ask_lift": "lift_asked"},
        "lift_asked": {"lift": "lifted", "keep": "standing"},
    }.get(state, {})
    if move in allowed:
        assert move_wall(world.act(world.supervisor), wall.number, move).state == allowed[move]
    else:
        with pytest.raises(Absent):
            move_wall(world.act(world.supervisor), wall.number, move)
        wall.refresh_from_db()
        assert wall.state == state


def test_a_wall_follows_the_person_when_it_is_said_who_called(world, woman):
    call = cases.consultation(world.act(world.counselor), caller_name="名のらない")
    declare_tie(world.act(world.colleague), call.person_key)
    asked = wall_off(world.act(world.counselor), woman.person_key, world.colleague, "kin")
    assert asked.state == "asked"
    assert Client.objects.visible_to(world.act(world.colleague)).filter(pk=woman.pk).exists()
    cases.link(world.act(world.counselor), call, woman)
    assert not Client.objects.visible_to(world.act(world.colleague)).filter(pk=woman.pk).exists()
    assert not Consultation.objects.visible_to(world.act(world.colleague)).filter(pk=call.pk).exists()


def test_who_may_answer_is_who_was_told(world, woman):
    """The list of the query and the receivers of the alert are the same people, whoever is at work."""
    office = agency_of("municipality", "municipal_desk")
    deputy = agency_of("municipality", "city_welfare_office")
    people = {
        "own": account_with_posting(office, "supervisor"),
        "other": account_with_posting(office, "supervisor"),
        "deputy": account_with_posting(deputy, "supervisor"),
        "center": world.supervisor,
    }
    now = timezone.now()
    for has_deputy in (True, False):
        office.deputy = deputy if has_deputy else None
        office.save()
        for walled in people.values():
            for asker in people.values():
                Wall.objects.all().delete()
                cases.wall(walled, woman, state="lift_asked", asked_by_id=asker.pk)
                Wall.objects.update(agency=office)
                able = {who.pk for who in people.values() if answerable(world.act(who)).exists()}
                told = set(watchers_of(office.pk, now, but=[walled.pk, asker.pk])) & {
                    who.pk for who in people.values()
                }
                assert able == told, (has_deputy, walled, asker)


@pytest.mark.django_db(transaction=True)
def test_of_two_hands_at_one_moment_one_lays_the_wall(world, woman):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    actor, key = world.act(world.colleague), woman.person_key
    start, faults = threading.Barrier(2), []

    def press():
        try:
            start.wait()
            declare_tie(actor, key)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=press) for _hand in range(2)]
    [hand.start() for hand in hands]
    [hand.join() for hand in hands]
    assert faults == []
    assert Wall.objects.count() == 1
