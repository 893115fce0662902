"""What the two sides see, and until when. These tests try to get more."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import AccessReason
from referrals.models import Referral, ReferralEvent
from safeguards.access import Unscoped
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting
from tests.factories.referrals import ALL_GROUPS, IDENTITY, SHEET, TEXT_OF_GROUP

pytestmark = pytest.mark.django_db


def path(one):
    return f"/referrals/{one.number}/"


def bare(answer, number):
    """The page without its own address and the token that differs each time."""
    text = answer.content.decode().replace(number, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def page(browser, account, one, **query):
    answer = browser(account).get(path(one), query)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def known(world):
    return referrals.known_person(world.act(world.counselor))


@pytest.mark.parametrize("anchor", ["client", "call", "sheet"])
@pytest.mark.parametrize("receiver", ["liaison", "city_counselor"])
def test_before_acceptance_no_identity_stands_anywhere(world, browser, known, anchor, receiver):
    account = getattr(world, receiver)
    to = world.police if receiver == "liaison" else world.city
    client, call = known
    records = {"client": {"client": client}, "call": {"client": client, "consultation": call}, "sheet": {}}[
        anchor
    ]
    one = referrals.offer(world.counselor, to, summary="鍋澤さんと090-0555-0288で話した", **records)
    hidden = IDENTITY if anchor != "sheet" else [*SHEET.values(), "1988", "昭和63", "4567"]
    for address in (path(one), "/referrals/", "/referrals/?box=in&state=sent", "/"):
        text = browser(account).get(address).content.decode()
        assert not [word for word in hidden if word in text], address
    status, text = page(browser, account, one)
    assert status == 200
    assert "住まい探しをお願いします。" in text and "30歳代" in text
    # The control: after acceptance the same words stand there.
    referrals.move(account, one, "accept")
    text = page(browser, account, one)[1]
    assert ("鍋澤" if anchor != "sheet" else "𠮷﨑 髙子") in text


@pytest.mark.parametrize("group", ALL_GROUPS)
@pytest.mark.parametrize("with_call", [False, True])
def test_after_acceptance_exactly_the_ticked_group_is_there(world, browser, known, group, with_call):
    client, call = known
    one = referrals.offer(
        world.counselor, world.police, client=client, consultation=call if with_call else None, groups=[group]
    )
    referrals.move(world.liaison, one, "accept")
    text = page(browser, world.liaison, one)[1]
    assert TEXT_OF_GROUP[group] in text
    assert not [other for other in ALL_GROUPS if other != group and TEXT_OF_GROUP[other] in text]
    assert "青葉の丘" not in text, "whereabouts are masked"


@pytest.mark.parametrize("group", [group for group in ALL_GROUPS if group != "narrative"])
def test_of_a_sheet_exactly_the_ticked_group_is_told(world, browser, group):
    one = referrals.offer(world.liaison, world.npo, groups=[group])
    referrals.move(world.npo_liaison, one, "accept")
    text = page(browser, world.npo_liaison, one)[1]
    told = {
        "identity": SHEET["name"], "contact": SHEET["phone"], "children": SHEET["children_note"],
        "health": SHEET["health_note"], "risk": SHEET["risk_note"], "other_party": SHEET["other_party_note"],
        "whereabouts": "いまの居所",
    }  # fmt: skip
    assert told[group] in text
    assert not [other for other in told if other != group and told[other] in text]
    assert SHEET["places"] not in text


@pytest.mark.parametrize("sheet", [{}, {"name": "髙橋"}, {"kana": "タカハシ"}, {"phone": "090-0123-4567"}])
def test_a_sheet_half_filled_can_be_read_on_both_sides(world, browser, sheet):
    one = referrals.offer(world.liaison, world.npo, sheet=sheet)
    assert page(browser, world.liaison, one)[0] == 200
    assert browser(world.liaison).get("/referrals/?box=out").status_code == 200
    referrals.move(world.npo_liaison, one, "accept")
    status, text = page(browser, world.npo_liaison, one)
    assert status == 200 and all(value in text for value in sheet.values())
    assert ("お名前は知らされていません" in text) is not ("name" in sheet or "kana" in sheet)


def test_without_a_group_the_summary_alone_is_told(world, browser, known):
    one = referrals.offer(
        world.counselor,
        world.city,
        client=known[0],
        groups=[],
        kind="advice",
        summary="見立てに迷っています。",
    )
    assert "見立てに迷っています。" not in page(browser, world.city_counselor, one)[1]
    referrals.move(world.city_counselor, one, "accept")
    text = page(browser, world.city_counselor, one)[1]
    assert "見立てに迷っています。" in text
    assert not [word for word in IDENTITY if word in text]
    assert not AccessReason.objects.filter(referral_number=one.number).exists()
    assert browser(world.city_counselor).get(f"/clients/{known[0].number}/").status_code == 404


def test_a_counselor_opens_the_client_page_only_while_the_disclosure_lives(world, browser, known):
    client, call = known
    one = referrals.offer(world.counselor, world.city, client=client, consultation=call, groups=["identity"])
    hers = browser(world.city_counselor)
    addresses = (f"/clients/{client.number}/", f"/consultations/{call.number}/")
    assert [hers.get(address).status_code for address in addresses] == [404, 404]
    referrals.move(world.city_counselor, one, "accept")
    for address in addresses:
        answer = hers.get(address)
        assert answer.status_code == 200
        assert "喘息" not in answer.content.decode()
    referrals.move(world.counselor, one, "recall", code="her_wish")
    assert [hers.get(address).status_code for address in addresses] == [404, 404]


def test_a_liaison_opens_no_page_of_records(world, browser, known):
    one = referrals.offer(world.counselor, world.police, client=known[0])
    referrals.move(world.liaison, one, "accept")
    for address in (f"/clients/{known[0].number}/", f"/consultations/{known[1].number}/", "/clients/"):
        assert browser(world.liaison).get(address).status_code == 404


OUTSIDERS = [
    "npo_counselor",
    "npo_liaison",
    "city_counselor",
    "planner",
    "admin",
    "auditor",
    "center_admin",
    "police_admin",
]


@pytest.mark.parametrize("outsider", OUTSIDERS)
@pytest.mark.parametrize("accepted", [False, True])
def test_for_a_third_agency_it_does_not_exist(world, browser, known, outsider, accepted):
    one = referrals.offer(world.counselor, world.police, client=known[0])
    if accepted:
        referrals.move(world.liaison, one, "accept")
    hers = browser(getattr(world, outsider))
    there, nowhere = hers.get(path(one)), hers.get("/referrals/AAAAAAAAAAAAAAAAAAAAAA/")
    assert there.status_code == nowhere.status_code == 404
    assert bare(there, one.number) == bare(nowhere, "AAAAAAAAAAAAAAAAAAAAAA")
    for act in ("move", "reveal"):
        assert hers.post(f"{path(one)}{act}/", {"move": "accept", "purpose": "contact"}).status_code == 404
    assert referrals.fresh(one).state == ("accepted" if accepted else "sent")


def test_a_liaison_of_the_sender_sees_sheets_only(world, browser, known):
    of_record = referrals.offer(world.counselor, world.police, client=known[0])
    sheet = referrals.offer(world.center_liaison, world.police)
    assert page(browser, world.center_liaison, of_record)[0] == 404
    assert page(browser, world.center_liaison, sheet)[0] == 200
    text = browser(world.center_liaison).get("/referrals/?box=out").content.decode()
    assert of_record.number not in text and "鍋澤" not in text and sheet.number in text


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("walled", ["city_counselor", "colleague"])
def test_for_a_walled_account_it_does_not_exist(world, browser, known, walled, when):
    account, client = getattr(world, walled), known[0]
    if when == "before":
        cases.wall(account, client)
    one = referrals.offer(world.counselor, world.city, client=client)
    if when == "after":
        assert page(browser, account, one)[0] == 200
        cases.wall(account, client)
    assert page(browser, account, one)[0] == 404
    boxes = "".join(browser(account).get(f"/referrals/?box={box}").content.decode() for box in ("in", "out"))
    assert one.number not in boxes and "30歳代" not in boxes
    answer = browser(account).post(f"{path(one)}move/", {"move": "accept"})
    assert answer.status_code == 404
    assert referrals.fresh(one).state == "sent"


def test_a_wall_follows_a_consultation_that_was_linked_after_sending(world, browser):
    """Linking joins the person keys: the referral's frozen key alone would let the walled one through."""
    actor = world.act(world.counselor)
    call = cases.consultation(actor)
    one = referrals.offer(world.counselor, world.city, consultation=call)
    client = cases.client(world.act(world.counselor))
    cases.link(world.act(world.counselor), cases.fresh(call), client)
    cases.wall(world.city_counselor, client)
    assert page(browser, world.city_counselor, one)[0] == 404


