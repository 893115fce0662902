"""Home: in the order of the day, one sentence of what cannot wait, names only while nobody else sees the screen."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Client
from config.home import LISTS, lists_of
from partners.cards import Place
from partners.models import Account
from safeguards.models import AuditLine
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
# Session, account, postings; what each list asks once, whatever stands in it; colleagues, emergencies, in charge.
MOST_QUERIES = {
    "counselor": 27,
    "supervisor": 43,
    "liaison": 14,
    "center_admin": 14,
    "planner": 16,
    "auditor": 24,
}


def day_of(browser, person):
    return browser(person).get("/").context["lists"]


def test_lists_stand_in_the_order_of_the_day(browser, world):
    actor, today = world.act(world.counselor), timezone.localdate()
    cases.consultation(actor, next_on=today - timedelta(days=2), next_steps=["accompany"])
    cases.consultation(actor, next_on=today + timedelta(days=2), next_steps=["accompany"])
    referrals.offer(world.city_counselor, world.center)
    names = [one.name for one in day_of(browser, world.counselor)]
    assert names == ["call-backs", "received", "late", "near", "answered", "unlinked"]
    assert [one.place for one in LISTS] == sorted(one.place for one in LISTS)
    assert (
        Place.CALL_BACKS < Place.REFERRALS < Place.DRAFTS < Place.LATE < Place.DEADLINES < Place.HANDED_OVER
    )


def test_one_sentence_says_what_cannot_wait(browser, world):
    here = browser(world.counselor)
    assert "いま待っていることはありません" in words_of(here.get("/"))
    actor, today = world.act(world.counselor), timezone.localdate()
    for days in (3, 1):
        cases.consultation(actor, next_on=today - timedelta(days=days), next_steps=["accompany"])
    page = words_of(here.get("/"))
    assert "次の一手が2件、期限をすぎています。" in page
    assert "3日すぎ" in page and "1日すぎ" in page
    assert "急ぎのものはありません" not in page


def test_a_press_takes_every_name_off_the_page_until_another_brings_them_back(browser, world):
    actor, today = world.act(world.counselor), timezone.localdate()
    woman = cases.client(actor, family_name="伏印", given_name="")
    cases.consultation(actor, of=woman, next_on=today, next_steps=["accompany"])
    cases.consultation(actor, caller_name="声印")
    waiting = account_with_posting(world.center, "counselor", family_name="職印", posting_confirmed=False)
    here, chief = browser(world.counselor), browser(world.supervisor)
    for one in (here, chief):
        assert "伏印" in one.get("/").content.decode()
        assert one.post("/", {"names": "off"}).status_code == 302
        page = one.get("/").content.decode()
        assert not [name for name in ("伏印", "声印", waiting.name) if name in page]
        assert "お名前を伏せています" in page
    assert "伏印" in browser(world.counselor).get("/").content.decode()  # another session is another screen
    here.post("/", {"names": "on"})
    page = here.get("/").content.decode()
    assert "伏印" in page and "声印" in page


@pytest.mark.parametrize("who", MOST_QUERIES)
def test_home_asks_the_same_number_of_times_however_much_waits(
    browser, world, who, django_assert_max_num_queries
):
    person, here = getattr(world, who), browser(getattr(world, who))
    actor, today = world.act(world.counselor), timezone.localdate()
    counts = []
    for more in (1, 12):
        for _number in range(more):
            cases.consultation(actor, next_on=today - timedelta(days=1), next_steps=["accompany"])
            cases.consultation(actor, next_on=today, next_steps=["accompany"])
            referrals.offer(world.city_counselor, world.center)
            referrals.offer(world.city_counselor, world.police)
            account_with_posting(world.center, "counselor", posting_confirmed=False)
            account_with_posting(world.center, "counselor", posting_until=timezone.now() + timedelta(days=9))
            woman = cases.client(actor)
            Client.objects.everything("test").filter(pk=woman.pk).update(
                assigned_to=person, assigned_since=actor.now, assigned_by_id=world.colleague.pk
            )
        here.get("/")
        with django_assert_max_num_queries(MOST_QUERIES[who]) as asked:
            assert here.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_here_today_is_her_own_agency_by_reading_without_a_number(browser, world):
    now = timezone.now()
    early = account_with_posting(
        world.center, "counselor", family_name="安印", family_kana="アジルシ", last_login=now
    )
    late = account_with_posting(world.center, "counselor", family_name="和印", family_kana="ワジルシ")
    Account.objects.filter(pk=late.pk).update(last_login=now - timedelta(days=2))
    account_with_posting(world.city, "counselor", family_name="他印")
    account_with_posting(world.center, "counselor", family_name="去印", posting_until=now - timedelta(days=1))
    account_with_posting(world.center, "account_admin", family_name="管印")
    shown = browser(world.counselor).get("/").context["colleagues"]
    names = [one.name for one in shown]
    assert names.index(early.name) < names.index(late.name)
    assert [one.is_here for one in shown if one.name in (early.name, late.name)] == [True, False]
    assert not [one for one in names if one[0] in "他去管"] and world.counselor.name not in names
    assert browser(world.planner).get("/").context["colleagues"] == []


def test_each_role_sees_what_waits_for_it_alone(browser, world):
    actor = world.act(world.counselor)
    cases.consultation(actor, next_on=timezone.localdate(), next_steps=["accompany"])
    cases.client(actor)
    referrals.offer(world.city_counselor, world.center)
    soon = timezone.now() + timedelta(days=9)
    account_with_posting(world.center, "counselor", posting_confirmed=False)
    leaver = account_with_posting(world.center, "counselor", posting_until=soon)
    names = {who: {one.name for one in lists_of(world.act(getattr(world, who)))} for who in MOST_QUERIES}
    assert {"received", "near"} <= names["counselor"] and not {"confirm", "unassigned"} & names["counselor"]
    assert {"received", "near", "confirm", "unassigned"} <= names["supervisor"]
    assert names["liaison"] == {"received", "answered"}
    assert names["center_admin"] == {"unconfirmed", "leaving"} | ({"unreviewed"} & names["center_admin"])
    assert "unusual" in names["auditor"] and not {"near", "received", "confirm"} & names["auditor"]
    assert not [one for one in names["planner"] if not one.startswith(("answers", "ending"))]
    listed = browser(world.center_admin).get("/accounts/?state=leaving").context["page"].rows
    assert listed == [leaver.pk]


def test_home_leaves_no_line_of_a_record_and_its_numbers_lead_where_they_say(browser, world):
    cases.consultation(world.act(world.counselor), next_on=timezone.localdate(), next_steps=["accompany"])
    here = browser(world.counselor)
    before = AuditLine.objects.count()
    page = here.get("/").content.decode()
    assert AuditLine.objects.count() == before
    for url in re.findall(r'<a href="([^"]+)" data-opens', page):
        assert here.get(url.replace("&amp;", "&")).status_code == 200
