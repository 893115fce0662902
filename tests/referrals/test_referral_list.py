"""Inbox and outbox: who finds what, by what, and with how many questions to the database."""

import pytest
from django.utils import timezone

from referrals.models import Referral
from tests.factories import cases, referrals

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def listed(browser, account, **query):
    answer = browser(account).get("/referrals/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def search(browser, account, words, box="in"):
    hers = browser(account)
    answer = hers.post(f"/referrals/?box={box}", {"q": words})
    assert answer.status_code == 302
    assert not words.strip() or words not in answer.url
    return hers.get(answer.url).content.decode().partition("<tbody>")[2]


def fill(world, rows, box):
    """`rows` referrals of every sort into one box of the center's counselor."""
    for number in range(rows):
        if box == "out":
            client, call = referrals.known_person(world.act(world.counselor))
            referrals.offer(
                world.counselor, world.police, client=client, consultation=call if number % 2 else None
            )
            continue
        client, call = referrals.known_person(world.act(world.city_counselor))
        one = referrals.offer(
            world.city_counselor, world.center, client=client, consultation=call if number % 2 else None
        )
        referrals.move(world.counselor, one, "accept")
    if box == "in":
        referrals.move(world.counselor, referrals.offer(world.liaison, world.center), "accept")


@pytest.mark.parametrize("box", ["in", "out"])
def test_a_page_asks_the_same_number_of_questions_for_1_and_for_20_rows(
    world, browser, django_assert_max_num_queries, django_assert_num_queries, box
):
    hers = browser(world.counselor)
    hers.get("/referrals/")
    fill(world, 2, box)
    with django_assert_max_num_queries(
        MOST_QUERIES + 6
    ) as few:  # session, account, posting, audit line come on top
        assert hers.get("/referrals/", {"box": box}).status_code == 200
    fill(world, 18, box)
    with django_assert_num_queries(len(few)):
        assert hers.get("/referrals/", {"box": box}).content.decode().count("<tr>") == 21
    own = [
        query["sql"]
        for query in few.captured_queries
        if "session" not in query["sql"] and "audit" not in query["sql"]
    ]
    assert len([sql for sql in own if sql.startswith("SELECT")]) <= MOST_QUERIES, own


@pytest.mark.parametrize("which", ["/", "/referrals/new/"])
def test_other_pages_ask_no_more_with_more_rows(world, browser, django_assert_num_queries, which):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hers = browser(world.counselor)
    fill(world, 2, "in")
    fill(world, 2, "out")
    hers.get(which)
    with CaptureQueriesContext(connection) as few:
        hers.get(which)
    fill(world, 8, "in")
    fill(world, 8, "out")
    with django_assert_num_queries(len(few)):
        hers.get(which)


def test_pages_follow_each_other_by_key(world, browser):
    for _number in range(23):
        referrals.offer(world.counselor, world.police)
    first = browser(world.counselor).get("/referrals/?box=out")
    page = first.context["page"]
    assert len(page.rows) == 20 and not page.previous_url
    second = browser(world.counselor).get(page.next_url).context["page"]
    assert len(second.rows) == 3 and not second.next_url
    assert not {row.pk for row in page.rows} & {row.pk for row in second.rows}


def test_filters_by_state_and_kind(world, browser):
    sent = referrals.offer(world.counselor, world.city, kind="handover")
    accepted = referrals.offer(world.counselor, world.city, kind="advice")
    referrals.move(world.city_counselor, accepted, "accept")
    recalled = referrals.offer(world.counselor, world.city, kind="handover")
    referrals.move(world.counselor, recalled, "recall", code="settled")

    def found(**query):
        text = listed(browser, world.counselor, box="out", **query)
        return {one.number for one in (sent, accepted, recalled) if one.number in text}

    assert found() == {sent.number, accepted.number, recalled.number}
    assert found(state="sent") == {sent.number}
    assert found(state="open") == {sent.number, accepted.number}
    assert found(kind="handover") == {sent.number, recalled.number}
    assert found(kind="handover", state="recalled") == {recalled.number}
    assert found(state="' OR 1=1") == found(), "a filter that does not exist narrows nothing"


def test_found_by_agency_and_number(world, browser):
    one, other = referrals.offer(world.counselor, world.police), referrals.offer(world.counselor, world.npo)
    for words, wanted in ((world.police.name, one), (other.number, other)):
        text = search(browser, world.counselor, words, "out")
        assert wanted.number in text
        assert ({one.number, other.number} - {wanted.number}).pop() not in text
    assert one.number in search(browser, world.liaison, one.number)
    assert one.number not in search(browser, world.npo_liaison, one.number)


@pytest.mark.parametrize("words", ["鍋澤", "なべさわ", "くるみ", "鍋沢"])
def test_a_receiver_finds_by_name_only_what_was_told_with_the_name(world, browser, words):
    client, call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(world.counselor, world.city, client=client, consultation=call, groups=["identity"])
    silent = referrals.offer(world.counselor, world.city, client=client, groups=["contact"])
    assert one.number not in search(browser, world.city_counselor, words)
    assert one.number in search(browser, world.counselor, words, "out")
    referrals.move(world.city_counselor, silent, "accept")
    assert silent.number not in search(browser, world.city_counselor, words)
    referrals.move(world.city_counselor, one, "accept")
    assert one.number in search(browser, world.city_counselor, words)
    referrals.move(world.counselor, one, "recall", code="safety")
    assert search(browser, world.city_counselor, words) == ""


def test_sheets_are_found_by_the_name_on_them(world, browser):
    one = referrals.offer(world.liaison, world.npo)
    assert one.number in search(browser, world.liaison, "吉崎", "out")
    assert one.number not in search(browser, world.npo_liaison, "よしざき")
    referrals.move(world.npo_liaison, one, "accept")
    assert one.number in search(browser, world.npo_liaison, "よしざき")


def test_another_session_cannot_open_a_search(world, browser):
    hers = browser(world.counselor)
    address = hers.post("/referrals/", {"q": "鍋澤"}).url
    assert hers.get(address).status_code == 200
    assert browser(world.counselor).get(address).status_code == 404
    assert browser(world.colleague).get(address).status_code == 404


def test_names_stand_in_the_inbox_only_after_acceptance(world, browser):
    client, _call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(world.counselor, world.city, client=client, groups=["identity"])
    assert "鍋澤" not in listed(browser, world.city_counselor)
    assert "鍋澤" in listed(browser, world.counselor, box="out")
    referrals.move(world.city_counselor, one, "accept")
    assert "鍋澤" in listed(browser, world.city_counselor)
    Referral.objects.everything("test").filter(pk=one.pk).update(
        sent_at=timezone.now() - timezone.timedelta(days=2),
        until=timezone.now() - timezone.timedelta(seconds=1),
    )
    assert "鍋澤" not in listed(browser, world.city_counselor)


def test_a_client_of_ones_own_whom_a_wall_hides_is_not_in_the_outbox(world, browser):
    client, _call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(world.counselor, world.city, client=client)
    cases.wall(world.colleague, client)
    assert one.number in listed(browser, world.counselor, box="out")
    assert one.number not in listed(browser, world.colleague, box="out")