@pytest.mark.parametrize(
    ("facts", "sees"),
    [
        ({}, False),
        ({"family_kana": "よしざき", "given_kana": "たかこ"}, False),  # another spelling of the reading
        ({"birth": {"year": 1988}}, False),  # a birth date half known does not tell them apart
        ({"birth": {"year": 1990, "month": 1, "day": 2}}, True),
        (
            {"family_name": "鈴木", "given_name": "良子", "family_kana": "スズキ", "given_kana": "ヨシコ"},
            True,
        ),
    ],
)
def test_a_sheet_about_a_walled_person_is_absent(world, browser, facts, sees):
    her = {
        "family_name": "𠮷﨑", "given_name": "髙子", "family_kana": "ヨシザキ", "given_kana": "タカコ",
        "birth": {"year": 1988, "month": 4, "day": 9},
    } | facts  # fmt: skip
    client = cases.client(world.act(world.counselor), **her)
    cases.wall(world.colleague, client)
    one = referrals.offer(world.liaison, world.center)
    assert (page(browser, world.colleague, one)[0] == 200) is sees
    assert page(browser, world.counselor, one)[0] == 200


@pytest.mark.parametrize("state", ["sent", "accepted", "reported"])
@pytest.mark.parametrize("anchor", ["client", "sheet"])
def test_after_its_day_every_request_of_the_receiver_is_refused(world, browser, known, state, anchor):
    one = referrals.offer(world.counselor, world.city, **({"client": known[0]} if anchor == "client" else {}))
    if state != "sent":
        referrals.move(world.city_counselor, one, "accept")
    if state == "reported":
        referrals.report(world.city_counselor, one)
    assert page(browser, world.city_counselor, one)[0] == 200
    past = timezone.now() - timedelta(seconds=1)
    Referral.objects.everything("test").filter(pk=one.pk).update(until=past, sent_at=past - timedelta(days=1))
    hers = browser(world.city_counselor)
    assert hers.get(path(one)).status_code == 404
    assert hers.post(f"{path(one)}move/", {"move": "accept"}).status_code == 404
    assert hers.post(f"{path(one)}reveal/", {"purpose": "contact"}).status_code == 404
    alive = hers.get(
        "/alive/", {"page": "referral.detail", "type": "referrals.referral", "number": one.number}
    )
    assert alive.status_code == 404
    line = hers.get("/referrals/?box=in").content.decode()
    assert one.number not in line and "期限で終わりました" in line
    assert not [word for word in (*IDENTITY, SHEET["name"], "30歳代") if word in line]
    assert page(browser, world.counselor, one)[0] == 200, "the sender still reads what she sent"


