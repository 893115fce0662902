"""Possible duplicates: found blindly, told to nobody before the earlier agency and the woman say yes."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from cases.actions.client import change_client
from cases.actions.match import compare_keys, move_match
from cases.models import Match, MatchKey
from cases.models.match import match_digests
from cases.queries.match import agreed, own_rows, put_to, queue, with_both
from partners.models import Alert
from safeguards.access import Absent, Actor
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
BORN = {"year": 1990, "month": 5, "day": 3}
URL = "/clients/matches/"
# What differs between any two pages: tokens, public numbers, the number for the telephone.
VARIES = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|once" value="[^"]*"|(?<=[/="])[\w-]{22}(?=[/&"])|\d{4}-\d{4}-\d'
)


@pytest.fixture
def two(world):
    """The city knew her first, the office later; each has a supervisor at work."""
    for account in (world.supervisor, world.city_supervisor, world.office_counselor):
        account.save()
    earlier = cases.client(world.act(world.city_counselor), family_name="市", birth=BORN)
    later = cases.client(
        world.act(world.office_counselor), family_name="所", family_kana="さとう", birth=BORN
    )
    return earlier, later


def compare():
    return compare_keys(Actor.system("test"))


def act(world, who):
    return replace(world.act(getattr(world, who)), now=timezone.now())


@pytest.mark.parametrize(
    ("kana", "birth", "strength"),
    [
        ("ｻﾄｳ", BORN, "strong"), ("サトウ", {"year": 1990, "month": None, "day": None}, "weak"),
        ("サトウ", {"year": 1990, "month": 5, "day": 4}, ""), ("サトウ", {"year": 1991, "month": 5, "day": 3}, ""),
        ("サトウ", {}, ""), ("サイトウ", BORN, ""), ("", BORN, ""),
    ],
)  # fmt: skip
def test_reading_and_birth_are_compared_in_any_spelling(world, two, kana, birth, strength):
    Match.objects.all().delete()
    one = cases.client(
        world.act(world.npo_counselor), family_kana=kana, given_kana="ハナコ" if kana else "", birth=birth
    )
    compare()
    found = Match.objects.filter(later=one) | Match.objects.filter(earlier=one)
    assert {match.strength for match in found} == ({strength} if strength else set())


def test_within_one_agency_nothing_is_matched_and_a_second_round_finds_nothing_new(world, two):
    cases.client(world.act(world.city_counselor), birth=BORN)
    assert compare() == 2
    assert compare() == 0
    assert not MatchKey.objects.filter(is_compared=False).exists()


def test_a_change_of_birth_writes_the_keys_anew(world, two):
    earlier, _later = two
    before = set(MatchKey.objects.filter(client=earlier).values_list("digest", flat=True))
    change_client(world.act(world.city_counselor), earlier, {"birth": {**BORN, "day": 4}}, 1)
    after = set(MatchKey.objects.filter(client=earlier).values_list("digest", flat=True))
    assert len(before & after) == 1  # the year stayed
    change_client(world.act(world.city_counselor), earlier, {"birth": {}}, 2)
    assert not MatchKey.objects.filter(client=earlier).exists()
    assert compare() == 0


def test_the_keys_have_a_purpose_of_their_own_and_hold_no_word():
    told = match_digests("サトウ ハナコ", BORN, date(2026, 11, 24))
    assert set(told) == {"strong", "weak"} and told["strong"] != told["weak"]
    assert all(re.fullmatch("[0-9a-f]{32}", digest) for digest in told.values())


def test_the_screen_of_the_saving_agency_is_the_same_with_and_without_a_match(browser, world):
    """The same client is saved twice by the office: before and after another agency has her."""
    here = browser(world.office_counselor)
    facts = {
        "family_name": "佐藤",
        "given_name": "花子",
        "family_kana": "サトウ",
        "given_kana": "ハナコ",
        "birth": "1990-5-3",
    }

    def saved():
        answer = here.post("/clients/new/", {**facts, "once": new_token()}, follow=True)
        compare()
        pages = [answer, here.get(answer.redirect_chain[-1][0])]
        return [VARIES.sub("", re.sub(r"\d\d?:\d\d", "", page.content.decode())) for page in pages]

    without = saved()
    cases.client(world.act(world.city_counselor), birth=BORN)
    compare()
    assert not Match.objects.filter(later__made_at__gt=timezone.now()).exists()
    known = Match.objects.count()
    assert known == 1
    assert saved() == without
    assert Match.objects.count() == 2
    assert not Alert.objects.filter(account=world.office_counselor).exists()


def test_the_queue_tells_two_codes_and_a_strength_and_nothing_else(browser, world, two):
    earlier, later = two
    compare()
    text = browser(world.supervisor).get(URL).content.decode()
    assert world.city.code in text and world.office.code in text and "生年月日が同じ" in text
    for secret in ("佐藤", "花子", "ハナコ", "さとう", "1990", earlier.number, later.number):
        assert secret not in text
    told = Alert.objects.get()
    assert (told.account_id, told.kind, told.facts) == (world.supervisor.pk, "match.found", {})
    assert world.city.code not in words_of(browser(world.city_supervisor).get(URL))
    assert browser(world.counselor).get(URL).status_code == 404


def test_from_the_question_to_the_yes(browser, world, two):
    earlier, later = two
    compare()
    number = Match.objects.get().number
    center, city = browser(world.supervisor), browser(world.city_supervisor)
    assert "市 花子" not in words_of(city.get(URL))
    center.post(f"{URL}{number}/", {"move": "ask", "once": new_token()})
    hers = act(world, "city_supervisor")
    assert [row.codes for row in own_rows(hers, with_both(put_to(hers)))] == [()]
    text = words_of(city.get(URL))
    assert "市 花子" in text and world.office.label not in text and "所" not in text.split("市 花子")[0][-3:]
    refused = city.post(f"{URL}{number}/", {"move": "agree", "once": new_token()}, follow=True)
    assert "答えは「いいえ」" in words_of(refused) and Match.objects.get().state == "put"
    answer = city.post(
        f"{URL}{number}/", {"move": "agree", "has_consent": "on", "once": new_token()}, follow=True
    )
    assert world.office.label in words_of(answer)
    assert f"/referrals/new/?client={earlier.number}" in answer.content.decode()
    lines = AuditLine.objects.filter(event__startswith="match.").exclude(event="match.list").order_by("pk")
    assert [line.event for line in lines] == ["match.find", "match.ask", "match.agree"]
    assert city.get(f"/clients/{later.number}/").status_code == 404
    assert list(queue(act(world, "supervisor"))) == []


def test_a_no_looks_like_no_match(browser, world, two):
    from tests.factories.partners import account_with_posting

    chief = account_with_posting(world.office, "supervisor")
    hers = browser(chief)
    before = words_of(hers.get(URL))
    compare()
    number = Match.objects.get().number
    move_match(act(world, "supervisor"), number, "ask")
    assert words_of(hers.get(URL)) == before
    move_match(act(world, "city_supervisor"), number, "decline")
    assert words_of(hers.get(URL)) == before
    assert not Alert.objects.filter(account=chief).exists()
    assert number not in browser(world.supervisor).get(URL).content.decode()


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("city_supervisor", "ask"), ("supervisor", "agree"), ("supervisor", "decline"), ("supervisor", "nonsense"),
        ("office_counselor", "ask"), ("city_counselor", "agree"), ("city_supervisor", "agree"),
    ],
)  # fmt: skip
def test_nobody_else_and_no_other_order(world, two, who, name):
    compare()
    with pytest.raises(Absent):
        move_match(act(world, who), Match.objects.get().number, name, has_consent=True)


def test_a_second_press_and_a_wall(world, two):
    earlier, _later = two
    compare()
    number = Match.objects.get().number
    move_match(act(world, "supervisor"), number, "ask")
    with pytest.raises(Absent):
        move_match(act(world, "supervisor"), number, "ask")
    cases.wall(world.city_supervisor, earlier)
    assert list(put_to(act(world, "city_supervisor"))) == []
    with pytest.raises(Absent):
        move_match(act(world, "city_supervisor"), number, "agree", has_consent=True)
    cases.wall(world.supervisor, earlier)
    assert list(queue(act(world, "supervisor"))) == []
    assert list(agreed(act(world, "supervisor"))) == []


def test_who_asked_does_not_answer(world):
    """The center itself knew her earlier: its supervisor who asked is no second person."""
    from tests.factories.partners import account_with_posting

    second = account_with_posting(world.center, "supervisor")
    world.supervisor.save()
    cases.client(act(world, "counselor"), birth=BORN)
    cases.client(act(world, "city_counselor"), birth=BORN)
    compare()
    number = Match.objects.get().number
    move_match(act(world, "supervisor"), number, "ask")
    with pytest.raises(Absent):
        move_match(act(world, "supervisor"), number, "decline")
    assert list(put_to(world.act(second))) != []
    move_match(replace(world.act(second), now=timezone.now()), number, "decline")


def test_where_nobody_could_ask_her_nothing_is_asked(browser, world):
    world.supervisor.save()
    cases.client(act(world, "npo_counselor"), birth=BORN)
    cases.client(act(world, "city_counselor"), birth=BORN)
    compare()
    text = words_of(browser(world.supervisor).get(URL))
    assert "確かめられる所属長がほかにいません" in text and "先に支援を始めた機関に確かめる" not in text
    with pytest.raises(Absent):
        move_match(act(world, "supervisor"), Match.objects.get().number, "ask")
