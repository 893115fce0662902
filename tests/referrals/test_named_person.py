"""Somebody of the receiver who must not see a referral (R-05): cut off at once, looked at before acceptance."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Wall
from partners.models import Alert
from referrals.actions.move import MoveRefused, move_referral
from referrals.actions.named_person import answer_naming
from referrals.actions.send import OfferRefused
from referrals.models import NamedPerson, Referral
from referrals.queries.named_person import named_in
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.factories import referrals
from tests.factories.partners import account_with_posting, actor_for, agency_of
from tests.referrals.test_referral_send import filled

pytestmark = pytest.mark.django_db
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def place(world):
    """A receiver with a counselor of the named family, another one, and a supervisor."""
    agency = agency_of("npo", "npo")
    named = account_with_posting(agency, "counselor", family_name="権藤", family_kana="ごんどう")
    other = account_with_posting(agency, "counselor", family_name="佐々木", family_kana="ささき")
    return agency, named, other, account_with_posting(agency, "supervisor", family_name="星", family_kana="ほし")


def offered(world, agency, words="権藤さん。ご本人の義理の兄です。", **more):
    return referrals.offer(None, agency, actor=world.act(world.counselor), keep_from=words, **more)


def naming_of(referral):
    return NamedPerson.objects.everything("test").get(referral=referral)


def sees(world, account, referral):
    return Referral.objects.visible_to(world.act(account)).filter(pk=referral.pk).exists()


def walled(referral):
    return {wall.account for wall in Wall.objects.standing().filter(person_key=referral.person_key)}


def test_who_is_named_by_name_is_cut_off_at_sending_and_told_nothing(world, browser, place):
    agency, named, other, chief = place
    referral = offered(world, agency)
    assert not sees(world, named, referral) and sees(world, other, referral) and sees(world, chief, referral)
    here = browser(named)
    absent, shown = (here.get(f"/referrals/{number}/") for number in ("A" * 22, referral.number))
    assert shown.status_code == absent.status_code == 404
    texts = [CSRF.sub("", one.content.decode()) for one in (absent, shown)]
    assert texts[0].replace("A" * 22, referral.number) == texts[1]
    assert set(Alert.objects.filter(kind="named.ask").values_list("account", flat=True)) == {chief.pk}
    line = AuditLine.objects.get(event="named.ask")
    assert "権藤" not in line.facts and json.loads(line.facts)["fitting"] == 1


def test_acceptance_waits_for_the_answer_and_the_words_stay_with_the_supervisor(world, browser, place):
    agency, named, other, chief = place
    referral = offered(world, agency)
    page = browser(other).get(f"/referrals/{referral.number}/").content.decode()
    assert "所属長が先に確かめています" in page and "権藤" not in page and "引き受ける" not in page.split("<main")[1].split("引き受けられます")[1]
    with pytest.raises(MoveRefused):
        move_referral(world.act(other), referral, "accept")
    here = browser(chief)
    assert "つなぎを見せてはいけない人の確認" in here.get("/").content.decode()
    url = f"/referrals/named/{naming_of(referral).number}/"
    assert "権藤さん。ご本人の義理の兄です。" in here.get(url).content.decode()
    answer = here.post(url, {"answer": "somebody", "accounts": [named.number]}, follow=True)
    read = AuditLine.objects.filter(event__in=["named.read", "named.list"])
    assert set(read.values_list("event", flat=True)) == {"named.read", "named.list"}
    assert "引き受けられるようになりました" in answer.content.decode()
    assert walled(referral) == {named}
    assert move_referral(world.act(other), referral, "accept").state == "accepted"
    assert not sees(world, named, referral)
    assert browser(chief).get(url).status_code == 404
    assert json.loads(AuditLine.objects.get(event="named.answer").facts)["answer"] == "walled"


def test_nobody_of_the_staff_ends_the_wall_around_the_namesake(world, place):
    agency, named, _other, chief = place
    referral = offered(world, agency)
    answer_naming(world.act(chief), naming_of(referral).number, [])
    assert walled(referral) == set() and sees(world, named, referral)
    assert Wall.objects.get(account=named).state == "lifted"
    assert move_referral(world.act(named), referral, "accept").state == "accepted"


def test_another_one_is_meant_than_the_namesake(world, place):
    agency, named, other, chief = place
    referral = offered(world, agency)
    answer_naming(world.act(chief), naming_of(referral).number, [other.number])
    assert walled(referral) == {other} and sees(world, named, referral) and not sees(world, other, referral)


def test_a_wall_that_stood_for_another_reason_does_not_end(world, place):
    agency, named, _other, chief = place
    referral = offered(world, agency)
    Wall.objects.filter(account=named).update(ground="kin")
    answer_naming(world.act(chief), naming_of(referral).number, [])
    assert walled(referral) == {named}


def test_the_named_supervisor_neither_sees_nor_answers_and_the_stand_in_does(world, browser, place):
    agency, _named, other, chief = place
    referral = offered(world, agency, "所属長の星さん")
    number = naming_of(referral).number
    with pytest.raises(Absent):
        answer_naming(world.act(chief), number, [])
    assert "つなぎを見せてはいけない人の確認" not in browser(chief).get("/").content.decode()
    answer_naming(world.act(world.supervisor), number, [chief.number])
    assert walled(referral) == {chief}
    assert move_referral(world.act(other), referral, "accept").state == "accepted"


def test_a_supervisor_cannot_say_that_she_herself_is_meant_or_somebody_elsewhere(world, place):
    agency, _named, _other, chief = place
    number = naming_of(offered(world, agency)).number
    for wrong in (chief.number, world.city_counselor.number, "x"):
        with pytest.raises(Absent):
            answer_naming(world.act(chief), number, [wrong])
    assert NamedPerson.objects.everything("test").get(number=number).state == "asked"


def test_what_is_wanted_at_once_is_not_held_and_the_namesake_stays_out(world, place):
    agency, named, other, chief = place
    referral = offered(world, agency, urgency="immediate")
    assert not sees(world, named, referral)
    assert move_referral(world.act(other), referral, "accept").state == "accepted"
    answer_naming(world.act(chief), naming_of(referral).number, [named.number])
    assert not sees(world, named, referral)


def test_after_a_recall_nothing_is_to_answer(world, place):
    agency, _named, _other, chief = place
    referral = offered(world, agency)
    move_referral(world.act(world.counselor), referral, "recall", code="other")
    with pytest.raises(Absent):
        answer_naming(world.act(chief), naming_of(referral).number, [])
    later = actor_for(chief, timezone.now() + timedelta(days=400))
    with pytest.raises(Absent):
        answer_naming(later, naming_of(offered(world, agency)).number, [])


@pytest.mark.parametrize(
    ("words", "fits"),
    [("権藤さん", True), ("ごんどうという人", True), ("ゴンドウ", True), ("義理の兄", False), ("", False)],
)
def test_names_are_found_in_the_words_however_they_are_written(world, place, words, fits):
    agency, named, _other, _chief = place
    assert (named in named_in(words, agency, timezone.now())) == fits


def test_her_own_name_does_not_go_out_with_the_naming(world, browser, place):
    agency = place[0]
    client, _call = referrals.known_person(world.act(world.counselor))
    name = client.family_name
    data = filled(agency, keep_from=f"{name}さんの兄")
    answer = browser(world.counselor).post(f"/referrals/new/?client={client.number}", data)
    assert answer.status_code == 422 and f"「{name}」が" in answer.content.decode()
    assert f"{name}さんの兄" in answer.content.decode()
    with pytest.raises(OfferRefused):
        referrals.offer(
            None, agency, client=client, actor=world.act(world.counselor), keep_from=f"{name}さんの兄"
        )


def test_the_sender_reads_that_somebody_looked_and_not_who_is_meant(world, browser, place):
    agency, named, _other, chief = place
    here = browser(world.counselor)
    client, _call = referrals.known_person(world.act(world.counselor))
    here.post(f"/referrals/new/?client={client.number}", filled(agency, keep_from="権藤さん"))
    referral = Referral.objects.everything("test").latest("sent_at")
    url = f"/referrals/{referral.number}/"
    assert "先方の所属長の確認待ちです。" in here.get(url).content.decode()
    answer_naming(world.act(chief), naming_of(referral).number, [named.number])
    shown = here.get(url).content.decode()
    assert "先方の所属長が確かめました。" in shown and named.name not in shown


def test_an_answer_says_somebody_or_nobody_and_both_are_kept_as_typed(world, browser, place):
    agency, named, _other, chief = place
    url = f"/referrals/named/{naming_of(offered(world, agency)).number}/"
    here = browser(chief)
    nothing = here.post(url, {"answer": "somebody"})
    both = here.post(url, {"answer": "nobody", "accounts": [named.number]})
    assert (nothing.status_code, both.status_code) == (422, 422)
    assert "だれのことかを選ぶか" in nothing.content.decode() and "下で人が選ばれています" in both.content.decode()