def test_the_disclosure_ends_by_itself_with_the_offer(world, known):
    one = referrals.offer(world.counselor, world.city, client=known[0])
    referrals.move(world.city_counselor, one, "accept")
    reason = AccessReason.objects.get(referral_number=one.number)
    assert reason.until == one.until
    assert set(reason.field_groups) == set(ALL_GROUPS)


@pytest.mark.parametrize("state", ["sent", "accepted", "reported"])
@pytest.mark.parametrize("anchor", ["client", "sheet"])
def test_recall_ends_sight_at_once_and_leaves_a_bare_line(world, browser, known, state, anchor):
    one = referrals.offer(world.counselor, world.city, **({"client": known[0]} if anchor == "client" else {}))
    if state != "sent":
        referrals.move(world.city_counselor, one, "accept")
    if state == "reported":
        referrals.report(world.city_counselor, one)
    referrals.move(world.counselor, one, "recall", code="safety", text="所属だけの覚え書き")
    assert page(browser, world.city_counselor, one)[0] == 404
    line = browser(world.city_counselor).get("/referrals/?box=in").content.decode().partition("<tbody>")[2]
    assert "取り戻しました" in line and one.number not in line
    assert not [word for word in (*IDENTITY, SHEET["name"], "30歳代", "所属だけの覚え書き") if word in line]
    assert not AccessReason.objects.live(timezone.now()).filter(referral_number=one.number).exists()
    assert "所属だけの覚え書き" in page(browser, world.counselor, one)[1]


def test_closing_ends_sight(world, browser, known):
    one = referrals.offer(world.counselor, world.city, client=known[0])
    referrals.move(world.city_counselor, one, "accept")
    referrals.report(world.city_counselor, one, "面接を終えました。")
    referrals.move(world.counselor, one, "close")
    assert page(browser, world.city_counselor, one)[0] == 404
    assert browser(world.city_counselor).get(f"/clients/{known[0].number}/").status_code == 404
    assert "面接を終えました。" in page(browser, world.counselor, one)[1]


def test_an_ended_posting_sees_nothing(world, browser, known):
    one = referrals.offer(world.counselor, world.police, client=known[0])
    gone = account_with_posting(world.police, "liaison", posting_until=timezone.now() - timedelta(minutes=1))
    sleeping = account_with_posting(world.police, "liaison", posting_confirmed=False)
    assert page(browser, gone, one)[0] == 404
    assert page(browser, sleeping, one)[0] == 404


def test_the_receiver_reads_no_note_on_the_ground(world, browser, known):
    one = referrals.offer(world.counselor, world.city, client=known[0], consent_note="面接で二度確かめた")
    referrals.move(world.city_counselor, one, "accept")
    assert "面接で二度確かめた" not in page(browser, world.city_counselor, one)[1]
    assert "面接で二度確かめた" in page(browser, world.counselor, one)[1]


def test_rows_cannot_be_read_without_saying_for_whom(world):
    for model in (Referral, ReferralEvent):
        with pytest.raises(Unscoped):
            list(model.objects.all())


def test_texts_are_sealed_in_the_table(world, known):
    from django.db import connection

    one = referrals.offer(world.counselor, world.npo, asked="読めてはいけない文", summary="これも読めない")
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked, summary, sheet FROM referrals_referral")
        stored = b"".join(bytes(value) for row in cursor.fetchall() for value in row)
    for word in ("読めてはいけない文", "これも読めない", SHEET["name"], SHEET["phone"]):
        assert word.encode() not in stored
    assert referrals.fresh(one).sheet["name"] == SHEET["name"]
