"""Staff who may be somebody in a record: a supervisor is warned, never the staff member."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases import states
from cases.actions.party import write_client_parties
from cases.actions.tie import ReasonNeeded, compare_parties, move_tie
from cases.models import Child, Client, PartyKey, Tie, Wall
from cases.queries.tie import answerable, tie_rows, watchers_of_tie
from partners.actions.own_trace import give_traces
from partners.models import Account, Alert, StaffKey
from safeguards.access import Absent, Actor
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting, agency_of
from tests.factories.world import World
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/clients/ties/"
HER = {"family_name": "照合", "given_name": "真央", "family_kana": "ショウゴウ", "given_kana": "マオ"}
VARIES = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|once" value="[^"]*"|(?<=[/=])[\w-]{22}(?=[/&"])|\d\d?:\d\d'
)


def compare():
    return compare_parties(Actor.system("test"))


def act(account):
    return replace(World.act(account), now=timezone.now())


def waiting(account):
    return list(answerable(act(account)))


@pytest.fixture
def her(world):
    """A counselor of the center."""
    world.supervisor.save()
    return account_with_posting(world.center, "counselor", **HER)


@pytest.fixture
def tie(world, her):
    """The other party of a client of the center has her full name."""
    cases.client(act(world.counselor), other_party_family_kana="しょうごう", other_party_given_kana="まお")
    assert compare() == 1
    found = Tie.objects.get()
    assert (found.account, found.signs, found.state) == (her, ["name"], "found")
    return found


def test_a_supervisor_is_warned_and_lays_the_wall_by_one_press(browser, world, her, tie):
    woman = Client.objects.everything("test").get()
    chief, hers = browser(world.supervisor), browser(her)
    page = chief.get(URL)
    assert her.name in words_of(page) and f"/clients/{woman.number}/" in page.content.decode()
    assert woman.name not in words_of(page)
    assert "記録の方に近いかもしれない職員" in words_of(chief.get("/"))
    assert [(one.account_id, one.kind, one.facts) for one in Alert.objects.all()] == [
        (world.supervisor.pk, "tie.found", {})
    ]
    assert hers.get(f"/clients/{woman.number}/").status_code == 200
    answer = chief.post(f"{URL}{tie.number}/", {"move": "wall", "once": new_token()}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert hers.get(f"/clients/{woman.number}/").status_code == 404
    assert (Wall.objects.get().ground, Wall.objects.get().account) == ("tie_found", her)
    assert chief.post(f"{URL}{tie.number}/", {"move": "wall", "once": new_token()}).status_code == 404
    assert waiting(world.supervisor) == [] and compare() == 0
    lines = AuditLine.objects.filter(event__in=["tie.find", "tie.wall", "wall.lay"]).order_by("pk")
    assert [line.event for line in lines] == ["tie.find", "wall.lay", "tie.wall"]
    assert not any("照合" in line.facts or "ょう" in line.facts for line in lines)


def test_not_the_same_needs_a_reason_and_is_remembered_until_there_is_a_new_sign(browser, world, her, tie):
    chief = browser(world.supervisor)
    answer = chief.post(f"{URL}{tie.number}/", {"move": "not_same", "once": new_token()}, follow=True)
    assert "別の人だと考える理由を選んでください。" in words_of(answer) and waiting(world.supervisor) == [tie]
    for reason in ("nonsense", "照合"):
        with pytest.raises(ReasonNeeded):
            move_tie(act(world.supervisor), tie.number, "not_same", reason=reason)
    chief.post(f"{URL}{tie.number}/", {"move": "not_same", "reason": "known_other", "once": new_token()})
    tie.refresh_from_db()
    assert (tie.state, tie.reason, tie.answered_by_id) == ("not_same", "known_other", world.supervisor.pk)
    assert AuditLine.objects.get(event="tie.not_same").login == world.supervisor.login
    PartyKey.objects.update(is_compared=False)
    StaffKey.objects.update(is_compared=False)
    assert compare() == 0 and waiting(world.supervisor) == [] and Alert.objects.count() == 1
    woman = Client.objects.everything("test").get()
    woman.other_party_phone = "090-0000-1234"
    woman.save()
    write_client_parties(woman)
    give_traces(act(her), {"phone": "０９０ ００００ １２３４"})
    assert compare() == 1
    tie.refresh_from_db()
    assert (tie.state, tie.signs, tie.answered_by_id) == ("found", ["name", "phone"], None)
    assert AuditLine.objects.get(event="tie.again").object_number == tie.number
    assert browser(her).get(f"/clients/{woman.number}/").status_code == 200


def test_the_matched_one_sees_not_one_byte_more(browser, world, her):
    """Her pages before and after the match, and after it was put aside: the same, but for tokens."""
    woman = cases.client(act(world.counselor), other_party_family_name="照合", other_party_given_name="真央")
    hers = browser(her)
    urls = (
        "/",
        "/account/",
        "/account/alerts/",
        "/account/traces/",
        "/clients/",
        f"/clients/{woman.number}/",
    )

    def pages():
        return [VARIES.sub("", hers.get(url).content.decode()) for url in urls]

    pages()  # the first look is noted on the record's page
    before = pages()
    assert compare() == 1
    assert pages() == before
    move_tie(act(world.supervisor), Tie.objects.get().number, "not_same", reason="known_other")
    assert pages() == before
    assert not Alert.objects.filter(account=her).exists()
    assert hers.get(URL).status_code == 404


def test_the_only_supervisor_is_not_told_of_herself_but_the_stand_in_is_without_the_record(browser, world):
    office = agency_of("municipality", "municipal_desk", name="一人の課")
    chief = account_with_posting(office, "supervisor", **HER)
    clerk = account_with_posting(office, "counselor")
    world.supervisor.save()
    woman = cases.client(act(clerk), **HER)
    assert compare() == 1
    tie = Tie.objects.get()
    assert waiting(chief) == [] and [one.account_id for one in Alert.objects.all()] == [world.supervisor.pk]
    assert tie.number not in browser(chief).get(URL).content.decode()
    assert (
        browser(chief).post(f"{URL}{tie.number}/", {"move": "not_same", "reason": "shared"}).status_code
        == 404
    )
    page = browser(world.supervisor).get(URL)
    assert "一人の課" in words_of(page) and woman.number not in page.content.decode()
    assert tie_rows(act(world.supervisor), [tie])[0].record is None
    move_tie(act(world.supervisor), tie.number, "wall")
    assert browser(chief).get(f"/clients/{woman.number}/").status_code == 404
    assert Wall.objects.get().agency == office


def test_who_is_told_is_who_may_answer_and_nobody_who_is_walled_off_or_matched(world):
    office, deputy = (agency_of("municipality", kind) for kind in ("municipal_desk", "city_welfare_office"))
    people = [account_with_posting(office, "supervisor") for _each in range(2)]
    people += [account_with_posting(deputy, "supervisor"), world.supervisor]
    woman = cases.client(act(account_with_posting(office, "counselor")))
    matched = account_with_posting(office, "counselor")
    for has_deputy in (True, False):
        office.deputy = deputy if has_deputy else None
        office.save()
        for walled in [None, *people]:
            for also in [None, *people]:
                Tie.objects.all().delete(), Wall.objects.all().delete()
                tie = Tie.objects.create(
                    account=matched, agency=office, person_key=woman.person_key, found_at=timezone.now()
                )
                if walled:
                    cases.wall(walled, woman)
                if also:
                    Tie.objects.create(
                        account=also, agency=office, person_key=woman.person_key, found_at=timezone.now()
                    )
                able = {who.pk for who in people if tie in waiting(who)}
                told = set(watchers_of_tie(tie, timezone.now())) & {who.pk for who in people}
                assert able == told and not able & {one.pk for one in (walled, also) if one}


@pytest.mark.parametrize("state", ["found", "walled", "not_same"])
@pytest.mark.parametrize("move", ["wall", "not_same", "again", "lift", "", "\0"])
def test_only_moves_of_the_table_do_anything(world, her, tie, state, move):
    Tie.objects.update(state=state)
    if state == states.TIE_FOUND and move in ("wall", "not_same"):
        assert move_tie(act(world.supervisor), tie.number, move, reason="mistyped").state != "found"
        return
    with pytest.raises(Absent):
        move_tie(act(world.supervisor), tie.number, move, reason="mistyped")
    tie.refresh_from_db()
    assert tie.state == state and not Wall.objects.exists()


@pytest.mark.parametrize("who", ["counselor", "city_supervisor", "auditor", "center_admin", "planner"])
def test_nobody_else_answers(browser, world, tie, who):
    account = getattr(world, who)
    with pytest.raises(Absent):
        move_tie(act(account), tie.number, "wall")
    assert tie.number not in browser(account).get(URL).content.decode()


def test_children_callers_and_places_are_compared_and_a_surname_alone_is_not(world, her):
    give_traces(
        act(her), {"address": "宮城県仙台市青葉区本町三丁目8番1号\n栗原市築館12", "phone": "022-000-1111"}
    )
    clerk = act(world.counselor)
    cases.client(clerk, family_name="照合", family_kana="ショウゴウ", given_name="花", given_kana="ハナ")
    cases.client(
        clerk, alias="真央", family_kana="マオ", registered_place="青葉区本町3丁目9-1", phone="000-1111"
    )
    cases.consultation(clerk, caller_kana="ショウゴウ", whereabouts_note="栗原市築館")
    assert compare() == 0
    mother = cases.client(clerk, family_name="別", given_name="人")
    Child.objects.create(
        client=mother, agency=mother.agency, person_key=mother.person_key, sort_key=clerk.now,
        family_name="照 合", given_name="真央",
    )  # fmt: skip
    write_client_parties(mother)
    there = cases.client(clerk, current_place="駅前で会う\n青葉区本町3-8-1")
    call = cases.consultation(clerk, caller_name="照合真央", caller_phone="+81 22 000 1111")
    assert compare() == 3
    assert {one.person_key: one.signs for one in Tie.objects.all()} == {
        mother.person_key: ["name"], there.person_key: ["address"], call.person_key: ["name", "phone"],
    }  # fmt: skip


def test_a_tie_follows_the_person_when_it_is_said_who_called(world, her):
    clerk = act(world.counselor)
    call = cases.consultation(clerk, caller_kana="ショウゴウ　マオ")
    assert compare() == 1
    move_tie(act(world.supervisor), Tie.objects.get().number, "not_same", reason="known_other")
    woman = cases.client(clerk)
    cases.link(clerk, call, woman)
    assert Tie.objects.get().person_key == woman.person_key
    assert compare() == 0 and waiting(world.supervisor) == []


def test_a_disclosure_brings_the_receivers_people_in_and_its_end_takes_the_warning_away(world, her):
    woman = cases.client(act(world.city_counselor), **HER)
    assert compare() == 0
    reason = cases.disclosure(act(world.city_counselor), woman, world.center)
    assert compare() == 1 and [one.account for one in waiting(world.supervisor)] == [her]
    from cases.actions.grant import withdraw

    withdraw(act(world.city_counselor), reason, "test")
    assert waiting(world.supervisor) == []


@pytest.mark.parametrize("way", ["client", "sheet"])
def test_the_receivers_supervisor_is_warned_before_acceptance_without_identity(browser, world, her, way):
    facts = {"sheet": {**referrals.SHEET, "name": "", "kana": "しょうごう まお"}}
    if way == "client":
        facts = {"client": cases.client(act(world.city_counselor), **HER)}
    sent = referrals.offer(None, world.center, actor=act(world.city_counselor), **facts)
    assert compare() == 1
    tie = Tie.objects.get(account=her)
    page = browser(world.supervisor).get(URL)
    assert f"/referrals/{sent.number}/" in page.content.decode()
    assert browser(world.supervisor).get(f"/referrals/{sent.number}/").status_code == 200
    hers = browser(her)
    assert hers.get(f"/referrals/{sent.number}/").status_code == 200
    move_tie(act(world.supervisor), tie.number, "wall")
    assert hers.get(f"/referrals/{sent.number}/").status_code == 404
    assert sent.number not in hers.get("/referrals/").content.decode()
    accept = {"move": "accept", "once": new_token()}
    assert hers.post(f"/referrals/{sent.number}/move/", accept).status_code == 404
    assert referrals.fresh(sent).state == "sent"


def test_a_recalled_referral_warns_no_more(world, her):
    from referrals.actions.move import move_referral

    woman = cases.client(act(world.city_counselor), **HER)
    sent = referrals.offer(None, world.center, actor=act(world.city_counselor), client=woman)
    compare()
    assert len(waiting(world.supervisor)) == 1
    move_referral(act(world.city_counselor), sent, "recall", code="other", text="")
    assert waiting(world.supervisor) == []


def test_a_coming_posting_warns_before_it_begins_and_a_new_name_is_compared(world):
    world.supervisor.save()
    cases.client(act(world.counselor), **HER)
    account = account_with_posting(
        world.center, "counselor", posting_since=timezone.now() + timezone.timedelta(days=20), **HER
    )
    assert compare() == 1 and waiting(world.supervisor)[0].account == account


# --- against a reference ---------------------------------------------------------------------------------------------
NAMES = {
    "山田花": ("ヤマダ ハナ", "やまだ　はな", "ﾔﾏﾀﾞ ﾊﾅ", "ヤマダハナ"),
    "大野葵": ("オーノ アオイ", "おおの あおい", "オオノアオイ"),
    "山田純": ("ヤマダ ジュン", "やまだ　じゅん", "ﾔﾏﾀﾞ ｼﾞｭﾝ"),
}
PHONES = {
    "one": ("090-0000-1111", "０９０（００００）１１１１", "+81 90 0000 1111", "09000001111", "9000001111"),
    "two": ("022-000-2222", "0081-22-000-2222", "022 000 2222 / 090-9999-0000"),
}
PLACES = {
    "here": (
        "青葉区本町3-8-1",
        "宮城県仙台市青葉区本町三丁目8番1号",
        "〒980-0014 青葉区本町３－８－１ 宮城荘",
    ),
    "there": ("栗原市築館12番地の5", "宮城県栗原市築館字十二-5", "栗原市築館12-5"),
}


def spelled(table):
    """Nobody, or one of the table in one of its spellings."""
    return st.sampled_from(
        [("", ""), *((who, how) for who, all_of_them in table.items() for how in all_of_them)]
    )


SOMEBODY = st.tuples(spelled(NAMES), spelled(PHONES), spelled(PLACES), st.booleans())


def expected(staff, record):
    """The kinds by which the two are the same, by who they are and not by how they are written."""
    kinds = zip(("name", "phone", "address"), staff[:3], record[:3], strict=True)
    return [kind for kind, (mine, _one), (theirs, _other) in kinds if mine and mine == theirs]


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(staff=st.lists(SOMEBODY, min_size=1, max_size=3), records=st.lists(SOMEBODY, min_size=1, max_size=4))
def test_it_warns_exactly_when_a_reference_says_so(world, staff, records):
    for table in (Tie, Wall, Alert, PartyKey, StaffKey):
        table.objects.all().delete()
    Account.objects.filter(family_name="検").update(given_name="", family_kana="", given_kana="")
    places = {True: (world.center, world.counselor), False: (world.city, world.city_counselor)}
    world.supervisor.save()
    accounts = []
    for name, phone, place, at_center in staff:
        parts = name[1].split() if len(name[1].split()) == 2 else [name[1][:3], name[1][3:]]
        read = dict(zip(("family_kana", "given_kana"), parts, strict=True)) if name[1] else {}
        account = account_with_posting(places[at_center][0], "counselor", family_name="検", **read)
        StaffKey.objects.filter(account=account).delete()
        give_traces(act(account), {"phone": phone[1], "address": place[1]})
        accounts.append(account)
    people = []
    for place, (name, phone, address, at_center) in enumerate(records):
        clerk = act(places[at_center][1])
        facts = {"caller_kana": name[1], "caller_phone": phone[1], "whereabouts_note": address[1]}
        if place % 2:
            facts = {"alias": name[1], "other_party_phone": phone[1], "registered_place": address[1]}
            people.append(cases.client(clerk, family_kana="", given_kana="", **facts).person_key)
        else:
            people.append(cases.consultation(clerk, **facts).person_key)
    compare()
    wanted = {
        (account.pk, person): signs
        for account, one in zip(accounts, staff, strict=True)
        for person, record in zip(people, records, strict=True)
        if one[3] == record[3] and (signs := expected(one, record))
    }
    found = {(tie.account_id, tie.person_key): tie.signs for tie in Tie.objects.all()}
    assert found == wanted
    assert not Alert.objects.filter(account__in=accounts).exists()
    assert {tie.account_id for tie in waiting(world.supervisor)} <= {one.pk for one in accounts}
    for tie in Tie.objects.filter(agency=world.center):
        move_tie(act(world.supervisor), tie.number, "not_same", reason="known_other")
    PartyKey.objects.update(is_compared=False)
    assert compare() == 0
